import { type CreditPolicy, columnNamed, type DatasetSchema, isCodedColumn, ProbityError } from '@probity/domain';
import { type Calibration, type Model, margins, rocAuc } from '@probity/learn';
import {
  type EvaluationRecord,
  type MistakeCosts,
  type ModelBundle,
  scoreMargin,
  type WrittenBundle,
  writeBundle,
} from '@probity/scoring';
import { type Candidate, chooseCandidate, type LeaderboardEntry, rankCandidates } from './candidate/candidate.js';
import { printClassWeight } from './candidate/class-weights.js';
import { type BaseName, createLearner, isBase } from './candidate/learners.js';
import { checkConstraints, type TreeConstraints } from './candidate/tree-constraints.js';
import { finalMatrix, tryCandidates } from './candidate/try-candidates.js';
import { buildFeatureMatrix, buildLabels, buildTrainingData, buildWeights } from './dataset/build-training-data.js';
import { bundledSchema } from './dataset/bundled-schema.js';
import { describeFeatures, observedQuantiles } from './dataset/describe-reference.js';
import { chooseCostCut } from './evaluation/choose-cost-cut.js';
import { describeCurves, describeInsight } from './evaluation/describe-model.js';
import {
  measureCreditMetrics,
  measureIntervals,
  measurePolicy,
  type ScoredOutcomes,
} from './evaluation/evaluate-scores.js';
import { measureRivals } from './evaluation/measure-rivals.js';
import type { Dataset } from './ports/dataset-reader.js';
import { type RejectReport, useRejects } from './rejects/use-rejects.js';
import { runSearch, type SearchOutcome } from './search/run-search.js';
import { type SelectionInFolds, selectInFolds } from './selection/select-in-folds.js';
import { planTraining, type TrainPlan, type TrainSettings } from './train-settings.js';
import type { TrainingContext } from './training-context.js';
import { duplicateGroups } from './validation/duplicate-groups.js';
import { makeSplits, type SplitPlan } from './validation/make-splits.js';

export interface TrainedModel extends WrittenBundle {
  readonly bundle: ModelBundle;
  readonly evaluation: EvaluationRecord;
  /** Name of the learner that was used. */
  readonly learner: string;
  /** Every learner tried, on the same out-of-fold rows; best first. */
  readonly leaderboard: readonly LeaderboardEntry[];
  /** What was dropped and why; undefined when nothing was asked for. */
  readonly selection: SelectionInFolds | undefined;
  /** Undefined when there was no search. */
  readonly search: SearchOutcome | undefined;
  /** What was taken of the rejected applications, with its caveat; undefined when there were none. */
  readonly rejects: RejectReport | undefined;
}

/**
 * Trains, calibrates, measures and packs a credit model: from a data set to a bundle.
 *
 * Preparation is fitted inside the folds. Metrics are those of rows the model had not seen, calibrated without them:
 * the pooled out-of-fold rows, or `settings.test`. The dummy and the logistic regression are measured beside it.
 *
 * @throws INVALID_ARGUMENT, TARGET_INVALID, SCHEMA_INVALID, TOO_FEW_ROWS, CANCELLED
 * Cost: (folds + 1) fits of each learner, none of voting and stacking; a search as `runSearch` says; memory of about twice the feature matrix.
 */
export async function trainModel(
  dataset: Dataset,
  settings: TrainSettings,
  context: TrainingContext,
): Promise<TrainedModel> {
  const plan = planTraining(settings, context);
  const { choice } = plan;
  const data = buildTrainingData(dataset.table, dataset.schema);
  const constraints = constraintsFrom(settings);
  checkConstraints(constraints, choice, data.matrix.features);
  const duplicates = settings.keepDuplicatesTogether === true ? duplicateGroups(data.matrix).groups : undefined;
  const splitPlan = makeSplits(dataset, data.labels, plan.folds, context.seed, duplicates);
  const stages = progressStages(plan, context);

  const selection =
    plan.selection.length === 0
      ? undefined
      : await selectInFolds(plan.selection, data, splitPlan, context, (share) =>
          stages.select(share, 'choosing features'),
        );
  const fitPlan = { classWeight: plan.classWeight, keptFeatures: selection?.kept };
  const search =
    plan.search === undefined
      ? undefined
      : await runSearch(
          searchedLearner(plan),
          plan.search,
          constraints,
          data,
          splitPlan,
          fitPlan,
          context,
          stages.search,
        );
  const settledLearner = (name: BaseName, fold: number) =>
    createLearner(name, {
      ...(name === 'scorecard' ? settings.scorecard : {}),
      ...(name === 'boosting' ? constraints : {}),
      ...(search?.learner === name ? (search.chosenPerFold[fold] ?? search.chosen) : {}),
    });
  const rejects = settings.rejects === undefined ? undefined : useRejects(settings.rejects, dataset.schema, data);
  const learnerOf = (name: BaseName, fold: number) =>
    rejects === undefined ? settledLearner(name, fold) : rejects.wrap(settledLearner(name, fold));

  const tried = await tryCandidates(plan, learnerOf, data, splitPlan, fitPlan, context, stages.candidates);
  const chosen = chooseCandidate(tried.candidates, choice);
  const measured = measuredRows(chosen);
  const { costs } = settings;
  const cost =
    costs === undefined
      ? undefined
      : chooseCostCut(
          {
            ...chosen.outcomes,
            folds: Int32Array.from(measured, (row) => chosen.predictions.folds[row] ?? 0),
            exposures: exposuresOf(dataset, costs, measured),
          },
          costs,
          context.seed,
        );
  const policy: CreditPolicy =
    cost === undefined ? plan.policy : { ...plan.policy, approveBelow: cost.cut, declineFrom: cost.cut };
  const model = await tried.fitOnAllRows(chosen, stages.final);

  const logistic = tried.candidates.find(({ name }) => name === 'logistic') ?? chosen;
  const outcomesOf = async (candidate: Candidate): Promise<ScoredOutcomes> => {
    if (settings.test === undefined) return candidate.outcomes;
    const fitted = await tried.fitOnAllRows(candidate, () => undefined);
    return scoreTestSet(fitted, candidate.calibration.overall, policy, settings.test, dataset.schema, context);
  };
  const outcomes = await outcomesOf(chosen);
  const features = finalMatrix(data, fitPlan, splitPlan.splits.length);
  const evaluation: EvaluationRecord = {
    split: describeSplit(settings, splitPlan, search),
    metrics: measureCreditMetrics(outcomes, policy),
    intervals: measureIntervals(outcomes, policy, context.seed),
    baselines: {
      dummy: measureCreditMetrics(await outcomesOf(tried.dummy), policy),
      logistic: measureCreditMetrics(await outcomesOf(logistic), policy),
    },
    policy: measurePolicy(outcomes, policy),
    curves: describeCurves(outcomes),
    insight: describeInsight(model, chosen.calibration.overall, features, context.seed),
    ...(cost === undefined ? {} : { cost }),
    ...(settings.blueprint === undefined ? {} : { foldRocAucs: rocAucOfFolds(chosen, measured) }),
    ...(settings.rivals === undefined
      ? {}
      : {
          rivals: measureRivals(settings.rivals, measured, chosen.outcomes.riskScores, chosen.outcomes.labels),
        }),
  };

  const bundle: ModelBundle = {
    schema: bundledSchema(dataset.schema, model),
    model,
    calibration: chosen.calibration.overall,
    policy,
    reference: {
      features: describeFeatures(features),
      scoreQuantiles: observedQuantiles(outcomes.riskScores, 100),
    },
    evaluation,
    provenance: {
      libraryVersion: settings.libraryVersion,
      dataset: dataset.hash,
      rows: dataset.table.rowCount,
      seed: context.seed,
      learner: chosen.name,
      folds: splitPlan.periods === undefined ? splitPlan.splits.length : new Set(splitPlan.periods).size,
      settings: describeSettings(plan, settings, chosen, selection, search),
    },
  };
  return {
    ...(await writeBundle(bundle)),
    bundle,
    evaluation,
    learner: chosen.name,
    leaderboard: rankCandidates(tried.candidates, chosen),
    selection,
    search,
    rejects: rejects?.report(
      settledLearner(isBase(chosen.name) ? chosen.name : 'logistic', splitPlan.splits.length),
      context.seed,
    ),
  };
}

/** Numbers of the rows that a candidate was measured on, in the order of its outcomes. */
function measuredRows({ predictions }: Candidate): Uint32Array {
  return Uint32Array.from(predictions.folds.keys()).filter((row) => (predictions.folds[row] ?? -1) >= 0);
}

/** What is at stake in each row: its column where it says, else the typical amount. */
function exposuresOf({ table }: Dataset, { exposureColumn, exposure }: MistakeCosts, rows: Uint32Array): Float64Array {
  if (exposureColumn === undefined) return new Float64Array(rows.length).fill(exposure);
  const column = columnNamed(table, exposureColumn);
  if (isCodedColumn(column)) {
    throw new ProbityError('SCHEMA_INVALID', `exposure column "${exposureColumn}" must hold numbers`, {
      field: exposureColumn,
    });
  }
  return Float64Array.from(rows, (row) => {
    const value = column.values[row] ?? Number.NaN;
    return value > 0 ? value : exposure;
  });
}

/** Folds that happen to lack an outcome have no ROC curve and are left out. */
function rocAucOfFolds({ predictions, outcomes }: Candidate, rows: Uint32Array): readonly number[] {
  const folds = [...new Set(predictions.folds)].filter((fold) => fold >= 0).sort((a, b) => a - b);
  return folds.flatMap((fold) => {
    const members = Uint32Array.from(rows.keys()).filter((index) => predictions.folds[rows[index] ?? 0] === fold);
    const labels = Uint8Array.from(members, (index) => outcomes.labels[index] ?? 0);
    const bads = labels.reduce((sum, label) => sum + label, 0);
    if (bads === 0 || bads === labels.length) return [];
    const weights = outcomes.weights;
    const own = weights === undefined ? undefined : Float64Array.from(members, (index) => weights[index] ?? 0);
    return [
      rocAuc(
        Float64Array.from(members, (index) => outcomes.riskScores[index] ?? 0),
        labels,
        own,
      ),
    ];
  });
}

function constraintsFrom({ monotone, interactions }: TrainSettings): TreeConstraints {
  return { ...(monotone && { monotone }), ...(interactions && { interactions }) };
}

/** Whose settings a search is for: those of blends and of `auto` are the booster's. */
function searchedLearner({ choice }: TrainPlan): BaseName {
  return choice === 'auto' || choice === 'voting' || choice === 'stacking' ? 'boosting' : choice;
}

type Report = (share: number, what: string) => void;

/** Divides the progress among the steps of a plan. */
function progressStages(
  plan: TrainPlan,
  context: TrainingContext,
): Record<'select' | 'search' | 'candidates' | 'final', Report> {
  const lengths = {
    select: plan.selection.length === 0 ? 0 : 1,
    search: plan.search === undefined ? 0 : 3 * plan.search.trials,
    candidates: 8,
    final: 1.6,
  };
  const total = lengths.select + lengths.search + lengths.candidates + lengths.final;
  let before = 0;
  const stage = (length: number): Report => {
    const from = before;
    before += length;
    return (share, what) => context.onProgress((from + length * share) / total, what);
  };
  return {
    select: stage(lengths.select),
    search: stage(lengths.search),
    candidates: stage(lengths.candidates),
    final: stage(lengths.final),
  };
}

function describeSplit(settings: TrainSettings, plan: SplitPlan, search: SearchOutcome | undefined): string {
  if (settings.test !== undefined) return describeTestSet(settings.test);
  if (search === undefined) return plan.description;
  const how =
    plan.kind === 'time-ordered'
      ? 'settings chosen for each fold on the earlier ones only'
      : 'settings chosen for each fold without its rows (nested)';
  return `${plan.description}; ${how}`;
}

/** What it takes to make the same bytes again, and what was decided on the way. */
function describeSettings(
  plan: TrainPlan,
  settings: TrainSettings,
  chosen: Candidate,
  selection: SelectionInFolds | undefined,
  search: SearchOutcome | undefined,
): unknown {
  const { test, scorecard, rejects } = settings;
  return {
    ...(settings.blueprint === undefined ? {} : { blueprint: settings.blueprint }),
    ...(settings.keepDuplicatesTogether === true ? { keepDuplicatesTogether: true } : {}),
    choice: plan.choice,
    test: test?.hash ?? null,
    calibration: { asked: plan.calibration, kind: chosen.calibration.kind, logLosses: chosen.calibration.logLosses },
    classWeight: printClassWeight(plan.classWeight),
    ...(scorecard === undefined ? {} : { scorecard }),
    ...constraintsFrom(settings),
    ...(rejects === undefined ? {} : { rejects: { ...rejects, dataset: rejects.dataset.hash } }),
    ...(selection === undefined
      ? {}
      : { selection: { methods: selection.methods, ...selection.overall, keptPerFold: selection.kept.slice(0, -1) } }),
    ...(search === undefined
      ? {}
      : {
          search: {
            learner: search.learner,
            strategy: search.strategy,
            trials: search.trials.length,
            chosen: search.chosen,
            chosenPerFold: search.chosenPerFold,
          },
        }),
  };
}

function scoreTestSet(
  model: Model,
  calibration: Calibration,
  policy: CreditPolicy,
  test: Dataset,
  schema: DatasetSchema,
  context: TrainingContext,
): ScoredOutcomes {
  const found = margins(model, buildFeatureMatrix(test.table, schema, model.features), context);
  const weights = buildWeights(test.table, schema);
  return {
    riskScores: found.map((margin) => scoreMargin(calibration, policy, margin).riskScore),
    labels: buildLabels(test.table, schema),
    ...(weights === undefined ? {} : { weights }),
  };
}

function describeTestSet(test: Dataset): string {
  return `test set of ${test.table.rowCount} rows (dataset ${test.hash.slice(0, 12)})`;
}
