import { MILLISECONDS_PER_DAY } from '@probity/domain';
import { monthNumber, type Periods } from '@probity/monitoring';
import type { Cells } from '../column/cells.js';

/**
 * Rows by the months of a time column: dates and date-times by calendar; whole numbers such as 201803 as year and month,
 * such as 2018 as a year.
 *
 * @returns undefined where the column is none of these; only months that occur, ascending
 */
export function monthsOf({ schema, values, coded }: Cells): Periods | undefined {
  if (coded) return undefined;
  const toMonth = monthReader(schema.kind, values);
  if (toMonth === undefined) return undefined;
  const numbers = Int32Array.from(values, (value) => (Number.isNaN(value) ? -1 : toMonth(value)));
  const distinct = [...new Set(numbers)].filter((month) => month >= 0).sort((one, other) => one - other);
  const index = new Map(distinct.map((month, position) => [month, position]));
  return {
    labels: distinct.map((month) => `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`),
    periodOf: numbers.map((month) => index.get(month) ?? -1),
    isCalendar: true,
  };
}

function monthReader(kind: string, values: Float64Array): ((value: number) => number) | undefined {
  if (kind === 'date') return monthOfDay;
  if (kind === 'datetime') return monthNumber;
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

/** Months since January of year 0 of a day counted from 1970-01-01. */
export function monthOfDay(day: number): number {
  return monthNumber(Math.floor(day) * MILLISECONDS_PER_DAY);
}
