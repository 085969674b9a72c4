import { normalQuantile } from '@probity/numerics';
import type { FeatureMatrix } from '../matrix/feature-matrix.js';
import { matrixFor } from '../matrix/special-codes.js';
import type { Interval } from '../metrics/bootstrap-intervals.js';
import { type BatchOptions, explanations, type Model } from '../model/model.js';
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
 * @param settings.threads that may help with sums of trees; the result is the same without
 * @returns one per feature, in the model's order
 * Cost: one exact explanation per row. Source: Lundberg et al. 2020.
 * @example shapImportance(model, matrix, { seed: 1 })[0].share // 0.23
 */
export function shapImportance(
  model: Model,
  matrix: FeatureMatrix,
  settings: { readonly seed: number; readonly mostRows?: number } & BatchOptions,
): readonly ShapImportance[] {
  const { seed, mostRows = 2_000, ...options } = settings;
  const sample = matrixFor(model.features, sampleMatrix(matrix, mostRows, seed));
  const count = sample.rowCount;
  const width = model.features.length;
  const { contributions } = explanations(model, sample, options);
  const sums = new Float64Array(width);
  const sizes = new Float64Array(width);
  const squares = new Float64Array(width);
  for (let row = 0; row < count; row++) {
    for (let feature = 0; feature < width; feature++) {
      const contribution = contributions[row * width + feature];
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
