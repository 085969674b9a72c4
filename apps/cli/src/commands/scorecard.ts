import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { ProbityError } from '@probity/domain';
import { asScorecard } from '@probity/interchange';
import type { ScorecardSettings, Trend } from '@probity/learn';
import { defaultEconomics } from '@probity/scoring';
import { type Dataset, trainModel } from '@probity/training';
import { Command } from 'commander';
import { type App, type CommonOptions, createApp, type LoadedModel, loadModel } from '../app.js';
import { addColumnOptions, type ColumnOptions, ingestOptionsFrom, requireTarget } from '../column-options.js';
import { addDialectOptions } from '../dialect-options.js';
import { examplesOf } from '../help-examples.js';
import { parseChoice, parsePositive, parseWhole } from '../option-parsers.js';
import { modelNameOf, parseModelName, registerModel } from '../register-model.js';
import { readEdits, type ScorecardEdits } from '../scorecard-edits.js';
import { describeScorecard, scorecardJson } from '../scorecard-text.js';
import { refuseSealedRows } from '../sealed-test-sets.js';
import { FOLDS_OPTION, foldsFrom, seedFrom, seedOption } from '../shared-options.js';
import { stated } from '../stated.js';

interface ScorecardOptions extends CommonOptions, ColumnOptions {
  readonly name?: string;
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
    .summary('train, show or edit a scorecard')
    .addHelpText(
      'after',
      examplesOf('scorecard loans.csv --target default --bad 1', 'scorecard loans --edits edits.json'),
    )
    .description('Train a scorecard on a file, show a registered one, or fit one again with edits made by hand.')
    .argument('<file-or-model>', 'a data file; or name, name@version or name@alias of a scorecard')
    .option('--name <name>', 'name of the model (default: from the file)', parseModelName);
  addColumnOptions(command, {
    target: 'column with the outcome (needed for a file unless the schema names it)',
    time: 'fold by this time: validate on later rows only',
    group: 'keep rows of one group in one fold',
  })
    .option('--monotonic <trend>', `${trends.join(', ')} (default auto)`, parseChoice('--monotonic', trends))
    .option('--max-bins <n>', 'most ordinary bins of a variable (default 10)', parseWhole('--max-bins', 1, 100))
    .option('--min-information-value <iv>', 'leave out variables with less', parsePositive('--min-information-value'))
    .option('--pdo <points>', 'points that double the odds (default 20)', parsePositive('--pdo'))
    .option('--base-points <points>', 'points at the base odds (default 600)', parsePositive('--base-points'))
    .option('--base-odds <odds>', 'good : bad odds at the base points (default 50)', parsePositive('--base-odds'))
    .option('--edits <file>', 'JSON with edges, groups, trends and exclusions by variable; the dashboard writes one')
    .option(...FOLDS_OPTION)
    .option(...seedOption('same data and seed, same model'))
    .option('--champion', 'make it the champion')
    .action(runScorecard);
  return addDialectOptions(command);
}

async function runScorecard(source: string, options: ScorecardOptions, command: Command): Promise<void> {
  const app = await createApp(options);
  const edits = options.edits === undefined ? undefined : await readEdits(options.edits);
  if (existsSync(source)) {
    const given = await ingestOptionsFrom(app, options, command);
    requireTarget(given, command);
    const dataset = await app.warehouse.ingest(source, given);
    describeRows(app, source, dataset);
    await refuseSealedRows(app, dataset);
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
  return {
    ...before,
    ...stated({ trend, maxBins, minInformationValue }),
    scale: {
      basePoints: basePoints ?? scale.basePoints,
      baseOdds: baseOdds ?? scale.baseOdds,
      pointsToDoubleOdds: pdo ?? scale.pointsToDoubleOdds,
    },
    edits: { ...before.edits, ...edits?.edits },
  };
}

function describeRows({ terminal }: App, file: string, { table, quarantined, notes }: Dataset): void {
  terminal.print(`${basename(file)}: ${table.rowCount} rows accepted, ${quarantined.count} refused`);
  for (const note of notes) terminal.print(`  ${note}`);
}

async function train(
  app: App,
  name: string,
  dataset: Dataset,
  scorecard: Partial<ScorecardSettings>,
  options: ScorecardOptions,
): Promise<void> {
  const started = performance.now();
  const trained = await trainModel(
    dataset,
    {
      ...{ learner: 'scorecard', folds: foldsFrom(options, app.config), scorecard, libraryVersion: app.version },
      economics: app.config.economics ?? defaultEconomics,
    },
    app.trainingContext(seedFrom(options, app.config)),
  );
  const { hash, bundle } = trained;
  const champion = options.champion === true;
  const registered = await registerModel(app, name, trained, champion);
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
