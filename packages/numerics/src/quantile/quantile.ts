/**
 * The value below which the share `p` of the values lies, with linear interpolation (R's type 7, the usual default).
 *
 * @param values in any order, not changed; NaN is left out
 * @param p share in [0, 1]
 * @returns NaN when no value is left or `p` is outside [0, 1]
 * Cost: O(n log n): a sorted copy is made. For several quantiles of the same values sort once, use `quantileOfSorted`.
 * Source: Hyndman & Fan 1996, definition 7.
 * @example quantile([4, 1, 3, 2], 0.5) // 2.5
 */
export function quantile(values: ArrayLike<number>, p: number): number {
  return quantileOfSorted(sortedWithoutMissing(values), p);
}

/** As `quantile`, for values in ascending order without NaN. Cost: O(1). */
export function quantileOfSorted(sorted: ArrayLike<number>, p: number): number {
  if (sorted.length === 0 || !(p >= 0 && p <= 1)) return NaN;
  const position = (sorted.length - 1) * p;
  const below = Math.floor(position);
  const low = sorted[below];
  if (below === position) return low;
  const high = sorted[below + 1];
  // Equal infinities would give Infinity - Infinity.
  if (low === high) return low;
  const share = position - below;
  return low * (1 - share) + high * share;
}

/** An ascending copy without NaN. Cost: O(n log n). @example sortedWithoutMissing([2, NaN, 1]) // Float64Array [1, 2] */
export function sortedWithoutMissing(values: ArrayLike<number>): Float64Array {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i])) count++;
  const kept = new Float64Array(count);
  count = 0;
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i])) kept[count++] = values[i];
  return kept.sort();
}
