import type { CreditPolicy } from '@probity/domain';
import { bootstrapIntervals, brierScore, f1Score, ksStatistic, logLoss, prAuc, rocAuc } from '@probity/learn';
import { type CreditMetrics, type MetricIntervals, type PolicyOutcome, riskCategoryOf } from '@probity/scoring';

/** Scores with what came of them, rows that were never validated left out. */
export interface ScoredOutcomes {
  /** Calibrated risk scores in [0, 1]; higher is riskier. */
  readonly riskScores: Float64Array;
  /** 1 = bad. */
  readonly labels: Uint8Array;
  /** Weight of each row; default all 1. */
  readonly weights?: Float64Array;
}

/** All metrics of a set of scores; `f1` calls bad what is at or above the policy's approval cut-off. */
export function measureCreditMetrics(
  { riskScores, labels, weights }: ScoredOutcomes,
  policy: CreditPolicy,
): CreditMetrics {
  const auc = rocAuc(riskScores, labels, weights);
  return {
    rocAuc: auc,
    gini: 2 * auc - 1,
    ks: ksStatistic(riskScores, labels, weights),
    prAuc: prAuc(riskScores, labels, weights),
    brier: brierScore(riskScores, labels, weights),
    logLoss: logLoss(riskScores, labels, weights),
    f1: f1Score(riskScores, labels, policy.approveBelow, weights),
  };
}

/** 95 % bootstrap percentile intervals of the same metrics. */
export function measureIntervals(outcomes: ScoredOutcomes, policy: CreditPolicy, seed: number): MetricIntervals {
  const { riskScores, labels, weights } = outcomes;
  const threshold = policy.approveBelow;
  return bootstrapIntervals(riskScores, labels, { seed, threshold, ...(weights === undefined ? {} : { weights }) });
}

/** Who would be approved, referred and declined, and how the approved turned out. */
export function measurePolicy({ riskScores, labels, weights }: ScoredOutcomes, policy: CreditPolicy): PolicyOutcome {
  const counts = { low: 0, medium: 0, high: 0 };
  let approvedBads = 0;
  let total = 0;
  for (const [row, riskScore] of riskScores.entries()) {
    const category = riskCategoryOf(policy, riskScore);
    const weight = weights?.[row] ?? 1;
    counts[category] += weight;
    total += weight;
    if (category === 'low') approvedBads += weight * (labels[row] ?? 0);
  }
  const share = (count: number) => (total > 0 ? count / total : 0);
  return {
    approvalRate: share(counts.low),
    referRate: share(counts.medium),
    declineRate: share(counts.high),
    badRate: counts.low === 0 ? null : approvedBads / counts.low,
  };
}
