import { basename } from 'node:path';
import { type DatasetSchema, ProbityError } from '@probity/domain';
import { type CreditMetrics, defaultEconomics } from '@probity/scoring';
import {
  type Dataset,
  type IngestOptions,
  type LearnerChoice,
  learnerChoices,
  type TrainedModel,
  trainModel,
} from '@probity/training';
import { loadSchema, saveSchema } from '@probity/warehouse';
import { Command } from 'commander';
import { type App, type CommonOptions, createApp } from '../app.js';
import { addDialectOptions, type DialectOptions, dialectFrom } from '../dialect-options.js';
import { parseChoice, parseList, parsePositive, parseWhole } from '../option-parsers.js';
import { formatTable, percent, type Terminal } from '../terminal.js';

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
  readonly champion: boolean;
}

export function trainCommand(): Command {
  const command = new Command('train')
    .description('Train, calibrate and measure a credit model on a file; register it as the champion.')
    .argument('<file>', 'delimited text in any dialect, optionally .gz')
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
      `${learnerChoices.join(', ')} (default "auto": the better of the two on the same folds)`,
      parseChoice('--learner', learnerChoices),
    )
    .option('--folds <n>', 'number of folds (default 5)', parseWhole('--folds', 2, 50))
    .option('--seed <n>', 'same data and seed, same model (default 1)', parseWhole('--seed', 0, 2 ** 32 - 1))
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
  if (options.saveSchema !== undefined) await saveSchema(options.saveSchema, dataset.schema);
  const test =
    options.test === undefined
      ? undefined
      : await app.warehouse.ingest(options.test, { schema: dataset.schema, dialect, onProgress: terminal.progress });

  const economics = {
    lossGivenDefault: options.lgd ?? config.economics?.lossGivenDefault ?? defaultEconomics.lossGivenDefault,
    margin: options.margin ?? config.economics?.margin ?? defaultEconomics.margin,
    topMargin:
      options.topMargin ?? config.economics?.topMargin ?? Math.max(defaultEconomics.topMargin, options.margin ?? 0),
  };
  const seed = options.seed ?? config.seed ?? 1;
  const trained = await trainModel(
    dataset,
    {
      learner: options.learner ?? config.learner ?? 'auto',
      folds: options.folds ?? config.folds ?? 5,
      economics,
      libraryVersion: app.version,
      ...(test === undefined ? {} : { test }),
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
    notes: dataset.notes,
    seconds,
  });
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
    .replace(/\.gz$/i, '')
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

function describeDataset(terminal: Terminal, file: string, dataset: Dataset): void {
  const { table, quarantined, schema } = dataset;
  terminal.print(
    `${basename(file)}: ${table.rowCount} rows accepted, ${quarantined.count} refused, dataset ${dataset.hash.slice(0, 12)}`,
  );
  for (const note of dataset.notes) terminal.print(`  ${note}`);
  if (quarantined.file !== undefined) terminal.print(`  refused rows are in ${quarantined.file}`);
  terminal.print();
  const rows = schema.columns.map((column) => [
    column.name,
    column.kind,
    column.role,
    (column.levels ?? []).slice(0, 6).join(', ').slice(0, 60),
  ]);
  for (const line of formatTable([['column', 'kind', 'role', 'values'], ...rows])) terminal.print(line);
  terminal.print();
}

const metricNames: readonly (readonly [keyof CreditMetrics, string])[] = [
  ['rocAuc', 'ROC AUC'],
  ['gini', 'Gini'],
  ['ks', 'KS'],
  ['prAuc', 'PR AUC'],
  ['brier', 'Brier'],
  ['logLoss', 'log loss'],
  ['f1', 'F1 at cut-off'],
];

function describeModel(
  terminal: Terminal,
  trained: TrainedModel,
  reference: string,
  champion: boolean,
  seconds: number,
): void {
  const { metrics, intervals, baselines, policy, split } = trained.evaluation;
  const figure = (value: number) => value.toFixed(4);
  terminal.print(
    `${reference}  ${trained.learner}, hash ${trained.hash.slice(0, 12)}${champion ? ', now the champion' : ''}`,
  );
  terminal.print(`  measured on ${split}`);
  const rows = metricNames.map(([key, label]) => [
    label,
    figure(metrics[key]),
    `${figure(intervals[key][0])} – ${figure(intervals[key][1])}`,
    figure(baselines.logistic[key]),
    figure(baselines.dummy[key]),
  ]);
  for (const line of formatTable([['metric', 'model', '95 % interval', 'logistic', 'dummy'], ...rows]))
    terminal.print(line);
  const { approveBelow, declineFrom } = trained.bundle.policy;
  terminal.print(
    `  approve below ${percent(approveBelow)}, decline from ${percent(declineFrom)} probability of a bad outcome (zero expected profit)`,
  );
  const bads = policy.badRate === null ? 'nobody approved' : `bad rate among the approved ${percent(policy.badRate)}`;
  terminal.print(
    `  approved ${percent(policy.approvalRate)}, referred ${percent(policy.referRate)}, declined ${percent(policy.declineRate)}; ${bads}`,
  );
  terminal.print(`  ${seconds.toFixed(1)} s`);
}
