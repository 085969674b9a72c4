import { rocAuc } from './roc-auc.js';

/**
 * The Gini coefficient of a score, also called accuracy ratio or Somers' D: 2 · AUC − 1.
 *
 * @param scores length n; higher is riskier
 * @param labels length n; 1 = bad
 * @returns in [−1, 1], 0 = chance; NaN when only one outcome is present
 * @throws SHAPE_MISMATCH, INVALID_ARGUMENT
 * @example gini([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]) // 0.5
 */
export function gini(scores: ArrayLike<number>, labels: ArrayLike<number>, weights?: ArrayLike<number>): number {
  return 2 * rocAuc(scores, labels, weights) - 1;
}
