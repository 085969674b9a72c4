import type { TransactionAnswer } from '@probity/contract';

const MINUTE_MS = 60_000;

/** A stretch of time that is counted in. */
export interface CountingUnit {
  readonly words: 'minute' | 'hour' | 'day';
  readonly lengthMs: number;
}

const MINUTE: CountingUnit = { words: 'minute', lengthMs: MINUTE_MS };
const LONGER: readonly CountingUnit[] = [
  { words: 'hour', lengthMs: 60 * MINUTE_MS },
  { words: 'day', lengthMs: 1440 * MINUTE_MS },
];

/** Decisions of one minute, or longer unit, by answer. */
export interface MinuteCount extends Readonly<Record<TransactionAnswer, number>> {
  /** Begin of the unit, milliseconds since 1970-01-01 UTC. */
  readonly from: number;
}

/** What is counted: when it was decided, and how. */
export interface CountedDecision {
  readonly knownAt: string;
  readonly answer: TransactionAnswer;
}

/**
 * Counts decisions by minute, or longer unit, up to the one of `now`; units without any are there with zeros.
 * @param minutes how many, the current one included
 */
export function countMinutes(
  decisions: readonly CountedDecision[],
  now: number,
  minutes: number,
  { lengthMs }: CountingUnit = MINUTE,
): readonly MinuteCount[] {
  const first = Math.floor(now / lengthMs) - minutes + 1;
  const counts = Array.from({ length: minutes }, (_, index) => ({
    ...{ from: (first + index) * lengthMs, allow: 0, review: 0, block: 0 },
  }));
  for (const { knownAt, answer } of decisions) {
    const count = counts[Math.floor(Date.parse(knownAt) / lengthMs) - first];
    if (count !== undefined) count[answer] += 1;
  }
  return counts;
}

/** What is shown of the latest decisions: so many units up to a moment. */
export interface CountedSpan {
  readonly end: number;
  readonly isNow: boolean;
  readonly unit: CountingUnit;
}

/**
 * The minutes up to now. Where the newest decision lies outside them, the past is played again by its own clock: they then end at
 * that one, and are minutes, hours or days, whichever is the first that holds half of the decisions.
 */
export function spanOf(decisions: readonly CountedDecision[], now: number, units: number): CountedSpan {
  const times = decisions.map(({ knownAt }) => Date.parse(knownAt));
  const newest = times.reduce((latest, time) => Math.max(latest, time), Number.NEGATIVE_INFINITY);
  if (times.length === 0 || Math.abs(now - newest) < units * MINUTE_MS) return { end: now, isNow: true, unit: MINUTE };
  const holdsHalf = ({ lengthMs }: CountingUnit) =>
    times.filter((time) => time > newest - units * lengthMs).length * 2 >= times.length;
  const unit = [MINUTE, ...LONGER].find(holdsHalf) ?? (LONGER.at(-1) as CountingUnit);
  return { end: newest, isNow: false, unit };
}
