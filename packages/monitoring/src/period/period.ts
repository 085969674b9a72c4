import { MILLISECONDS_PER_DAY, ProbityError } from '@probity/domain';

/** Rows by calendar month (or any whole-number period), oldest first. */
export interface Periods {
  /** "2018-03", or the number itself where the column is no date. */
  readonly labels: readonly string[];
  /** Position in `labels` of each row; −1 where the time is missing. */
  readonly periodOf: Int32Array;
  /** True when labels are calendar months. */
  readonly isCalendar: boolean;
}

/** More distinct numbers than this are no periods. */
const MOST_PERIODS = 600;

/**
 * Puts rows into calendar months by a date or time column; a column of whole numbers is taken as the period itself.
 *
 * Months without rows in between are not listed.
 *
 * @param values days (`date`), milliseconds (`datetime`) since 1970-01-01 UTC, or numbers of periods
 * @throws INVALID_ARGUMENT when a numeric column has more than 600 distinct values
 * Cost: O(n).
 * @example periodsOf(column.values, column.kind).labels // ['2018-01', '2018-02', …]
 */
export function periodsOf(values: ArrayLike<number>, kind: string): Periods {
  const isCalendar = kind === 'date' || kind === 'datetime';
  const scale = kind === 'date' ? MILLISECONDS_PER_DAY : 1;
  const keys = Float64Array.from(values, (value) => (isCalendar ? monthNumber(value * scale) : value));
  const distinct = [...new Set(keys)].filter((key) => !Number.isNaN(key)).sort((a, b) => a - b);
  if (distinct.length > MOST_PERIODS) {
    const message = `\`values\` of \`periodsOf\` must be dates or at most ${MOST_PERIODS} distinct numbers; got ${distinct.length}`;
    throw new ProbityError('INVALID_ARGUMENT', message, { field: 'values' });
  }
  const positions = new Map(distinct.map((key, position) => [key, position]));
  return {
    labels: distinct.map((key) => (isCalendar ? monthLabel(key) : String(key))),
    periodOf: Int32Array.from(keys, (key) => positions.get(key) ?? -1),
    isCalendar,
  };
}

/** Months since January of year 0 of a moment; NaN where it is missing. */
export function monthNumber(milliseconds: number): number {
  if (Number.isNaN(milliseconds)) return Number.NaN;
  const date = new Date(milliseconds);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

function monthLabel(month: number): string {
  return `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}`;
}

/** Row numbers of each period, in order. */
export function rowsByPeriod({ labels, periodOf }: Periods): readonly Uint32Array[] {
  const counts = new Uint32Array(labels.length);
  for (const period of periodOf) if (period >= 0) counts[period] = (counts[period] ?? 0) + 1;
  const rows = Array.from(counts, (count) => new Uint32Array(count));
  counts.fill(0);
  for (const [row, period] of periodOf.entries()) {
    const place = counts[period];
    if (period < 0 || place === undefined) continue;
    (rows[period] as Uint32Array)[place] = row;
    counts[period] = place + 1;
  }
  return rows;
}
