import { checkOutcomes } from './check-outcomes.js';
import { groupByScore } from './score-groups.js';

/** Points of a cumulative accuracy profile from (0, 0) to (1, 1), one per distinct score. */
export interface CapCurve {
  /** Rows scoring at or above it are counted; the first is +Infinity. */
  readonly thresholds: Float64Array;
  /** Share of all rows counted, and of bads and of goods among them. */
  readonly rowShares: Float64Array;
  readonly badShares: Float64Array;
  readonly goodShares: Float64Array;
  /** Area over the diagonal as a share of what a perfect score has: the accuracy ratio, equal to Gini. */
  readonly accuracyRatio: number;
  /** The score at which `badShares` and `goodShares` are farthest apart, and how far: KS. */
  readonly ksThreshold: number;
  readonly ks: number;
}

/**
 * The cumulative accuracy profile (gains, CAP) and, in the same points, the KS curve.
 *
 * @returns shares are NaN for an outcome that is not present
 * @throws SHAPE_MISMATCH, INVALID_ARGUMENT
 * Cost: O(n log n). Source: Engelmann, Hayden & Tasche 2003.
 */
export function capCurve(scores: ArrayLike<number>, labels: ArrayLike<number>, weights?: ArrayLike<number>): CapCurve {
  checkOutcomes('capCurve', scores, labels, weights);
  const groups = groupByScore(scores, labels, weights);
  const total = groups.totalBads + groups.totalGoods;
  const points = groups.scores.length + 1;
  const thresholds = new Float64Array(points).fill(Infinity, 0, 1);
  const [rowShares, badShares, goodShares] = [0, 1, 2].map(() => new Float64Array(points));
  let [bads, goods, area, ks, ksThreshold] = [0, 0, 0, 0, NaN];
  for (let point = 1; point < points; point++) {
    bads += groups.bads[point - 1];
    goods += groups.goods[point - 1];
    thresholds[point] = groups.scores[point - 1];
    rowShares[point] = (bads + goods) / total;
    badShares[point] = bads / groups.totalBads;
    goodShares[point] = goods / groups.totalGoods;
    area += ((rowShares[point] - rowShares[point - 1]) * (badShares[point] + badShares[point - 1])) / 2;
    const gap = Math.abs(badShares[point] - goodShares[point]);
    if (gap > ks) [ks, ksThreshold] = [gap, thresholds[point]];
  }
  const perfect = (1 - groups.totalBads / total) / 2;
  const oneOutcome = groups.totalBads === 0 || groups.totalGoods === 0;
  return {
    thresholds,
    rowShares,
    badShares,
    goodShares,
    accuracyRatio: (area - 0.5) / perfect,
    ksThreshold,
    ks: oneOutcome ? NaN : ks,
  };
}
