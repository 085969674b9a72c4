import { type DatasetSchema, ProbityError } from '@probity/domain';
import { fitGradientBoosting, fitLogistic, type Learner, margins } from '@probity/learn';
import { scoreMargin } from '@probity/scoring';
import { buildFeatureMatrix, buildLabels, buildTrainingData } from '@probity/training';
import { assessFairness, compareReweighing, readProtectedAttributes } from '@probity/validation';
import { Command } from 'commander';
import { type CommonOptions, createApp, loadModel } from '../app.js';
import { addDialectOptions, type DialectOptions, dialectFrom } from '../dialect-options.js';
import { examplesOf } from '../help-examples.js';
import { parseChoice, parseList, parsePositive } from '../option-parsers.js';
import { openSealedSet } from '../sealed-test-sets.js';
import { describeSection } from '../section-text.js';
import { actorOrUnnamed, MODEL_OPTION, seedFrom, seedOption } from '../shared-options.js';

interface FairnessOptions extends CommonOptions, DialectOptions {
  readonly model?: string;
  readonly protected?: readonly string[];
  readonly reference?: readonly string[];
  readonly band?: readonly string[];
  readonly ratio?: number;
  readonly reweigh?: 'logistic' | 'boosting';
  readonly exposure?: number;
  readonly seed?: number;
}

const learners: Readonly<Record<'logistic' | 'boosting', Learner>> = {
  logistic: { name: 'logistic', fit: (data, context) => fitLogistic({}, data, context) },
  boosting: { name: 'boosting', fit: (data, context) => fitGradientBoosting({ preset: 'auto' }, data, context) },
};

export function fairnessCommand(): Command {
  const command = new Command('fairness')
    .summary('how the cut-off treats protected groups, and what would mitigate it')
    .addHelpText('after', examplesOf('fairness test.csv --protected sex,race --reference sex=male'))
    .description("Measure how a model's cut-off treats protected groups, what would mitigate it, and at which price.")
    .argument('<file>', 'rows with known outcomes, best rows the model has not seen')
    .option(...MODEL_OPTION)
    .option('--protected <columns>', 'columns to look at: sex,race (default: those the schema protects)', parseList)
    .option(
      '--reference <groups>',
      'groups to compare with: sex=male,race=white (default: approved most often)',
      parseList,
    )
    .option('--band <ends>', 'lower ends of bands of a number: age=25;40;62', parseList)
    .option('--ratio <share>', 'adverse impact ratio asked of mitigation (default 0.8)', parsePositive('--ratio'))
    .option(
      '--reweigh <learner>',
      'refit with reweighing and without, out of fold: logistic, boosting',
      parseChoice('--reweigh', ['logistic', 'boosting'] as const),
    )
    .option('--exposure <money>', 'money lent per application (default 1)', parsePositive('--exposure'))
    .option(...seedOption('seed of the bootstrap'))
    .action(runFairness);
  return addDialectOptions(command);
}

async function runFairness(file: string, options: FairnessOptions, command: Command): Promise<void> {
  const app = await createApp(options);
  const { terminal } = app;
  const seed = seedFrom(options, app.config);
  const { bundle, reference } = await app.withStores((stores) => loadModel(stores, options.model));
  const { model, schema, calibration, policy } = bundle;
  const dataset = await app.warehouse.ingest(file, {
    schema,
    dialect: dialectFrom(options, command),
    onProgress: terminal.progress,
  });
  for (const note of dataset.notes) terminal.note(note);
  await app.withStores((stores) => openSealedSet(app, stores, dataset, reference.hash, actorOrUnnamed()));
  const names = options.protected ?? protectedColumns(schema);
  for (const { name } of model.features) {
    if (names.includes(name)) terminal.note(`"${name}" is a feature of ${reference.name}: protect it and train again`);
  }
  const riskScores = margins(model, buildFeatureMatrix(dataset.table, schema, model.features)).map(
    (margin) => scoreMargin(calibration, policy, margin).riskScore,
  );
  const attributes = readProtectedAttributes(dataset.table, names, { bands: parseBands(options.band) });
  const { lossGivenDefault, margin } = policy.economics;
  const economics = { lossGivenDefault, margin, exposure: options.exposure ?? 1 };
  const cutOff = policy.approveBelow;
  const refit = options.reweigh;
  const reweighed =
    refit === undefined
      ? []
      : attributes.map((attribute) => {
          const data = buildTrainingData(dataset.table, schema);
          const onProgress = (share: number) => terminal.progress(share, `reweighing by ${attribute.name}`);
          return compareReweighing(learners[refit], data, attribute, { cutOff, economics }, { seed, onProgress });
        });
  const section = assessFairness({
    ...{ riskScores, attributes, cutOff, economics, seed, reweighed },
    labels: buildLabels(dataset.table, schema),
    references: parsePairs('--reference', options.reference),
    ...(options.ratio === undefined ? {} : { leastAdverseImpactRatio: options.ratio }),
  });
  const report = {
    kind: 'fairness',
    ...{ model: reference.name, version: reference.version, hash: reference.hash, dataset: dataset.hash },
    ...{ rows: dataset.table.rowCount, rejected: dataset.quarantined.count, protected: names, seed, section },
  };
  const { id } = await app.withStores((stores) =>
    stores.reports.save({ kind: 'fairness', subject: reference.hash, report }),
  );
  terminal.print(
    `${reference.name}@${reference.version} on ${dataset.table.rowCount} rows (${dataset.quarantined.count} refused)`,
  );
  for (const line of describeSection(section)) terminal.print(line);
  terminal.print(`Kept as report ${id}.`);
  terminal.printJson({ ...report, report: id });
}

function protectedColumns(schema: DatasetSchema): readonly string[] {
  return schema.columns.filter(({ role }) => role === 'protected').map(({ name }) => name);
}

function parseBands(entries: readonly string[] | undefined): Readonly<Record<string, readonly number[]>> {
  const pairs = Object.entries(parsePairs('--band', entries));
  return Object.fromEntries(
    pairs.map(([name, text]) => {
      const ends = text.split(';').map(Number);
      const rises = ends.every((end, index) => Number.isFinite(end) && (index === 0 || end > (ends[index - 1] ?? end)));
      if (!rises) throw wrongPair('--band', `${name}=${text}`, 'rising numbers such as age=25;40;62');
      return [name, ends];
    }),
  );
}

function parsePairs(option: string, entries: readonly string[] = []): Readonly<Record<string, string>> {
  return Object.fromEntries(
    entries.map((entry) => {
      const at = entry.indexOf('=');
      if (at < 1) throw wrongPair(option, entry, 'column=value');
      return [entry.slice(0, at), entry.slice(at + 1)];
    }),
  );
}

function wrongPair(option: string, got: string, wanted: string): ProbityError {
  return new ProbityError('INVALID_ARGUMENT', `\`${option}\` must be ${wanted}; got "${got}"`, { field: option });
}
