import type { CreditPolicy } from '@probity/domain';
import { type Calibration, type Learner, rocAuc, type TrainingData } from '@probity/learn';
import { scoreMargin } from '@probity/scoring';
import type { ScoredOutcomes } from '../evaluation/evaluate-scores.js';
import type { TrainingContext } from '../training-context.js';
import { calibrateAcrossFolds, calibrateOnAll, crossValidate } from '../validation/cross-validate.js';
import type { SplitPlan } from '../validation/make-splits.js';
import type { LearnerChoice } from './learners.js';

/** A learner with what it was worth on rows it had not seen. */
export interface Candidate {
  readonly learner: Learner;
  /** Fitted on all out-of-fold margins: for the model that is fitted on all rows. */
  readonly calibration: Calibration;
  /** Out-of-fold risk scores, each fold calibrated without itself. */
  readonly outcomes: ScoredOutcomes;
  readonly rocAuc: number;
}

/** Cross-validates one learner. `onFold` is told how many folds are done, fractions included. */
export async function tryLearner(
  learner: Learner,
  data: TrainingData,
  plan: SplitPlan,
  policy: CreditPolicy,
  context: TrainingContext,
  onFold: (done: number) => void,
): Promise<Candidate> {
  const predictions = await crossValidate(learner, data, plan.splits, context, onFold);
  const calibrations = calibrateAcrossFolds(predictions, data.labels, plan.splits.length, plan.kind === 'time-ordered');
  const validated = Uint32Array.from(data.labels.keys()).filter((row) => (predictions.folds[row] ?? -1) >= 0);
  const riskScores = Float64Array.from(validated, (row) => {
    const calibration = calibrations[predictions.folds[row] ?? 0] as Calibration;
    return scoreMargin(calibration, policy, predictions.margins[row] ?? Number.NaN).riskScore;
  });
  const labels = Uint8Array.from(validated, (row) => data.labels[row] ?? 0);
  return {
    learner,
    calibration: calibrateOnAll(predictions, data.labels),
    outcomes: { riskScores, labels },
    rocAuc: rocAuc(riskScores, labels),
  };
}

/** The candidate that was asked for; for `auto` the one with the highest ROC AUC, the simpler one on a tie. */
export function chooseCandidate(candidates: readonly Candidate[], choice: LearnerChoice): Candidate {
  const eligible = choice === 'auto' ? candidates : candidates.filter(({ learner }) => learner.name === choice);
  return eligible.reduce((best, candidate) => (candidate.rocAuc > best.rocAuc ? candidate : best));
}
