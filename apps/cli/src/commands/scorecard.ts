import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { ProbityError } from '@probity/domain';
import { asScorecard } from '@probity/interchange';
import type { ScorecardSettings, Trend } from '@probity/learn';
import { checkModelName } from '@probity/scoring';
import { type Dataset, type IngestOptions, type TrainedModel, trainModel } from '@probity/training';
import { loadSchema } from '@probity/warehouse';
import { Command } from 'commander';
import { type App, type CommonOptions, createApp, type LoadedModel, loadModel } from '../app.js';
import { addDialectOptions, type DialectOptions, dialectFrom } from '../dialect-options.js';
import { parseChoice, parseList, parsePositive, parseWhole } from '../option-parsers.js';
import { readEdits, type ScorecardEdits } from '../scorecard-edits.js';
import { describeScorecard, scorecardJson } from '../scorecard-text.js';

interface ScorecardOptions extends CommonOptions, DialectOptions {
  readonly target?: string;
  readonly bad?: string;
  readonly name?: string;
  readonly time?: string;
  readonly group?: string;
  readonly id?: string;
  readonly weight?: string;
  readonly protected?: readonly string[];
  readonly exclude?: readonly string[];
  readonly missing?: readonly string[];
  readonly schema?: string;
  readonly monotonic?: Trend | 'auto';
  readonly maxBins?: number;
  readonly minInformationValue?: number;
  readonly pdo?: number;
  readonly basePoints?: number;
  readonly baseOdds?: number;
  readonly edits?: string;
  readonly folds?: number;
  readonly seed?: number;
  readonly champion?: boolean;
}

const trends = ['auto', 'ascending', 'descending', 'peak', 'valley', 'none'] as const;

export function scorecardCommand(): Command {
  const command = new Command('scorecard')
    .description('Train a scorecard on a file, show a registered one, or fit one again with edits made by hand.')
    .argument('<file-or-model>', 'a data file; or name, name@version or name@alias of a scorecard')
    .option('--target <column>', 'column with the outcome (needed for a file unless the schema names it)')
    .option('--bad <value>', 'its value that means a bad outcome (assumed and said where obvious)')
    .option('--name <name>', 'name of the model (default: from the file)')
    .option('--time <column>', 'fold by this time: validate on later rows only')
    .option('--group <column>', 'keep rows of one group in one fold')
    .option('--id <column>', 'column that names the row; never a feature')
    .option('--weight <column>', 'weight of the row')
    .option('--protected <columns>', 'kept for fairness, never a feature: a,b', parseList)
    .option('--exclude <columns>', 'not used at all: a,b', parseList)
    .option('--missing <codes>', 'special codes, each with a bin of its own: -7,-8,-9', parseList)
    .option('--schema <file>', 'use this schema; its special codes get bins of their own')
    .option('--monotonic <trend>', `${trends.join(', ')} (default auto)`, parseChoice('--monotonic', trends))
    .option('--max-bins <n>', 'most ordinary bins of a variable (default 10)', parseWhole('--max-bins', 1, 100))
    .option('--min-information-value <iv>', 'leave out variables with less', parsePositive('--min-information-value'))
    .option('--pdo <points>', 'points that double the odds (default 20)', parsePositive('--pdo'))
    .option('--base-points <points>', 'points at the base odds (default 600)', parsePositive('--base-points'))
    .option('--base-odds <odds>', 'good : bad odds at the base points (default 50)', parsePositive('--base-odds'))
    .option('--edits <file>', 'JSON with edges, groups, trends and exclusions by variable; the dashboard writes one')
    .option('--folds <n>', 'number of folds (default 5)', parseWhole('--folds', 2, 50))
    .option('--seed <n>', 'same data and seed, same model (default 1)', parseWhole('--seed', 0, 2 ** 32 - 1))
    .option('--champion', 'make it the champion')
    .action(runScorecard);
  return addDialectOptions(command);
}

async function runScorecard(source: string, options: ScorecardOptions, command: Command): Promise<void> {
  const app = await createApp(options);
  const edits = options.edits === undefined ? undefined : await readEdits(options.edits);
  if (existsSync(source)) {
    const dataset = await ingest(app, source, options, command);
    const settings = settingsOf(options, {}, edits);
    return train(app, options.name ?? modelNameOf(source), dataset, settings, options);
  }
  const loaded = await app.withStores((stores) => loadModel(stores, source));
  const card = asScorecard(loaded.bundle.model);
  if (!changesAnything(options)) return show(app, loaded);
  if (edits?.model?.hash !== undefined && edits.model.hash !== loaded.reference.hash) {
    app.terminal.note(`the edits were made on ${edits.model.name}@${edits.model.version}, not on this card`);
  }
  const dataset = await openTrainingData(app, loaded);
  const settings = settingsOf(options, card.settings, edits);
  const { folds, seed } = loaded.bundle.provenance;
  await train(app, options.name ?? loaded.reference.name, dataset, settings, { folds, seed, ...options });
}

/** The data set that the card was trained on, as the workspace keeps it. */
async function openTrainingData(app: App, { bundle, reference }: LoadedModel): Promise<Dataset> {
  try {
    return await app.warehouse.openDataset(bundle.provenance.dataset);
  } catch (cause) {
    if (!(cause instanceof ProbityError) || cause.code !== 'FILE_NOT_FOUND') throw cause;
    const message = `the data set ${bundle.provenance.dataset.slice(0, 12)} of ${reference.name}@${reference.version} is not in this workspace; name its file instead`;
    throw new ProbityError('FILE_NOT_FOUND', message, { field: 'file-or-model' }, { cause });
  }
}

function changesAnything({
  monotonic,
  maxBins,
  minInformationValue,
  pdo,
  basePoints,
  baseOdds,
  edits,
}: ScorecardOptions) {
  return [monotonic, maxBins, minInformationValue, pdo, basePoints, baseOdds, edits].some(
    (given) => given !== undefined,
  );
}

/** What was given on the command line over what the card was fitted with; edits of a variable replace its earlier ones. */
function settingsOf(
  options: ScorecardOptions,
  before: Partial<ScorecardSettings>,
  edits: ScorecardEdits | undefined,
): Partial<ScorecardSettings> {
  const { monotonic: trend, maxBins, minInformationValue, pdo, basePoints, baseOdds } = options;
  const scale = before.scale ?? { basePoints: 600, baseOdds: 50, pointsToDoubleOdds: 20 };
  const given = Object.entries({ trend, maxBins, minInformationValue }).filter(([, value]) => value !== undefined);
  return {
    ...before,
    ...Object.fromEntries(given),
    scale: {
      basePoints: basePoints ?? scale.basePoints,
      baseOdds: baseOdds ?? scale.baseOdds,
      pointsToDoubleOdds: pdo ?? scale.pointsToDoubleOdds,
    },
    edits: { ...before.edits, ...edits?.edits },
  };
}

async function ingest(app: App, file: string, options: ScorecardOptions, command: Command): Promise<Dataset> {
  const schema = options.schema === undefined ? undefined : await loadSchema(options.schema);
  if (options.target === undefined && !schema?.columns.some(({ role }) => role === 'target')) {
    const message = '`--target` of `scorecard` must name the column with the outcome';
    throw new ProbityError('INVALID_ARGUMENT', message, { field: '--target' });
  }
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
    dialect: dialectFrom(options, command),
    onProgress: app.terminal.progress,
  };
  const dataset = await app.warehouse.ingest(
    file,
    Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as IngestOptions,
  );
  const { table, quarantined, notes } = dataset;
  app.terminal.print(`${basename(file)}: ${table.rowCount} rows accepted, ${quarantined.count} refused`);
  for (const note of notes) app.terminal.print(`  ${note}`);
  return dataset;
}

async function train(
  app: App,
  name: string,
  dataset: Dataset,
  scorecard: Partial<ScorecardSettings>,
  { folds = app.config.folds ?? 5, seed = app.config.seed ?? 1, champion = false }: ScorecardOptions,
): Promise<void> {
  checkModelName(name);
  const started = performance.now();
  const trained = await trainModel(
    dataset,
    { learner: 'scorecard', folds, scorecard, libraryVersion: app.version },
    app.trainingContext(seed),
  );
  const { hash, bytes, bundle } = trained;
  const registered = await app.withStores(async (stores) => {
    const model = await stores.registry.register({ name, hash, bytes, summary: summaryOf(trained) });
    if (champion) await stores.registry.setAlias(name, 'champion', model.version);
    return model;
  });
  const reference = { name, version: registered.version, hash };
  const lines = describeScorecard(asScorecard(bundle.model), bundle.schema, reference, trained.evaluation);
  for (const line of lines) app.terminal.print(line);
  app.terminal.print(
    `  ${((performance.now() - started) / 1000).toFixed(1)} s; export with: probity export ${name}@${registered.version} --format sql`,
  );
  app.terminal.printJson({ ...scorecardJson(asScorecard(bundle.model), reference, trained.evaluation), champion });
}

function show({ terminal }: App, { reference, bundle }: LoadedModel): void {
  const card = asScorecard(bundle.model);
  for (const line of describeScorecard(card, bundle.schema, reference, bundle.evaluation)) terminal.print(line);
  terminal.printJson(scorecardJson(card, reference, bundle.evaluation));
}

function summaryOf({ bundle, evaluation }: TrainedModel): Record<string, unknown> {
  const { rows, learner, seed, dataset } = bundle.provenance;
  return { learner, rows, seed, dataset, metrics: evaluation.metrics, policy: evaluation.policy };
}

function modelNameOf(file: string): string {
  const stem = basename(file)
    .replace(/\.gz$/i, '')
    .replace(/\.[^.]*$/, '')
    .toLowerCase();
  return (
    stem
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 60) || 'model'
  );
}
