import type { Feature, FeatureMatrix } from '../matrix/feature-matrix.js';
import { matrixFor } from '../matrix/special-codes.js';
import type { BatchOptions, ModelParts } from '../model/model.js';
import type { GradientBoostingModel } from './gradient-boosting-model.js';

export const BOOSTED_REGRESSION = 'boosted-regression';

/**
 * A fitted sum of trees that predicts a number; made by `fitBoostedRegression` and `restoreBoostedRegression`.
 *
 * It is no `Model`: its output is the target's own unit, not a risk to be calibrated, so no bundle holds it.
 */
export class BoostedRegressionModel {
  readonly kind = BOOSTED_REGRESSION;
  /** The same sum, read as margins. */
  readonly #sum: GradientBoostingModel;

  constructor(sum: GradientBoostingModel) {
    this.#sum = sum;
  }

  get features(): readonly Feature[] {
    return this.#sum.features;
  }

  get trees(): GradientBoostingModel['trees'] {
    return this.#sum.trees;
  }

  /** What a row without any tree is predicted: the weighted mean of the training targets, for squared error. */
  get baseScore(): number {
    return this.#sum.baseScore;
  }

  /** JSON as stored: the settings chosen and tried. */
  get record(): unknown {
    return this.#sum.record;
  }

  /** The prediction for one row, in the unit of the targets. @param row one value per feature, NaN = missing */
  predict(row: Float64Array): number {
    return this.#sum.margin(row);
  }

  /** Predictions for all rows; equal bit for bit to `predict` row by row, with any number of threads. */
  predictions(matrix: FeatureMatrix, options: BatchOptions = {}): Float64Array {
    return this.#sum.margins(matrixFor(this.features, matrix), options);
  }

  /**
   * Exact Shapley values of one row, in the unit of the targets.
   * @param contributions filled in: one per feature
   * @returns the baseline; baseline + Σ contributions equals `predict(row)` within 1e-9 of the size of the leaves
   */
  explain(row: Float64Array, contributions: Float64Array): number {
    return this.#sum.explain(row, contributions);
  }

  /** The model as plain data, enough to restore it bit for bit with `restoreBoostedRegression`. */
  toParts(): ModelParts {
    return { ...this.#sum.toParts(), kind: BOOSTED_REGRESSION };
  }
}
