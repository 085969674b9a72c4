import { type DatasetSchema, ProbityError } from '@probity/domain';
import {
  checkFeatureSet,
  computeHistory,
  type Duration,
  type EventMap,
  type FeatureSet,
  parseDuration,
  planFeatures,
} from '@probity/features';
import {
  type BoostingSettings,
  type ContextThresholdSettings,
  calibrate,
  calibratedLogOdds,
  fitDummy,
  fitPlatt,
  margins,
  type TrainingData,
} from '@probity/learn';
import { quantile, sigmoid } from '@probity/numerics';
import {
  type ContextPart,
  createCreditPolicy,
  type EvaluationRecord,
  type FraudRecord,
  type ModelBundle,
  type TransactionRules,
  type WrittenBundle,
  writeBundle,
} from '@probity/scoring';
import { type BaseName, createLearner } from '../../candidate/learners.js';
import { describeFeatures, observedQuantiles } from '../../dataset/describe-reference.js';
import { describeCurves, describeInsight } from '../../evaluation/describe-model.js';
import { measureCreditMetrics, measureIntervals, measurePolicy } from '../../evaluation/evaluate-scores.js';
import type { Dataset } from '../../ports/dataset-reader.js';
import type { TrainingContext } from '../../training-context.js';
import { buildInputs, type ModelInputs, planInputs } from './build-inputs.js';
import { defaultFraudFeatures, LABEL } from './default-feature-set.js';
import { amountsOf, type EventRows, readEventRows, timesOf } from './event-rows.js';
import { type FittedFraudModel, fitContextOf, fitFraudModel, scoreFolds } from './fit-fraud-model.js';
import { type MeasuredPayments, measureFraud } from './measure-fraud.js';
import { type PlannedRows, planRows, type RowPeriods } from './plan-rows.js';
import { answersOf, planRules } from './plan-rules.js';
import { twoDigits } from './two-digits.js';

/** Name of the blueprint, as a bundle's provenance has it. */
export const FRAUD = 'fraud';

/** Settings of `trainFraud`. */
export interface FraudSettings {
  /** Canonical name → column: `at`, a payer (`customer` or `card`), `amount` and `fraud`; best also `id`, `terminal` … */
  readonly map: EventMap;
  /** How long after a payment its label is known; default `7d`. */
  readonly labelDelay?: Duration;
  /** Default: `defaultFraudFeatures` of what the map has. */
  readonly featureSet?: FeatureSet;
  /** Which rows are fitted and which measured; default: fitted on all, measured on folds ordered by time. */
  readonly periods?: RowPeriods;
  /** Measure on cards too that were known to be compromised; default false, as the Fraud Detection Handbook does. */
  readonly keepKnownCards?: boolean;
  /** The supervised model; default boosting. */
  readonly learner?: BaseName;
  /** Settings of the booster that differ from `fraudBoosting`. */
  readonly boosting?: Partial<BoostingSettings>;
  /** 2 to 20, default 4; ordered by time. */
  readonly folds?: number;
  /** What the cut-offs hold; default: 0.5 % of the payments reviewed or blocked, 0.1 % blocked. */
  readonly thresholds?: Partial<ContextThresholdSettings>;
  /** How a payment's context is named; default: bands of the amount, and the channel where there is one. */
  readonly context?: readonly ContextPart[];
  /** Written into the bundle's provenance. */
  readonly libraryVersion: string;
}

/** A fraud model, packed. */
export interface TrainedFraudModel extends WrittenBundle {
  readonly bundle: ModelBundle & { readonly transactions: TransactionRules };
  readonly evaluation: EvaluationRecord & { readonly fraud: FraudRecord };
  readonly learner: string;
  readonly featureSet: FeatureSet;
  readonly rows: { readonly all: number; readonly train: number; readonly test: number };
  /** What each member adds to the margin. */
  readonly weights: FittedFraudModel['weights'];
}

/**
 * Trains a fraud model on a log of payments: features of every payment as they were known at its moment, a supervised model and
 * an isolation forest stacked, calibrated and cut per context, in one bundle that decides transactions.
 *
 * Features of test rows see the training rows and earlier test rows; labels only once they are older than the delay. Payments
 * before the training period feed features. Everything is chosen on folds ordered by time.
 *
 * @param dataset one row a payment, in any order
 * @throws COLUMN_MISSING, WRONG_TYPE, MISSING_FIELD, FEATURES_INVALID, TOO_FEW_ROWS, INVALID_ARGUMENT, CANCELLED
 * Cost: the features of all rows, folds + 1 fits, 400 resamples of the measured rows.
 */
export async function trainFraud(
  dataset: Dataset,
  settings: FraudSettings,
  context: TrainingContext,
): Promise<TrainedFraudModel> {
  const { map, labelDelay = '7d', periods = {}, learner = 'boosting', folds = 4 } = settings;
  const set = checkDelay(settings.featureSet ?? proposeSet(dataset, map, labelDelay, periods), labelDelay);
  const plan = planFeatures(set);
  const source = set.sources[0];
  if (source === undefined) throw new ProbityError('FEATURES_INVALID', 'the feature set has no source', {});
  const rows = readEventRows(dataset.table, map, source, dataset.schema.badValue ?? '1');
  const { at } = rows.events;
  context.onProgress(0, `features of ${rows.events.count} payments`);
  await context.pause();
  const values = computeHistory(plan, rows.events);

  const cards = codesOf(rows, source.columns['customer'] === undefined ? 'card' : 'customer');
  const planned = planRows(
    at,
    rows.labels,
    cards,
    periods,
    parseDuration(labelDelay),
    settings.keepKnownCards ?? false,
  );
  const inputs = planInputs(set, rows, planned.train, map);
  const labelsOf = (wanted: Uint32Array) => Uint8Array.from(wanted, (row) => rows.labels[row] ?? 0);
  const data: TrainingData = {
    matrix: buildInputs(inputs, plan, values, rows, planned.train),
    labels: labelsOf(planned.train),
    times: Float64Array.from(planned.train, (row) => at[row] ?? 0),
  };
  const fitted = await fitFraudModel(data, learner, settings.boosting ?? {}, folds, context);
  const rules = await planRules({
    ...{ featureSet: set, inputs, rows, train: planned.train, data, fitted },
    ...{ thresholds: settings.thresholds ?? {}, context: settings.context },
  });

  const measured = measuredRows(planned, fitted);
  const matrix = planned.test.length === 0 ? undefined : buildInputs(inputs, plan, values, rows, planned.test);
  const logOdds =
    matrix === undefined
      ? fitted.logOdds
      : margins(fitted.model, matrix, context).map((margin) => calibratedLogOdds(fitted.calibration, margin));
  const riskScores = logOdds.map(sigmoid);
  const labels = labelsOf(measured);
  const policy = {
    ...createCreditPolicy(),
    approveBelow: sigmoid(rules.thresholds.overall.review),
    declineFrom: sigmoid(rules.thresholds.overall.block),
  };
  const payments: MeasuredPayments = {
    ...{ riskScores, labels },
    at: Float64Array.from(measured, (row) => at[row] ?? 0),
    cards: Int32Array.from(measured, (row) => (cards[row] ?? -1) + 1),
    amounts: amountsOf(rows, measured),
    answers: answersOf(rules, rows, measured, logOdds),
  };
  const simpler = baselineScores(data, matrix, fitted, folds, context);
  const outcomes = { riskScores, labels };
  const fraud = measureFraud(payments, simpler, planned.knownCardRows, context.seed);
  const metricsOf = (name: string) => {
    const scores = simpler.find((entry) => entry.name === name)?.scores ?? riskScores;
    return measureCreditMetrics({ riskScores: scores, labels }, policy);
  };
  const evaluation = {
    split: describeSplit(planned, folds),
    metrics: measureCreditMetrics(outcomes, policy),
    intervals: measureIntervals(outcomes, policy, context.seed),
    baselines: { dummy: metricsOf('dummy'), logistic: metricsOf('logistic') },
    policy: measurePolicy(outcomes, policy),
    curves: describeCurves(outcomes),
    insight: describeInsight(fitted.model, fitted.calibration, data.matrix, context.seed),
    fraud,
  };
  const bundle = {
    schema: bundleSchema(inputs),
    model: fitted.model,
    calibration: fitted.calibration,
    policy,
    reference: {
      features: describeFeatures(data.matrix),
      scoreQuantiles: observedQuantiles(riskScores, 100),
    },
    evaluation,
    provenance: {
      libraryVersion: settings.libraryVersion,
      dataset: dataset.hash,
      rows: planned.train.length,
      seed: context.seed,
      learner,
      folds,
      settings: {
        blueprint: { name: FRAUD, labelDelay, periods, featureSet: rules.featureSetHash },
        members: fitted.weights,
        boosting: settings.boosting ?? {},
        calibration: { asked: 'platt', kind: 'platt', logLosses: {} },
        classWeight: 'none',
      },
    },
    transactions: rules,
  };
  return {
    ...(await writeBundle(bundle)),
    ...{ bundle, evaluation, learner, featureSet: set, weights: fitted.weights },
    rows: { all: rows.events.count, train: planned.train.length, test: planned.test.length },
  };
}

/** A large amount is one that 0.2 % of the payments before the test reach: what is true of them says nothing about the place. */
function proposeSet(dataset: Dataset, map: EventMap, labelDelay: Duration, periods: RowPeriods): FeatureSet {
  const plain = defaultFraudFeatures(map, labelDelay);
  const amount = dataset.table.columns.find(({ name }) => name === map['amount']);
  if (amount === undefined || !('values' in amount)) return plain;
  const end = periods.trainTo ?? periods.testFrom ?? Infinity;
  const times = timesOf(dataset.table, map);
  const known = amount.values.filter((value, row) => !Number.isNaN(value) && (times[row] ?? Infinity) < end);
  const large = known.length === 0 ? 0 : twoDigits(quantile(known, 0.998));
  return large > 0 ? defaultFraudFeatures(map, labelDelay, large) : plain;
}

/** The set's label must be known no earlier than the delay says: the features would see what nobody could. */
function checkDelay(given: FeatureSet, labelDelay: Duration): FeatureSet {
  const set = checkFeatureSet(given);
  const label = set.sources[0]?.columns[LABEL];
  if (label === undefined) {
    throw new ProbityError('FEATURES_INVALID', `the feature set has no column "${LABEL}" for the label`, {
      field: LABEL,
    });
  }
  if (label.knownAfter !== undefined && parseDuration(label.knownAfter) >= parseDuration(labelDelay)) return set;
  const message = `"${LABEL}" of the feature set must have \`knownAfter\` of at least ${labelDelay}, the label delay`;
  throw new ProbityError('FEATURES_INVALID', message, { field: LABEL });
}

/** Where there is no test period the rows that were validated in folds. */
function measuredRows(planned: PlannedRows, fitted: FittedFraudModel): Uint32Array {
  if (planned.test.length > 0) return planned.test;
  return fitted.validated.map((row) => planned.train[row] ?? 0);
}

/** The dummy and the logistic regression on the same rows: fitted on all, or without a test period in the same folds. */
function baselineScores(
  data: TrainingData,
  test: TrainingData['matrix'] | undefined,
  fitted: FittedFraudModel,
  folds: number,
  context: TrainingContext,
): readonly { readonly name: string; readonly scores: Float64Array }[] {
  return (['logistic', 'dummy'] as const).map((name) => {
    const learner = name === 'dummy' ? { name, fit: (rows: TrainingData) => fitDummy(rows) } : createLearner(name);
    if (test !== undefined) {
      const model = learner.fit(data, fitContextOf(context));
      const calibration = fitPlatt(margins(model, data.matrix, context), data.labels);
      return { name, scores: margins(model, test, context).map((margin) => calibrate(calibration, margin)) };
    }
    const found = scoreFolds((rows) => learner.fit(rows, fitContextOf(context)), data, folds, context);
    const seen = Float64Array.from(fitted.validated, (row) => found[row] ?? 0);
    const calibration = fitPlatt(
      seen,
      Uint8Array.from(fitted.validated, (row) => data.labels[row] ?? 0),
    );
    return { name, scores: seen.map((margin) => calibrate(calibration, margin)) };
  });
}

function codesOf(rows: EventRows, name: string): Int32Array {
  const column = rows.events.columns[name];
  if (column === undefined || column instanceof Float64Array) return new Int32Array(rows.events.count).fill(-1);
  return column.codes;
}

function describeSplit(planned: PlannedRows, folds: number): string {
  if (planned.test.length === 0) return `${folds} folds ordered by time`;
  const known = planned.knownCardRows === 0 ? '' : `, ${planned.knownCardRows} of known cards left out`;
  return `${planned.test.length} later payments${known}`;
}

function bundleSchema({ features, titles }: ModelInputs): DatasetSchema {
  return {
    formatVersion: 1,
    columns: [
      ...features.map((feature, index) => ({
        name: feature.name,
        kind: feature.kind === 'category' ? ('category' as const) : ('numeric' as const),
        role: 'feature' as const,
        label: titles[index] ?? feature.name,
        change: 'fixed' as const,
        ...(feature.levels === undefined ? {} : { levels: feature.levels }),
      })),
      { name: LABEL, kind: 'boolean', role: 'target' },
    ],
    badValue: 'true',
  };
}
