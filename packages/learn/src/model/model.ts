import type { KernelThreads } from '@probity/numerics';
import type { MarginScale } from '../calibration/margin-scale.js';
import type { Feature, FeatureMatrix } from '../matrix/feature-matrix.js';
import { readRow } from '../matrix/feature-matrix.js';
import { matrixFor } from '../matrix/special-codes.js';

/**
 * A fitted model of a bad outcome: what every `fit…` function returns.
 *
 * It holds its own preparation (imputation, encoding, scaling), so it takes raw features and can never be given
 * features prepared on other rows. It keeps no state between calls and is safe to share.
 */
export interface Model {
  /** Names the format of its parts, e.g. "logistic" or "gradient-boosting"; key of the table of formats. */
  readonly kind: string;
  readonly features: readonly Feature[];
  /** What the margin is; default log-odds. Trees and forests give a mean probability. */
  readonly marginScale?: MarginScale;
  /**
   * The additive output, not calibrated: log-odds of a bad outcome, or for trees and forests the mean probability (see
   * `marginScale`); calibration brings either to a probability. Higher is riskier. Finite for every row, missing values included.
   * @param row one value per feature, NaN = missing
   */
  margin(row: Float64Array): number;
  /**
   * Exact Shapley values of one row, in units of the margin.
   * @param contributions filled in: one per feature, positive raises the risk
   * @returns the baseline; baseline + Σ contributions equals `margin(row)` within 1e-9
   */
  explain(row: Float64Array, contributions: Float64Array): number;
  /** Margins of many rows, equal bit for bit to `margin` row by row, for models that are faster so; called by `margins`. */
  margins?(matrix: FeatureMatrix, options: BatchOptions): Float64Array;
  /** Explanations of many rows, equal bit for bit to `explain` row by row, for models that are faster so; called by `explanations`. */
  explainRows?(matrix: FeatureMatrix, options: BatchOptions): Explanations;
  /**
   * Score points of a row, where the model has a scale of its own (a scorecard); higher is safer. Others leave it out,
   * and the policy's scale makes points of the calibrated log-odds.
   */
  points?(row: Float64Array): number;
  /** The model as plain data, enough to restore it bit for bit. */
  toParts(): ModelParts;
}

export type ModelArray = Float64Array | Int32Array | Uint32Array | Uint8Array;

/** A model as data: what a bundle stores. `json` must be canonical-JSON-able. */
export interface ModelParts {
  readonly kind: string;
  readonly json: unknown;
  readonly arrays: Readonly<Record<string, ModelArray>>;
}

/** How a batch may be computed; results do not depend on it. */
export interface BatchOptions {
  /** Threads that may help; default none but the caller's. */
  readonly threads?: KernelThreads;
}

/** Exact Shapley values of many rows, in units of the margin. */
export interface Explanations {
  /** One per row: what its contributions start from. The same for all rows, but for trees that add in single precision. */
  readonly baselines: Float64Array;
  /** Rows × features, row by row; positive raises the risk. */
  readonly contributions: Float64Array;
}

/**
 * Margins of all rows; equal bit for bit to `model.margin` row by row. The matrix holds the model's features in its
 * order; special codes that the model does not tell apart are taken as missing.
 *
 * @returns length n; higher is riskier
 * Cost: n walks of the model, compiled where it pays; with `threads` shared among them, to the same bits.
 * @example margins(model, matrix)[0] === model.margin(row) // row being the first of the matrix
 */
export function margins(model: Model, given: FeatureMatrix, options: BatchOptions = {}): Float64Array {
  const matrix = matrixFor(model.features, given);
  if (model.margins !== undefined) return model.margins(matrix, options);
  const result = new Float64Array(matrix.rowCount);
  const row = new Float64Array(matrix.features.length);
  for (let i = 0; i < matrix.rowCount; i++) {
    readRow(matrix, i, row);
    result[i] = model.margin(row);
  }
  return result;
}

/**
 * Exact Shapley values of all rows; equal bit for bit to `model.explain` row by row, for any number of threads. The matrix is taken
 * as in `margins`.
 *
 * @returns one baseline per row and rows × features contributions; of each row they add up to its margin within 1e-9
 * @example
 * const { baselines, contributions } = explanations(model, matrix);
 * const ofSecondRow = contributions.subarray(model.features.length, 2 * model.features.length);
 */
export function explanations(model: Model, given: FeatureMatrix, options: BatchOptions = {}): Explanations {
  const matrix = matrixFor(model.features, given);
  if (model.explainRows !== undefined) return model.explainRows(matrix, options);
  const width = matrix.features.length;
  const baselines = new Float64Array(matrix.rowCount);
  const contributions = new Float64Array(matrix.rowCount * width);
  const row = new Float64Array(width);
  for (let i = 0; i < matrix.rowCount; i++) {
    readRow(matrix, i, row);
    baselines[i] = model.explain(row, contributions.subarray(i * width, (i + 1) * width));
  }
  return { baselines, contributions };
}
