import type { ZoneOffsets } from './feature-set.js';

const WEEK_MS = 604_800_000;
const MINUTE_MS = 60_000;
const FIRST_MS = Date.UTC(1970, 0, 1);
const LAST_MS = Date.UTC(2050, 0, 1);

/**
 * The offsets of a time zone from 1970 to 2049, as this machine's rules have them; `undefined` for a zone it does not know.
 *
 * Cost: about 50 ms, the first time a zone is asked for it is not kept.
 * @example tabulateZone('Europe/Berlin')?.minutes.at(-1) // 60
 */
export function tabulateZone(timeZone: string): ZoneOffsets | undefined {
  const offsetAt = offsetReader(timeZone);
  if (offsetAt === undefined) return undefined;
  const from = [FIRST_MS];
  const minutes = [offsetAt(FIRST_MS)];
  for (let start = FIRST_MS; start < LAST_MS; start += WEEK_MS) {
    const before = minutes[minutes.length - 1];
    const after = offsetAt(start + WEEK_MS);
    if (after === before) continue;
    let low = start;
    let high = start + WEEK_MS;
    while (high - low > MINUTE_MS) {
      const middle = low + Math.floor((high - low) / (2 * MINUTE_MS)) * MINUTE_MS;
      if (offsetAt(middle) === before) low = middle;
      else high = middle;
    }
    from.push(high);
    minutes.push(after);
  }
  return { from, minutes };
}

function offsetReader(timeZone: string): ((at: number) => number) | undefined {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
  } catch {
    return undefined;
  }
  return (at) => {
    const part: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(at)) part[type] = Number(value);
    return (Date.UTC(part['year'], part['month'] - 1, part['day'], part['hour'], part['minute']) - at) / MINUTE_MS;
  };
}

/**
 * The hour of the day, 0 to 23, on the wall.
 *
 * @example hourOfDay({ from: [0], minutes: [60] }, 1_500_000) // 1
 */
export function hourOfDay(zone: ZoneOffsets, at: number): number {
  const { from, minutes } = zone;
  let low = 0;
  let high = from.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (from[middle] <= at) low = middle;
    else high = middle;
  }
  const hours = Math.floor((at + minutes[low] * MINUTE_MS) / 3_600_000);
  return hours - Math.floor(hours / 24) * 24;
}
