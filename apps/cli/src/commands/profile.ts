import { basename } from 'node:path';
import { profileDataset } from '@probity/profile';
import type { IngestOptions } from '@probity/training';
import { loadSchema, saveSchema } from '@probity/warehouse';
import { Command } from 'commander';
import { type App, type CommonOptions, createApp } from '../app.js';
import { addDialectOptions, type DialectOptions, dialectFrom } from '../dialect-options.js';
import { parseList, parseWhole } from '../option-parsers.js';
import { describeProfile } from '../profile-text.js';

interface ProfileCommandOptions extends CommonOptions, DialectOptions {
  readonly target?: string;
  readonly bad?: string;
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
  readonly seed?: number;
}

export function profileCommand(): Command {
  const command = new Command('profile')
    .description('Describe a data set: leaks first, then columns, missing cells, outliers, duplicates, stability.')
    .argument('<file>', 'delimited text, Parquet, JSON lines or ARFF, or a source file')
    .option('--target <column>', 'column with the outcome; without one, leaks and bad rates are not assessed')
    .option('--bad <value>', 'its value that means a bad outcome (assumed and said where obvious)')
    .option('--test <file>', 'the file to be measured on: looked at for copies of rows and for time')
    .option('--time <column>', 'date of the decision: stability by month, leaks from later')
    .option('--group <column>', 'column that ties rows together (a customer, a family)')
    .option('--id <column>', 'column that names the row')
    .option('--weight <column>', 'weight of the row')
    .option('--protected <columns>', 'kept for fairness, never a feature: a,b', parseList)
    .option('--exclude <columns>', 'not used at all, nothing is said about them: a,b', parseList)
    .option('--missing <codes>', 'special codes, kept apart from missing and from figures: -7,-8,-9', parseList)
    .option('--schema <file>', 'use this schema instead of inferring one')
    .option('--save-schema <file>', 'write the schema here, to be edited')
    .option('--seed <n>', 'for samples and folds (default 1)', parseWhole('--seed', 0, 2 ** 32 - 1))
    .action(runProfile);
  return addDialectOptions(command);
}

async function runProfile(file: string, options: ProfileCommandOptions, command: Command): Promise<void> {
  const started = performance.now();
  const app = await createApp(options);
  const { terminal } = app;
  const schema = options.schema === undefined ? undefined : await loadSchema(options.schema);
  const dialect = dialectFrom(options, command);
  const dataset = await app.inspect(file, {
    ...ingestOptions(options, app),
    dialect,
    ...(schema === undefined ? {} : { schema }),
  });
  if (options.saveSchema !== undefined) await saveSchema(options.saveSchema, dataset.schema);
  const test =
    options.test === undefined
      ? undefined
      : await app.warehouse.ingest(options.test, { schema: dataset.schema, dialect, onProgress: terminal.progress });
  const profile = await profileDataset(
    dataset,
    { ignore: options.exclude ?? app.config.exclude ?? [], ...(test === undefined ? {} : { test }) },
    app.trainingContext(options.seed ?? app.config.seed ?? 1),
  );
  await app.warehouse.keepProfile(dataset.hash, profile);
  const seconds = (performance.now() - started) / 1000;
  for (const line of describeProfile(basename(file), dataset, profile)) terminal.print(line);
  terminal.print(`  ${seconds.toFixed(1)} s`);
  terminal.printJson({
    ...profile,
    quality: { ...profile.quality, expectations: dataset.quality ?? null },
    notes: dataset.notes,
    seconds,
  });
}

function ingestOptions(options: ProfileCommandOptions, app: App): IngestOptions {
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
    onProgress: app.terminal.progress,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as IngestOptions;
}
