import type { CreditPolicy } from '@probity/domain';
import { bootstrapIntervals, brierScore, f1Score, ksStatistic, logLoss, prAuc, rocAuc } from '@probity/learn';
import { type CreditMetrics, type MetricIntervals, type PolicyOutcome, riskCategoryOf } from '@probity/scoring';

/** Scores with what came of them, rows that were never validated left out. */
export interface ScoredOutcomes {
  /** Calibrated risk scores in [0, 1]; higher is riskier. */
  readonly riskScores: Float64Array;
  /** 1 = bad. */
  readonly labels: Uint8Array;
}

/** All metrics of a set of scores; `f1` calls bad what is at or above the policy's approval cut-off. */
export function measureCreditMetrics({ riskScores, labels }: ScoredOutcomes, policy: CreditPolicy): CreditMetrics {
  const auc = rocAuc(riskScores, labels);
  return {
    rocAuc: auc,
    gini: 2 * auc - 1,
    ks: ksStatistic(riskScores, labels),
    prAuc: prAuc(riskScores, labels),
    brier: brierScore(riskScores, labels),
    logLoss: logLoss(riskScores, labels),
    f1: f1Score(riskScores, labels, policy.approveBelow),
  };
}

/** 95 % bootstrap percentile intervals of the same metrics. */
export function measureIntervals(outcomes: ScoredOutcomes, policy: CreditPolicy, seed: number): MetricIntervals {
  return bootstrapIntervals(outcomes.riskScores, outcomes.labels, { seed, threshold: policy.approveBelow });
}

/** Who would be approved, referred and declined, and how the approved turned out. */
export function measurePolicy({ riskScores, labels }: ScoredOutcomes, policy: CreditPolicy): PolicyOutcome {
  const counts = { low: 0, medium: 0, high: 0 };
  let approvedBads = 0;
  for (const [row, riskScore] of riskScores.entries()) {
    const category = riskCategoryOf(policy, riskScore);
    counts[category] += 1;
    if (category === 'low') approvedBads += labels[row] ?? 0;
  }
  const share = (count: number) => count / Math.max(1, riskScores.length);
  return {
    approvalRate: share(counts.low),
    referRate: share(counts.medium),
    declineRate: share(counts.high),
    badRate: counts.low === 0 ? null : approvedBads / counts.low,
  };
}
