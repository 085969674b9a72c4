import type { PolicyEconomics } from '@probity/domain';
import { checkHistory, type HistoryRow, profitOf } from './policy-history.js';

/** What approving everybody below a cut-off would have meant on history. */
export interface CutOffPoint {
  /** Approve strictly below this risk score. */
  readonly cutOff: number;
  readonly approvalRate: number;
  /** Bads among the approved whose outcome is known; null where none is. */
  readonly badRate: number | null;
  /** Money of the approved whose outcome is known, at the standard margin. */
  readonly profit: number;
  /** Money by the scores of all approved, outcome known or not: Σ exposure · ((1 − p) · margin − p · LGD). */
  readonly expectedProfit: number;
  /** Of the approved, the share whose outcome is known. */
  readonly knownShare: number;
}

/** Cumulated history: what holds below each distinct score. */
interface Step extends CutOffPoint {
  readonly approved: number;
}

/**
 * The points of a cut-off slider: approval, bad rate and profit for cut-offs from "nobody" to "everybody".
 *
 * @param most how many points at most; default 201. Cost: one sort of the history.
 */
export function cutOffCurve(
  history: readonly HistoryRow[],
  economics: PolicyEconomics,
  most = 201,
): readonly CutOffPoint[] {
  checkHistory(history, 'cutOffCurve');
  const steps = cutOffSteps(history, economics);
  const last = steps.length - 1;
  const wanted = new Set(Array.from({ length: most }, (_, index) => Math.round((index / (most - 1)) * last)));
  return [...wanted].map((index) => {
    const { approved: _approved, ...point } = steps[index] as Step;
    return point;
  });
}

/**
 * Every cut-off that gives another result on this history: the distinct scores, and one above them all. A cut-off
 * lies at a score, so ties are never split.
 */
export function cutOffSteps(
  history: readonly HistoryRow[],
  { margin, lossGivenDefault }: PolicyEconomics,
): readonly Step[] {
  const rows = [...history].sort((one, other) => one.riskScore - other.riskScore);
  const steps: Step[] = [];
  let [approved, known, bad, profit, expected] = [0, 0, 0, 0, 0];
  const push = (cutOff: number) =>
    steps.push({
      cutOff,
      approved,
      approvalRate: approved / rows.length,
      badRate: known === 0 ? null : bad / known,
      profit,
      expectedProfit: expected,
      knownShare: approved === 0 ? 0 : known / approved,
    });
  let previous = Number.NaN;
  for (const row of rows) {
    if (row.riskScore !== previous) push(row.riskScore);
    previous = row.riskScore;
    approved += 1;
    expected += row.exposure * ((1 - row.riskScore) * margin - row.riskScore * lossGivenDefault);
    if (row.isBad === null) continue;
    known += 1;
    bad += row.isBad ? 1 : 0;
    profit += profitOf(row, margin, lossGivenDefault);
  }
  // Approving everybody needs a cut-off above the highest score; a score of exactly 1 can never be below one.
  if (previous < 1) push(1);
  return steps;
}
