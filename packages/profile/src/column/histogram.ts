import { quantileOfSorted } from '@probity/numerics';
import type { HistogramBin } from './column-profile.js';

const BINS = 20;
/** Whole numbers with at most this many values get a bar each. */
const BAR_EACH = 20;
/** The bars in the middle span this share of the values; the tails fall into the first and the last. */
const TAIL = 0.005;

/**
 * Bars of equal width over the bulk of the values; the outermost reach out to the extremes.
 * @param sorted ordinary values, ascending
 * @param distinct different values, ascending
 * @param values row by row, NaN left out
 */
export function histogramOf(
  sorted: Float64Array,
  distinct: Float64Array,
  values: Float64Array,
  labels: Uint8Array | undefined,
): readonly HistogramBin[] {
  if (sorted.length === 0) return [];
  const edges = edgesOf(sorted, distinct);
  const counts = new Float64Array(edges.length - 1);
  const bads = new Float64Array(edges.length - 1);
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    if (Number.isNaN(value)) continue;
    const bin = binOf(edges, value);
    counts[bin] = (counts[bin] as number) + 1;
    if (labels !== undefined) bads[bin] = (bads[bin] as number) + (labels[row] as number);
  }
  return Array.from(counts, (count, bin) => ({
    from: edges[bin] as number,
    to: edges[bin + 1] as number,
    count,
    bads: labels === undefined ? null : (bads[bin] as number),
  }));
}

function edgesOf(sorted: Float64Array, distinct: Float64Array): Float64Array {
  const least = sorted[0] as number;
  const greatest = sorted[sorted.length - 1] as number;
  if (distinct.length <= BAR_EACH && distinct.every(Number.isInteger)) {
    return Float64Array.of(...distinct, greatest + 1);
  }
  if (least === greatest) return Float64Array.of(least, least + 1);
  let low = quantileOfSorted(sorted, TAIL);
  let high = quantileOfSorted(sorted, 1 - TAIL);
  if (!(high > low)) [low, high] = [least, greatest];
  let width = (high - low) / BINS;
  // Bars of whole numbers begin at whole numbers.
  if (distinct.every(Number.isInteger)) {
    width = Math.max(1, Math.ceil(width));
    low = Math.floor(low);
  }
  const edges = [least];
  for (let bin = 1; bin < BINS; bin++) {
    const edge = low + bin * width;
    if (edge > (edges[edges.length - 1] as number) && edge < greatest) edges.push(edge);
  }
  edges.push(greatest);
  return Float64Array.from(edges);
}

/** Index of the bar that holds the value. */
export function binOf(edges: Float64Array, value: number): number {
  let low = 0;
  let high = edges.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((edges[middle] as number) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
