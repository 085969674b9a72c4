import { ProbityError } from '@probity/domain';
import { checkOutcomes } from './check-outcomes.js';
import { rocHull } from './roc-hull.js';
import { groupByScore } from './score-groups.js';

/** The lower envelope of a cost curve. */
export interface CostCurve {
  /** Probability cost: π₁ cost of a miss / (π₁ cost of a miss + π₀ cost of a false alarm), 0 to 1. */
  readonly probabilityCosts: readonly number[];
  /** Least expected cost any cut-off reaches there, as a share of the worst possible: 0 to ½. */
  readonly expectedCosts: readonly number[];
  /** The same for treating all alike: min(pc, 1 − pc). */
  readonly trivialCosts: readonly number[];
}

/**
 * Cost curves: what a score's best cut-off would cost under every mix of bad rate and costs, in one picture.
 *
 * @param steps how many equal steps of the probability cost; 1 to 1,000, default 50
 * @throws SHAPE_MISMATCH, INVALID_ARGUMENT
 * Cost: O(n log n). Source: Drummond & Holte 2006.
 */
export function costCurve(scores: ArrayLike<number>, labels: ArrayLike<number>, steps = 50): CostCurve {
  checkOutcomes('costCurve', scores, labels);
  if (!Number.isInteger(steps) || steps < 1 || steps > 1000) {
    const message = `\`steps\` of \`costCurve\` must be a whole number from 1 to 1,000; got ${steps}`;
    throw new ProbityError('INVALID_ARGUMENT', message, { field: 'steps' });
  }
  const hull = rocHull(groupByScore(scores, labels));
  const probabilityCosts = Array.from({ length: steps + 1 }, (_, step) => step / steps);
  const expectedCosts = probabilityCosts.map((cost) =>
    hull.truePositiveRates.reduce(
      (least, rate, corner) => Math.min(least, cost * (1 - rate) + (1 - cost) * hull.falsePositiveRates[corner]),
      Infinity,
    ),
  );
  return {
    probabilityCosts,
    expectedCosts,
    trivialCosts: probabilityCosts.map((cost) => Math.min(cost, 1 - cost)),
  };
}
