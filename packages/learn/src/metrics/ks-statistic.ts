import { checkOutcomes } from './check-outcomes.js';
import type { CountedGroups } from './roc-auc.js';
import { groupByScore } from './score-groups.js';

/**
 * The largest gap between the shares of bads and of goods at or above a score: Kolmogorov and Smirnov's distance.
 *
 * @param scores length n; higher is riskier
 * @param labels length n; 1 = bad
 * @returns in [0, 1]; NaN when only one outcome is present. The gap counts in either direction.
 * @throws SHAPE_MISMATCH, INVALID_ARGUMENT
 * Cost: O(n log n). Source: checked against scipy.stats.ks_2samp in test/golden/metrics.
 * @example ksStatistic([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]) // 0.5
 */
export function ksStatistic(scores: ArrayLike<number>, labels: ArrayLike<number>, weights?: ArrayLike<number>): number {
  checkOutcomes('ksStatistic', scores, labels, weights);
  return ksOfGroups(groupByScore(scores, labels, weights));
}

/** As `ksStatistic`, for rows already put together by score. */
export function ksOfGroups({ bads, goods, totalBads, totalGoods }: CountedGroups): number {
  if (totalBads === 0 || totalGoods === 0) return Number.NaN;
  let badsAbove = 0;
  let goodsAbove = 0;
  let largest = 0;
  for (let group = 0; group < bads.length; group++) {
    badsAbove += bads[group];
    goodsAbove += goods[group];
    const gap = Math.abs(badsAbove / totalBads - goodsAbove / totalGoods);
    if (gap > largest) largest = gap;
  }
  return largest;
}
