import { ProbityError } from '@probity/domain';
import type { BoostingSettings, Feature } from '@probity/learn';

/** What a model may not do, whatever the data say; see `BoostingSettings`. */
export type TreeConstraints = Partial<Pick<BoostingSettings, 'monotone' | 'interactions'>>;

/**
 * Refuses constraints that could not be kept: those on columns that are no features, and those on learners without them.
 *
 * @throws INVALID_ARGUMENT
 */
export function checkConstraints(
  { monotone = {}, interactions = [] }: TreeConstraints,
  choice: string,
  features: readonly Feature[],
): void {
  const kinds = new Map(features.map(({ name, kind }) => [name, kind]));
  const directed = Object.keys(monotone);
  const given = directed.length > 0 ? 'monotone' : 'interactions';
  if (directed.length + interactions.length > 0 && choice !== 'boosting') {
    throw wrong(given, `be left out unless the learner is boosting, which alone can keep it; got learner ${choice}`);
  }
  const odd = directed.find((name) => kinds.get(name) !== 'numeric');
  if (odd !== undefined) throw wrong('monotone', `name numeric features; got ${JSON.stringify(odd)}`);
  const stray = interactions.flat().find((name) => !kinds.has(name));
  if (stray !== undefined) throw wrong('interactions', `name features; got ${JSON.stringify(stray)}`);
}

/** The constraints as far as they concern these features: some may have been dropped since they were checked. */
export function constraintsOn(
  { monotone, interactions }: TreeConstraints,
  features: readonly Feature[],
): TreeConstraints {
  const names = new Set(features.map(({ name }) => name));
  const kept = interactions?.map((group) => group.filter((name) => names.has(name))).filter(({ length }) => length > 0);
  // No group left does not mean that all may act together.
  const groups = kept?.length === 0 && interactions?.length !== 0 ? features.map(({ name }) => [name]) : kept;
  return {
    ...(monotone === undefined
      ? {}
      : { monotone: Object.fromEntries(Object.entries(monotone).filter(([name]) => names.has(name))) }),
    ...(groups === undefined ? {} : { interactions: groups }),
  };
}

function wrong(field: string, rule: string): ProbityError {
  return new ProbityError('INVALID_ARGUMENT', `\`${field}\` of \`trainModel\` must ${rule}`, { field });
}
