import { Command } from 'commander';
import { examplesOf } from '../../help-examples.js';
import { simulateCompaniesCommand } from './simulate-companies.js';
import { simulateCustomersCommand } from './simulate-customers.js';
import { simulateHouseholdsCommand } from './simulate-households.js';
import { simulateTransactionsCommand } from './simulate-transactions.js';

/** Worlds to try things on: one command each. */
export function simulateCommand(): Command {
  return new Command('simulate')
    .summary('files of a made-up bank to try things on')
    .addHelpText(
      'after',
      examplesOf(
        'simulate transactions --customers 2000 --days 90 --out payments.csv',
        'simulate companies --companies 1000 --years 6 --out companies.csv',
      ),
    )
    .description('Write files of a made-up world: no real person is in them, and equal seeds give equal bytes.')
    .addCommand(simulateTransactionsCommand())
    .addCommand(simulateCustomersCommand())
    .addCommand(simulateCompaniesCommand())
    .addCommand(simulateHouseholdsCommand());
}
