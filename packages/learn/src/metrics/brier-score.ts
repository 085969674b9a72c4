import { checkOutcomes, checkProbabilities } from './check-outcomes.js';

/**
 * The mean squared distance between predicted probability and outcome; lower is better.
 *
 * @param scores length n; probabilities of a bad outcome in [0, 1]
 * @param labels length n; 1 = bad
 * @returns in [0, 1]; NaN without rows (or without weight)
 * @throws SHAPE_MISMATCH, INVALID_ARGUMENT
 * Cost: O(n). Source: Brier 1950; checked against scikit-learn in test/golden/metrics.
 * @example brierScore([0.2, 0.9], [0, 1]) // 0.025
 */
export function brierScore(scores: ArrayLike<number>, labels: ArrayLike<number>, weights?: ArrayLike<number>): number {
  checkOutcomes('brierScore', scores, labels, weights);
  checkProbabilities('brierScore', scores);
  let total = 0;
  let totalWeight = 0;
  for (let i = 0; i < scores.length; i++) {
    const weight = weights === undefined ? 1 : weights[i];
    total += weight * squaredError(scores[i], labels[i]);
    totalWeight += weight;
  }
  return total / totalWeight;
}

/** One row's part of the Brier score. */
export function squaredError(score: number, label: number): number {
  return (score - label) * (score - label);
}
