import type { CreditPolicy, Outcome, RiskCategory } from '@probity/domain';
import { type Calibration, calibrate, calibratedLogOdds } from '@probity/learn';
import { gradeOf, outcomeOf, riskCategoryOf, scorePoints } from './policy/apply-policy.js';

/** What a margin means under a calibration and a policy. */
export interface Score {
  /** Calibrated probability of a bad outcome in [0, 1]; higher is riskier. */
  readonly riskScore: number;
  readonly riskCategory: RiskCategory;
  readonly points: number;
  readonly grade: string;
  readonly decision: Outcome;
}

/**
 * From a model's margin to a score, a grade and a decision: the one place where this happens, for training's
 * evaluation, batch, API, browser and replay alike.
 *
 * @param margin a model's margin, not calibrated; points follow the log-odds of the calibrated probability, which an isotonic
 * calibration keeps within those of 1 / (n + 2) and (n + 1) / (n + 2)
 */
export function scoreMargin(calibration: Calibration, policy: CreditPolicy, margin: number): Score {
  const riskScore = calibrate(calibration, margin);
  const riskCategory = riskCategoryOf(policy, riskScore);
  return {
    riskScore,
    riskCategory,
    points: scorePoints(policy.points, calibratedLogOdds(calibration, margin)),
    grade: gradeOf(policy, riskScore),
    decision: outcomeOf(riskCategory),
  };
}
