import type { TransactionAnswer } from '@probity/contract';

const MINUTE_MS = 60_000;

/** Decisions of one minute by answer. */
export interface MinuteCount extends Readonly<Record<TransactionAnswer, number>> {
  /** Begin of the minute, milliseconds since 1970-01-01 UTC. */
  readonly from: number;
}

/** What is counted: when it was decided, and how. */
export interface CountedDecision {
  readonly knownAt: string;
  readonly answer: TransactionAnswer;
}

/**
 * Counts decisions by minute up to the one of `now`; minutes without any are there with zeros.
 * @param minutes how many, the current one included
 */
export function countMinutes(
  decisions: readonly CountedDecision[],
  now: number,
  minutes: number,
): readonly MinuteCount[] {
  const first = Math.floor(now / MINUTE_MS) - minutes + 1;
  const counts = Array.from({ length: minutes }, (_, index) => ({
    ...{ from: (first + index) * MINUTE_MS, allow: 0, review: 0, block: 0 },
  }));
  for (const { knownAt, answer } of decisions) {
    const count = counts[Math.floor(Date.parse(knownAt) / MINUTE_MS) - first];
    if (count !== undefined) count[answer] += 1;
  }
  return counts;
}

/**
 * Where the minutes that are shown end: now; or at the newest decision where that lies outside them, as it does when the past is
 * played again by its own clock.
 */
export function endOfMinutes(decisions: readonly CountedDecision[], now: number, minutes: number): number {
  const newest = decisions.reduce(
    (latest, { knownAt }) => Math.max(latest, Date.parse(knownAt)),
    Number.NEGATIVE_INFINITY,
  );
  const isOfNow = newest === Number.NEGATIVE_INFINITY || Math.abs(now - newest) < minutes * MINUTE_MS;
  return isOfNow ? now : newest;
}
