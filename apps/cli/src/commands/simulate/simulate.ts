import { Command } from 'commander';
import { simulateCompaniesCommand } from './simulate-companies.js';
import { simulateCustomersCommand } from './simulate-customers.js';
import { simulateHouseholdsCommand } from './simulate-households.js';
import { simulateTransactionsCommand } from './simulate-transactions.js';

/** Worlds to try things on: one command each. */
export function simulateCommand(): Command {
  return new Command('simulate')
    .summary('files of a made-up bank to try things on')
    .description('Write files of a made-up world: no real person is in them, and equal seeds give equal bytes.')
    .addCommand(simulateTransactionsCommand())
    .addCommand(simulateCustomersCommand())
    .addCommand(simulateCompaniesCommand())
    .addCommand(simulateHouseholdsCommand());
}
