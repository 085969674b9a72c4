import { columnsWithRole, ProbityError } from '@probity/domain';
import { margins } from '@probity/learn';
import type { ModelBundle } from '@probity/scoring';
import { buildFeatureMatrix, type Dataset, type OutOfFoldScores, type TrainingContext } from '@probity/training';
import { explanationsOfSample } from './explanation/explanations-of-sample.js';
import { fairnessOfSample } from './fairness/fairness-of-sample.js';
import type { ReportSection } from './report/report-section.js';
import { carryable, judge, type ValidatedModel, type ValidationReport } from './report/validation-report.js';
import { fitBenchmarks } from './sample/fit-benchmarks.js';
import { countSharedRows } from './sample/shared-rows.js';
import { buildSample, scoreDataset, type ValidationSample } from './sample/validation-sample.js';
import type { SealedTestSet } from './seal/sealed-test-set.js';
import { assessBenchmarks, type Benchmark } from './sections/assess-benchmarks.js';
import { assessCalibration } from './sections/assess-calibration.js';
import { assessData } from './sections/assess-data.js';
import { assessDiscrimination } from './sections/assess-discrimination.js';
import { assessGains } from './sections/assess-gains.js';
import { assessGrades } from './sections/assess-grades.js';
import { assessMonotonicity } from './sections/assess-monotonicity.js';
import { assessOutOfTime } from './sections/assess-out-of-time.js';
import { assessProfit } from './sections/assess-profit.js';
import { assessSeal } from './sections/assess-seal.js';
import { assessSegments } from './sections/assess-segments.js';
import { assessSensitivity } from './sections/assess-sensitivity.js';
import { assessStability } from './sections/assess-stability.js';
import { assessRollRates, assessVintages } from './sections/assess-vintages.js';
import { assessWeakSpots } from './sections/assess-weak-spots.js';
import { checkValidationSettings, type ValidationSettings } from './validation-settings.js';

/** What a validation is made on. At least one of `sample` and `outOfFold` (with `training`) must be there. */
export interface ValidationDatasets {
  /** The rows the model was trained on: reference for drift, and what benchmark models are fitted on. */
  readonly training?: Dataset;
  /** Rows with known outcomes that the model has not seen. */
  readonly sample?: Dataset;
  /** Without a sample: predictions for the training rows by models that did not see them (`predictOutOfFold`). */
  readonly outOfFold?: OutOfFoldScores;
  /** Another model to compare with on the sample, e.g. the champion. */
  readonly champion?: { readonly name: string; readonly bundle: ModelBundle };
  /** What the governance log says of the sample, if it was sealed; the opening for this report included. */
  readonly seal?: SealedTestSet;
}

/** The seed, how to be heard and stopped, and what to write in the report. */
export interface ValidationContext extends TrainingContext {
  readonly libraryVersion: string;
}

/**
 * The validation pack: everything a validation committee asks of a credit model, in one report.
 *
 * Measures on an independent sample, or, without one, on the training rows as predicted out of fold. Each section says
 * what was found and how it is to be judged; what could not be assessed is there too, with the reason. Equal model, data,
 * settings and seed give equal bytes.
 *
 * @throws INVALID_ARGUMENT, COLUMN_MISSING, SCHEMA_INVALID, TARGET_INVALID, CANCELLED
 * Cost: a few seconds for 30,000 rows and 25 features, and one fit of each benchmark model.
 * Source: docs/methods/validation.md gives each formula.
 * @example const report = await validateModel({ hash, bundle }, { sample, training }, { time: 'issue_d' }, context)
 */
export async function validateModel(
  model: ValidatedModel & { readonly bundle: ModelBundle },
  datasets: ValidationDatasets,
  settings: ValidationSettings,
  context: ValidationContext,
): Promise<ValidationReport> {
  checkValidationSettings(settings);
  const { bundle } = model;
  const shared = sharedRowsOf(datasets);
  const { evaluated, sample } = sampleOf(bundle, datasets, settings);
  const resamples = settings.resamples ?? 200;
  const drawn = { seed: context.seed, resamples };
  const time = settings.time ?? columnsWithRole(evaluated.schema, 'time')[0]?.name;
  const { benchmarks, missing } = await gatherBenchmarks(datasets, evaluated, settings, context);

  const steps: readonly (readonly [string, () => ReportSection | readonly ReportSection[]])[] = [
    ['data', () => assessData(sample, bundle, evaluated, shared)],
    ['seal', () => assessSeal(datasets.seal)],
    ['discrimination', () => assessDiscrimination(sample, drawn)],
    ['benchmarks', () => assessBenchmarks(sample, benchmarks, missing)],
    ['calibration', () => assessCalibration(sample, bundle.policy)],
    ['grades', () => assessGrades(sample, bundle.policy, settings.assetCorrelation ?? 0)],
    ['months', () => assessOutOfTime(sample)],
    ['segments', () => assessSegments(sample, settings.segments ?? [])],
    ['stability', () => assessStability(sample, bundle, datasets.training)],
    ['gains', () => assessGains(sample)],
    ['profit', () => assessProfit(sample, bundle.policy, settings, drawn)],
    ['weak spots', () => assessWeakSpots(sample)],
    ['sensitivity', () => assessSensitivity(sample, bundle, context.seed)],
    ['monotonicity', () => assessMonotonicity(sample, bundle, settings.monotone ?? {}, context.seed)],
    ['vintages', () => assessVintages(sample, time, settings.badTime)],
    ['roll rates', () => assessRollRates(sample, settings.statuses ?? [])],
    ['fairness', () => fairnessOfSample(sample, bundle, settings, drawn)],
    ['explanation', () => explanationsOfSample(sample, bundle, context.seed)],
  ];
  const sections: ReportSection[] = [];
  for (const [index, [what, assess]] of steps.entries()) {
    context.onProgress(index / steps.length, what);
    await context.pause();
    if (context.signal?.aborted === true) throw new ProbityError('CANCELLED', '`validateModel` was cancelled');
    sections.push(...[assess()].flat());
  }
  context.onProgress(1, 'done');
  const { bundle: _bundle, ...identity } = model;
  return carryable({
    kind: 'validation',
    formatVersion: 1,
    libraryVersion: context.libraryVersion,
    model: { ...identity, learner: bundle.provenance.learner, trainedOn: bundle.provenance.dataset },
    data: { basis: sample.basis, dataset: sample.dataset, rows: sample.rowCount, bads: sample.bads },
    settings,
    seed: context.seed,
    verdict: judge(sections),
    sections,
  });
}

/** @throws INVALID_ARGUMENT when most rows of the sample are training rows */
function sharedRowsOf({ training, sample }: ValidationDatasets): number | undefined {
  if (training === undefined || sample === undefined) return undefined;
  const shared = countSharedRows(training, sample);
  if (2 * shared <= sample.table.rowCount) return shared;
  const message = `${shared} of the ${sample.table.rowCount} rows stand in the training data, so this is no independent sample; validate without a file to use out-of-fold predictions`;
  throw new ProbityError('INVALID_ARGUMENT', message, { field: 'sample' });
}

function sampleOf(
  bundle: ModelBundle,
  { sample, training, outOfFold }: ValidationDatasets,
  settings: ValidationSettings,
) {
  if (sample !== undefined) {
    const scored = {
      basis: 'sample',
      description: `an independent sample of ${sample.table.rowCount} rows`,
      dataset: sample,
      rows: Uint32Array.from({ length: sample.table.rowCount }, (_, row) => row),
      riskScores: scoreDataset(bundle, sample),
    } as const;
    return { evaluated: sample, sample: buildSample(scored, bundle, settings) };
  }
  if (training === undefined || outOfFold === undefined) {
    const message =
      '`datasets` of `validateModel` must hold a sample, or the training data with out-of-fold predictions';
    throw new ProbityError('INVALID_ARGUMENT', message, { field: 'datasets' });
  }
  const { rows, riskScores, reproduced } = outOfFold;
  const how =
    reproduced === true
      ? 'the figures recorded at training were reproduced to the bit'
      : reproduced === false
        ? 'the figures recorded at training were NOT reproduced'
        : '';
  const description = `${rows.length} training rows, each scored by a model refitted without it (${outOfFold.description})${how === '' ? '' : `; ${how}`}`;
  const scored = { basis: 'out-of-fold', description, dataset: training, rows, riskScores } as const;
  return { evaluated: training, sample: buildSample(scored, bundle, settings) satisfies ValidationSample };
}

async function gatherBenchmarks(
  { sample, training, outOfFold, champion }: ValidationDatasets,
  evaluated: Dataset,
  settings: ValidationSettings,
  context: TrainingContext,
): Promise<{ readonly benchmarks: readonly Benchmark[]; readonly missing: string }> {
  const others: Benchmark[] = [];
  if (champion !== undefined && sample !== undefined) {
    const matrix = buildFeatureMatrix(evaluated.table, champion.bundle.schema, champion.bundle.model.features);
    others.push({ name: champion.name, scores: margins(champion.bundle.model, matrix) });
  }
  if (settings.benchmarks === false) return { benchmarks: others, missing: 'benchmark models were not asked for' };
  if (sample === undefined) {
    return {
      benchmarks: (outOfFold?.others ?? []).map(({ name, riskScores }) => ({ name, scores: riskScores })),
      missing: 'no other learner was tried on the same folds',
    };
  }
  if (training === undefined) {
    return { benchmarks: others, missing: 'the training data are not at hand, so nothing can be fitted on them' };
  }
  return { benchmarks: [...others, ...(await fitBenchmarks(training, sample, context))], missing: '' };
}
