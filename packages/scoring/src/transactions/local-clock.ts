import type { ZoneOffsets } from '@probity/features';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** 1970-01-01 was a Thursday; weeks count from Monday = 0. */
const FIRST_WEEKDAY = 3;

/** Hours and weekdays of a place. */
export interface LocalClock {
  /** 0 to 23. @param at milliseconds since 1970-01-01 UTC */
  hourOf(at: number): number;
  /** 0 = Monday … 6 = Sunday. */
  weekdayOf(at: number): number;
}

/**
 * The clock of a feature set, daylight saving included: by the offsets that the set holds, so that a bundle tells the same hour on
 * every machine.
 * @param offsets of `checkFeatureSet`; none: UTC
 * @example createLocalClock({ from: [0], minutes: [120] }).hourOf(Date.UTC(2024, 6, 1, 22)) // 0
 */
export function createLocalClock(offsets?: ZoneOffsets): LocalClock {
  const local = (at: number) => at + (offsets === undefined ? 0 : minutesAt(offsets, at) * MINUTE_MS);
  const dayOf = (at: number) => Math.floor(local(at) / DAY_MS);
  return {
    hourOf: (at) => Math.floor((local(at) - dayOf(at) * DAY_MS) / HOUR_MS),
    weekdayOf: (at) => (((dayOf(at) + FIRST_WEEKDAY) % 7) + 7) % 7,
  };
}

function minutesAt({ from, minutes }: ZoneOffsets, at: number): number {
  let low = 0;
  let high = from.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((from[middle] ?? 0) <= at) low = middle;
    else high = middle;
  }
  return minutes[low] ?? 0;
}
