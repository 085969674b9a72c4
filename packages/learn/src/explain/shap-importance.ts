import { normalQuantile } from '@probity/numerics';
import { type FeatureMatrix, readRow } from '../matrix/feature-matrix.js';
import { matrixFor } from '../matrix/special-codes.js';
import type { Interval } from '../metrics/bootstrap-intervals.js';
import type { Model } from '../model/model.js';
import { sampleMatrix } from './sample-rows.js';

/** How far one feature moves the margin of a typical row. */
export interface ShapImportance {
  readonly feature: string;
  /** Mean |φ| over the rows, log-odds. */
  readonly importance: number;
  /** Of the sum of all features' importance, in [0, 1]. */
  readonly share: number;
  /** Of the mean, 95 %, normal: another sample of as many rows. */
  readonly interval: Interval;
  /** Mean φ, log-odds: positive where the feature raises the risk of these rows on the whole. */
  readonly meanContribution: number;
}

/**
 * Importance by Shapley values: the mean size of each feature's contribution, in log-odds.
 *
 * It says what moves the model's scores, not what improves them: for that see `permutationImportance`.
 *
 * @param settings.mostRows more rows than these are sampled, default 2,000
 * @returns one per feature, in the model's order
 * Cost: one exact explanation per row. Source: Lundberg et al. 2020.
 * @example shapImportance(model, matrix, { seed: 1 })[0].share // 0.23
 */
export function shapImportance(
  model: Model,
  matrix: FeatureMatrix,
  settings: { readonly seed: number; readonly mostRows?: number },
): readonly ShapImportance[] {
  const sample = matrixFor(model.features, sampleMatrix(matrix, settings.mostRows ?? 2_000, settings.seed));
  const count = sample.rowCount;
  const row = new Float64Array(model.features.length);
  const contributions = new Float64Array(model.features.length);
  const sums = new Float64Array(model.features.length);
  const sizes = new Float64Array(model.features.length);
  const squares = new Float64Array(model.features.length);
  for (let index = 0; index < count; index++) {
    readRow(sample, index, row);
    model.explain(row, contributions);
    for (const [feature, contribution] of contributions.entries()) {
      sums[feature] += contribution;
      sizes[feature] += Math.abs(contribution);
      squares[feature] += contribution * contribution;
    }
  }
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return model.features.map(({ name }, feature) => {
    const importance = sizes[feature] / count;
    const variance = Math.max(0, squares[feature] / count - importance * importance);
    const reach = normalQuantile(0.975) * Math.sqrt(variance / count);
    return {
      feature: name,
      importance,
      share: total === 0 ? 0 : sizes[feature] / total,
      interval: [Math.max(0, importance - reach), importance + reach],
      meanContribution: sums[feature] / count,
    };
  });
}
