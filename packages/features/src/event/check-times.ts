import { ProbityError } from '@probity/domain';

/** Clocks that run ahead are borne with for so long; later times are slips. */
const MOST_AHEAD_MS = 86_400_000;

/** Times are held like values (N2). */
const FARTHEST_MS = 2 ** 44;

/**
 * T3, T4: times of an arrival, against what was known so far.
 *
 * @returns the moment it counts as known: its own, but never before the last one
 * @throws WRONG_TYPE, VALUE_OUT_OF_RANGE, TOO_LATE
 */
export function checkTimes(at: number, knownAt: number, lastKnownAt: number, latenessMs: number): number {
  if (!Number.isSafeInteger(at)) {
    throw new ProbityError('WRONG_TYPE', `\`at\` of the event must be whole milliseconds; got ${at}`, { field: 'at' });
  }
  if (Math.abs(at) >= FARTHEST_MS) {
    throw new ProbityError(
      'VALUE_OUT_OF_RANGE',
      `\`at\` of the event must lie between the years 1413 and 2527; got ${at}`,
      { field: 'at' },
    );
  }
  if (!Number.isSafeInteger(knownAt)) {
    throw new ProbityError('WRONG_TYPE', `\`knownAt\` of the event must be whole milliseconds; got ${knownAt}`, {
      field: 'knownAt',
    });
  }
  const known = Math.max(knownAt, lastKnownAt);
  if (at - known > MOST_AHEAD_MS) {
    throw new ProbityError(
      'VALUE_OUT_OF_RANGE',
      `\`at\` of the event must not lie more than a day ahead of \`knownAt\`; got ${at - known} ms`,
      {
        field: 'at',
      },
    );
  }
  if (known - at > latenessMs) {
    throw new ProbityError(
      'TOO_LATE',
      `the event became known ${spell(known - at)} after it happened; the feature set waits ${spell(latenessMs)}`,
      {
        field: 'at',
        latenessMs,
      },
    );
  }
  return known;
}

function spell(milliseconds: number): string {
  const [unit, length] = units.find(([, shortest]) => milliseconds >= shortest) ?? (['ms', 1] as const);
  return `${Math.round((milliseconds / length) * 10) / 10} ${unit}`;
}

const units = [
  ['days', 86_400_000],
  ['hours', 3_600_000],
  ['minutes', 60_000],
  ['seconds', 1000],
] as const;
