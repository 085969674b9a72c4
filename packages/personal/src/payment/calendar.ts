/** A day of the calendar; months count from 1. */
export interface CivilDay {
  readonly year: number;
  readonly month: number;
  readonly dayOfMonth: number;
}

/**
 * Days since 1970-01-01 of a calendar day; NaN where there is no such day (30 February).
 *
 * Source: Hinnant, "chrono-compatible low-level date algorithms", days_from_civil.
 * @example dayOf(1970, 1, 2) // 1
 */
export function dayOf(year: number, month: number, dayOfMonth: number): number {
  if (!(month >= 1 && month <= 12 && dayOfMonth >= 1 && dayOfMonth <= daysInMonth(year, month))) return NaN;
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + dayOfMonth - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

/** The calendar day of days since 1970-01-01. @example civilOf(0) // { year: 1970, month: 1, dayOfMonth: 1 } */
export function civilOf(day: number): CivilDay {
  const shifted = day + 719468;
  const era = Math.floor(shifted / 146097);
  const dayOfEra = shifted - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    dayOfMonth: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  };
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** ISO text of a day. @example formatDay(0) // '1970-01-01' */
export function formatDay(day: number): string {
  const { year, month, dayOfMonth } = civilOf(day);
  return `${String(year).padStart(4, '0')}-${pad(month)}-${pad(dayOfMonth)}`;
}

/** Months since 1970-01. @example monthOf(31) // 1, February 1970 */
export function monthOf(day: number): number {
  const { year, month } = civilOf(day);
  return (year - 1970) * 12 + month - 1;
}

/** The first day of a month counted since 1970-01. */
export function firstDayOfMonth(month: number): number {
  const year = 1970 + Math.floor(month / 12);
  return dayOf(year, month - Math.floor(month / 12) * 12 + 1, 1);
}

/** "1970-02" of months since 1970-01. */
export function formatMonth(month: number): string {
  return formatDay(firstDayOfMonth(month)).slice(0, 7);
}

/**
 * The day a number of months later; the last of the month where that month is shorter.
 *
 * @param day days since 1970-01-01
 * @param months may be negative
 * @param dayOfMonth the day to aim at, so that the 31st is not lost in February; default that of `day`
 * @example formatDay(addMonths(parseDay('2024-01-31', 'ymd'), 1)) // '2024-02-29'
 */
export function addMonths(day: number, months: number, dayOfMonth = civilOf(day).dayOfMonth): number {
  const first = firstDayOfMonth(monthOf(day) + months);
  const { year, month } = civilOf(first);
  return first + Math.min(dayOfMonth, daysInMonth(year, month)) - 1;
}

/** 0 is Monday. */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

function pad(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
