import {
  type CreditPolicy,
  type GradeBand,
  type PointsScale,
  type PolicyEconomics,
  ProbityError,
} from '@probity/domain';
import { checkPolicyParts } from './check-policy-parts.js';

/** LGD 45 % (the foundation-IRB figure for unsecured senior claims), 8 % margin at the standard and 16 % at the top price. */
export const defaultEconomics: PolicyEconomics = { lossGivenDefault: 0.45, margin: 0.08, topMargin: 0.16 };

/** 600 points at odds of 50 good to 1 bad, 20 points to double the odds. */
export const defaultPoints: PointsScale = { basePoints: 600, baseOdds: 50, pointsToDoubleOdds: 20 };

/** Seven grades by probability of default. */
export const defaultGrades: readonly GradeBand[] = [
  { grade: 'A', upTo: 0.01 },
  { grade: 'B', upTo: 0.025 },
  { grade: 'C', upTo: 0.05 },
  { grade: 'D', upTo: 0.1 },
  { grade: 'E', upTo: 0.2 },
  { grade: 'F', upTo: 0.35 },
  { grade: 'G', upTo: 1 },
];

/**
 * The probability of default at which a loan earns nothing: margin / (margin + lossGivenDefault).
 * @example breakEvenProbability(0.08, 0.45) // 0.1509…
 */
export function breakEvenProbability(margin: number, lossGivenDefault: number): number {
  return margin / (margin + lossGivenDefault);
}

/**
 * Expected profit of a loan as a share of its exposure: (1 − p) · margin − p · lossGivenDefault.
 * @param riskScore probability of a bad outcome in [0, 1]
 */
export function expectedProfit(riskScore: number, margin: number, lossGivenDefault: number): number {
  return (1 - riskScore) * margin - riskScore * lossGivenDefault;
}

/**
 * A policy whose cut-offs are the zeros of expected profit: approve below the one at the standard margin, decline from
 * the one at the top margin, refer to a person between the two, where only a better price could pay for the risk.
 *
 * @param economics default {@link defaultEconomics}
 * @throws INVALID_ARGUMENT naming the figure that is out of range
 * @example createCreditPolicy({ lossGivenDefault: 0.45, margin: 0.08, topMargin: 0.16 }).approveBelow // 0.1509…
 */
export function createCreditPolicy(
  economics: PolicyEconomics = defaultEconomics,
  points: PointsScale = defaultPoints,
  grades: readonly GradeBand[] = defaultGrades,
): CreditPolicy {
  const policy: CreditPolicy = {
    economics,
    approveBelow: breakEvenProbability(economics.margin, economics.lossGivenDefault),
    declineFrom: breakEvenProbability(economics.topMargin, economics.lossGivenDefault),
    points,
    grades,
  };
  checkCreditPolicy(policy);
  return policy;
}

/**
 * Checks a policy that came from a file.
 * @throws INVALID_ARGUMENT naming the figure that is out of range
 */
export function checkCreditPolicy(policy: CreditPolicy): void {
  const { economics, points, grades } = policy;
  need(
    economics.lossGivenDefault > 0 && economics.lossGivenDefault <= 1,
    'lossGivenDefault',
    'be in (0, 1]',
    economics.lossGivenDefault,
  );
  need(economics.margin > 0 && economics.margin <= 10, 'margin', 'be in (0, 10]', economics.margin);
  need(
    economics.topMargin >= economics.margin && economics.topMargin <= 10,
    'topMargin',
    'be in [margin, 10]',
    economics.topMargin,
  );
  need(policy.approveBelow >= 0 && policy.approveBelow <= 1, 'approveBelow', 'be in [0, 1]', policy.approveBelow);
  need(
    policy.declineFrom >= policy.approveBelow && policy.declineFrom <= 1,
    'declineFrom',
    'be in [approveBelow, 1]',
    policy.declineFrom,
  );
  need(Number.isFinite(points.basePoints), 'basePoints', 'be a number', points.basePoints);
  need(points.baseOdds > 0 && Number.isFinite(points.baseOdds), 'baseOdds', 'be > 0', points.baseOdds);
  need(
    points.pointsToDoubleOdds > 0 && Number.isFinite(points.pointsToDoubleOdds),
    'pointsToDoubleOdds',
    'be > 0',
    points.pointsToDoubleOdds,
  );
  const ascending = grades.every((band, index) => index === 0 || band.upTo > (grades[index - 1]?.upTo ?? 0));
  need(
    grades.length > 0 && ascending && grades.at(-1)?.upTo === 1,
    'grades',
    'ascend and end at 1',
    grades.map((band) => band.upTo),
  );
  checkPolicyParts(policy);
}

function need(condition: boolean, field: string, rule: string, got: unknown): void {
  if (condition) return;
  throw new ProbityError('INVALID_ARGUMENT', `\`${field}\` of the policy must ${rule}; got ${JSON.stringify(got)}`, {
    field,
  });
}
