import { ProbityError } from '@probity/domain';
import { checkOutcomes } from './check-outcomes.js';
import { groupByScore } from './score-groups.js';

/** A cut-off with what it finds. Rows scoring at or above it are called bad. */
export interface OperatingPoint {
  /** +Infinity: nobody is called bad. */
  readonly threshold: number;
  readonly falsePositiveRate: number;
  readonly recall: number;
  /** NaN when nobody is called bad. */
  readonly precision: number;
}

/**
 * How many bads are found when at most this share of the goods may be called bad.
 *
 * Takes the lowest threshold that keeps the limit; between thresholds nothing is interpolated, so the result can be had.
 *
 * @param limit largest false positive rate allowed, in [0, 1]
 * @throws SHAPE_MISMATCH, INVALID_ARGUMENT
 * Cost: O(n log n). @example recallAtFpr(scores, labels, 0.05).recall // 0.41
 */
export function recallAtFpr(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  limit: number,
  weights?: ArrayLike<number>,
): OperatingPoint {
  checkOutcomes('recallAtFpr', scores, labels, weights);
  if (!(limit >= 0 && limit <= 1)) {
    throw new ProbityError('INVALID_ARGUMENT', `\`limit\` of \`recallAtFpr\` must be in [0, 1]; got ${limit}`, {
      field: 'limit',
    });
  }
  const groups = groupByScore(scores, labels, weights);
  let [bads, goods, threshold] = [0, 0, Infinity];
  for (let group = 0; group < groups.scores.length; group++) {
    if (goods + groups.goods[group] > limit * groups.totalGoods * (1 + 1e-12)) break;
    bads += groups.bads[group];
    goods += groups.goods[group];
    threshold = groups.scores[group];
  }
  return {
    threshold,
    falsePositiveRate: goods / groups.totalGoods,
    recall: bads / groups.totalBads,
    precision: bads / (bads + goods),
  };
}
