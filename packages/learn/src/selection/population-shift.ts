import { log } from '@probity/numerics';
import type { Feature } from '../matrix/feature-matrix.js';

const BINS = 10;
/** A bin that one side lacks counts as this share there: the index stays finite. */
const LEAST_SHARE = 1e-4;

/**
 * Population stability index of one feature between two sets of rows: Σ (p − q) ln(p / q) over ten bins of equal weight of
 * the first set (or the levels), missing values a bin of their own. 0 is no shift; above 0.25 is usually called a great one.
 *
 * Shares below 0.0001 count as that. NaN when a side has no rows.
 */
export function populationShift(
  feature: Feature,
  column: Float64Array,
  before: ArrayLike<number>,
  after: ArrayLike<number>,
): number {
  if (before.length === 0 || after.length === 0) return Number.NaN;
  const edges = feature.kind === 'numeric' ? edgesOf(column, before) : undefined;
  const binCount = edges === undefined ? (feature.levels?.length ?? 0) + 1 : edges.length + 2;
  const binOf = (value: number): number => {
    if (Number.isNaN(value)) return binCount - 1;
    if (edges === undefined) return value;
    let bin = 0;
    while (bin < edges.length && value > edges[bin]) bin += 1;
    return bin;
  };
  const sharesOf = (rows: ArrayLike<number>): Float64Array => {
    const shares = new Float64Array(binCount);
    for (let i = 0; i < rows.length; i++) shares[binOf(column[rows[i]])] += 1 / rows.length;
    return shares;
  };
  const old = sharesOf(before);
  const now = sharesOf(after);
  return old.reduce((sum, share, bin) => {
    if (share === 0 && now[bin] === 0) return sum;
    const p = Math.max(LEAST_SHARE, now[bin]);
    const q = Math.max(LEAST_SHARE, share);
    return sum + (p - q) * log(p / q);
  }, 0);
}

function edgesOf(column: Float64Array, rows: ArrayLike<number>): Float64Array {
  const sorted = Float64Array.from(rows, (row) => column[row])
    .filter((value) => !Number.isNaN(value))
    .sort();
  const edges = Array.from(
    { length: BINS - 1 },
    (_, index) => sorted[Math.ceil(((index + 1) * sorted.length) / BINS) - 1] ?? Number.NaN,
  );
  return Float64Array.from(new Set(edges.filter((edge) => !Number.isNaN(edge))));
}
