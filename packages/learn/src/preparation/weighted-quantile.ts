/**
 * Values at shares of the weight: the smallest value at or below which at least the share lies.
 *
 * Always a value that was seen, and a weight of 2 is exactly the value twice.
 *
 * @param values NaN and infinities are left out
 * @param weights default all 1
 * @param shares ascending, in [0, 1]
 * @returns one value per share; empty when no value carries weight
 * Cost: O(n log n). Source: Hyndman & Fan 1996, definition 1.
 * @example weightedQuantiles(Float64Array.of(3, 1, 2), undefined, [0.5]) // Float64Array [2]
 */
export function weightedQuantiles(
  values: Float64Array,
  weights: Float64Array | undefined,
  shares: readonly number[],
): Float64Array {
  const usable = Uint32Array.from(values.keys()).filter(
    (row) => Number.isFinite(values[row]) && weightOf(weights, row) > 0,
  );
  if (usable.length === 0) return new Float64Array(0);
  const { sorted, sortedWeights } = sortWithWeights(values, weights, usable);
  let total = 0;
  for (let i = 0; i < sorted.length; i++) total += weightOf(sortedWeights, i);
  let position = 0;
  let reached = weightOf(sortedWeights, 0);
  return Float64Array.from(shares, (share) => {
    // A hair less than the share, so that the rounding of a sum of weights does not skip to the next value.
    const target = share * total * (1 - 1e-12);
    while (reached < target && position < sorted.length - 1) {
      position += 1;
      reached += weightOf(sortedWeights, position);
    }
    return sorted[position] + 0;
  });
}

function weightOf(weights: Float64Array | undefined, row: number): number {
  return weights === undefined ? 1 : weights[row];
}

function sortWithWeights(values: Float64Array, weights: Float64Array | undefined, usable: Uint32Array) {
  if (weights === undefined) {
    const sorted = Float64Array.from(usable, (row) => values[row]).sort();
    return { sorted, sortedWeights: undefined };
  }
  usable.sort((a, b) => values[a] - values[b]);
  return {
    sorted: Float64Array.from(usable, (row) => values[row]),
    sortedWeights: Float64Array.from(usable, (row) => weights[row]),
  };
}
