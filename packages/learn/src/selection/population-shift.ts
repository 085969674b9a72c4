import { levelBins, numericBins, stabilityIndex } from '@probity/monitoring';
import type { Feature } from '../matrix/feature-matrix.js';

/**
 * Stability index of one feature between two sets of rows, as monitoring measures it: tenths of the first set or the
 * levels, missing values and special codes in bins of their own. 0 is no shift; above 0.25 is usually called a great one.
 *
 * NaN when a side has no rows.
 */
export function populationShift(
  feature: Feature,
  column: Float64Array,
  before: ArrayLike<number>,
  after: ArrayLike<number>,
): number {
  if (before.length === 0 || after.length === 0) return Number.NaN;
  const bins =
    feature.kind === 'category'
      ? levelBins(feature.levels ?? [])
      : numericBins(
          Float64Array.from(before, (row) => column[row]),
          feature.specialCodes === undefined ? {} : { specialCodes: feature.specialCodes },
        );
  return stabilityIndex(bins.count(column, before), bins.count(column, after)).index;
}
