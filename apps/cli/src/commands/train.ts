import { type DatasetSchema, ProbityError } from '@probity/domain';
import { isRatioName } from '@probity/features';
import { type RejectMethod, rejectMethods } from '@probity/learn';
import { defaultEconomics, type MistakeCosts } from '@probity/scoring';
import {
  bankruptcyFolds,
  type ClassWeight,
  calibrationChoices,
  type Dataset,
  type Dialect,
  defaultMistakeCosts,
  type LearnerChoice,
  learnerChoices,
  parseClassWeight,
  printClassWeight,
  type RejectSettings,
  rejectSchema,
  type SearchSettings,
  selectionMethods,
  type TrainSettings,
  trainBankruptcy,
  trainModel,
} from '@probity/training';
import { saveSchema } from '@probity/warehouse';
import { Command } from 'commander';
import { type App, type CommonOptions, createApp } from '../app.js';
import { parseColumnMap, parseCosts } from '../blueprint-options.js';
import { addColumnOptions, type ColumnOptions, ingestOptionsFrom, requireTarget } from '../column-options.js';
import { describeCompanyColumns, ratioFileOf, readCompanyFile } from '../company-file.js';
import { parseInteractions, parseMonotone } from '../constraint-options.js';
import { addDialectOptions, dialectFrom } from '../dialect-options.js';
import { datasetEnricher } from '../enrich-dataset.js';
import { examplesOf } from '../help-examples.js';
import { withJoinedFiles } from '../join-files.js';
import { parseChoice, parseDuration, parseListOf, parsePositive, parseShare, parseWhole } from '../option-parsers.js';
import { modelNameOf, parseModelName, registerModel, requireBundleKey } from '../register-model.js';
import { openSealedSet, refuseSealedRows } from '../sealed-test-sets.js';
import { openSearchFile } from '../search-file.js';
import {
  actorOrUnnamed,
  addEconomicsOptions,
  type EconomicsOptions,
  economicsFrom,
  FOLDS_OPTION,
  foldsFrom,
  seedFrom,
  seedOption,
  THREADS_OPTION,
} from '../shared-options.js';
import { stated } from '../stated.js';
import { FRAUD_MODEL, type FraudOptions, type FraudRun, trainFraudFile } from '../train-fraud.js';
import { warnOfLeaks } from '../train-leaks.js';
import { describeDataset, describeEvents, describeModel } from '../train-text.js';

/** Ready-made projects. */
const blueprints = ['bankruptcy', 'fraud'] as const;
type Blueprint = (typeof blueprints)[number];

interface TrainOptions extends CommonOptions, ColumnOptions, EconomicsOptions, FraudOptions {
  readonly name?: string;
  readonly test?: string;
  readonly saveSchema?: string;
  readonly enrich?: string;
  readonly blueprint?: Blueprint;
  readonly map?: Readonly<Record<string, string>>;
  readonly company?: string;
  readonly cost?: MistakeCosts;
  readonly learner?: LearnerChoice;
  readonly folds?: number;
  readonly seed?: number;
  readonly calibration?: NonNullable<TrainSettings['calibration']>;
  readonly classWeight?: ClassWeight;
  readonly selectFeatures?: NonNullable<TrainSettings['selectFeatures']>;
  readonly monotone?: NonNullable<TrainSettings['monotone']>;
  readonly interactions?: NonNullable<TrainSettings['interactions']>;
  readonly threads?: number;
  readonly search?: 'none' | 'grid' | 'random';
  readonly trials?: number;
  readonly budget?: number;
  readonly resume?: boolean;
  readonly rejects?: string;
  readonly rejectInference?: RejectMethod;
  readonly rejectPrudence?: number;
  readonly encrypt?: boolean;
  readonly champion: boolean;
}

export function trainCommand(): Command {
  const command = new Command('train')
    .summary('fit, calibrate, measure and register a model')
    .addHelpText(
      'after',
      examplesOf(
        'train loans.csv --target default --bad 1 --save-schema loans.schema.json',
        'train loans.csv --schema loans.schema.json --learner boosting --search random --budget 10m',
        'train payments.csv --blueprint fraud --target TX_FRAUD --time TX_DATETIME --label-delay 7d',
        'train companies.csv --blueprint bankruptcy --target failed --company id --time year --cost missed=450000,false=20000',
      ),
    )
    .description('Train, calibrate and measure a credit model on a file; register it as the champion.')
    .argument(
      '<file...>',
      'delimited text (several with one header are read as one), Parquet, JSON lines, ARFF or a source file',
    )
    .option('--name <name>', 'name of the model (default: from the file)', parseModelName)
    .option('--test <file>', 'measure on this file (default: on out-of-fold rows)')
    .option(
      '--blueprint <name>',
      `ready-made project: ${blueprints.join(', ')}`,
      parseChoice('--blueprint', blueprints),
    );
  addColumnOptions(command, {
    target: 'column with the outcome (needed unless the schema names it)',
    time: 'fold by this time: validate on later rows only',
    group: 'keep rows of one group in one fold; with --time: validate on later rows of other groups',
  })
    .option(
      '--map <pairs>',
      'what the columns are, for a blueprint: sales=TURNOVER,equity=EQ (default: found by name)',
      parseColumnMap,
    )
    .option('--company <column>', 'blueprint bankruptcy: the company, as --group')
    .option(
      '--cost <pairs>',
      'blueprint bankruptcy: missed=450000,false=20000, or lossGivenDefault=0.45,margin=0.02,exposure=1000000, or a JSON file',
      parseCosts,
    )
    .option('--label-delay <time>', 'blueprint fraud: how long after a payment its label is known (default 7d)')
    .option('--features <file>', 'blueprint fraud: a feature set (default: about 35 of what the columns allow)')
    .option('--train-from <day>', 'blueprint fraud: fit on payments from here on; earlier ones feed features')
    .option('--train-to <day>', 'blueprint fraud: up to, not including')
    .option('--test-from <day>', 'blueprint fraud: measure on payments of the same files from here on')
    .option('--test-to <day>', 'blueprint fraud: up to, not including')
    .option('--keep-known-cards', 'blueprint fraud: measure on cards too that were known to be compromised')
    .option(
      '--alert-rate <share>',
      'blueprint fraud: share of payments reviewed or blocked, per context (default 0.005)',
      parseShare('--alert-rate'),
    )
    .option(
      '--false-positive-rate <share>',
      'blueprint fraud: hold this share of the genuine payments instead',
      parseShare('--false-positive-rate'),
    )
    .option(
      '--block-rate <share>',
      'blueprint fraud: share of them blocked (default 0.001)',
      parseShare('--block-rate'),
    )
    .option('--save-schema <file>', 'write the schema here, to be edited')
    .option(
      '--enrich <file>',
      'add columns as of the time of each row: economic series, reference data, a bureau (JSON)',
    )
    .option(
      '--learner <name>',
      `${learnerChoices.join(', ')} (default "auto": all of them on the same folds)`,
      parseChoice('--learner', learnerChoices),
    )
    .option(...FOLDS_OPTION)
    .option(...seedOption('same data and seed, same model'))
    .option(...THREADS_OPTION)
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
      '--monotone <directions>',
      'the risk may only rise (+) or fall (-) with these, proved: income:-,utilisation:+ (learner boosting)',
      parseMonotone,
    )
    .option(
      '--interactions <groups>',
      'only columns of one group act together, the others alone, proved: a,b;c,d (learner boosting)',
      parseInteractions,
    )
    .option(
      '--search <strategy>',
      'grid, random or none: search settings, nested in the folds (default none)',
      parseChoice('--search', ['none', 'grid', 'random']),
    )
    .option('--trials <n>', 'trials of the search at most (default 30)', parseWhole('--trials', 1, 10_000))
    .option('--budget <time>', 'begin no new trial after this time: 90s, 10m, 2h', parseDuration('--budget'))
    .option('--resume', 'go on with the same search where it was broken off')
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
    .option('--encrypt', 'store the bundle encrypted with PROBITY_BUNDLE_KEY')
    .option('--no-champion', 'register without making it the champion')
    .action(runTrain);
  return addDialectOptions(addEconomicsOptions(command));
}

async function runTrain(files: readonly string[], options: TrainOptions, command: Command): Promise<void> {
  const app = await createApp(options);
  const name = options.name ?? (options.blueprint === 'fraud' ? FRAUD_MODEL : modelNameOf(files[0] ?? ''));
  refuseStrayOptions(options);
  await withJoinedFiles(files, app.datasets, async (file) => {
    if (options.blueprint === 'fraud') return runFraud(app, file, name, options, command);
    if (options.blueprint !== 'bankruptcy') return train(app, file, name, options, command);
    const { map = {}, company, time } = options;
    const companies = await readCompanyFile(app, file, {
      ...{ map, company, time, out: ratioFileOf(app, name), dialect: dialectFrom(options, command) },
    });
    app.terminal.note(describeCompanyColumns(companies));
    if (companies.fromStatements) app.terminal.note(`ratios of the statements are in ${companies.file}`);
    // A ratio file has names of its own, found without the map.
    const ratioMap = companies.fromStatements ? {} : ratiosOf(map);
    return train(app, companies.file, name, asCompanyOptions(options, ratioMap), command);
  });
}

/** Payments are read like any file; what becomes of them is the blueprint's. */
async function runFraud(app: App, file: string, name: string, options: TrainOptions, command: Command): Promise<void> {
  const given = await ingestOptionsFrom(app, options, command);
  const { target } = given;
  if (target === undefined) {
    throw new ProbityError('INVALID_ARGUMENT', '`--target` of `train` must name the column with the label', {
      field: '--target',
    });
  }
  const learner = learnerOfFraud(options.learner);
  const dataset = await app.warehouse.ingest(file, given);
  describeEvents(app.terminal, file, dataset);
  await refuseSealedRows(app, dataset);
  const test = await testFrom(app, options.test, dataset.schema, given.dialect ?? {});
  await trainFraudFile(app, dataset, options, {
    ...{ name, target, time: options.time, test, learner, folds: options.folds, threads: options.threads },
    seed: seedFrom(options, app.config),
  });
}

function learnerOfFraud(learner: LearnerChoice | undefined): FraudRun['learner'] {
  if (learner === undefined) return undefined;
  const name = (['boosting', 'forest', 'tree', 'logistic', 'extra-trees'] as const).find((known) => known === learner);
  if (name !== undefined) return name;
  const message = `\`--learner\` of the blueprint fraud must be boosting, forest, extra-trees, tree or logistic; got "${learner}"`;
  throw new ProbityError('INVALID_ARGUMENT', message, { field: '--learner' });
}

const fraudOnly = [
  ...(['labelDelay', 'features', 'trainFrom', 'trainTo', 'testFrom', 'testTo', 'keepKnownCards'] as const),
  ...(['alertRate', 'falsePositiveRate', 'blockRate'] as const),
];

/** @throws INVALID_ARGUMENT for an option that only a blueprint understands */
function refuseStrayOptions(options: TrainOptions): void {
  const fraud = options.blueprint === 'fraud' ? undefined : fraudOnly.find((option) => options[option] !== undefined);
  if (fraud !== undefined) {
    const option = `--${fraud.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    throw new ProbityError('INVALID_ARGUMENT', `\`${option}\` needs \`--blueprint fraud\``, { field: option });
  }
  const stray = (['company', 'cost'] as const).find((option) => options[option] !== undefined);
  if (options.blueprint === 'bankruptcy' || stray === undefined) return;
  throw new ProbityError('INVALID_ARGUMENT', `\`--${stray}\` needs \`--blueprint bankruptcy\``, {
    field: `--${stray}`,
  });
}

/** The company is the group, and the column with the exposure is no feature. */
function asCompanyOptions(options: TrainOptions, map: Readonly<Record<string, string>>): TrainOptions {
  const { company, cost, exclude } = options;
  const column = cost?.exposureColumn;
  return {
    ...options,
    map,
    ...(company === undefined ? {} : { group: company }),
    ...(column === undefined ? {} : { exclude: [...(exclude ?? []), column] }),
  };
}

/** The part of a map that names ratios. */
function ratiosOf(map: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(map).filter(([ratio]) => isRatioName(ratio)));
}

async function train(app: App, file: string, name: string, options: TrainOptions, command: Command): Promise<void> {
  const started = performance.now();
  const bundleKey = options.encrypt === true ? requireBundleKey() : undefined;
  const { terminal, config } = app;
  const given = await ingestOptionsFrom(app, options, command);
  requireTarget(given, command);
  const read = await app.warehouse.ingest(file, given);
  describeDataset(terminal, file, read);
  await refuseSealedRows(app, read);
  if (options.saveSchema !== undefined) await saveSchema(options.saveSchema, read.schema);
  const { dialect = {} } = given;
  const enricher = await datasetEnricher(app, options.enrich);
  const enrich = async (rows: Dataset) => (await enricher?.enrich(rows)) ?? { dataset: rows, counts: [] };
  const { dataset, counts: enrichment } = await enrich(read);
  const plainTest = await testFrom(app, options.test, read.schema, dialect);
  const test = plainTest && (await enrich(plainTest)).dataset;
  const plainRejects = await rejectsFrom(app, options, read.schema, dialect);
  const rejects = plainRejects && { ...plainRejects, dataset: (await enrich(plainRejects.dataset)).dataset };
  const seed = seedFrom(options, config);
  const leaks = await warnOfLeaks(app, dataset, test, seed);
  const isBankruptcy = options.blueprint === 'bankruptcy';
  const learner = options.learner ?? config.learner ?? (isBankruptcy ? undefined : 'auto');
  const folds = isBankruptcy ? (options.folds ?? config.folds ?? bankruptcyFolds(dataset)) : foldsFrom(options, config);
  const search = await searchFrom(app, options, name, {
    ...{ dataset: dataset.hash, learner: learner ?? 'committee', folds, seed },
  });
  const { calibration, classWeight, selectFeatures, monotone, interactions } = options;
  const economics = economicsFrom(options, config.economics ?? defaultEconomics);
  const settings: TrainSettings = {
    ...{ folds, economics, libraryVersion: app.version },
    ...stated({ learner, calibration, classWeight, selectFeatures, monotone, interactions, search, test, rejects }),
  };
  const context = app.trainingContext(seed, options.threads);
  const trained = isBankruptcy
    ? await trainBankruptcy(dataset, { ...settings, costs: costsFrom(options), map: options.map ?? {} }, context)
    : await trainModel(dataset, settings, context);
  const registered = await registerModel(app, name, trained, options.champion, bundleKey);
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
    cost: trained.evaluation.cost ?? null,
    rivals: trained.evaluation.rivals ?? [],
    foldRocAucs: trained.evaluation.foldRocAucs ?? [],
    rejects: trained.rejects ?? null,
    enrichment,
    leaks,
    notes: dataset.notes,
    seconds,
  });
}

/** What mistakes cost: `--cost`, else the shares of `--lgd` and `--margin` over the defaults. */
function costsFrom({ cost, lgd, margin }: TrainOptions): MistakeCosts {
  return cost ?? { ...defaultMistakeCosts, ...stated({ lossGivenDefault: lgd, margin }) };
}

/** The file to measure on; when it is a sealed set, its opening is counted. */
async function testFrom(app: App, file: string | undefined, schema: DatasetSchema, dialect: Partial<Dialect>) {
  if (file === undefined) return undefined;
  const test = await app.warehouse.ingest(file, { schema, dialect, onProgress: app.terminal.progress });
  await app.withStores((stores) => openSealedSet(app, stores, test, 'in training', actorOrUnnamed()));
  return test;
}

/** The rejected applications that were named, read as the training data are, but for the outcome. */
async function rejectsFrom(
  app: App,
  options: TrainOptions,
  schema: DatasetSchema,
  dialect: Partial<Dialect>,
): Promise<RejectSettings | undefined> {
  const { rejects: file, rejectInference: method = 'bounds', rejectPrudence: prudence } = options;
  if (file === undefined) {
    const stray = (['rejectInference', 'rejectPrudence'] as const).find((option) => options[option] !== undefined);
    if (stray === undefined) return undefined;
    const option = stray === 'rejectInference' ? '--reject-inference' : '--reject-prudence';
    throw new ProbityError('INVALID_ARGUMENT', `\`${option}\` needs \`--rejects <file>\``, { field: option });
  }
  const dataset = await app.warehouse.ingest(file, {
    ...{ schema: rejectSchema(schema), dialect },
    onProgress: app.terminal.progress,
  });
  return { dataset, method, ...stated({ prudence }) };
}

const DEFAULT_TRIALS = 30;

/** The search that was asked for, with its trials recorded in the workspace and its time limited. */
async function searchFrom(
  app: App,
  options: TrainOptions,
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
    ...(options.monotone === undefined ? {} : { monotone: options.monotone }),
    ...(options.interactions === undefined ? {} : { interactions: options.interactions }),
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
