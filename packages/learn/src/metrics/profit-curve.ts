import { ProbityError } from '@probity/domain';
import { checkOutcomes } from './check-outcomes.js';
import { groupByScore } from './score-groups.js';

/** What a decision on a row of exposure 1 brings, in money or as a share of the exposure. Costs are negative. */
export interface MoneyMatrix {
  /** Approved and good: what the loan earns. */
  readonly approvedGood: number;
  /** Approved and bad: what it loses, ≤ 0 as a rule. */
  readonly approvedBad: number;
  /** Declined and good, declined and bad; default 0. */
  readonly declinedGood?: number;
  readonly declinedBad?: number;
}

/** Profit of approving everybody below a cut-off, for every cut-off that tells rows apart. */
export interface ProfitCurve {
  /** Approve strictly below it; ascending, the last is +Infinity (everybody). */
  readonly cutOffs: Float64Array;
  /** Share of rows approved. */
  readonly approvalRates: Float64Array;
  /** Money over all rows. */
  readonly profits: Float64Array;
  /** Position of the largest profit; the fewest approvals on a tie. */
  readonly best: number;
}

/**
 * What each cut-off would have earned on these rows.
 *
 * @param scores length n; higher is riskier
 * @param labels length n; 1 = bad
 * @param exposures length n, ≥ 0; each row's part of the money; default 1 per row
 * @throws SHAPE_MISMATCH, INVALID_ARGUMENT
 * Cost: O(n log n). Source: Verbraken et al. 2014 without the distribution; the matrix is the caller's.
 * @example profitCurve(scores, labels, { approvedGood: 0.1, approvedBad: -0.5 }).profits
 */
export function profitCurve(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  money: MoneyMatrix,
  exposures?: ArrayLike<number>,
): ProfitCurve {
  checkOutcomes('profitCurve', scores, labels, exposures);
  const { approvedGood, approvedBad, declinedGood = 0, declinedBad = 0 } = money;
  for (const [field, value] of Object.entries({ approvedGood, approvedBad, declinedGood, declinedBad })) {
    if (!Number.isFinite(value)) {
      const message = `\`money.${field}\` of \`profitCurve\` must be finite; got ${value}`;
      throw new ProbityError('INVALID_ARGUMENT', message, { field });
    }
  }
  const counted = groupByScore(scores, labels);
  const exposed = exposures === undefined ? counted : groupByScore(scores, labels, exposures);
  const points = counted.scores.length + 1;
  const cutOffs = new Float64Array(points);
  const approvalRates = new Float64Array(points);
  const profits = new Float64Array(points);
  const total = counted.totalBads + counted.totalGoods;
  let [approvedRows, goods, bads, best] = [0, 0, 0, 0];
  for (let point = 0; point < points; point++) {
    const group = counted.scores.length - 1 - point;
    cutOffs[point] = group >= 0 ? counted.scores[group] : Infinity;
    approvalRates[point] = approvedRows / total;
    profits[point] =
      goods * approvedGood +
      bads * approvedBad +
      (exposed.totalGoods - goods) * declinedGood +
      (exposed.totalBads - bads) * declinedBad;
    if (profits[point] > profits[best]) best = point;
    if (group < 0) break;
    approvedRows += counted.bads[group] + counted.goods[group];
    goods += exposed.goods[group];
    bads += exposed.bads[group];
  }
  return { cutOffs, approvalRates, profits, best };
}

/** Money of one cut-off: approve strictly below it. As `profitCurve`, for the policy's own cut-off. */
export function profitAt(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  cutOff: number,
  money: MoneyMatrix,
  exposures?: ArrayLike<number>,
): { readonly profit: number; readonly approvalRate: number; readonly badRate: number } {
  checkOutcomes('profitAt', scores, labels, exposures);
  const { approvedGood, approvedBad, declinedGood = 0, declinedBad = 0 } = money;
  let [profit, approved, bads] = [0, 0, 0];
  for (let row = 0; row < scores.length; row++) {
    const exposure = exposures === undefined ? 1 : exposures[row];
    const approve = scores[row] < cutOff;
    if (approve) {
      approved += 1;
      bads += labels[row];
    }
    const unit = labels[row] === 1 ? (approve ? approvedBad : declinedBad) : approve ? approvedGood : declinedGood;
    profit += exposure * unit;
  }
  return { profit, approvalRate: approved / scores.length, badRate: bads / approved };
}
