import { type Confusion, confusionAt } from './confusion-at.js';

/**
 * The harmonic mean of precision and recall when rows with a score at or above the threshold are called bad.
 *
 * @returns in [0, 1]; 0 when nothing bad was found; NaN when there is nothing bad and nothing was called bad
 * @throws SHAPE_MISMATCH, INVALID_ARGUMENT
 * Cost: O(n). Checked against scikit-learn in test/golden/metrics.
 * @example f1Score([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1], 0.4) // 0.5
 */
export function f1Score(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  threshold: number,
  weights?: ArrayLike<number>,
): number {
  return f1OfConfusion(confusionAt(scores, labels, threshold, weights));
}

/** As `f1Score`, from counts. */
export function f1OfConfusion(counts: Omit<Confusion, 'trueNegatives'>): number {
  const { truePositives, falsePositives, falseNegatives } = counts;
  return (2 * truePositives) / (2 * truePositives + falsePositives + falseNegatives);
}
