import { type Column, isCodedColumn, MILLISECONDS_PER_DAY, ProbityError } from '@probity/domain';

/**
 * The moments that a column holds, in milliseconds since 1970-01-01 UTC; NaN where missing.
 *
 * Days count from their start, in UTC. Whole numbers are read as days written yyyymmdd or yymmdd (1950 to 2049), or as seconds or
 * milliseconds since 1970, whichever all of them can be.
 *
 * @throws WRONG_TYPE for a column that holds no moments
 * @example eventTimes({ name: 'date', kind: 'integer', values: Float64Array.of(930101) })[0] // 725846400000
 */
export function eventTimes(column: Column): Float64Array {
  if (!isCodedColumn(column)) {
    const reading = readingOf(column.kind, column.values);
    if (reading !== undefined) return Float64Array.from(column.values, reading);
  }
  throw new ProbityError(
    'WRONG_TYPE',
    `column "${column.name}" must hold dates or times to be the time of events; it holds ${column.kind}`,
    {
      field: column.name,
    },
  );
}

/** Whether a column can be read as moments; whole numbers only where the column's name speaks of time. */
export function looksLikeTime(column: Column, words: readonly string[]): boolean {
  if (isCodedColumn(column)) return false;
  if (column.kind === 'date' || column.kind === 'datetime') return true;
  if (!words.some((word) => /date|time|ts$|^(when|at|day|unix|epoch)$/.test(word))) return false;
  return readingOf(column.kind, column.values) !== undefined;
}

type Reading = (value: number) => number;

function readingOf(kind: Column['kind'], values: Float64Array): Reading | undefined {
  if (kind === 'datetime') return (value) => value;
  if (kind === 'date') return (value) => value * MILLISECONDS_PER_DAY;
  if (kind !== 'integer' && kind !== 'numeric') return undefined;
  const readings: readonly Reading[] = [
    (value) => dayOf(Math.floor(value / 10_000), value),
    (value) => dayOf(1900 + Math.floor(value / 10_000) + (value < 500_000 ? 100 : 0), value),
    (value) => (value >= 1e8 && value < 5e9 ? value * 1000 : Number.NaN),
    (value) => (value >= 1e11 && value < 5e12 ? value : Number.NaN),
  ];
  return readings.find((reading) => isReadable(values, reading));
}

function isReadable(values: Float64Array, reading: Reading): boolean {
  let known = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    known += 1;
    if (Number.isNaN(reading(value))) return false;
  }
  return known > 0;
}

function dayOf(year: number, digits: number): number {
  if (!Number.isInteger(digits) || year < 1900 || year > 2100) return Number.NaN;
  const month = Math.floor(digits / 100) % 100;
  const day = digits % 100;
  const at = Date.UTC(year, month - 1, day);
  const read = new Date(at);
  return read.getUTCMonth() === month - 1 && read.getUTCDate() === day ? at : Number.NaN;
}
