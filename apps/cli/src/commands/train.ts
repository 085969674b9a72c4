import { basename } from 'node:path';
import { type DatasetSchema, ProbityError } from '@probity/domain';
import { type RejectMethod, rejectMethods } from '@probity/learn';
import { defaultEconomics } from '@probity/scoring';
import {
  type ClassWeight,
  calibrationChoices,
  type IngestOptions,
  type LearnerChoice,
  learnerChoices,
  parseClassWeight,
  printClassWeight,
  type RejectSettings,
  rejectSchema,
  type SearchSettings,
  selectionMethods,
  type TrainedModel,
  type TrainSettings,
  trainModel,
} from '@probity/training';
import { loadSchema, saveSchema } from '@probity/warehouse';
import { Command } from 'commander';
import { type App, type CommonOptions, createApp } from '../app.js';
import { addDialectOptions, type DialectOptions, dialectFrom } from '../dialect-options.js';
import { parseChoice, parseDuration, parseList, parseListOf, parsePositive, parseWhole } from '../option-parsers.js';
import { actorOf, openSealedSet, refuseSealedRows } from '../sealed-test-sets.js';
import { openSearchFile } from '../search-file.js';
import { describeDataset, describeModel } from '../train-text.js';

interface TrainOptions extends CommonOptions, DialectOptions {
  readonly target?: string;
  readonly bad?: string;
  readonly name?: string;
  readonly test?: string;
  readonly time?: string;
  readonly group?: string;
  readonly id?: string;
  readonly weight?: string;
  readonly protected?: readonly string[];
  readonly exclude?: readonly string[];
  readonly missing?: readonly string[];
  readonly schema?: string;
  readonly saveSchema?: string;
  readonly learner?: LearnerChoice;
  readonly folds?: number;
  readonly seed?: number;
  readonly lgd?: number;
  readonly margin?: number;
  readonly topMargin?: number;
  readonly calibration?: NonNullable<TrainSettings['calibration']>;
  readonly classWeight?: ClassWeight;
  readonly selectFeatures?: NonNullable<TrainSettings['selectFeatures']>;
  readonly search?: 'none' | 'grid' | 'random';
  readonly trials?: number;
  readonly budget?: number;
  readonly resume?: boolean;
  readonly rejects?: string;
  readonly rejectInference?: RejectMethod;
  readonly rejectPrudence?: number;
  readonly champion: boolean;
}

export function trainCommand(): Command {
  const command = new Command('train')
    .description('Train, calibrate and measure a credit model on a file; register it as the champion.')
    .argument('<file>', 'delimited text, Parquet, JSON lines or ARFF, or a source file')
    .option('--target <column>', 'column with the outcome (needed unless the schema names it)')
    .option('--bad <value>', 'its value that means a bad outcome (assumed and said where obvious)')
    .option('--name <name>', 'name of the model (default: from the file)')
    .option('--test <file>', 'measure on this file instead of out-of-fold rows')
    .option('--time <column>', 'fold by this time: validate on later rows only')
    .option('--group <column>', 'keep rows of one group in one fold')
    .option('--id <column>', 'column that names the row; never a feature')
    .option('--weight <column>', 'weight of the row')
    .option('--protected <columns>', 'kept for fairness, never a feature: a,b', parseList)
    .option('--exclude <columns>', 'not used at all: a,b', parseList)
    .option('--missing <codes>', 'codes that stand for "missing": -7,-8,-9', parseList)
    .option('--schema <file>', 'use this schema instead of inferring one')
    .option('--save-schema <file>', 'write the schema here, to be edited')
    .option(
      '--learner <name>',
      `${learnerChoices.join(', ')} (default "auto": all of them on the same folds)`,
      parseChoice('--learner', learnerChoices),
    )
    .option('--folds <n>', 'number of folds (default 5)', parseWhole('--folds', 2, 50))
    .option('--seed <n>', 'same data and seed, same model (default 1)', parseWhole('--seed', 0, 2 ** 32 - 1))
    .option(
      '--calibration <kind>',
      `${calibrationChoices.join(', ')} (default platt; auto: the lowest out-of-fold log loss)`,
      parseChoice('--calibration', calibrationChoices),
    )
    .option(
      '--class-weight <bad:good>',
      'none, balanced, or weights such as 5:1; in the fits only, calibration undoes the shift (default none)',
      parseClassWeight,
    )
    .option(
      '--select-features <methods>',
      `drop features inside the folds: ${selectionMethods.join(',')}`,
      parseListOf('--select-features', selectionMethods),
    )
    .option(
      '--search <strategy>',
      'grid, random or none: search settings, nested in the folds (default none)',
      parseChoice('--search', ['none', 'grid', 'random']),
    )
    .option('--trials <n>', 'trials of the search at most (default 30)', parseWhole('--trials', 1, 10_000))
    .option('--budget <time>', 'begin no new trial after this time: 90s, 10m, 2h', parseDuration('--budget'))
    .option('--resume', 'go on with the same search where it was broken off')
    .option(
      '--lgd <share>',
      `share lost when a loan goes bad (default ${defaultEconomics.lossGivenDefault})`,
      parsePositive('--lgd'),
    )
    .option(
      '--margin <share>',
      `lifetime margin at the standard price (default ${defaultEconomics.margin})`,
      parsePositive('--margin'),
    )
    .option(
      '--top-margin <share>',
      `lifetime margin at the highest price (default ${defaultEconomics.topMargin})`,
      parsePositive('--top-margin'),
    )
    .option('--rejects <file>', 'applications that were turned down, without outcomes')
    .option(
      '--reject-inference <method>',
      `${rejectMethods.join(', ')} (default bounds: nothing assumed, the model of the accepted)`,
      parseChoice('--reject-inference', rejectMethods),
    )
    .option(
      '--reject-prudence <factor>',
      'for parcelling: how many times as bad as accepted ones of their score (default 1)',
      parsePositive('--reject-prudence'),
    )
    .option('--no-champion', 'register without making it the champion')
    .action(runTrain);
  return addDialectOptions(command);
}

async function runTrain(file: string, options: TrainOptions, command: Command): Promise<void> {
  const started = performance.now();
  const app = await createApp(options);
  const { terminal, config } = app;
  const name = options.name ?? modelNameOf(file);
  checkModelName(name);
  const schema = options.schema === undefined ? undefined : await loadSchema(options.schema);
  const dialect = dialectFrom(options, command);
  const dataset = await app.warehouse.ingest(file, ingestOptions(options, app, schema, dialect));
  describeDataset(terminal, file, dataset);
  await refuseSealedRows(app, dataset);
  if (options.saveSchema !== undefined) await saveSchema(options.saveSchema, dataset.schema);
  const test =
    options.test === undefined
      ? undefined
      : await app.warehouse.ingest(options.test, { schema: dataset.schema, dialect, onProgress: terminal.progress });
  if (test !== undefined) {
    await app.withStores((stores) => openSealedSet(app, stores, test, 'in training', actorOf(undefined)));
  }
  const rejects = await rejectsFrom(options, app, dataset.schema, dialect);

  const economics = {
    lossGivenDefault: options.lgd ?? config.economics?.lossGivenDefault ?? defaultEconomics.lossGivenDefault,
    margin: options.margin ?? config.economics?.margin ?? defaultEconomics.margin,
    topMargin:
      options.topMargin ?? config.economics?.topMargin ?? Math.max(defaultEconomics.topMargin, options.margin ?? 0),
  };
  const seed = options.seed ?? config.seed ?? 1;
  const learner = options.learner ?? config.learner ?? 'auto';
  const folds = options.folds ?? config.folds ?? 5;
  const search = await searchFrom(options, app, name, { dataset: dataset.hash, learner, folds, seed });
  const trained = await trainModel(
    dataset,
    {
      learner,
      folds,
      economics,
      libraryVersion: app.version,
      ...(options.calibration === undefined ? {} : { calibration: options.calibration }),
      ...(options.classWeight === undefined ? {} : { classWeight: options.classWeight }),
      ...(options.selectFeatures === undefined ? {} : { selectFeatures: options.selectFeatures }),
      ...(search === undefined ? {} : { search }),
      ...(test === undefined ? {} : { test }),
      ...(rejects === undefined ? {} : { rejects }),
    },
    app.trainingContext(seed),
  );
  const registered = await app.withStores(async (stores) => {
    const model = await stores.registry.register({
      name,
      hash: trained.hash,
      bytes: trained.bytes,
      summary: summaryOf(trained),
    });
    if (options.champion) await stores.registry.setAlias(name, 'champion', model.version);
    return model;
  });
  const { metrics, intervals, baselines, policy, split } = trained.evaluation;
  const seconds = (performance.now() - started) / 1000;
  describeModel(terminal, trained, `${name}@${registered.version}`, options.champion, seconds);
  terminal.printJson({
    model: name,
    version: registered.version,
    hash: trained.hash,
    learner: trained.learner,
    leaderboard: trained.leaderboard,
    settings: trained.bundle.provenance.settings,
    trials: trained.search?.trials ?? [],
    dataset: dataset.hash,
    rows: dataset.table.rowCount,
    rejected: dataset.quarantined.count,
    quarantine: dataset.quarantined.file ?? null,
    features: trained.bundle.model.features.length,
    split,
    metrics,
    intervals,
    baselines,
    policy,
    rejects: trained.rejects ?? null,
    notes: dataset.notes,
    seconds,
  });
}

/** The rejected applications that were named, read as the training data are, but for the outcome. */
async function rejectsFrom(
  options: TrainOptions,
  app: App,
  schema: DatasetSchema,
  dialect: IngestOptions['dialect'],
): Promise<RejectSettings | undefined> {
  const { rejects: file, rejectInference: method = 'bounds', rejectPrudence: prudence } = options;
  if (file === undefined) {
    const stray = (['rejectInference', 'rejectPrudence'] as const).find((option) => options[option] !== undefined);
    if (stray === undefined) return undefined;
    const option = stray === 'rejectInference' ? '--reject-inference' : '--reject-prudence';
    throw new ProbityError('INVALID_ARGUMENT', `\`${option}\` needs \`--rejects <file>\``, { field: option });
  }
  const dataset = await app.warehouse.ingest(file, {
    schema: rejectSchema(schema),
    ...(dialect === undefined ? {} : { dialect }),
    onProgress: app.terminal.progress,
  });
  return { dataset, method, ...(prudence === undefined ? {} : { prudence }) };
}

const DEFAULT_TRIALS = 30;

/** The search that was asked for, with its trials recorded in the workspace and its time limited. */
async function searchFrom(
  options: TrainOptions,
  app: App,
  name: string,
  run: { dataset: string; learner: string; folds: number; seed: number },
): Promise<SearchSettings | undefined> {
  const { search: strategy = 'none', trials = DEFAULT_TRIALS, budget, resume = false } = options;
  if (strategy === 'none') {
    const stray = (['trials', 'budget', 'resume'] as const).find((option) => options[option] !== undefined);
    if (stray === undefined) return undefined;
    throw new ProbityError('INVALID_ARGUMENT', `\`--${stray}\` needs \`--search grid\` or \`--search random\``, {
      field: `--${stray}`,
    });
  }
  const identity = {
    ...run,
    strategy,
    classWeight: printClassWeight(options.classWeight ?? 'none'),
    selectFeatures: [...(options.selectFeatures ?? [])].sort(),
    version: app.version,
  };
  const file = await openSearchFile(app.workspace, name, identity, resume);
  if (resume) app.terminal.note(`${file.recorded.length} trials of ${file.path} are taken over`);
  const end = budget === undefined ? Infinity : performance.now() + budget * 1000;
  return {
    strategy,
    trials,
    recorded: file.recorded,
    onTrial: file.record,
    keepGoing: () => performance.now() < end,
  };
}

function ingestOptions(
  options: TrainOptions,
  app: App,
  schema: DatasetSchema | undefined,
  dialect: IngestOptions['dialect'],
): IngestOptions {
  const given = {
    target: options.target,
    badValue: options.bad,
    id: options.id,
    time: options.time,
    group: options.group,
    weight: options.weight,
    protected: options.protected ?? app.config.protected,
    exclude: options.exclude ?? app.config.exclude,
    specialCodes: options.missing ?? app.config.specialCodes,
    schema,
    dialect,
    onProgress: app.terminal.progress,
  };
  if (given.target === undefined && !schema?.columns.some((column) => column.role === 'target')) {
    throw new ProbityError('INVALID_ARGUMENT', '`--target` of `train` must name the column with the outcome', {
      field: '--target',
    });
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as IngestOptions;
}

function modelNameOf(file: string): string {
  const stem = basename(file)
    .replace(/\.gz$|\.source\.json$/i, '')
    .replace(/\.[^.]*$/, '');
  return (
    stem
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 60) || 'model'
  );
}

function checkModelName(name: string): void {
  if (/^[a-z0-9][a-z0-9._-]{0,62}$/.test(name)) return;
  throw new ProbityError(
    'INVALID_ARGUMENT',
    `\`--name\` must be lower-case letters, digits, ".", "_" or "-", at most 63; got "${name}"`,
    { field: '--name' },
  );
}

function summaryOf(trained: TrainedModel): Record<string, unknown> {
  const { rows, learner, seed, dataset } = trained.bundle.provenance;
  return { learner, rows, seed, dataset, metrics: trained.evaluation.metrics, policy: trained.evaluation.policy };
}
