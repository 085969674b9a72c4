import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { isCodedColumn, ProbityError } from '@probity/domain';
import { type ImportedModel, type ImportOptions, importModel } from '@probity/interchange';
import { defaultEconomics } from '@probity/scoring';
import {
  calibrationChoices,
  type Dataset,
  type ImportSettings,
  type IngestOptions,
  packImportedModel,
  schemaForModel,
} from '@probity/training';
import { Command } from 'commander';
import { type App, type CommonOptions, createApp } from '../app.js';
import { addColumnOptions, type ColumnOptions, ingestOptionsFrom, requireTarget } from '../column-options.js';
import { addDialectOptions } from '../dialect-options.js';
import { examplesOf } from '../help-examples.js';
import { describeModelFile } from '../import-text.js';
import { readCategories, readModelFile } from '../model-file.js';
import { parseChoice } from '../option-parsers.js';
import { modelNameOf, parseModelName, registerModel } from '../register-model.js';
import { openSealedSet, refuseSealedRows } from '../sealed-test-sets.js';
import {
  actorOrUnnamed,
  addEconomicsOptions,
  type EconomicsOptions,
  economicsFrom,
  FOLDS_OPTION,
  foldsFrom,
  seedFrom,
  seedOption,
} from '../shared-options.js';
import { stated } from '../stated.js';
import { describeDataset, describeModel } from '../train-text.js';

interface ImportCommandOptions extends CommonOptions, ColumnOptions, EconomicsOptions {
  readonly name?: string;
  readonly check?: boolean;
  readonly data?: string;
  readonly categories?: string;
  readonly rounds?: NonNullable<ImportOptions['rounds']>;
  readonly predicts?: NonNullable<ImportOptions['outcome']>;
  readonly calibration?: NonNullable<ImportSettings['calibration']>;
  readonly folds?: number;
  readonly seed?: number;
  readonly champion?: boolean;
}

const calibrations = ['none', ...calibrationChoices] as const;

export function importCommand(): Command {
  const command = new Command('import')
    .summary('bring in a model of XGBoost or LightGBM')
    .addHelpText(
      'after',
      examplesOf(
        'import model.json --check',
        'import model.json --name loans --data test.csv --target default --bad 1',
      ),
    )
    .description(
      'Bring in a model that XGBoost (JSON, UBJSON) or LightGBM (text) saved: same raw scores, bit for bit. Measured on a file, then registered.',
    )
    .argument('<model-file>', 'what save_model wrote: model.json, model.ubj or model.txt')
    .option('--check', 'say what the file holds and go no further')
    .option('--name <name>', 'name of the model (default: from the file)', parseModelName)
    .option('--data <file>', 'rows with outcomes, best such as the model was not trained on')
    .option('--categories <file>', 'JSON with the levels of categories by feature, in the order of their codes')
    .option(
      '--rounds <which>',
      'best (default) or all rounds of an XGBoost model with best_iteration',
      parseChoice('--rounds', ['best', 'all']),
    )
    .option(
      '--predicts <outcome>',
      'what the model’s class 1 is: bad (default) or good',
      parseChoice('--predicts', ['bad', 'good']),
    );
  addColumnOptions(command, {
    target: 'column with the outcome (needed with --data unless the schema names it)',
    time: 'fold by this time: validate on later rows only',
    group: 'keep rows of one group in one fold',
  })
    .option(
      '--calibration <kind>',
      `${calibrations.join(', ')} (default none: the model's own probability)`,
      parseChoice('--calibration', calibrations),
    )
    .option(...FOLDS_OPTION)
    .option(...seedOption('same files and seed, same bundle'))
    .option('--champion', 'make it the champion')
    .action(runImport);
  return addDialectOptions(addEconomicsOptions(command));
}

async function runImport(file: string, options: ImportCommandOptions, command: Command): Promise<void> {
  const started = performance.now();
  const app = await createApp(options);
  const { terminal, config } = app;
  const bytes = await readModelFile(file);
  const categories = options.categories === undefined ? undefined : await readCategories(options.categories);
  const reading = stated({ categories, rounds: options.rounds, outcome: options.predicts });
  const checked = importModel(bytes, reading);
  describeModelFile(terminal, file, checked);
  const { facts, codedFeatures } = checked;
  const understood = { ...facts, file: basename(file), featureNames: checked.model.features, codedFeatures };
  if (options.check === true) return terminal.printJson(understood);
  if (options.data === undefined) {
    const message = '`--data` of `import` must name rows with outcomes to measure the model on; or give --check';
    throw new ProbityError('INVALID_ARGUMENT', message, { field: '--data' });
  }
  const given = await ingestOptionsFrom(app, options, command);
  requireTarget(given, command);
  const { imported, dataset } = await readData(app, options.data, given, checked, (more) =>
    importModel(bytes, { ...reading, categories: { ...categories, ...more } }),
  );
  describeDataset(terminal, options.data, dataset);
  const strangers = warnOfStrangeLevels(app, imported, dataset);
  const name = options.name ?? modelNameOf(file);
  const calibration = options.calibration ?? 'none';
  if (calibration !== 'none') await refuseSealedRows(app, dataset);
  else await app.withStores((stores) => openSealedSet(app, stores, dataset, name, actorOrUnnamed()));
  const seed = seedFrom(options, config);
  const packed = await packImportedModel(
    imported.model,
    dataset,
    {
      ...{ calibration, folds: foldsFrom(options, config), libraryVersion: app.version },
      economics: economicsFrom(options, config.economics ?? defaultEconomics),
      source: { file: basename(file), sha256: createHash('sha256').update(bytes).digest('hex') },
    },
    app.trainingContext(seed),
  );
  const champion = options.champion === true;
  const registered = await registerModel(app, name, packed, champion);
  const seconds = (performance.now() - started) / 1000;
  describeModel(terminal, packed, `${name}@${registered.version}`, champion, seconds);
  if (packed.evaluation.metrics.rocAuc < 0.5) {
    terminal.note(
      'WARNING: it ranks the bad rows as safe; if its class 1 is the good outcome, import it with --predicts good',
    );
  }
  const { split, metrics, intervals, baselines, policy } = packed.evaluation;
  terminal.printJson({
    ...{ model: name, version: registered.version, hash: packed.hash, champion, imported: understood },
    ...{ dataset: dataset.hash, rows: dataset.table.rowCount, rejected: dataset.quarantined.count },
    ...{ calibration, split, metrics, intervals, baselines, policy, unknownLevels: strangers, seconds },
  });
}

/** The rows as the model takes them; categories of codes only get their levels from the data. */
async function readData(
  app: App,
  file: string,
  given: IngestOptions,
  checked: ImportedModel,
  again: (categories: NonNullable<ImportOptions['categories']>) => ImportedModel,
): Promise<{ readonly imported: ImportedModel; readonly dataset: Dataset }> {
  const first = await app.warehouse.ingest(file, given);
  const asCategories = schemaForModel(first.schema, checked.model);
  const read = (schema: typeof asCategories) => app.warehouse.ingest(file, { ...given, exclude: [], schema });
  const dataset = await read(asCategories);
  const more = checked.codedFeatures.flatMap((name) => {
    const levels = checked.model.features.find((feature) => feature.name === name)?.levels ?? [];
    const found = codesIn(dataset, name);
    return found < levels.length ? [] : [[name, Array.from({ length: found + 1 }, (_, code) => String(code))] as const];
  });
  if (more.length === 0) return { imported: checked, dataset };
  const imported = again(Object.fromEntries(more));
  return { imported, dataset: await read(schemaForModel(first.schema, imported.model)) };
}

/** The highest code in a column. @throws SCHEMA_INVALID for a level that is no code: nothing says which code it is */
function codesIn(dataset: Dataset, name: string): number {
  const column = dataset.table.columns.find((candidate) => candidate.name === name);
  if (column === undefined || !isCodedColumn(column)) return -1;
  let largest = -1;
  for (const level of column.levels) {
    if (!/^\d{1,6}$/.test(level)) {
      const message = `"${name}" holds "${level}", and the model file has codes only: say with --categories which level each code is`;
      throw new ProbityError('SCHEMA_INVALID', message, { field: name });
    }
    largest = Math.max(largest, Number(level));
  }
  return largest;
}

/** Says which values of categories the model does not know; they are scored as missing. */
function warnOfStrangeLevels({ terminal }: App, { model }: ImportedModel, dataset: Dataset) {
  return model.features.flatMap(({ name, kind, levels = [] }) => {
    const column = dataset.table.columns.find((candidate) => candidate.name === name);
    if (kind !== 'category' || column === undefined || !isCodedColumn(column)) return [];
    const known = new Set(levels);
    const strange = new Set([...column.levels.entries()].flatMap(([code, level]) => (known.has(level) ? [] : [code])));
    const rows = column.codes.reduce((count, code) => count + (strange.has(code) ? 1 : 0), 0);
    if (rows === 0) return [];
    const example = column.levels[[...strange][0] ?? 0] ?? '';
    terminal.note(`note: ${rows} rows have a "${name}" that the model does not know ("${example}"): scored as missing`);
    return [{ feature: name, rows, example }];
  });
}
