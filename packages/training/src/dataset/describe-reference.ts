import type { FeatureMatrix } from '@probity/learn';
import type { FeatureReference } from '@probity/scoring';

const QUANTILE_STEPS = 20;

/** How each feature was distributed in training: quantiles in steps of 5 % for numbers, shares of the levels for categories. */
export function describeFeatures(matrix: FeatureMatrix): readonly FeatureReference[] {
  return matrix.features.map((feature, index) => {
    const codes = feature.kind === 'numeric' ? (feature.specialCodes ?? []) : [];
    const values = (matrix.columns[index] ?? new Float64Array()).filter(
      (value) => !Number.isNaN(value) && !codes.includes(value),
    );
    const missingShare = matrix.rowCount === 0 ? 0 : 1 - values.length / matrix.rowCount;
    if (feature.kind === 'numeric') {
      return { feature: feature.name, missingShare, quantiles: observedQuantiles(values, QUANTILE_STEPS) };
    }
    const counts = new Float64Array(feature.levels?.length ?? 0);
    for (const code of values) counts[code] = (counts[code] ?? 0) + 1;
    const shares = Object.fromEntries(
      (feature.levels ?? []).map((level, code) => [level, (counts[code] ?? 0) / Math.max(1, values.length)]),
    );
    return { feature: feature.name, missingShare, shares };
  });
}

/** Values at 0, 1/steps, … 1 of the sorted sample; each is a value that occurs, so a count stays a count. */
export function observedQuantiles(values: Float64Array, steps: number): readonly number[] {
  if (values.length === 0) return [];
  const sorted = values.slice().sort();
  return Array.from({ length: steps + 1 }, (_, step) => sorted[Math.round((step / steps) * (sorted.length - 1))] ?? 0);
}
