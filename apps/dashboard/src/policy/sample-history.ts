import type { CreditPolicy } from '@probity/domain';
import { type BackTestReport, cutOffCurve, type HistoryRow } from '@probity/scoring';

/** Rows of a back-test's sample as history: enough to try cut-offs and prices here, by the same functions. */
export function sampleHistory({ sample, policy }: BackTestReport): readonly HistoryRow[] {
  const field = policy.offers?.bandField;
  return sample.map(({ riskScore, isBad, exposure, bandValue }) => ({
    riskScore,
    isBad,
    exposure,
    application: field === undefined || bandValue === undefined ? {} : { [field]: bandValue },
  }));
}

/** A policy by its score alone: the sample holds no application for rules to look at. */
export function byScoreAlone({ rules: _rules, offers: _offers, ...policy }: CreditPolicy): CreditPolicy {
  return policy;
}

/** What cut-offs mean on a history. */
export interface CutOffOutcome {
  readonly approvalRate: number;
  readonly referRate: number;
  readonly declineRate: number;
  readonly badRate: number | null;
  readonly profit: number;
  readonly expectedProfit: number;
  readonly knownShare: number;
}

/** Counts what two cut-offs would have done to a history. */
export function outcomeOf(history: readonly HistoryRow[], policy: CreditPolicy): CutOffOutcome {
  const { approveBelow, declineFrom, economics } = policy;
  const approved = history.filter(({ riskScore }) => riskScore < approveBelow);
  const declined = history.filter(({ riskScore }) => riskScore >= declineFrom).length;
  // The last step of the curve of the approved is "everybody among them".
  const point = approved.length === 0 ? undefined : cutOffCurve(approved, economics, 2).at(-1);
  return {
    approvalRate: approved.length / history.length,
    referRate: (history.length - approved.length - declined) / history.length,
    declineRate: declined / history.length,
    badRate: point?.badRate ?? null,
    profit: point?.profit ?? 0,
    expectedProfit: point?.expectedProfit ?? 0,
    knownShare: point?.knownShare ?? 0,
  };
}
