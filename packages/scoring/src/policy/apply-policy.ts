import type { CreditPolicy, Outcome, PointsScale, RiskCategory } from '@probity/domain';
import { scorePoints as pointsAt } from '@probity/learn';

/**
 * Score points of a calibrated log-odds: higher is safer; `pointsToDoubleOdds` more points for good : bad odds twice as good.
 * @param logOdds calibrated log-odds of a bad outcome
 * @returns whole points, within 0 to 1000
 */
export function scorePoints(scale: PointsScale, logOdds: number): number {
  return Math.min(1000, Math.max(0, Math.round(pointsAt(scale, logOdds))));
}

/** The grade whose band holds this probability of default. */
export function gradeOf(policy: CreditPolicy, riskScore: number): string {
  const band = policy.grades.find((candidate) => riskScore <= candidate.upTo) ?? policy.grades.at(-1);
  return band?.grade ?? '';
}

/** Low below the approval cut-off, high from the decline cut-off, medium between. */
export function riskCategoryOf(policy: CreditPolicy, riskScore: number): RiskCategory {
  if (riskScore < policy.approveBelow) return 'low';
  return riskScore < policy.declineFrom ? 'medium' : 'high';
}

const outcomes = { low: 'approve', medium: 'refer', high: 'decline' } as const satisfies Record<RiskCategory, Outcome>;

/** What the policy does with an application of this category. */
export function outcomeOf(category: RiskCategory): Outcome {
  return outcomes[category];
}
