import { log, log1p } from '@probity/numerics';
import { checkOutcomes, checkProbabilities } from './check-outcomes.js';

/** Probabilities are kept this far from 0 and 1, so that one confident mistake costs 34.5 and not infinity. */
export const LOG_LOSS_CLIP = 1e-15;

/**
 * The mean negative log-likelihood of the outcomes, in nats; lower is better.
 *
 * @param scores length n; probabilities of a bad outcome in [0, 1], clipped to [1e-15, 1 − 1e-15]
 * @param labels length n; 1 = bad
 * @returns ≥ 0; NaN without rows (or without weight)
 * @throws SHAPE_MISMATCH, INVALID_ARGUMENT
 * Cost: O(n). Checked against scikit-learn in test/golden/metrics.
 * @example logLoss([0.5, 0.5], [0, 1]) // 0.6931471805599453
 */
export function logLoss(scores: ArrayLike<number>, labels: ArrayLike<number>, weights?: ArrayLike<number>): number {
  checkOutcomes('logLoss', scores, labels, weights);
  checkProbabilities('logLoss', scores);
  let total = 0;
  let totalWeight = 0;
  for (let i = 0; i < scores.length; i++) {
    const weight = weights === undefined ? 1 : weights[i];
    total += weight * surprise(scores[i], labels[i]);
    totalWeight += weight;
  }
  return total / totalWeight;
}

/** One row's part of the log loss. */
export function surprise(score: number, label: number): number {
  const clipped = Math.min(Math.max(score, LOG_LOSS_CLIP), 1 - LOG_LOSS_CLIP);
  return label === 1 ? -log(clipped) : -log1p(-clipped);
}
