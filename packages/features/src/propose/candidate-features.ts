import type { Duration, EventColumn, FeatureDefinition, SourceDefinition } from '../definition/feature-set.js';

/** A feature that could be made, and what it costs beside others: 1 for a running count, more where events are looked at again. */
export interface Candidate {
  readonly definition: FeatureDefinition & { readonly title: string };
  readonly cost: number;
}

/** What is known of the history that the candidates are for. */
export interface HistoryTraits {
  /** Keys whose entities have events enough to have habits. */
  readonly entities: readonly string[];
  readonly spanDays: number;
}

/**
 * All features worth trying on such a source: entities × windows × aggregates × filters, each with a name and a title.
 *
 * Windows longer than half the history are left out: most of them would be cut off.
 */
export function candidateFeatures(
  source: SourceDefinition,
  { entities, spanDays }: HistoryTraits,
): readonly Candidate[] {
  const windows = WINDOWS.filter(({ days }) => days <= spanDays / 2);
  const known = Object.entries(source.columns).filter(([, column]) => column.knownAfter === undefined);
  const named = (...kinds: EventColumn['kind'][]) =>
    known.filter(([, { kind }]) => kinds.includes(kind)).map(([name]) => name);
  const labels = Object.entries(source.columns).filter(
    ([, { kind, knownAfter }]) => kind === 'flag' && knownAfter !== undefined,
  );
  const hasPlaces = named('latitude').length > 0 && named('longitude').length > 0;
  return entities.flatMap((entity) => {
    const names = named('key', 'category').filter((name) => name !== entity);
    return [
      ...windows.flatMap((window) => countCandidates(entity, window)),
      ...named('number').flatMap((number) => windows.flatMap((window) => amountCandidates(entity, number, window))),
      ...habitCandidates(entity, named('number'), windows),
      ...names.flatMap((name) =>
        windows.filter(({ days }) => days >= 7).flatMap((window) => nameCandidates(entity, name, window)),
      ),
      ...names.flatMap((name) => noveltyCandidates(entity, name, named('number'), windows)),
      ...labels.flatMap(([label, { knownAfter }]) =>
        windows.flatMap((window) => labelCandidates(entity, label, knownAfter as Duration, window)),
      ),
      ...(hasPlaces ? placeCandidates(entity) : []),
    ];
  });
}

interface Window {
  readonly length: Duration;
  readonly days: number;
  readonly words: string;
}

const WINDOWS: readonly Window[] = [
  { length: '1h', days: 1 / 24, words: 'last hour' },
  { length: '24h', days: 1, words: 'last 24 hours' },
  { length: '7d', days: 7, words: 'last 7 days' },
  { length: '30d', days: 30, words: 'last 30 days' },
  { length: '90d', days: 90, words: 'last 90 days' },
];

function candidate(cost: number, title: string, definition: FeatureDefinition): Candidate {
  return { cost, definition: { ...definition, title } };
}

function countCandidates(entity: string, { length, days, words }: Window): readonly Candidate[] {
  const base = { entity, window: length };
  return [
    candidate(1, `payments of the ${entity}, ${words}`, {
      ...base,
      name: `${entity}_count_${length}`,
      aggregate: 'count',
    }),
    ...(days < 30
      ? []
      : [
          candidate(1, `seconds since the ${entity}'s last payment, within the ${words}`, {
            ...{ ...base, name: `${entity}_recency_${length}`, aggregate: 'recency' },
          }),
          candidate(2, `share of the ${entity}'s payments at this hour of the day, ${words}`, {
            ...{ ...base, name: `${entity}_hour_share_${length}`, aggregate: 'hour-share' },
          }),
        ]),
  ];
}

function amountCandidates(entity: string, number: string, { length, days, words }: Window): readonly Candidate[] {
  const base = { entity, of: number, window: length };
  const what = plain(number);
  const name = (aggregate: string) => `${entity}_${number}_${aggregate}_${length}`;
  return [
    candidate(1, `${total(number)} of the ${entity}, ${words}`, { ...base, name: name('sum'), aggregate: 'sum' }),
    candidate(1, `mean ${what} of the ${entity}, ${words}`, { ...base, name: name('mean'), aggregate: 'mean' }),
    candidate(2, `highest ${what} of the ${entity}, ${words}`, { ...base, name: name('max'), aggregate: 'max' }),
    ...(days < 7
      ? []
      : [
          candidate(2, `this ${what} against the ${entity}'s usual, in its spread, ${words}`, {
            ...{ ...base, name: name('z_score'), aggregate: 'mean', comparison: { kind: 'z-score' } },
          }),
          candidate(2, `this ${what} as a multiple of the ${entity}'s highest, ${words}`, {
            ...{ ...base, name: name('of_max'), aggregate: 'max', comparison: { kind: 'own-value-ratio' } },
          }),
          candidate(2, `spread of ${what} of the ${entity}, ${words}`, {
            ...base,
            name: name('std'),
            aggregate: 'std',
          }),
        ]),
    ...(days < 30
      ? []
      : [
          candidate(2, `rise of ${what} of the ${entity} a day, ${words}`, {
            ...base,
            name: name('trend'),
            aggregate: 'trend',
          }),
        ]),
  ];
}

/** A short window against the habit of the longest that the history has. */
function habitCandidates(entity: string, numbers: readonly string[], windows: readonly Window[]): readonly Candidate[] {
  const habit = windows.at(-1);
  if (habit === undefined || habit.days < 7) return [];
  const against = `against own ${habit.length.replace('d', '-day')} habit`;
  return windows
    .filter(({ days }) => days <= habit.days / 4)
    .flatMap(({ length, words }) => {
      const base = { entity, window: length, comparison: { kind: 'habit-ratio', window: habit.length } } as const;
      return [
        candidate(1, `payments of the ${entity}, ${words}, ${against}`, {
          ...{ ...base, name: `${entity}_count_${length}_against_${habit.length}`, aggregate: 'count' },
        }),
        ...numbers.map((number) =>
          candidate(1, `${total(number)} of the ${entity}, ${words}, ${against}`, {
            ...{
              ...base,
              name: `${entity}_${number}_sum_${length}_against_${habit.length}`,
              aggregate: 'sum',
              of: number,
            },
          }),
        ),
      ];
    });
}

function nameCandidates(entity: string, name: string, { length, days, words }: Window): readonly Candidate[] {
  const base = { entity, window: length };
  return [
    candidate(2, `different ${plural(name)} of the ${entity}, ${words}`, {
      ...{ ...base, name: `${entity}_${name}_distinct_${length}`, aggregate: 'distinct', of: name },
    }),
    ...(days < 30
      ? []
      : [
          candidate(2, `share of the ${entity}'s payments with this ${plain(name)}, ${words}`, {
            ...{ ...base, name: `${entity}_${name}_share_${length}`, aggregate: 'share', of: name },
          }),
          candidate(3, `variety of ${plural(name)} of the ${entity}, ${words}`, {
            ...{ ...base, name: `${entity}_${name}_entropy_${length}`, aggregate: 'entropy', of: name },
          }),
        ]),
  ];
}

/** What happens at names that the entity had not met in the habit's window: new merchants, new devices. */
function noveltyCandidates(
  entity: string,
  name: string,
  numbers: readonly string[],
  windows: readonly Window[],
): readonly Candidate[] {
  const habit = windows.at(-1);
  if (habit === undefined || habit.days < 7) return [];
  const filter = [{ column: name, newWithin: habit.length }];
  const against = `against own ${habit.length.replace('d', '-day')} habit`;
  return windows
    .filter(({ days }) => days >= 1 && days <= habit.days / 4)
    .flatMap(({ length, words }) => {
      const base = { entity, window: length, filter };
      return [
        candidate(3, `payments of the ${entity} at new ${plural(name)}, ${words}`, {
          ...{ ...base, name: `${entity}_new_${name}_count_${length}`, aggregate: 'count' },
        }),
        ...numbers.map((number) =>
          candidate(3, `${total(number)} of the ${entity} at new ${plural(name)}, ${words}, ${against}`, {
            ...{ ...base, name: `${entity}_new_${name}_${number}_sum_${length}_against_${habit.length}` },
            ...{ aggregate: 'sum', of: number, comparison: { kind: 'habit-ratio', window: habit.length } },
          }),
        ),
      ];
    });
}

/** What became of earlier events, as far as it was known. */
function labelCandidates(
  entity: string,
  label: string,
  knownAfter: Duration,
  { length, days, words }: Window,
): readonly Candidate[] {
  if (days < 1) return [];
  const base = { entity, of: label, window: length, delay: knownAfter };
  const until = `${words} of what was known ${knownAfter} ago`;
  return [
    candidate(1, `number of ${plain(label)} of the ${entity}, ${until}`, {
      ...base,
      name: `${entity}_${label}_sum_${length}`,
      aggregate: 'sum',
    }),
    candidate(1, `share of ${plain(label)} of the ${entity}, ${until}`, {
      ...base,
      name: `${entity}_${label}_mean_${length}`,
      aggregate: 'mean',
    }),
  ];
}

function placeCandidates(entity: string): readonly Candidate[] {
  const base = { entity, window: '30d' };
  return [
    candidate(2, `distance from the ${entity}'s last payment, in km`, {
      ...base,
      name: `${entity}_distance`,
      aggregate: 'distance',
    }),
    candidate(2, `speed from the ${entity}'s last payment, in km/h`, {
      ...base,
      name: `${entity}_speed`,
      aggregate: 'speed',
    }),
  ];
}

function total(number: string): string {
  return number === 'amount' ? 'spend' : `total ${plain(number)}`;
}

function plain(name: string): string {
  return name.replaceAll('_', ' ');
}

function plural(name: string): string {
  const word = plain(name);
  return /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ies` : `${word}s`;
}
