/** Rows grouped by equal value: what trees, rank correlations and counts are made from. */
export interface RankedValues {
  /** Distinct values, ascending, missing left out. */
  readonly distinct: Float64Array;
  /** Index into `distinct` of each row; −1 is missing. */
  readonly ranks: Int32Array;
}

/** Groups equal values. Cost: O(n log n). */
export function rankValues(values: Float64Array): RankedValues {
  const sorted = Float64Array.from(values).sort();
  let count = 0;
  for (let i = 0; i < sorted.length; i++) {
    const value = sorted[i] as number;
    // NaN sorts last; −0 equals 0.
    if (Number.isNaN(value)) break;
    if (count === 0 || value !== sorted[count - 1]) sorted[count++] = value;
  }
  const distinct = sorted.slice(0, count);
  const ranks = new Int32Array(values.length);
  for (let row = 0; row < values.length; row++) ranks[row] = find(distinct, values[row] as number);
  return { distinct, ranks };
}

function find(distinct: Float64Array, value: number): number {
  if (Number.isNaN(value)) return -1;
  let low = 0;
  let high = distinct.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((distinct[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
