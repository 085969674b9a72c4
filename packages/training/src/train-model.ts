import type { CreditPolicy, DatasetSchema } from '@probity/domain';
import { type Calibration, type Learner, type Model, margins, type TrainingData } from '@probity/learn';
import {
  type EvaluationRecord,
  type ModelBundle,
  scoreMargin,
  type WrittenBundle,
  writeBundle,
} from '@probity/scoring';
import { type Candidate, chooseCandidate, tryLearner } from './candidate/candidate.js';
import { dummyLearner, learnersFor } from './candidate/learners.js';
import { buildFeatureMatrix, buildLabels, buildTrainingData } from './dataset/build-training-data.js';
import { describeFeatures, observedQuantiles } from './dataset/describe-reference.js';
import { describeCurves, describeInsight } from './evaluation/describe-model.js';
import {
  measureCreditMetrics,
  measureIntervals,
  measurePolicy,
  type ScoredOutcomes,
} from './evaluation/evaluate-scores.js';
import type { Dataset } from './ports/dataset-reader.js';
import { planTraining, type TrainSettings } from './train-settings.js';
import type { TrainingContext } from './training-context.js';
import { foldContext } from './validation/cross-validate.js';
import { makeSplits, type SplitPlan } from './validation/make-splits.js';

export interface TrainedModel extends WrittenBundle {
  readonly bundle: ModelBundle;
  readonly evaluation: EvaluationRecord;
  /** Name of the learner that was used. */
  readonly learner: string;
  /** ROC AUC of every learner tried, on the same out-of-fold rows. */
  readonly leaderboard: readonly { readonly learner: string; readonly rocAuc: number }[];
}

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
  const { choice, folds, policy } = planTraining(settings, context);
  const data = buildTrainingData(dataset.table, dataset.schema);
  const plan = makeSplits(dataset, data.labels, folds, context.seed);

  const candidates = await tryLearners(learnersFor(choice), data, plan, policy, context);
  const chosen = chooseCandidate(candidates, choice);
  const model = await fitOnAllRows(chosen.learner, data, plan, context);

  const dummy = await tryLearner(dummyLearner, data, plan, policy, context, () => undefined);
  const logistic = candidates.find(({ learner }) => learner.name === 'logistic') ?? chosen;
  const outcomesOf = async (candidate: Candidate): Promise<ScoredOutcomes> => {
    if (settings.test === undefined) return candidate.outcomes;
    const fitted = candidate === chosen ? model : await fitOnAllRows(candidate.learner, data, plan, context);
    return scoreTestSet(fitted, candidate.calibration, policy, settings.test, dataset.schema);
  };
  const outcomes = await outcomesOf(chosen);
  const evaluation: EvaluationRecord = {
    split: settings.test === undefined ? plan.description : describeTestSet(settings.test),
    metrics: measureCreditMetrics(outcomes, policy),
    intervals: measureIntervals(outcomes, policy, context.seed),
    baselines: {
      dummy: measureCreditMetrics(await outcomesOf(dummy), policy),
      logistic: measureCreditMetrics(await outcomesOf(logistic), policy),
    },
    policy: measurePolicy(outcomes, policy),
    curves: describeCurves(outcomes),
    insight: describeInsight(model, chosen.calibration, data.matrix, context.seed),
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
  const leaderboard = candidates.map(({ learner, rocAuc }) => ({ learner: learner.name, rocAuc }));
  return { ...(await writeBundle(bundle)), bundle, evaluation, learner: chosen.learner.name, leaderboard };
}

/** Cross-validates the learners one after the other, on the same folds. */
async function tryLearners(
  learners: readonly Learner[],
  data: TrainingData,
  plan: SplitPlan,
  policy: CreditPolicy,
  context: TrainingContext,
): Promise<readonly Candidate[]> {
  const folds = plan.splits.length;
  const candidates: Candidate[] = [];
  for (const [index, learner] of learners.entries()) {
    const onFold = (done: number) => {
      const fold = Math.min(folds, Math.floor(done) + 1);
      // One more fit, on all rows, is still to come.
      context.onProgress(
        (index * folds + done) / (learners.length * folds + 1),
        `${learner.name}: fold ${fold} of ${folds}`,
      );
    };
    candidates.push(await tryLearner(learner, data, plan, policy, context, onFold));
  }
  return candidates;
}

async function fitOnAllRows(
  learner: Learner,
  data: TrainingData,
  plan: SplitPlan,
  context: TrainingContext,
): Promise<Model> {
  await context.pause();
  const from = plan.splits.length / (plan.splits.length + 1);
  const onProgress = (share: number) => context.onProgress(from + (1 - from) * share, `${learner.name}: all rows`);
  return learner.fit(data, foldContext(context, plan.splits.length, onProgress));
}

function scoreTestSet(
  model: Model,
  calibration: Calibration,
  policy: CreditPolicy,
  test: Dataset,
  schema: DatasetSchema,
): ScoredOutcomes {
  const found = margins(model, buildFeatureMatrix(test.table, schema, model.features));
  return {
    riskScores: found.map((margin) => scoreMargin(calibration, policy, margin).riskScore),
    labels: buildLabels(test.table, schema),
  };
}

function describeTestSet(test: Dataset): string {
  return `test set of ${test.table.rowCount} rows (dataset ${test.hash.slice(0, 12)})`;
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
