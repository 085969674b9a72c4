import { checkOutcomes } from './check-outcomes.js';
import { groupByScore, type ScoreGroups } from './score-groups.js';

/**
 * The chance that a bad row scores above a good one: the area under the ROC curve.
 *
 * @param scores length n; risk scores or margins, higher is riskier, any scale
 * @param labels length n; 1 = bad outcome, 0 = good
 * @param weights length n, default all 1; a weight of 2 counts as the row twice
 * @returns in [0, 1], ½ = chance; NaN when only one outcome is present
 * @throws SHAPE_MISMATCH, INVALID_ARGUMENT
 * Cost: O(n log n). Ties count half (mid-rank).
 * Source: Hanley & McNeil 1982; checked against scikit-learn in test/golden/metrics.
 * @example rocAuc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]) // 0.75
 */
export function rocAuc(scores: ArrayLike<number>, labels: ArrayLike<number>, weights?: ArrayLike<number>): number {
  checkOutcomes('rocAuc', scores, labels, weights);
  return rocAucOfGroups(groupByScore(scores, labels, weights));
}

/** As `rocAuc`, for rows already put together by score. */
export function rocAucOfGroups({ bads, goods, totalBads, totalGoods }: CountedGroups): number {
  let pairs = 0;
  let goodsAbove = 0;
  for (let group = 0; group < bads.length; group++) {
    const good = goods[group];
    pairs += bads[group] * (totalGoods - goodsAbove - good / 2);
    goodsAbove += good;
  }
  return pairs / (totalBads * totalGoods);
}

/** What is left of score groups when the rows have been counted. */
export type CountedGroups = Pick<ScoreGroups, 'bads' | 'goods' | 'totalBads' | 'totalGoods'>;
