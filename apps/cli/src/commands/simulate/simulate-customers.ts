import { resolve } from 'node:path';
import { customerHead, customerLines, customerTruthHead, customerTruthLines } from '@probity/simulation';
import { Command } from 'commander';
import { createApp } from '../../app.js';
import { examplesOf } from '../../help-examples.js';
import { refuseExisting, writeOutput } from '../../output-file.js';
import { addWorldOptions, type WorldOptions, worldFrom } from './world-options.js';

interface CustomersOptions extends WorldOptions {
  readonly out: string;
  readonly truth?: string;
}

export function simulateCustomersCommand(): Command {
  const command = new Command('customers')
    .summary('the customers of that log')
    .description('Write the customers of `simulate transactions` with the same size, days and seed, as CSV.')
    .addHelpText('after', examplesOf('simulate customers --customers 2000 --days 90 --out users.csv'));
  return addWorldOptions(command)
    .requiredOption('--out <file>', 'the customers, as CSV')
    .option('--truth <file>', 'what kind of customer each is, as CSV')
    .action(runCustomers);
}

async function runCustomers(options: CustomersOptions): Promise<void> {
  const { terminal } = await createApp(options);
  for (const [field, path] of [
    ['--out', options.out],
    ['--truth', options.truth],
  ] as const) {
    if (path !== undefined) refuseExisting(path, field, 'remove it, or choose another name');
  }
  // No payment is needed to know the customers.
  const world = worldFrom({ ...options, rows: 1 });
  await writeOutput(resolve(options.out), withHead(customerHead, customerLines(world)));
  if (options.truth !== undefined) {
    await writeOutput(resolve(options.truth), withHead(customerTruthHead, customerTruthLines(world)));
  }
  const { customers, days, seed } = world.settings;
  terminal.print(`wrote ${options.out}: ${customers} customers (seed ${seed}, ${days} days)`);
  terminal.printJson({ file: resolve(options.out), customers, days, seed });
}

function* withHead(head: string, lines: Iterable<string>): Generator<string> {
  yield `${head}\n`;
  yield* lines;
}
