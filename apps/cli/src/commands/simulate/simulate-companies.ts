import { resolve } from 'node:path';
import { simulateCompanies } from '@probity/simulation';
import { Command } from 'commander';
import { type CommonOptions, createApp } from '../../app.js';
import { writeTable } from '../../company-file.js';
import { examplesOf } from '../../help-examples.js';
import { parseWhole } from '../../option-parsers.js';
import { refuseExisting } from '../../output-file.js';
import { seedOption } from '../../shared-options.js';

interface CompaniesOptions extends CommonOptions {
  readonly out: string;
  readonly companies?: number;
  readonly years?: number;
  readonly seed?: number;
}

export function simulateCompaniesCommand(): Command {
  return new Command('companies')
    .summary('statements of companies over years, some of which fail')
    .description(
      'Write statements of companies as CSV: company, year, items in thousands, failed (within the next year).',
    )
    .addHelpText('after', examplesOf('simulate companies --companies 1000 --years 6 --out companies.csv'))
    .option('--companies <n>', 'companies (default 1000)', parseWhole('--companies', 1, 1_000_000))
    .option('--years <n>', 'years (default 6)', parseWhole('--years', 1, 50))
    .option(...seedOption('same seed, same companies'))
    .requiredOption('--out <file>', 'the company-years, as CSV')
    .action(runCompanies);
}

async function runCompanies({
  out,
  companies = 1000,
  years = 6,
  seed = 1,
  ...common
}: CompaniesOptions): Promise<void> {
  const { terminal } = await createApp(common);
  refuseExisting(out, '--out', 'remove it, or choose another name');
  const table = simulateCompanies({ companies, years, seed });
  await writeTable(resolve(out), table);
  terminal.print(`wrote ${out}: ${table.rowCount} company-years of ${companies} companies (seed ${seed})`);
  terminal.printJson({ file: resolve(out), rows: table.rowCount, companies, years, seed });
}
