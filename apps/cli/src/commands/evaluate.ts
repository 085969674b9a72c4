import { evaluateModel } from '@probity/training';
import { Command } from 'commander';
import { type CommonOptions, createApp, loadModel } from '../app.js';
import { addDialectOptions, type DialectOptions, dialectFrom } from '../dialect-options.js';
import { examplesOf } from '../help-examples.js';
import { openSealedSet } from '../sealed-test-sets.js';
import { actorOrUnnamed, MODEL_OPTION, seedFrom, seedOption } from '../shared-options.js';
import { formatTable, percent } from '../terminal.js';

interface EvaluateOptions extends CommonOptions, DialectOptions {
  readonly model?: string;
  readonly seed?: number;
}

export function evaluateCommand(): Command {
  const command = new Command('evaluate')
    .summary('the figures of a model on a file with outcomes')
    .addHelpText('after', examplesOf('evaluate test.csv --model loans@2'))
    .description('Measure a model on a file with known outcomes.')
    .argument('<file>', 'file or source with the columns of the model and its target')
    .option(...MODEL_OPTION)
    .option(...seedOption('seed of the bootstrap'))
    .action(runEvaluate);
  return addDialectOptions(command);
}

async function runEvaluate(file: string, options: EvaluateOptions, command: Command): Promise<void> {
  const app = await createApp(options);
  const { terminal } = app;
  const { bundle, reference } = await app.withStores((stores) => loadModel(stores, options.model));
  const dataset = await app.warehouse.ingest(file, {
    schema: bundle.schema,
    dialect: dialectFrom(options, command),
    onProgress: terminal.progress,
  });
  for (const note of dataset.notes) terminal.note(note);
  await app.withStores((stores) => openSealedSet(app, stores, dataset, reference.hash, actorOrUnnamed()));
  const { metrics, intervals, policy } = evaluateModel(bundle, dataset, seedFrom(options, app.config));
  terminal.print(
    `${reference.name}@${reference.version} on ${dataset.table.rowCount} rows (${dataset.quarantined.count} refused)`,
  );
  const rows = (Object.keys(metrics) as (keyof typeof metrics)[]).map((key) => [
    key,
    metrics[key].toFixed(4),
    intervals[key].map((end) => end.toFixed(4)).join(' – '),
  ]);
  for (const line of formatTable([['metric', 'value', '95 % interval'], ...rows])) terminal.print(line);
  terminal.print(
    `  approved ${percent(policy.approvalRate)}${policy.badRate === null ? '' : `, bad rate among them ${percent(policy.badRate)}`}`,
  );
  terminal.printJson({
    model: reference.name,
    version: reference.version,
    hash: reference.hash,
    dataset: dataset.hash,
    rows: dataset.table.rowCount,
    rejected: dataset.quarantined.count,
    metrics,
    intervals,
    policy,
  });
}
