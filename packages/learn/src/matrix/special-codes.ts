import type { Feature, FeatureMatrix, TrainingData } from './feature-matrix.js';

/** A feature as models without a place for special codes see it: a code counts as missing, its level is gone. */
export function hideCodesOf(feature: Feature): Feature {
  const { specialCodes, ...rest } = feature;
  if (specialCodes === undefined || rest.levels === undefined) return rest;
  return { ...rest, levels: rest.levels.filter((_, index) => !specialCodes.includes(index)) };
}

/**
 * The data as models without a place for special codes see it: every special code is missing.
 *
 * Fits that do not tell codes apart call this first; nothing is copied where no feature has codes.
 * Cost: O(rows) for each feature with codes.
 */
export function hideSpecialCodes(data: TrainingData): TrainingData {
  const matrix = matrixFor(data.matrix.features.map(hideCodesOf), data.matrix);
  return matrix === data.matrix ? data : { ...data, matrix };
}

/**
 * A matrix as a model of these features takes it: codes that the model does not tell apart become missing.
 *
 * The features are those of the matrix, in the same order, each with its special codes or without.
 */
export function matrixFor(features: readonly Feature[], matrix: FeatureMatrix): FeatureMatrix {
  const hidden = features.map((feature, index) => codesToHide(matrix.features[index], feature));
  if (hidden.every((codes) => codes === undefined)) return matrix;
  return {
    rowCount: matrix.rowCount,
    features: matrix.features.map((feature, index) => (hidden[index] === undefined ? feature : features[index])),
    columns: matrix.columns.map((column, index) => {
      const codes = hidden[index];
      return codes === undefined ? column : column.map((value) => (codes.has(value) ? Number.NaN : value));
    }),
  };
}

/**
 * Makes the function that turns a row of one list of features into a row of another, which tells fewer codes apart:
 * how a model made of models hands its row to a member. Undefined where the rows are the same.
 *
 * The function writes into `target` and returns it.
 */
export function rowAdapter(
  from: readonly Feature[],
  to: readonly Feature[],
): ((row: Float64Array, target: Float64Array) => Float64Array) | undefined {
  const hidden = to.map((feature, index) => codesToHide(from[index], feature));
  if (hidden.every((codes) => codes === undefined)) return undefined;
  return (row, target) => {
    target.set(row);
    for (let index = 0; index < hidden.length; index++) {
      if (hidden[index]?.has(row[index]) === true) target[index] = Number.NaN;
    }
    return target;
  };
}

function codesToHide(have: Feature | undefined, want: Feature): ReadonlySet<number> | undefined {
  if (have?.specialCodes === undefined || want.specialCodes !== undefined) return undefined;
  return new Set(have.specialCodes);
}
