import type { Dialect } from '@probity/training';
import { dateMilliseconds, matchDate } from '../cell/parse-date.js';
import { decimalEvidence } from '../cell/parse-number.js';
import type { TextColumn } from '../column/text-column.js';

/** How numbers and dates are written in a file. */
export interface Notation {
  readonly decimal: Dialect['decimal'];
  readonly dates: Dialect['dates'];
  /** True when dates of the kind 03/04/2020 occur and none tells day from month. */
  readonly datesUncertain: boolean;
}

/** Distinct texts of a column that are looked at; a column's notation shows in the first few. */
const JUDGED_TEXTS = 20_000;

/** Finds decimal sign and date order from all columns together, for a file is written in one way. */
export function detectNotation(columns: readonly TextColumn[], delimiter: string, stated: Partial<Dialect>): Notation {
  const dates = detectDateOrder(columns);
  return {
    decimal: stated.decimal ?? detectDecimal(columns, delimiter),
    dates: stated.dates ?? dates.order,
    datesUncertain: stated.dates === undefined && dates.uncertain,
  };
}

function detectDecimal(columns: readonly TextColumn[], delimiter: string): Dialect['decimal'] {
  let points = 0;
  let commas = 0;
  let either = 0;
  for (const { texts } of columns) {
    for (const text of texts.slice(0, JUDGED_TEXTS)) {
      const evidence = decimalEvidence(text);
      if (evidence === '.') points += 1;
      else if (evidence === ',') commas += 1;
      // 1,234 is a thousand in a file parted by commas and may be a fraction in one parted by semicolons.
      else if (evidence === 'either' && text.includes(',')) either += 1;
    }
  }
  if (commas > points) return ',';
  return points === 0 && either > 0 && delimiter === ';' ? ',' : '.';
}

/** So many different months beside one day are no chance. */
const MONTHS_FLOOR = 3;

function isFirstDay(parts: ReadonlySet<number>): boolean {
  return parts.size === 1 && parts.has(1);
}

function detectDateOrder(columns: readonly TextColumn[]): { order: Dialect['dates']; uncertain: boolean } {
  let seen = 0;
  let dayFirst = 0;
  let monthFirst = 0;
  for (const { texts } of columns) {
    const probe = texts.slice(0, 50);
    if (probe.filter((text) => matchDate(text) !== undefined).length * 2 < probe.length) continue;
    const firsts = new Set<number>();
    const seconds = new Set<number>();
    for (const text of texts) {
      const date = matchDate(text);
      if (date?.layout !== 'numbers') continue;
      seen += 1;
      const asDmy = !Number.isNaN(dateMilliseconds(date, 'dmy'));
      const asMdy = !Number.isNaN(dateMilliseconds(date, 'mdy'));
      if (asDmy && !asMdy) dayFirst += 1;
      if (asMdy && !asDmy) monthFirst += 1;
      firsts.add(date.first);
      seconds.add(date.second);
    }
    // A month each on its first day, as economic series have it: read the other way all would be days of January.
    if (isFirstDay(seconds) && firsts.size >= MONTHS_FLOOR) monthFirst += 1;
    if (isFirstDay(firsts) && seconds.size >= MONTHS_FLOOR) dayFirst += 1;
  }
  if (seen === 0) return { order: 'ymd', uncertain: false };
  return { order: monthFirst > dayFirst ? 'mdy' : 'dmy', uncertain: dayFirst === 0 && monthFirst === 0 };
}
