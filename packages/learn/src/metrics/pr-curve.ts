import { checkOutcomes } from './check-outcomes.js';
import { groupByScore } from './score-groups.js';

/** Points of a precision-recall curve, highest threshold first; all arrays have one entry per distinct score. */
export interface PrCurve {
  /** Rows scoring at or above it are called bad. */
  readonly thresholds: Float64Array;
  /** Share of the rows called bad that are bad. */
  readonly precisions: Float64Array;
  /** Share of the bads called bad. */
  readonly recalls: Float64Array;
}

/**
 * The precision-recall curve with a point for every distinct score.
 *
 * @returns recalls are NaN when there is no bad
 * @throws SHAPE_MISMATCH, INVALID_ARGUMENT
 * Cost: O(n log n). Checked against scikit-learn in test/golden/metrics.
 */
export function prCurve(scores: ArrayLike<number>, labels: ArrayLike<number>, weights?: ArrayLike<number>): PrCurve {
  checkOutcomes('prCurve', scores, labels, weights);
  const groups = groupByScore(scores, labels, weights);
  const precisions = new Float64Array(groups.scores.length);
  const recalls = new Float64Array(groups.scores.length);
  let bads = 0;
  let called = 0;
  for (let point = 0; point < groups.scores.length; point++) {
    bads += groups.bads[point];
    called += groups.bads[point] + groups.goods[point];
    precisions[point] = bads / called;
    recalls[point] = bads / groups.totalBads;
  }
  return { thresholds: groups.scores, precisions, recalls };
}
