import { type Periods, rowsByPeriod } from '../period/period.js';
import type { ReferenceBins } from './reference-bins.js';
import { type StabilityIndex, stabilityIndex } from './stability-index.js';

/** A stability index for each period against one reference. */
export interface PeriodStability extends StabilityIndex {
  readonly period: string;
}

/**
 * The stability index of every month against the reference.
 *
 * @param bins made on the reference
 * @param expected rows of the reference per bin: `bins.count(reference)`
 * @param values those of the rows in `periods`
 * @throws TOO_FEW_ROWS when the reference is empty
 * Cost: O(n log bins). @example stabilityByPeriod(bins, bins.count(training), scores, periods)[2].index // 0.04
 */
export function stabilityByPeriod(
  bins: ReferenceBins,
  expected: ArrayLike<number>,
  values: ArrayLike<number>,
  periods: Periods,
): readonly PeriodStability[] {
  return rowsByPeriod(periods).map((rows, position) => ({
    period: periods.labels[position] ?? '',
    ...stabilityIndex(expected, bins.count(values, rows), bins.labels),
  }));
}
