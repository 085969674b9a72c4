import { MILLISECONDS_PER_DAY } from '@probity/domain';
import type { Dialect } from '@probity/training';

/** A cell that has the shape of a date, before the order of its parts is known. */
export interface DateShape {
  /** `ymd` and `named` (a month in words) can be read in one way only; `numbers` needs the file's order. */
  readonly layout: 'ymd' | 'named' | 'numbers';
  readonly first: number;
  readonly second: number;
  readonly third: number;
  /** Milliseconds since midnight, less the offset from UTC where one is written. */
  readonly timeMs: number;
}

const TIME = String.raw`(?:[T ]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(am|pm)?\s*(Z|UTC|[-+]\d{2}:?\d{2})?)?`;
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})${TIME}$`, 'i');
const YEAR_LAST = new RegExp(String.raw`^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})${TIME}$`, 'i');
const DAY_MONTH_NAME = new RegExp(String.raw`^(?:(\d{1,2})[-/. ]+)?([a-z]{3,9})[-/., ]+(\d{4}|\d{2})${TIME}$`, 'i');
const MONTH_NAME_DAY = new RegExp(String.raw`^([a-z]{3,9})[. ]+(\d{1,2}),?\s+(\d{4})${TIME}$`, 'i');
const COMPACT = /^(\d{4}|\d{2})(\d{2})(\d{2})$/;
const COMPACT_TIMED = new RegExp(String.raw`^(\d{4}|\d{2})(\d{2})(\d{2})${TIME.slice(0, -1)}$`, 'i');
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] as const;
const MONTH_NAMES: Readonly<Record<string, number>> = Object.fromEntries(
  [
    ...'january february march april may june july august september october november december'.split(' '),
    ...MONTHS,
    'sept',
  ].map((name) => [name, MONTHS.indexOf(name.slice(0, 3) as (typeof MONTHS)[number]) + 1]),
);
const LONGEST_DATE = 40;

/** The shape of a date in a cell: 2018-05-01, 1/5/2018 10:30, 01.05.18, 1-May-2018, May 1, 2018, May-2018; else undefined. */
export function matchDate(cell: string): DateShape | undefined {
  if (cell.length < 6 || cell.length > LONGEST_DATE) return undefined;
  const code = cell.charCodeAt(0);
  if (code >= 48 && code <= 57) {
    const yearFirst = YEAR_FIRST.exec(cell);
    if (yearFirst !== null) return shape('ymd', yearFirst[1], yearFirst[3], yearFirst[4], yearFirst, 5);
    if (cell.includes(':')) {
      const timed = COMPACT_TIMED.exec(cell);
      if (timed !== null) return shape('ymd', fullYear(timed[1]), timed[2], timed[3], timed, 4);
    }
    const yearLast = YEAR_LAST.exec(cell);
    if (yearLast !== null) return shape('numbers', yearLast[1], yearLast[3], fullYear(yearLast[4]), yearLast, 5);
  }
  const named = DAY_MONTH_NAME.exec(cell);
  if (named !== null) return namedShape(named[2], named[1] ?? '1', named[3], named);
  const american = MONTH_NAME_DAY.exec(cell);
  return american === null ? undefined : namedShape(american[1], american[2], american[3], american);
}

/**
 * Milliseconds since 1970-01-01 UTC of a shape read in the given order, or NaN when there is no such day.
 * A time without an offset is taken as UTC.
 */
export function dateMilliseconds(date: DateShape, order: Dialect['dates']): number {
  const { layout, first, second, third, timeMs } = date;
  if (layout !== 'numbers') return dayMilliseconds(first, second, third) + timeMs;
  return (order === 'mdy' ? dayMilliseconds(third, first, second) : dayMilliseconds(third, second, first)) + timeMs;
}

/** As `matchDate`, and the compact yyyymmdd and yymmdd besides: for columns that are known to hold dates. */
export function parseDate(cell: string, order: Dialect['dates']): number {
  const compact = COMPACT.exec(cell);
  if (compact !== null) return dayMilliseconds(Number(fullYear(compact[1])), Number(compact[2]), Number(compact[3]));
  const date = matchDate(cell);
  return date === undefined ? Number.NaN : dateMilliseconds(date, order);
}

function shape(
  layout: DateShape['layout'],
  first: string | undefined,
  second: string | undefined,
  third: string | undefined,
  match: RegExpExecArray,
  timeAt: number,
): DateShape {
  const numbers = { first: Number(first), second: Number(second), third: Number(third) };
  return { layout, ...numbers, timeMs: timeOfDay(match.slice(timeAt)) };
}

function namedShape(
  monthName = '',
  day: string | undefined,
  year: string | undefined,
  match: RegExpExecArray,
): DateShape | undefined {
  const month = MONTH_NAMES[monthName.toLowerCase()];
  return month === undefined ? undefined : shape('named', fullYear(year), String(month), day, match, 4);
}

/** Two digits: 69–99 are the last century, as POSIX has it. */
function fullYear(year = ''): string {
  if (year.length !== 2) return year;
  return Number(year) >= 69 ? `19${year}` : `20${year}`;
}

function timeOfDay(parts: readonly (string | undefined)[]): number {
  const [hourText, minute = '0', second = '0', fraction = '', half, zone = ''] = parts;
  if (hourText === undefined) return 0;
  let hour = Number(hourText);
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return Number.NaN;
    hour = (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
  }
  if (hour > 23 || Number(minute) > 59 || Number(second) > 59) return Number.NaN;
  const milliseconds = Number(fraction.padEnd(3, '0').slice(0, 3));
  const offset = /^([-+])(\d{2}):?(\d{2})$/.exec(zone);
  const offsetMinutes =
    offset === null ? 0 : (offset[1] === '-' ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3]));
  return ((hour * 60 + Number(minute) - offsetMinutes) * 60 + Number(second)) * 1000 + milliseconds;
}

function dayMilliseconds(year: number, month: number, day: number): number {
  if (year < 1000 || month < 1 || month > 12 || day < 1) return Number.NaN;
  const milliseconds = Date.UTC(year, month - 1, day);
  // Date.UTC carries 31 April over to 1 May; a table must not.
  return new Date(milliseconds).getUTCDate() === day ? milliseconds : Number.NaN;
}

/** True when a moment is the start of a day. */
export function isMidnight(milliseconds: number): boolean {
  return milliseconds % MILLISECONDS_PER_DAY === 0;
}
