import { limbsToNumber } from '../aggregate/exact-sum.js';
import type { FeatureReader } from '../evaluate/entity-program.js';

/** Whether `fillRunning` knows how: counts, sums and means of windows of time that are compared with nothing. */
export function isRunning(reader: FeatureReader): boolean {
  const { plan } = reader;
  if (reader.dynamic.length > 0 || plan.comparison !== 'none' || plan.lastEvents !== 0) return false;
  return plan.aggregate === 'count' || plan.aggregate === 'sum' || plan.aggregate === 'mean';
}

/**
 * What `FeatureEvaluator` gives for a count, sum or mean at every position of a segment, without asking for each what it is.
 * Proved equal by the parity tests.
 *
 * @param lows start of the window at each position, `highs` its end; slots are positions
 */
export function fillRunning(
  reader: FeatureReader,
  lows: Int32Array,
  highs: Int32Array,
  length: number,
  out: Float64Array,
): void {
  const { plan, filter, moments } = reader;
  if (plan.aggregate === 'count' || moments === undefined) {
    const passed = filter?.passed.data;
    for (let position = 0; position < length; position++) {
      const low = lows[position];
      const high = highs[position];
      const count = passed === undefined ? high - low : passed[high] - passed[low];
      out[position] = count > 0 ? count : plan.empty;
    }
    return;
  }
  const counts = moments.count.data;
  const sumHigh = moments.sum.high.data;
  const sumLow = moments.sum.low.data;
  const { scale, empty } = plan;
  const divides = plan.aggregate === 'mean';
  const strict = plan.nulls === 'missing';
  const passed = filter?.passed.data;
  for (let position = 0; position < length; position++) {
    const low = lows[position];
    const high = highs[position];
    const count = counts[high] - counts[low];
    if (strict && count < (passed === undefined ? high - low : passed[high] - passed[low])) out[position] = NaN;
    else if (count > 0) {
      const sum = limbsToNumber(sumHigh[high] - sumHigh[low], sumLow[high] - sumLow[low]);
      out[position] = sum / (divides ? count * scale : scale);
    } else out[position] = empty;
  }
}
