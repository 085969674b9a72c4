import { simulateTransactions, type TransactionWorld } from '@probity/simulation';
import type { Command } from 'commander';
import type { CommonOptions } from '../../app.js';
import { parseShare, parseWhole } from '../../option-parsers.js';
import { seedOption } from '../../shared-options.js';

/** What a made-up bank is like, as far as the caller says it. */
export interface WorldOptions extends CommonOptions {
  readonly customers?: number;
  readonly rows?: number;
  readonly days?: number;
  readonly seed?: number;
  readonly fraud?: number;
  readonly lookAlikes?: number;
  readonly late?: number;
  readonly corrected?: number;
  readonly duplicated?: number;
}

/** Adds the options that say how large the bank is: the same ones give the same customers in every file. */
export function addWorldOptions(command: Command): Command {
  return command
    .option('--customers <n>', 'customers (default 2000)', parseWhole('--customers', 10, 10_000_000))
    .option('--days <n>', 'length of the log in days (default 90)', parseWhole('--days', 1, 3650))
    .option(...seedOption('seed of the simulation'));
}

/** Adds the options of the log of payments. */
export function addLogOptions(command: Command): Command {
  return command
    .option(
      '--rows <n>',
      'transactions; corrections and duplicates come on top (default: 0.6 a customer and day)',
      parseWhole('--rows', 1, 1_000_000_000),
    )
    .option('--fraud <share>', 'share of the transactions that is fraud (default 0.008)', parseShare('--fraud'))
    .option(
      '--look-alikes <share>',
      'share that is honest and looks like fraud (default 0.01)',
      parseShare('--look-alikes'),
    )
    .option('--late <share>', 'share known later than it happened (default 0)', parseShare('--late'))
    .option('--corrected <share>', 'share that comes again with other content (default 0)', parseShare('--corrected'))
    .option('--duplicated <share>', 'share that comes again unchanged (default 0)', parseShare('--duplicated'));
}

/** The world that the options describe. @throws INVALID_ARGUMENT for a share out of range */
export function worldFrom(options: WorldOptions): TransactionWorld {
  const { customers = 2000, rows, days, seed, fraud, lookAlikes, late, corrected, duplicated } = options;
  const given = {
    ...{ rows, days, seed, fraudShare: fraud, lookAlikeShare: lookAlikes },
    ...{ lateShare: late, correctedShare: corrected, duplicatedShare: duplicated },
  };
  const stated = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return simulateTransactions({ customers, ...stated });
}
