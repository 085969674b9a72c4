import { ProbityError } from '@probity/domain';
import { regularisedBeta } from '@probity/numerics';
import { checkOutcomes } from './check-outcomes.js';
import { rocHull } from './roc-hull.js';
import { groupByScore } from './score-groups.js';

/**
 * Hand's H: the share of the expected cost of misclassification that a score saves, averaged over how costly a false
 * alarm may be in a way that is the same for every model (which AUC's is not).
 *
 * The cost of calling a good bad is c, of missing a bad 1 − c; c follows Beta(shape1, shape2). By default
 * Beta(1 + π₁, 1 + π₀), π₁ being the bad rate, whose mode is at c = π₁: a bad is as much dearer as it is rarer.
 *
 * @param scores length n; higher is riskier, any scale
 * @param labels length n; 1 = bad
 * @param weights length n, default all 1
 * @param shapes of the Beta distribution of c, each > 0
 * @returns in [0, 1], higher is better; 0 = no better than treating all alike; NaN when only one outcome is present
 * @throws SHAPE_MISMATCH, INVALID_ARGUMENT
 * Cost: O(n log n). Source: Hand 2009; Hand & Anagnostopoulos 2014 (the default); checked against numerical integration
 * by SciPy in test/golden/validation.
 * @example hMeasure(scores, labels) // 0.27
 */
export function hMeasure(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  weights?: ArrayLike<number>,
  shapes?: readonly [shape1: number, shape2: number],
): number {
  checkOutcomes('hMeasure', scores, labels, weights);
  const groups = groupByScore(scores, labels, weights);
  const { totalBads, totalGoods } = groups;
  if (totalBads === 0 || totalGoods === 0) return NaN;
  const badShare = totalBads / (totalBads + totalGoods);
  const goodShare = totalGoods / (totalBads + totalGoods);
  const [shape1, shape2] = shapes ?? [1 + badShare, 1 + goodShare];
  if (!(shape1 > 0 && shape2 > 0 && shape1 + shape2 < Infinity)) {
    const message = `\`shapes\` of \`hMeasure\` must be two finite numbers > 0; got ${shape1} and ${shape2}`;
    throw new ProbityError('INVALID_ARGUMENT', message, { field: 'shapes' });
  }
  const { falsePositiveRates, truePositiveRates } = rocHull(groups);
  let loss = 0;
  // From dear false alarms (c = 1, nobody called bad) to cheap ones (c = 0, everybody).
  let above = 1;
  for (let corner = 0; corner < falsePositiveRates.length; corner++) {
    const x = falsePositiveRates[corner];
    const y = truePositiveRates[corner];
    const below =
      corner + 1 === falsePositiveRates.length
        ? 0
        : indifferentCost(
            badShare * (truePositiveRates[corner + 1] - y),
            goodShare * (falsePositiveRates[corner + 1] - x),
          );
    loss += costOver(below, above, goodShare * x, badShare * (1 - y), shape1, shape2);
    above = below;
  }
  const trivial =
    costOver(0, badShare, goodShare, 0, shape1, shape2) + costOver(badShare, 1, 0, badShare, shape1, shape2);
  return Math.min(1, Math.max(0, 1 - loss / trivial));
}

/** The c at which going from one corner to the next neither costs nor saves. */
function indifferentCost(badsWon: number, goodsLost: number): number {
  return badsWon / (badsWon + goodsLost);
}

/** ∫ (c · alarms + (1 − c) · misses) Beta(c) dc between two costs. */
function costOver(low: number, high: number, alarms: number, misses: number, a: number, b: number): number {
  if (!(high > low)) return 0;
  const first = (a / (a + b)) * (regularisedBeta(high, a + 1, b) - regularisedBeta(low, a + 1, b));
  const mass = regularisedBeta(high, a, b) - regularisedBeta(low, a, b);
  return alarms * first + misses * (mass - first);
}
