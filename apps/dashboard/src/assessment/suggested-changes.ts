import type { FieldValue } from '@probity/domain';

/** Values to try in the what-if of a decision. Held in memory alone: an address or a history entry would keep them. */
export interface SuggestedChanges {
  readonly decisionId: string;
  readonly values: Readonly<Record<string, FieldValue>>;
}

let suggested: SuggestedChanges | undefined;

/** Leaves values for the what-if that is opened next. */
export function suggestChanges(changes: SuggestedChanges): void {
  suggested = changes;
}

/** What was left for this decision's what-if; nothing for any other. */
export function readSuggestion(decisionId: string): SuggestedChanges['values'] {
  return suggested?.decisionId === decisionId ? suggested.values : {};
}

/** Called when a what-if closes: opened again, it starts from what is recorded. */
export function forgetSuggestion(): void {
  suggested = undefined;
}
