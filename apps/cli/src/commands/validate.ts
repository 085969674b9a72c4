import { ProbityError } from '@probity/domain';
import type { Stores } from '@probity/stores';
import { type Dataset, predictOutOfFold } from '@probity/training';
import {
  checkPublishedMetrics,
  type PublishedFigures,
  renderValidationReport,
  type ValidationDatasets,
  type ValidationReport,
  type ValidationSettings,
  validateModel,
} from '@probity/validation';
import { Command } from 'commander';
import { type App, type CommonOptions, createApp, type LoadedModel, loadModel } from '../app.js';
import { parseMonotone } from '../constraint-options.js';
import { addDialectOptions, type DialectOptions, dialectFrom } from '../dialect-options.js';
import { examplesOf } from '../help-examples.js';
import { parseList, parsePositive, parseWhole } from '../option-parsers.js';
import { writeOutput } from '../output-file.js';
import { openSealedSet, sealTestSet } from '../sealed-test-sets.js';
import { ACTOR_OPTION, actorOrUnnamed, MODEL_OPTION, seedFrom, seedOption, THREADS_OPTION } from '../shared-options.js';
import { stated } from '../stated.js';
import { describeFigures, describeReport } from '../validation-text.js';

interface ValidateOptions extends CommonOptions, DialectOptions {
  readonly model?: string;
  readonly test?: string;
  readonly time?: string;
  readonly segment?: readonly string[];
  readonly protected?: readonly string[];
  readonly exposure?: string;
  readonly costBad?: number;
  readonly costGood?: number;
  readonly currency?: string;
  readonly badTime?: string;
  readonly statuses?: readonly string[];
  readonly monotone?: NonNullable<ValidationSettings['monotone']>;
  readonly assetCorrelation?: number;
  readonly resamples?: number;
  readonly benchmarks: boolean;
  readonly seed?: number;
  readonly threads?: number;
  readonly html?: string;
  readonly actor?: string;
  readonly seal?: string;
  readonly checkFigures?: string;
}

export function validateCommand(): Command {
  const command = new Command('validate')
    .summary('the validation pack, as report, page and JSON')
    .addHelpText(
      'after',
      examplesOf(
        'validate test.csv --time issued --segment purpose --html validation.html',
        'validate --check-figures "accuracy=94.2%,precision=91.8%,recall=89.3%,bads=8.5%"',
      ),
    )
    .description('The validation pack of a model: discrimination, calibration, stability, profit, weak spots and more.')
    .argument('[file]', 'rows with outcomes that the model has not seen; without it, the training rows out of fold')
    .option(...MODEL_OPTION)
    .option('--test <file>', 'the same as naming the file')
    .option('--time <column>', 'date or period of the row (default: the time column of the schema)')
    .option('--segment <columns>', 'divide the rows by these: a,b', parseList)
    .option('--protected <columns>', "for the fairness section (default: the schema's): a,b", parseList)
    .option('--exposure <column>', 'amount of the loan; money then counts per unit of it')
    .option(
      '--cost-bad <money>',
      "what a bad loan loses (default: the policy's loss given default)",
      parsePositive('--cost-bad'),
    )
    .option(
      '--cost-good <money>',
      "what a good loan earns (default: the policy's margin)",
      parsePositive('--cost-good'),
    )
    .option('--currency <code>', 'to print beside money')
    .option('--bad-time <column>', 'date of the bad event, for vintage curves')
    .option('--statuses <columns>', 'status of successive months, oldest first, for roll rates: a,b,c', parseList)
    .option(
      '--monotone <directions>',
      'the risk must rise (+) or fall (-) with these: income:-,debt:+ (default: what training was told)',
      parseMonotone,
    )
    .option(
      '--asset-correlation <share>',
      'defaults move together, in the test of grades',
      parsePositive('--asset-correlation'),
    )
    .option('--resamples <n>', 'of the bootstrap (default 200)', parseWhole('--resamples', 20, 10_000))
    .option('--no-benchmarks', 'fit no benchmark models')
    .option(...seedOption('of bootstrap and samples'))
    .option(...THREADS_OPTION)
    .option('--html <file>', 'write the report as one HTML page')
    .option(...ACTOR_OPTION)
    .option('--seal <file>', 'put a test set aside: training refuses its rows, and every opening is counted')
    .option('--check-figures <figures>', 'can these hold together? "accuracy=94.2%,precision=91.8%,rows=1000"')
    .action(runValidate);
  return addDialectOptions(command);
}

async function runValidate(file: string | undefined, options: ValidateOptions, command: Command): Promise<void> {
  const app = await createApp(options);
  if (options.checkFigures !== undefined) return checkFigures(app, options.checkFigures);
  const dialect = dialectFrom(options, command);
  if (options.seal !== undefined) return sealFile(app, options.seal, dialect, options);
  if (file !== undefined && options.test !== undefined) {
    throw new ProbityError('INVALID_ARGUMENT', '`--test` of `validate` must not be given beside a file', {
      field: '--test',
    });
  }
  const started = performance.now();
  const sampleFile = file ?? options.test;
  const { loaded, datasets } = await app.withStores(async (stores) => {
    const found = await loadModel(stores, options.model);
    const sample =
      sampleFile === undefined
        ? undefined
        : await app.warehouse.ingest(sampleFile, {
            schema: found.bundle.schema,
            dialect,
            onProgress: app.terminal.progress,
          });
    for (const note of sample?.notes ?? []) app.terminal.note(note);
    return { loaded: found, datasets: await gatherData(app, stores, found, sample, options) };
  });
  // The stores are closed meanwhile: fits hold up the event loop, and an interruption must not have to wait for them.
  const report = await makeReport(app, loaded, datasets, options);
  const { id } = await app.withStores((stores) =>
    stores.reports.save({ kind: 'validation', subject: report.model.hash, report }),
  );
  if (options.html !== undefined) await writeOutput(options.html, renderValidationReport(report));
  const seconds = (performance.now() - started) / 1000;
  for (const line of describeReport(report)) app.terminal.print(line);
  app.terminal.print(
    `  report ${id} saved${options.html === undefined ? '' : `, page in ${options.html}`} (${seconds.toFixed(1)} s)`,
  );
  app.terminal.printJson({ id, html: options.html ?? null, seconds, report });
}

/** What the report is made on; the opening of a sealed sample is counted. */
async function gatherData(
  app: App,
  stores: Stores,
  { reference, bundle }: LoadedModel,
  sample: Dataset | undefined,
  options: ValidateOptions,
): Promise<ValidationDatasets> {
  // Rows that an imported model was only measured on are not its training data.
  const training = isMeasuredOnly(bundle) ? undefined : await openTraining(app, bundle.provenance.dataset);
  const seal =
    sample === undefined
      ? undefined
      : await openSealedSet(app, stores, sample, reference.hash, actorOrUnnamed(options));
  return { ...stated({ training, sample, seal }), ...(await championBeside(stores, reference.hash, sample)) };
}

async function makeReport(
  app: App,
  { reference, bundle: stored, policy }: LoadedModel,
  datasets: ValidationDatasets,
  options: ValidateOptions,
): Promise<ValidationReport> {
  const bundle = policy === undefined ? stored : { ...stored, policy: policy.policy };
  const { training, sample } = datasets;
  const context = {
    ...app.trainingContext(seedFrom(options, app.config), options.threads),
    libraryVersion: app.version,
  };
  const identity = { ...reference, ...(policy === undefined ? {} : { policy: policy.reference.id }) };
  const settings = settingsFrom(options, bundle.policy.economics);
  if (sample !== undefined) return validateModel({ ...identity, bundle }, datasets, settings, context);
  if (bundle.model.kind === 'imported-trees') {
    const message =
      'an imported model cannot be trained again here, out of fold; name a file with rows that it has not seen';
    throw new ProbityError('INVALID_ARGUMENT', message, { field: 'file' });
  }
  if (training === undefined) {
    const message = `the training data (dataset ${stored.provenance.dataset}) are not in this workspace; name a file with rows that the model has not seen`;
    throw new ProbityError('FILE_NOT_FOUND', message, { field: 'file' });
  }
  const outOfFold = await predictOutOfFold(stored, training, context);
  return validateModel({ ...identity, bundle }, { ...datasets, outOfFold }, settings, context);
}

/** The champion of the same registry, unless it is the model itself; it may have been trained on rows of the sample. */
async function championBeside(stores: Stores, hash: string, sample: Dataset | undefined) {
  const champion = sample === undefined ? undefined : await stores.registry.champion();
  if (champion === undefined || champion.hash === hash) return {};
  const { bundle, reference } = await loadModel(stores, `${champion.name}@${champion.version}`);
  const has = (name: string) => sample?.table.columns.some((column) => column.name === name) === true;
  // A champion of another data set cannot score these rows.
  if (!bundle.model.features.every(({ name }) => has(name))) return {};
  return { champion: { name: `champion ${reference.name}@${reference.version}`, bundle } };
}

function isMeasuredOnly({ model, provenance }: LoadedModel['bundle']): boolean {
  const { calibration } = provenance.settings as { readonly calibration?: { readonly asked?: string } };
  return model.kind === 'imported-trees' && calibration?.asked === 'none';
}

async function openTraining(app: App, hash: string): Promise<Dataset | undefined> {
  try {
    return await app.warehouse.openDataset(hash);
  } catch (error) {
    if (error instanceof ProbityError && error.code === 'FILE_NOT_FOUND') return undefined;
    throw error;
  }
}

function settingsFrom(
  options: ValidateOptions,
  economics: { readonly margin: number; readonly lossGivenDefault: number },
): ValidationSettings {
  const { costBad, costGood, currency } = options;
  const money = {
    goodGain: costGood ?? economics.margin,
    badCost: costBad ?? economics.lossGivenDefault,
    ...stated({ currency }),
  };
  return stated({
    time: options.time,
    segments: options.segment,
    protected: options.protected,
    exposure: options.exposure,
    money,
    badTime: options.badTime,
    statuses: options.statuses,
    monotone: options.monotone,
    assetCorrelation: options.assetCorrelation,
    resamples: options.resamples,
    benchmarks: options.benchmarks ? undefined : false,
  });
}

async function sealFile(
  app: App,
  file: string,
  dialect: ReturnType<typeof dialectFrom>,
  actor: ValidateOptions,
): Promise<void> {
  const dataset = await app.warehouse.ingest(file, { dialect, onProgress: app.terminal.progress });
  const { seal, isNew } = await app.withStores((stores) => sealTestSet(stores, dataset, actorOrUnnamed(actor)));
  const rows = dataset.table.rowCount;
  app.terminal.print(
    isNew
      ? `sealed: ${rows} rows, dataset ${dataset.hash.slice(0, 12)}; training refuses them, and every opening is counted`
      : `sealed already on ${seal.sealedAt} by ${seal.sealedBy}; opened ${seal.openings.length} times since`,
  );
  app.terminal.printJson({ dataset: dataset.hash, rows, isNew, seal });
}

function checkFigures(app: App, text: string): void {
  const figures: Record<string, string> = {};
  for (const part of parseList(text)) {
    const [name = '', value, ...rest] = part.split('=').map((side) => side.trim());
    if (name === '' || value === undefined || rest.length > 0) {
      const message = `\`--check-figures\` must be a list such as "accuracy=94.2%,recall=0.893"; got "${part}"`;
      throw new ProbityError('INVALID_ARGUMENT', message, { field: '--check-figures' });
    }
    if (Object.hasOwn(figures, name)) {
      throw new ProbityError('INVALID_ARGUMENT', `\`${name}\` must be given once`, { field: name });
    }
    figures[name] = value;
  }
  const verdict = checkPublishedMetrics(figures as PublishedFigures);
  for (const line of describeFigures(verdict)) app.terminal.print(line);
  app.terminal.printJson(verdict);
}
