import { checkOutcomes } from './check-outcomes.js';
import { groupByScore } from './score-groups.js';

/** Points of a ROC curve, from (0, 0) to (1, 1); all arrays have one entry per point. */
export interface RocCurve {
  /** Rows scoring at or above it are called bad; the first is +Infinity. */
  readonly thresholds: Float64Array;
  /** Share of the goods called bad. */
  readonly falsePositiveRates: Float64Array;
  /** Share of the bads called bad. */
  readonly truePositiveRates: Float64Array;
}

/**
 * The ROC curve with a point for every distinct score.
 *
 * @returns rates are NaN for an outcome that is not present
 * @throws SHAPE_MISMATCH, INVALID_ARGUMENT
 * Cost: O(n log n). Source: checked against scikit-learn (drop_intermediate=False) in test/golden/metrics.
 */
export function rocCurve(scores: ArrayLike<number>, labels: ArrayLike<number>, weights?: ArrayLike<number>): RocCurve {
  checkOutcomes('rocCurve', scores, labels, weights);
  const groups = groupByScore(scores, labels, weights);
  const points = groups.scores.length + 1;
  const thresholds = new Float64Array(points).fill(Infinity, 0, 1);
  const falsePositiveRates = new Float64Array(points);
  const truePositiveRates = new Float64Array(points);
  let bads = 0;
  let goods = 0;
  for (let point = 1; point < points; point++) {
    bads += groups.bads[point - 1];
    goods += groups.goods[point - 1];
    thresholds[point] = groups.scores[point - 1];
    falsePositiveRates[point] = goods / groups.totalGoods;
    truePositiveRates[point] = bads / groups.totalBads;
  }
  return { thresholds, falsePositiveRates, truePositiveRates };
}
