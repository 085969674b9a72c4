import { type DatasetSchema, type PolicyEconomics, ProbityError } from '@probity/domain';
import {
  fitDummy,
  fitGradientBoosting,
  fitLogistic,
  type Learner,
  type Model,
  margins,
  type PlattCalibration,
  rocAuc,
  type TrainingData,
} from '@probity/learn';
import {
  createCreditPolicy,
  defaultEconomics,
  type EvaluationRecord,
  type ModelBundle,
  scoreMargin,
  type WrittenBundle,
  writeBundle,
} from '@probity/scoring';
import { buildFeatureMatrix, buildLabels, buildTrainingData } from './dataset/build-training-data.js';
import { describeFeatures, observedQuantiles } from './dataset/describe-reference.js';
import {
  measureCreditMetrics,
  measureIntervals,
  measurePolicy,
  type ScoredOutcomes,
} from './evaluation/evaluate-scores.js';
import type { Dataset } from './ports/dataset-reader.js';
import type { TrainingContext } from './training-context.js';
import {
  calibrateAcrossFolds,
  calibrateOnAll,
  crossValidate,
  foldContext,
  type OutOfFoldPredictions,
} from './validation/cross-validate.js';
import { makeSplits, type SplitPlan } from './validation/make-splits.js';

/** `auto` takes the better of logistic and boosting by ROC AUC on the same folds. */
export type LearnerChoice = 'auto' | 'logistic' | 'boosting';

export const learnerChoices: readonly LearnerChoice[] = ['auto', 'logistic', 'boosting'];

export interface TrainSettings {
  /** Default auto. */
  readonly learner?: LearnerChoice;
  /** 2 to 50, default 5. */
  readonly folds?: number;
  /** What a good loan earns and a bad one costs; default `defaultEconomics`. Sets the cut-offs. */
  readonly economics?: PolicyEconomics;
  /** Untouched data to measure on instead of the out-of-fold rows. */
  readonly test?: Dataset;
  /** Written into the bundle's provenance. */
  readonly libraryVersion: string;
}

export interface TrainedModel extends WrittenBundle {
  readonly bundle: ModelBundle;
  readonly evaluation: EvaluationRecord;
  /** Name of the learner that was used. */
  readonly learner: string;
  /** ROC AUC of every learner tried, on the same out-of-fold rows. */
  readonly leaderboard: readonly { readonly learner: string; readonly rocAuc: number }[];
}

/** A learner together with what it said out of fold. */
interface Candidate {
  readonly learner: Learner;
  readonly predictions: OutOfFoldPredictions;
  readonly calibration: PlattCalibration;
  readonly outcomes: ScoredOutcomes;
}

const learners = {
  logistic: { name: 'logistic', fit: (data, context) => fitLogistic({}, data, context) },
  boosting: { name: 'boosting', fit: (data, context) => fitGradientBoosting({}, data, context) },
} as const satisfies Record<string, Learner>;

const dummy: Learner = { name: 'dummy', fit: (data) => fitDummy(data) };

/**
 * Trains, calibrates, measures and packs a credit model: from a data set to a bundle.
 *
 * Preparation is fitted inside the folds. Metrics are those of rows the model had not seen, calibrated without them:
 * the pooled out-of-fold rows, or `settings.test`. The dummy and the logistic regression are measured beside it.
 *
 * @throws INVALID_ARGUMENT, TARGET_INVALID, SCHEMA_INVALID, TOO_FEW_ROWS, CANCELLED
 * Cost: (folds + 1) fits of each learner; memory of about twice the feature matrix.
 */
export async function trainModel(
  dataset: Dataset,
  settings: TrainSettings,
  context: TrainingContext,
): Promise<TrainedModel> {
  const choice = settings.learner ?? 'auto';
  const folds = settings.folds ?? 5;
  if (!learnerChoices.includes(choice)) throw invalid('learner', `be one of ${learnerChoices.join(', ')}`, choice);
  if (!Number.isInteger(folds) || folds < 2 || folds > 50)
    throw invalid('folds', 'be a whole number from 2 to 50', folds);
  if (!Number.isInteger(context.seed) || context.seed < 0 || context.seed >= 2 ** 32) {
    throw invalid('seed', 'be a whole number from 0 to 4294967295', context.seed);
  }

  const policy = createCreditPolicy(settings.economics ?? defaultEconomics);
  const data = buildTrainingData(dataset.table, dataset.schema);
  const plan = makeSplits(dataset, data.labels, folds, context.seed);

  const wanted: readonly Learner[] =
    choice === 'boosting' || choice === 'auto' ? [learners.logistic, learners.boosting] : [learners.logistic];
  const candidates: Candidate[] = [];
  for (const [index, learner] of wanted.entries()) {
    const fits = wanted.length * (plan.splits.length + 1);
    const before = index * plan.splits.length;
    candidates.push(
      await tryLearner(learner, data, plan, context, (done) =>
        context.onProgress(
          (before + done) / fits,
          `${learner.name}: fold ${Math.min(plan.splits.length, Math.floor(done) + 1)} of ${plan.splits.length}`,
        ),
      ),
    );
  }
  const dummyCandidate = await tryLearner(dummy, data, plan, context, () => undefined);
  const chosen = choose(candidates, choice);
  const logistic = candidates.find((candidate) => candidate.learner.name === 'logistic') ?? chosen;

  const fitAll = async (candidate: Candidate, what: string): Promise<Model> => {
    await context.pause();
    const from = (wanted.length * plan.splits.length) / (wanted.length * (plan.splits.length + 1));
    return candidate.learner.fit(
      data,
      foldContext(context, plan.splits.length, (share) => context.onProgress(from + (1 - from) * share, what)),
    );
  };
  const model = await fitAll(chosen, `${chosen.learner.name}: all rows`);

  const measured = async (candidate: Candidate, fitted: () => Promise<Model>): Promise<ScoredOutcomes> =>
    settings.test === undefined
      ? candidate.outcomes
      : scoreTestSet(await fitted(), candidate.calibration, settings.test, dataset.schema);
  const outcomes = await measured(chosen, async () => model);
  const dummyOutcomes = await measured(dummyCandidate, () => fitAll(dummyCandidate, 'dummy'));
  const logisticOutcomes =
    chosen === logistic ? outcomes : await measured(logistic, () => fitAll(logistic, 'logistic baseline'));
  context.onProgress(1, 'intervals');
  await context.pause();

  const evaluation: EvaluationRecord = {
    split:
      settings.test === undefined
        ? plan.description
        : `test set of ${settings.test.table.rowCount} rows (dataset ${settings.test.hash.slice(0, 12)})`,
    metrics: measureCreditMetrics(outcomes, policy),
    intervals: measureIntervals(outcomes, policy, context.seed),
    baselines: {
      dummy: measureCreditMetrics(dummyOutcomes, policy),
      logistic: measureCreditMetrics(logisticOutcomes, policy),
    },
    policy: measurePolicy(outcomes, policy),
  };
  const bundle: ModelBundle = {
    schema: bundledSchema(dataset.schema),
    model,
    calibration: chosen.calibration,
    policy,
    reference: {
      features: describeFeatures(data.matrix),
      scoreQuantiles: observedQuantiles(outcomes.riskScores, 100),
    },
    evaluation,
    provenance: {
      libraryVersion: settings.libraryVersion,
      dataset: dataset.hash,
      rows: dataset.table.rowCount,
      seed: context.seed,
      learner: chosen.learner.name,
      folds: plan.splits.length,
      settings: { choice, test: settings.test?.hash ?? null },
    },
  };
  const leaderboard = candidates.map(({ learner, outcomes: seen }) => ({
    learner: learner.name,
    rocAuc: rocAuc(seen.riskScores, seen.labels),
  }));
  return { ...(await writeBundle(bundle)), bundle, evaluation, learner: chosen.learner.name, leaderboard };

  async function tryLearner(
    learner: Learner,
    rows: TrainingData,
    split: SplitPlan,
    run: TrainingContext,
    onFold: (done: number) => void,
  ): Promise<Candidate> {
    const predictions = await crossValidate(learner, rows, split.splits, run, onFold);
    const calibrations = calibrateAcrossFolds(
      predictions,
      rows.labels,
      split.splits.length,
      split.kind === 'time-ordered',
    );
    const validated = Uint32Array.from(rows.labels.keys()).filter((row) => (predictions.folds[row] ?? -1) >= 0);
    const riskScores = Float64Array.from(validated, (row) => {
      const calibration = calibrations[predictions.folds[row] ?? 0] as PlattCalibration;
      return scoreMargin(calibration, policy, predictions.margins[row] ?? Number.NaN).riskScore;
    });
    const labels = Uint8Array.from(validated, (row) => rows.labels[row] ?? 0);
    return {
      learner,
      predictions,
      calibration: calibrateOnAll(predictions, rows.labels),
      outcomes: { riskScores, labels },
    };
  }

  function scoreTestSet(
    fitted: Model,
    calibration: PlattCalibration,
    test: Dataset,
    schema: DatasetSchema,
  ): ScoredOutcomes {
    const all = margins(fitted, buildFeatureMatrix(test.table, fitted.features));
    return {
      riskScores: all.map((margin) => scoreMargin(calibration, policy, margin).riskScore),
      labels: buildLabels(test.table, schema),
    };
  }
}

function choose(candidates: readonly Candidate[], choice: LearnerChoice): Candidate {
  const eligible = choice === 'auto' ? candidates : candidates.filter((candidate) => candidate.learner.name === choice);
  const ranked = eligible.map((candidate) => ({
    candidate,
    auc: rocAuc(candidate.outcomes.riskScores, candidate.outcomes.labels),
  }));
  // On a tie the first, simpler learner stays.
  const best = ranked.reduce((a, b) => (b.auc > a.auc ? b : a));
  return best.candidate;
}

/** The schema as a bundle carries it: values of columns that are not features are nobody's business there. */
function bundledSchema(schema: DatasetSchema): DatasetSchema {
  return {
    ...schema,
    columns: schema.columns.map((column) => {
      if (column.role === 'feature') return column;
      const { levels: _levels, levelLabels: _labels, ...rest } = column;
      return rest;
    }),
  };
}

function invalid(field: string, rule: string, got: unknown): ProbityError {
  return new ProbityError(
    'INVALID_ARGUMENT',
    `\`${field}\` of \`trainModel\` must ${rule}; got ${JSON.stringify(got)}`,
    { field },
  );
}
