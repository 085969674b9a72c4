import { basename } from 'node:path';
import { profileDataset } from '@probity/profile';
import { saveSchema } from '@probity/warehouse';
import { Command } from 'commander';
import { type CommonOptions, createApp } from '../app.js';
import { addColumnOptions, type ColumnOptions, ingestOptionsFrom } from '../column-options.js';
import { addDialectOptions } from '../dialect-options.js';
import { examplesOf } from '../help-examples.js';
import { describeProfile } from '../profile-text.js';
import { seedFrom, seedOption } from '../shared-options.js';
import { stated } from '../stated.js';

interface ProfileCommandOptions extends CommonOptions, ColumnOptions {
  readonly test?: string;
  readonly saveSchema?: string;
  readonly seed?: number;
}

export function profileCommand(): Command {
  const command = new Command('profile')
    .summary('what a file holds: leaks first, then columns, gaps, copies, stability')
    .addHelpText(
      'after',
      examplesOf(
        'profile loans.csv --target default --time opened',
        'profile german.data.gz --target column_21 --bad 2',
      ),
    )
    .description('Describe a data set: leaks first, then columns, missing cells, outliers, duplicates, stability.')
    .argument('<file>', 'delimited text, Parquet, JSON lines or ARFF, or a source file')
    .option('--test <file>', 'the file to be measured on: looked at for copies of rows and for time');
  addColumnOptions(command, {
    target: 'column with the outcome; without one, leaks and bad rates are not assessed',
    time: 'date of the decision: stability by month, leaks from later',
    group: 'column that ties rows together (a customer, a family)',
  })
    .option('--save-schema <file>', 'write the schema here, to be edited')
    .option(...seedOption('for samples and folds'))
    .action(runProfile);
  return addDialectOptions(command);
}

async function runProfile(file: string, options: ProfileCommandOptions, command: Command): Promise<void> {
  const started = performance.now();
  const app = await createApp(options);
  const { terminal } = app;
  const given = await ingestOptionsFrom(app, options, command);
  const dataset = await app.inspect(file, given);
  if (options.saveSchema !== undefined) await saveSchema(options.saveSchema, dataset.schema);
  const test =
    options.test === undefined
      ? undefined
      : await app.warehouse.ingest(options.test, {
          ...{ schema: dataset.schema, dialect: given.dialect ?? {} },
          onProgress: terminal.progress,
        });
  const profile = await profileDataset(
    dataset,
    { ignore: given.exclude ?? [], ...stated({ test }) },
    app.trainingContext(seedFrom(options, app.config)),
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
