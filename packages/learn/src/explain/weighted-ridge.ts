import { choleskySolve } from '@probity/numerics';

/** A line through weighted points, its coefficients held small. */
export interface RidgeFit {
  readonly intercept: number;
  readonly coefficients: Float64Array;
  /** Share of the weighted variance that the line takes up; 1 = all, 0 = none. */
  readonly rSquared: number;
}

/**
 * Weighted ridge regression; the intercept is not penalised.
 *
 * @param design rows of equal length
 * @param penalty λ > 0 of ½ λ Σ β² beside ½ the weighted sum of squares
 * Cost: O(rows × columns² + columns³). Source: Hoerl & Kennard 1970; checked against scikit-learn in test/golden/explain.
 */
export function fitWeightedRidge(
  design: readonly Float64Array[],
  targets: ArrayLike<number>,
  weights: ArrayLike<number>,
  penalty: number,
): RidgeFit {
  const width = design[0]?.length ?? 0;
  const means = new Float64Array(width);
  let [total, targetMean] = [0, 0];
  for (const [row, values] of design.entries()) {
    total += weights[row];
    targetMean += weights[row] * targets[row];
    for (let j = 0; j < width; j++) means[j] += weights[row] * values[j];
  }
  targetMean /= total;
  for (let j = 0; j < width; j++) means[j] /= total;
  const gram = new Float64Array(width * width);
  const moment = new Float64Array(width);
  const centered = new Float64Array(width);
  for (const [row, values] of design.entries()) {
    const weight = weights[row];
    for (let j = 0; j < width; j++) centered[j] = values[j] - means[j];
    for (let j = 0; j < width; j++) {
      moment[j] += weight * centered[j] * (targets[row] - targetMean);
      for (let k = 0; k <= j; k++) gram[j * width + k] += weight * centered[j] * centered[k];
    }
  }
  for (let j = 0; j < width; j++) gram[j * width + j] += penalty;
  // With a penalty above 0 the matrix is positive definite.
  const coefficients = choleskySolve(gram, moment) ?? new Float64Array(width);
  const intercept = targetMean - coefficients.reduce((sum, coefficient, j) => sum + coefficient * means[j], 0);
  let [missed, all] = [0, 0];
  for (const [row, values] of design.entries()) {
    const predicted = values.reduce((sum, value, j) => sum + value * coefficients[j], intercept);
    missed += weights[row] * (targets[row] - predicted) ** 2;
    all += weights[row] * (targets[row] - targetMean) ** 2;
  }
  return { intercept, coefficients, rSquared: all === 0 ? 1 : 1 - missed / all };
}
