import { resolve } from 'node:path';
import {
  arrivalKinds,
  type TransactionBatch,
  type TransactionWorld,
  transactionHead,
  transactionLines,
  truthHead,
  truthLines,
} from '@probity/simulation';
import { Command } from 'commander';
import { createApp } from '../../app.js';
import { examplesOf } from '../../help-examples.js';
import { refuseExisting, writeOutput } from '../../output-file.js';
import type { Terminal } from '../../terminal.js';
import { addLogOptions, addWorldOptions, type WorldOptions, worldFrom } from './world-options.js';

interface TransactionsOptions extends WorldOptions {
  readonly out: string;
  readonly truth?: string;
}

const ROWS_PER_PIECE = 20_000;

export function simulateTransactionsCommand(): Command {
  const command = new Command('transactions')
    .summary('a log of payments, with frauds of eight kinds')
    .description('Write a log of payments in order of arrival, as CSV: card, terminal, merchant, device, place, fraud.')
    .addHelpText(
      'after',
      examplesOf('simulate transactions --customers 2000 --days 90 --out transactions.csv --truth truth.csv'),
    );
  return addLogOptions(addWorldOptions(command))
    .requiredOption('--out <file>', 'the log, as CSV')
    .option('--truth <file>', 'what no bank knows, as CSV: kind of fraud or of look-alike, episode, kind of arrival')
    .action(runTransactions);
}

interface Counts {
  rows: number;
  fraud: number;
  corrected: number;
  duplicated: number;
  late: number;
}

async function runTransactions(options: TransactionsOptions): Promise<void> {
  const { terminal } = await createApp(options);
  for (const [field, path] of [
    ['--out', options.out],
    ['--truth', options.truth],
  ] as const) {
    if (path !== undefined) refuseExisting(path, field, 'remove it, or choose another name');
  }
  const world = worldFrom(options);
  const counts: Counts = { rows: 0, fraud: 0, corrected: 0, duplicated: 0, late: 0 };
  await writeOutput(resolve(options.out), logText(world, counts, terminal));
  // Told a second time rather than held: the same settings give the same rows.
  if (options.truth !== undefined) await writeOutput(resolve(options.truth), truthText(world));
  const { customers, days, seed } = world.settings;
  terminal.print(
    `wrote ${options.out}: ${counts.rows} rows of ${customers} customers over ${days} days (seed ${seed}); ${counts.fraud} fraud, ${counts.late} late, ${counts.corrected} corrections, ${counts.duplicated} duplicates`,
  );
  if (options.truth !== undefined) terminal.print(`wrote ${options.truth}: what each row is; not for models`);
  terminal.printJson({ file: resolve(options.out), customers, days, seed, ...counts });
}

function* logText(world: TransactionWorld, counts: Counts, terminal: Terminal): Generator<string> {
  yield `${transactionHead}\n`;
  for (const batch of world.chunks(ROWS_PER_PIECE)) {
    count(batch, counts);
    yield [...transactionLines(world, batch)].join('');
    terminal.progress(counts.rows / world.settings.rows, 'transactions');
  }
}

function* truthText(world: TransactionWorld): Generator<string> {
  yield `${truthHead}\n`;
  for (const batch of world.chunks(ROWS_PER_PIECE)) yield [...truthLines(batch)].join('');
}

function count(batch: TransactionBatch, counts: Counts): void {
  counts.rows += batch.count;
  for (let row = 0; row < batch.count; row++) {
    const arrival = arrivalKinds[batch.arrival[row] ?? 0];
    if (arrival === 'correction') counts.corrected++;
    else if (arrival === 'duplicate') counts.duplicated++;
    else {
      counts.fraud += batch.fraud[row] ?? 0;
      if ((batch.knownAt[row] ?? 0) > (batch.at[row] ?? 0)) counts.late++;
    }
  }
}
