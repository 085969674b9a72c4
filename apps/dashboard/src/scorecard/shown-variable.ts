import type { BinnedVariable, ScorecardModel } from '@probity/learn';

/** A bin; without points where its variable is not on the card. */
export type ShownBin = BinnedVariable['bins'][number] & { readonly points?: number };

/** A variable as the page shows it: on the card, or binned and left out. */
export interface ShownVariable extends BinnedVariable {
  readonly label: string;
  readonly bins: readonly ShownBin[];
  /** Why it is not on the card. */
  readonly reason?: string;
  readonly coefficient?: number;
}

/** All variables, those on the card first, each by falling information value. */
export function shownVariables(card: ScorecardModel, labelOf: (name: string) => string): readonly ShownVariable[] {
  const byValue = (one: BinnedVariable, other: BinnedVariable) => other.informationValue - one.informationValue;
  return [
    ...card.variables.toSorted(byValue).map((variable) => ({ ...variable, label: labelOf(variable.feature.name) })),
    ...card.excluded.toSorted(byValue).map((variable) => ({ ...variable, label: labelOf(variable.feature.name) })),
  ];
}
