import { MILLISECONDS_PER_DAY } from '@probity/domain';
import type { Cells } from '../column/cells.js';

/** The calendar month of each row, as an index into `names`; −1 where the time is missing. */
export interface Months {
  /** "2018-03", ascending; only months that occur. */
  readonly names: readonly string[];
  readonly indexes: Int32Array;
}

/**
 * Months of a time column: dates and date-times by calendar; whole numbers such as 201803 as year and month.
 * @returns undefined where the column is neither
 */
export function monthsOf({ schema, values, coded }: Cells): Months | undefined {
  if (coded) return undefined;
  const numberOf = monthNumber(schema.kind, values);
  if (numberOf === undefined) return undefined;
  const numbers = Int32Array.from(values, (value) => (Number.isNaN(value) ? -1 : numberOf(value)));
  const distinct = [...new Set(numbers)].filter((month) => month >= 0).sort((one, other) => one - other);
  const index = new Map(distinct.map((month, position) => [month, position]));
  return {
    names: distinct.map((month) => `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`),
    indexes: numbers.map((month) => index.get(month) ?? -1),
  };
}

function monthNumber(kind: string, values: Float64Array): ((value: number) => number) | undefined {
  if (kind === 'date') return (value) => monthOfDay(value);
  if (kind === 'datetime') return (value) => monthOfDay(Math.floor(value / MILLISECONDS_PER_DAY));
  const filled = values.filter((value) => !Number.isNaN(value));
  const isYearMonth = (value: number) =>
    Number.isInteger(value) && value >= 190001 && value <= 220012 && value % 100 >= 1 && value % 100 <= 12;
  if (filled.length > 0 && filled.every(isYearMonth)) {
    return (value) => Math.floor(value / 100) * 12 + (value % 100) - 1;
  }
  const isYear = (value: number) => Number.isInteger(value) && value >= 1900 && value <= 2200;
  if (filled.length > 0 && filled.every(isYear)) return (value) => value * 12;
  return undefined;
}

/** Months since year 0 of a day counted from 1970-01-01 (proleptic Gregorian; Howard Hinnant's civil-from-days). */
export function monthOfDay(day: number): number {
  const shifted = Math.floor(day) + 719468;
  const era = Math.floor(shifted / 146097);
  const dayOfEra = shifted - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 2 : shiftedMonth - 10;
  return (era * 400 + yearOfEra + (month <= 1 ? 1 : 0)) * 12 + month;
}
