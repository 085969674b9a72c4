import { Command } from 'commander';
import { type CommonOptions, createApp } from '../app.js';
import { examplesOf } from '../help-examples.js';
import { formatTable } from '../terminal.js';

export function modelsCommand(): Command {
  return new Command('models')
    .summary('list registered models')
    .addHelpText('after', examplesOf('models --json'))
    .description('List the registered models, newest first.')
    .action(runModels);
}

async function runModels(options: CommonOptions): Promise<void> {
  const app = await createApp(options);
  const models = await app.withStores((stores) => stores.registry.list());
  const rows = models.map((model) => [
    `${model.name}@${model.version}`,
    model.aliases.join(', '),
    String(model.summary['learner'] ?? ''),
    formatAuc(model.summary['metrics']),
    model.registeredAt,
    model.hash.slice(0, 12),
  ]);
  if (rows.length === 0) app.terminal.print('no models yet: run `probity train`');
  else
    for (const line of formatTable([['model', 'alias', 'learner', 'ROC AUC', 'registered', 'hash'], ...rows]))
      app.terminal.print(line);
  app.terminal.printJson({ models });
}

function formatAuc(metrics: unknown): string {
  const auc = (metrics as { rocAuc?: unknown } | undefined)?.rocAuc;
  return typeof auc === 'number' ? auc.toFixed(4) : '';
}
