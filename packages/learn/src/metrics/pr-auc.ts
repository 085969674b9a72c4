import { checkOutcomes } from './check-outcomes.js';
import type { CountedGroups } from './roc-auc.js';
import { groupByScore } from './score-groups.js';

/**
 * Average precision: precision averaged over the bads, each taken at its own score as the threshold.
 *
 * The measure to read when bads are rare: chance is the bad rate, not ½.
 *
 * @param scores length n; higher is riskier
 * @param labels length n; 1 = bad
 * @returns Σ (recall_k − recall_k−1) · precision_k over distinct scores, in [0, 1]; NaN when only one outcome is present
 * @throws SHAPE_MISMATCH, INVALID_ARGUMENT
 * Cost: O(n log n). Source: scikit-learn's definition (no interpolation); checked in test/golden/metrics.
 * @example prAuc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]) // 0.8333333333333333
 */
export function prAuc(scores: ArrayLike<number>, labels: ArrayLike<number>, weights?: ArrayLike<number>): number {
  checkOutcomes('prAuc', scores, labels, weights);
  return prAucOfGroups(groupByScore(scores, labels, weights));
}

/** As `prAuc`, for rows already put together by score. */
export function prAucOfGroups({ bads, goods, totalBads, totalGoods }: CountedGroups): number {
  if (totalBads === 0 || totalGoods === 0) return Number.NaN;
  let badsAbove = 0;
  let above = 0;
  let area = 0;
  for (let group = 0; group < bads.length; group++) {
    const bad = bads[group];
    badsAbove += bad;
    above += bad + goods[group];
    if (bad > 0) area += bad * (badsAbove / above);
  }
  return area / totalBads;
}
