import { log, quantileOfSorted } from '@probity/numerics';
import { type Cells, ordinaryValues } from '../column/cells.js';
import type { Months } from './months.js';

/** How one column moves from month to month; lists go with `months`. Null where the month has no such rows. */
export interface ColumnStability {
  readonly column: string;
  readonly missingShare: readonly number[];
  /** Null for categories. */
  readonly mean: readonly (number | null)[] | null;
  /** Population stability index against the first month with at least 100 rows. */
  readonly psiFromFirst: readonly (number | null)[];
  readonly psiFromPrevious: readonly (number | null)[];
  /** Greatest of `psiFromFirst`. */
  readonly worstPsi: number;
}

export interface Stability {
  readonly timeColumn: string;
  readonly months: readonly string[];
  readonly counts: readonly number[];
  /** Null without a target. */
  readonly badRates: readonly (number | null)[] | null;
  readonly columns: readonly ColumnStability[];
}

/** Rows that a month needs for its shares to be compared. */
const COMPARABLE_ROWS = 100;
const BINS = 10;
const LEVELS = 20;
/** Added to every share, so that an empty bin does not make the index infinite. */
const FLOOR = 1e-4;

export function monthlyCounts(months: Months, labels: Uint8Array | undefined): Pick<Stability, 'counts' | 'badRates'> {
  const counts = new Float64Array(months.names.length);
  const bads = new Float64Array(months.names.length);
  for (let row = 0; row < months.indexes.length; row++) {
    const month = months.indexes[row] as number;
    if (month < 0) continue;
    counts[month] = (counts[month] as number) + 1;
    bads[month] = (bads[month] as number) + (labels?.[row] ?? 0);
  }
  return {
    counts: Array.from(counts),
    badRates:
      labels === undefined
        ? null
        : Array.from(counts, (count, month) => (count === 0 ? null : (bads[month] as number) / count)),
  };
}

/**
 * How a column's distribution moves by month: missing share, mean, and PSI = Σ (p − q) ln(p / q) over ten bins of equal
 * counts in the first comparable month (categories: 20 most frequent levels), special codes and missing apart.
 */
export function columnStability(cells: Cells, months: Months): ColumnStability {
  const monthCount = months.names.length;
  const { bins, binCount } = binRows(cells, months);
  const shares = Array.from({ length: monthCount }, () => new Float64Array(binCount));
  const counts = new Float64Array(monthCount);
  const missing = new Float64Array(monthCount);
  const sums = new Float64Array(monthCount);
  const filled = new Float64Array(monthCount);
  const ordinary = ordinaryValues(cells);
  for (let row = 0; row < months.indexes.length; row++) {
    const month = months.indexes[row] as number;
    if (month < 0) continue;
    counts[month] = (counts[month] as number) + 1;
    const share = shares[month] as Float64Array;
    const bin = bins[row] as number;
    share[bin] = (share[bin] as number) + 1;
    if (Number.isNaN(cells.values[row] as number)) missing[month] = (missing[month] as number) + 1;
    const value = ordinary[row] as number;
    if (Number.isNaN(value)) continue;
    sums[month] = (sums[month] as number) + value;
    filled[month] = (filled[month] as number) + 1;
  }
  const comparable = Array.from(counts, (count) => count >= COMPARABLE_ROWS);
  const first = comparable.indexOf(true);
  const psiBetween = (one: number, other: number) =>
    one < 0 || other < 0 || !comparable[one] || !comparable[other]
      ? null
      : psi(shares[one] as Float64Array, shares[other] as Float64Array);
  const psiFromFirst = shares.map((_, month) => psiBetween(first, month));
  let previous = -1;
  const psiFromPrevious = shares.map((_, month) => {
    const value = psiBetween(previous, month);
    if (comparable[month]) previous = month;
    return value;
  });
  return {
    column: cells.schema.name,
    missingShare: Array.from(counts, (count, month) => (count === 0 ? 0 : (missing[month] as number) / count)),
    mean: cells.coded
      ? null
      : Array.from(filled, (count, month) => (count === 0 ? null : (sums[month] as number) / count)),
    psiFromFirst,
    psiFromPrevious,
    worstPsi: psiFromFirst.reduce((worst: number, value) => Math.max(worst, value ?? 0), 0),
  };
}

/** Population stability index of two lists of counts over the same bins. */
export function psi(before: Float64Array, after: Float64Array): number {
  const totals = [before, after].map((counts) => counts.reduce((total, count) => total + count, 0));
  let index = 0;
  for (let bin = 0; bin < before.length; bin++) {
    const p = Math.max(FLOOR, (before[bin] as number) / (totals[0] as number));
    const q = Math.max(FLOOR, (after[bin] as number) / (totals[1] as number));
    index += (q - p) * log(q / p);
  }
  return index;
}

function binRows(cells: Cells, months: Months): { bins: Uint8Array; binCount: number } {
  const { values, specials } = cells;
  const specialBin = new Map([...specials].slice(0, 20).map((special, index) => [special, index]));
  const offset = 1 + specialBin.size;
  const ordinary = ordinaryValues(cells);
  const place = cells.coded ? levelBins(ordinary) : numberBins(ordinary, months);
  const bins = Uint8Array.from(values, (value, row) => {
    if (Number.isNaN(value)) return 0;
    const special = specialBin.get(value);
    return special === undefined ? offset + place.binOf(ordinary[row] as number) : 1 + special;
  });
  return { bins, binCount: offset + place.count };
}

function numberBins(values: Float64Array, months: Months) {
  const counts = new Map<number, number>();
  for (const month of months.indexes) counts.set(month, (counts.get(month) ?? 0) + 1);
  const first = months.names.findIndex((_, month) => (counts.get(month) ?? 0) >= COMPARABLE_ROWS);
  const base = values
    .filter((value, row) => !Number.isNaN(value) && (first < 0 || months.indexes[row] === first))
    .sort();
  const edges = [
    ...new Set(Array.from({ length: BINS - 1 }, (_, index) => quantileOfSorted(base, (index + 1) / BINS))),
  ].filter((edge) => !Number.isNaN(edge));
  return {
    count: edges.length + 1,
    binOf: (value: number) => {
      let bin = 0;
      while (bin < edges.length && value > (edges[bin] as number)) bin++;
      return bin;
    },
  };
}

function levelBins(values: Float64Array) {
  const counts = new Map<number, number>();
  for (const value of values) if (!Number.isNaN(value)) counts.set(value, (counts.get(value) ?? 0) + 1);
  const top = [...counts].sort((one, other) => other[1] - one[1] || one[0] - other[0]).slice(0, LEVELS);
  const bins = new Map(top.map(([value], index) => [value, index]));
  return { count: LEVELS + 1, binOf: (value: number) => bins.get(value) ?? LEVELS };
}
