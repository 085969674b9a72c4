import type { PolicyEconomics } from '@probity/domain';
import { type Calibration, calibrate, type ImportedTreesModel, margins } from '@probity/learn';
import {
  createCreditPolicy,
  type EvaluationRecord,
  type ModelBundle,
  scoreMargin,
  writeBundle,
} from '@probity/scoring';
import { buildFeatureMatrix, buildLabels, buildWeights } from '../dataset/build-training-data.js';
import { bundledSchema } from '../dataset/bundled-schema.js';
import { describeFeatures, observedQuantiles } from '../dataset/describe-reference.js';
import { describeCurves, describeInsight } from '../evaluation/describe-model.js';
import { measureCreditMetrics, measureIntervals, measurePolicy } from '../evaluation/evaluate-scores.js';
import type { Dataset } from '../ports/dataset-reader.js';
import { type TrainedModel, trainModel } from '../train-model.js';
import type { TrainingContext } from '../training-context.js';
import { type CalibrationChoice, calibrateOutOfFold } from '../validation/calibrate-out-of-fold.js';
import { makeSplits, mayTeach } from '../validation/make-splits.js';

export interface ImportSettings {
  /** `none` (default): the model's own probability stands, the sigmoid of its slope × raw score. */
  readonly calibration?: CalibrationChoice | 'none';
  /** What a good loan earns and a bad one costs; default `defaultEconomics`. Sets the cut-offs. */
  readonly economics?: PolicyEconomics;
  /** Of the baselines, and of the calibration if any; 2 to 50, default 5. */
  readonly folds?: number;
  /** Digest and name of the file, as JSON, for the bundle's provenance. */
  readonly source: unknown;
  readonly libraryVersion: string;
}

/**
 * Makes a bundle of a model that another library trained: measured on a data set, with cut-offs and reference distributions.
 *
 * How the data relate to those that the model was trained on is not known here, and the evaluation says so: on its own
 * training rows a model looks better than it is. A calibration is fitted on all rows and measured across folds, each row by
 * a calibration that has not seen it. The dummy and the logistic regression beside it are measured out of fold on the same rows
 * and features.
 *
 * @param dataset read with the schema that `schemaForModel` gives
 * @throws INVALID_ARGUMENT, TARGET_INVALID, TOO_FEW_ROWS, CANCELLED
 * Cost: that of training a logistic regression, and a margin for each row.
 */
export async function packImportedModel(
  model: ImportedTreesModel,
  dataset: Dataset,
  settings: ImportSettings,
  context: TrainingContext,
): Promise<TrainedModel> {
  const { calibration: asked = 'none', folds = 5, economics, libraryVersion } = settings;
  const policy = createCreditPolicy(economics);
  const { table, schema } = dataset;
  const features = buildFeatureMatrix(table, schema, model.features);
  const labels = buildLabels(table, schema);
  const weights = buildWeights(table, schema);
  const baselines = await trainModel(
    dataset,
    { learner: 'logistic', folds, libraryVersion, ...(economics === undefined ? {} : { economics }) },
    { ...context, onProgress: (share) => context.onProgress(0.8 * share, 'measuring a logistic regression beside it') },
  );
  context.onProgress(0.8, 'scoring the rows');
  const found = margins(model, features);
  const chosen = calibrationOf(model, found, asked, dataset, labels, weights, folds, context.seed);
  const riskScores = found.map((margin, row) => calibrate(chosen.ofRow(row), margin));
  const outcomes = { riskScores, labels, ...(weights === undefined ? {} : { weights }) };
  context.onProgress(0.9, 'measuring');
  const evaluation: EvaluationRecord = {
    split: `${table.rowCount} rows (dataset ${dataset.hash.slice(0, 12)}) given at import${chosen.how}; whether the model was trained on them is not known`,
    metrics: measureCreditMetrics(outcomes, policy),
    intervals: measureIntervals(outcomes, policy, context.seed),
    baselines: baselines.evaluation.baselines,
    policy: measurePolicy(outcomes, policy),
    curves: describeCurves(outcomes),
    insight: describeInsight(model, chosen.overall, features, context.seed),
  };
  const finished = found.map((margin) => scoreMargin(chosen.overall, policy, margin).riskScore);
  const bundle: ModelBundle = {
    ...{ schema: bundledSchema(schema, model), model, calibration: chosen.overall, policy, evaluation },
    reference: { features: describeFeatures(features), scoreQuantiles: observedQuantiles(finished, 100) },
    provenance: {
      ...{
        libraryVersion,
        dataset: dataset.hash,
        rows: table.rowCount,
        seed: context.seed,
        learner: model.kind,
        folds,
      },
      settings: {
        ...{ imported: model.record, source: settings.source, classWeight: 'none' },
        calibration: { asked, kind: chosen.kind },
      },
    },
  };
  const none = { leaderboard: [], selection: undefined, search: undefined, rejects: undefined };
  return { ...(await writeBundle(bundle)), bundle, evaluation, learner: model.kind, ...none };
}

/** The calibration that the bundle carries, and the one that each row is measured by. */
interface ImportCalibration {
  readonly kind: string;
  readonly overall: Calibration;
  readonly ofRow: (row: number) => Calibration;
  readonly how: string;
}

function calibrationOf(
  model: ImportedTreesModel,
  found: Float64Array,
  asked: CalibrationChoice | 'none',
  dataset: Dataset,
  labels: Uint8Array,
  weights: Float64Array | undefined,
  folds: number,
  seed: number,
): ImportCalibration {
  const own: Calibration = { kind: 'platt', intercept: 0, slope: model.slope };
  if (asked === 'none') return { kind: 'own', overall: own, ofRow: () => own, how: '' };
  const plan = makeSplits(dataset, labels, folds, seed);
  const foldOf = new Int32Array(labels.length).fill(-1);
  for (const [fold, { validate }] of plan.splits.entries()) for (const row of validate) foldOf[row] = fold;
  const { kind, perFold, overall } = calibrateOutOfFold(
    asked,
    { margins: found, folds: foldOf, marginScale: 'log-odds' },
    { labels, weights },
    plan.splits.length,
    (other, fold) => mayTeach(plan, other, fold),
  );
  const ofRow = (row: number) => perFold[foldOf[row] ?? -1] ?? own;
  return { kind, overall, ofRow, how: `, calibrated across ${plan.description}` };
}
