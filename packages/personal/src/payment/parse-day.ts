import { dayOf } from './calendar.js';

/** In which order a file writes year, month and day. */
export type DateOrder = 'ymd' | 'dmy' | 'mdy';

export const dateOrders: readonly DateOrder[] = ['ymd', 'dmy', 'mdy'];

/** Two-digit years below this are of the 2000s, as POSIX has it. */
const CENTURY_PIVOT = 69;
const PARTS = /^(\d{1,4})[-./'\s]+(\d{1,4})[-./'\s]+(\d{1,4})\.?(?:[T\s,].*)?$/;
const WORDS = /^(?:[a-zä]{2,9}[.,]?\s+)?(\d{1,2})[-./\s]*([a-zäéûů]{3,10})[-.,/\s]*(\d{2,4})(?:[T\s,].*)?$/;
const WORD_FIRST = /^([a-zäéûů]{3,10})[.\s]+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{2,4})(?:[T\s,].*)?$/;
const COMPACT = /^(\d{8}|\d{6})(?:\d{6})?(?:[T\s.[+-].*)?$/;

/** Beginnings of months as banks write them: English, German, French, Spanish, Italian, Dutch. */
const MONTHS: readonly (readonly string[])[] = [
  ['jan', 'ene', 'gen'],
  ['feb', 'fév', 'fev'],
  ['mar', 'mär', 'mrz', 'maa', 'mrt'],
  ['apr', 'avr', 'abr'],
  ['may', 'mai', 'mei', 'mag'],
  ['jun', 'juin', 'giu'],
  ['jul', 'juil', 'lug'],
  ['aug', 'aou', 'aoû', 'ago'],
  ['sep', 'set'],
  ['oct', 'okt', 'ott'],
  ['nov'],
  ['dec', 'dez', 'déc', 'dic'],
];

/**
 * The day that a text names, whatever time of day follows; NaN where it names none in that order.
 *
 * Takes 2024-03-31, 31.03.2024, 3/31/24, 20240331, 240331, 31 Mar 2024, Mar 31, 2024 and 1/5'04 (QIF). A year of four
 * digits in front is always read as such, whatever the order. Years of two digits: 00–68 are 2000s, 69–99 1900s.
 *
 * @returns days since 1970-01-01
 * @example parseDay('31.03.2024 10:15', 'dmy') // 19813
 */
export function parseDay(text: string, order: DateOrder): number {
  const parts = PARTS.exec(text);
  if (parts !== null) {
    const [, a = '', b = '', c = ''] = parts;
    if (a.length >= 3) return a.length === 4 ? dayOf(+a, +b, +c) : NaN;
    if (order === 'ymd') return c.length <= 2 ? dayOf(fullYear(a), +b, +c) : NaN;
    return c.length === 3 ? NaN : order === 'dmy' ? dayOf(fullYear(c), +b, +a) : dayOf(fullYear(c), +a, +b);
  }
  const compact = COMPACT.exec(text)?.[1];
  if (compact !== undefined) return compactDay(compact, order);
  const lower = text.toLowerCase();
  const [, day = '', word = '', year = ''] = WORDS.exec(lower) ?? [];
  if (day !== '') return dayOf(fullYear(year), monthNamed(word), +day);
  const [, first = '', second = '', last = ''] = WORD_FIRST.exec(lower) ?? [];
  return first === '' ? NaN : dayOf(fullYear(last), monthNamed(first), +second);
}

function compactDay(digits: string, order: DateOrder): number {
  const width = digits.length === 8 ? 4 : 2;
  if (order === 'ymd') {
    return dayOf(fullYear(digits.slice(0, width)), +digits.slice(width, width + 2), +digits.slice(width + 2));
  }
  const [first, second, year] = [+digits.slice(0, 2), +digits.slice(2, 4), fullYear(digits.slice(4))];
  return order === 'dmy' ? dayOf(year, second, first) : dayOf(year, first, second);
}

function fullYear(digits: string): number {
  const value = +digits;
  return digits.length > 2 ? value : value < CENTURY_PIVOT ? 2000 + value : 1900 + value;
}

function monthNamed(word: string): number {
  return MONTHS.findIndex((names) => names.some((name) => word.startsWith(name))) + 1;
}
