import { ProbityError } from '@probity/domain';
import type { ModelBundle } from '@probity/scoring';
import { type Candidate, measureCandidate } from '../candidate/candidate.js';
import { type ClassWeight, parseClassWeight } from '../candidate/class-weights.js';
import { type BaseName, createLearner, type LearnerChoice, learnerChoices } from '../candidate/learners.js';
import { tryCandidates } from '../candidate/try-candidates.js';
import { buildTrainingData } from '../dataset/build-training-data.js';
import type { Dataset } from '../ports/dataset-reader.js';
import { planTraining } from '../train-settings.js';
import type { TrainingContext } from '../training-context.js';
import type { CalibrationChoice } from './calibrate-out-of-fold.js';
import { crossValidate } from './cross-validate.js';
import { duplicateGroups } from './duplicate-groups.js';
import { makeSplits } from './make-splits.js';

/** What models that had not seen them said of training rows. */
export interface OutOfFoldScores {
  /** Row numbers from 0; rows that no fold validates (the oldest, when folds follow time) are absent. */
  readonly rows: Uint32Array;
  /** Calibrated risk scores, each fold calibrated without itself. */
  readonly riskScores: Float64Array;
  /** How the rows were divided, as a sentence. */
  readonly description: string;
  /** Other learners on the same rows and folds: dummy, logistic and boosting, as far as they are others. */
  readonly others: readonly { readonly name: string; readonly riskScores: Float64Array }[];
  /** True when the ROC AUC is, to the bit, the one that was recorded at training; undefined where none was recorded. */
  readonly reproduced: boolean | undefined;
}

/**
 * Repeats the cross-validation of a finished model on its training data: same folds, seeds, features and settings, as its
 * provenance records them, so that the rows can be measured anew as if the model had not seen them.
 *
 * @param context its seed is not used: that of the training is
 * @throws INVALID_ARGUMENT when the data set is not the one that the model was trained on; BUNDLE_INVALID when the
 * provenance does not say how it was trained; CANCELLED
 * Cost: one fit per fold of the learner, of logistic regression and of boosting.
 */
export async function predictOutOfFold(
  bundle: ModelBundle,
  dataset: Dataset,
  context: TrainingContext,
): Promise<OutOfFoldScores> {
  const { provenance } = bundle;
  if (dataset.hash !== provenance.dataset) {
    const message = `\`dataset\` of \`predictOutOfFold\` must be the training data ${provenance.dataset}; got ${dataset.hash}`;
    throw new ProbityError('INVALID_ARGUMENT', message, { field: 'dataset' });
  }
  const recorded = readRecord(bundle);
  const own = { ...context, seed: provenance.seed };
  const plan = planTraining(
    {
      learner: recorded.learner,
      folds: provenance.folds,
      economics: bundle.policy.economics,
      calibration: recorded.calibration,
      classWeight: recorded.classWeight,
      libraryVersion: provenance.libraryVersion,
    },
    own,
  );
  const data = buildTrainingData(dataset.table, dataset.schema);
  const duplicates = recorded.keepDuplicatesTogether ? duplicateGroups(data.matrix).groups : undefined;
  const splits = makeSplits(dataset, data.labels, plan.folds, own.seed, duplicates);
  const fitPlan = { classWeight: plan.classWeight, keptFeatures: recorded.keptFeatures };
  const learnerOf = (name: BaseName, fold: number) => createLearner(name, recorded.settingsOf(name, fold));
  const tried = await tryCandidates(plan, learnerOf, data, splits, fitPlan, own, (share, what) =>
    context.onProgress(0.7 * share, what),
  );
  const mine = tried.candidates.find(({ name }) => name === recorded.learner);
  if (mine === undefined) throw notRecorded('learner');
  const others: Candidate[] = [tried.dummy, ...tried.candidates.filter((candidate) => candidate !== mine)];
  if (!tried.candidates.some(({ name }) => name === 'boosting')) {
    const predictions = await crossValidate(
      (fold) => learnerOf('boosting', fold),
      data,
      splits.splits,
      fitPlan,
      own,
      (done) => context.onProgress(0.7 + (0.3 * done) / splits.splits.length, 'boosting'),
    );
    others.push(measureCandidate('boosting', predictions, data, splits, plan.policy, plan.calibration));
  }
  const rows = Uint32Array.from(data.labels.keys()).filter((row) => (mine.predictions.folds[row] ?? -1) >= 0);
  return {
    rows,
    riskScores: mine.outcomes.riskScores,
    description: splits.description,
    others: others.map(({ name, outcomes }) => ({ name, riskScores: outcomes.riskScores })),
    reproduced: recorded.measuredOnTest ? undefined : mine.rocAuc === bundle.evaluation.metrics.rocAuc,
  };
}

interface TrainingRecord {
  readonly learner: LearnerChoice;
  readonly calibration: CalibrationChoice;
  readonly classWeight: ClassWeight;
  readonly keptFeatures: readonly (readonly string[])[] | undefined;
  readonly keepDuplicatesTogether: boolean;
  readonly measuredOnTest: boolean;
  settingsOf(name: BaseName, fold: number): object;
}

/** What provenance tells of the training, whatever version wrote it. */
function readRecord({ provenance, model }: ModelBundle): TrainingRecord {
  const settings = asObject(provenance.settings);
  const learner = learnerChoices.find((choice) => choice === provenance.learner && choice !== 'auto');
  if (learner === undefined) throw notRecorded('learner');
  const selection = asObject(settings['selection']);
  const keptPerFold = selection['keptPerFold'] as readonly (readonly string[])[] | undefined;
  const search = asObject(settings['search']);
  const perFold = (search['chosenPerFold'] ?? []) as readonly (object | undefined)[];
  const asked = asObject(settings['calibration'])['asked'] as CalibrationChoice | undefined;
  return {
    learner,
    calibration: asked ?? 'platt',
    classWeight: parseClassWeight(String(settings['classWeight'] ?? 'none')),
    keptFeatures: keptPerFold === undefined ? undefined : [...keptPerFold, model.features.map(({ name }) => name)],
    keepDuplicatesTogether: settings['keepDuplicatesTogether'] === true,
    measuredOnTest: typeof settings['test'] === 'string',
    settingsOf: (name, fold) => ({
      ...(name === 'scorecard' ? asObject(settings['scorecard']) : {}),
      ...(name === 'boosting' ? constraintsOf(settings) : {}),
      ...(search['learner'] === name ? (perFold[fold] ?? asObject(search['chosen'])) : {}),
    }),
  };
}

/** The constraints as `trainModel` records them. */
function constraintsOf({ monotone, interactions }: Record<string, unknown>): object {
  return { ...(monotone === undefined ? {} : { monotone }), ...(interactions === undefined ? {} : { interactions }) };
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function notRecorded(what: string): ProbityError {
  return new ProbityError('BUNDLE_INVALID', `the model does not record the ${what} that it was trained with`, {
    field: what,
  });
}
