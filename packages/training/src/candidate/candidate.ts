import type { CreditPolicy } from '@probity/domain';
import { compareAucs, delongAuc, type Interval, logLoss, rocAuc, type TrainingData } from '@probity/learn';
import { scoreMargin } from '@probity/scoring';
import type { ScoredOutcomes } from '../evaluation/evaluate-scores.js';
import {
  type CalibrationChoice,
  type ChosenCalibration,
  calibrateOutOfFold,
} from '../validation/calibrate-out-of-fold.js';
import type { OutOfFoldPredictions } from '../validation/cross-validate.js';
import { mayTeach, type SplitPlan } from '../validation/make-splits.js';
import { bySimplicity, type LearnerChoice } from './learners.js';

/** A learner with what it was worth on rows it had not seen. */
export interface Candidate {
  readonly name: string;
  readonly predictions: OutOfFoldPredictions;
  readonly calibration: ChosenCalibration;
  /** Out-of-fold risk scores, each fold calibrated without itself. */
  readonly outcomes: ScoredOutcomes;
  readonly rocAuc: number;
  readonly logLoss: number;
}

/** One line of the leaderboard: everybody on the same out-of-fold rows. */
export interface LeaderboardEntry {
  readonly learner: string;
  readonly rocAuc: number;
  /** 95 % (DeLong). */
  readonly interval: Interval;
  readonly logLoss: number;
  readonly calibration: string;
  /** ROC AUC less that of the chosen learner, and DeLong's two-sided p-value that they do not differ. */
  readonly difference: number;
  readonly pValue: number;
}

/** Learners this close to the best in ROC AUC do about as well: the simplest of them is taken. */
export const SIMPLER_WITHIN = 0.001;

/** Calibrates and measures out-of-fold predictions. */
export function measureCandidate(
  name: string,
  predictions: OutOfFoldPredictions,
  data: TrainingData,
  plan: SplitPlan,
  policy: CreditPolicy,
  choice: CalibrationChoice,
): Candidate {
  const calibration = calibrateOutOfFold(choice, predictions, data, plan.splits.length, (other, fold) =>
    mayTeach(plan, other, fold),
  );
  const validated = Uint32Array.from(data.labels.keys()).filter((row) => (predictions.folds[row] ?? -1) >= 0);
  const riskScores = Float64Array.from(validated, (row) => {
    const ofFold = calibration.perFold[predictions.folds[row] ?? 0] ?? calibration.overall;
    return scoreMargin(ofFold, policy, predictions.margins[row] ?? Number.NaN).riskScore;
  });
  const labels = Uint8Array.from(validated, (row) => data.labels[row] ?? 0);
  const { weights } = data;
  const own = weights === undefined ? undefined : Float64Array.from(validated, (row) => weights[row] ?? 0);
  return {
    name,
    predictions,
    calibration,
    outcomes: own === undefined ? { riskScores, labels } : { riskScores, labels, weights: own },
    rocAuc: rocAuc(riskScores, labels, own),
    logLoss: logLoss(riskScores, labels, own),
  };
}

/**
 * The candidate that was asked for; for `auto` the simplest of those within `SIMPLER_WITHIN` of the highest ROC AUC.
 */
export function chooseCandidate(candidates: readonly Candidate[], choice: LearnerChoice): Candidate {
  const eligible = choice === 'auto' ? candidates : candidates.filter(({ name }) => name === choice);
  const best = eligible.reduce((top, candidate) => (candidate.rocAuc > top.rocAuc ? candidate : top));
  const simplest = bySimplicity.find((name) =>
    eligible.some((candidate) => candidate.name === name && candidate.rocAuc >= best.rocAuc - SIMPLER_WITHIN),
  );
  return eligible.find(({ name }) => name === simplest) ?? best;
}

/** Best first. Intervals and p-values take rows as they are, whatever their weights. */
export function rankCandidates(candidates: readonly Candidate[], chosen: Candidate): readonly LeaderboardEntry[] {
  return candidates
    .toSorted((a, b) => b.rocAuc - a.rocAuc)
    .map((candidate) => {
      const { riskScores, labels } = candidate.outcomes;
      const against = compareAucs(riskScores, chosen.outcomes.riskScores, labels);
      return {
        learner: candidate.name,
        rocAuc: candidate.rocAuc,
        interval: delongAuc(riskScores, labels).interval,
        logLoss: candidate.logLoss,
        calibration: candidate.calibration.kind,
        difference: candidate.rocAuc - chosen.rocAuc,
        pValue: candidate === chosen ? 1 : against.pValue,
      };
    });
}
