import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ProbityError } from '@probity/domain';
import {
  type BankDialect,
  bankDialects,
  type Household,
  simulateHousehold,
  writeBankCsv,
  writeOfx,
  writeQif,
} from '@probity/simulation';
import { Command } from 'commander';
import { type CommonOptions, createApp } from '../../app.js';
import { examplesOf } from '../../help-examples.js';
import { parseWhole } from '../../option-parsers.js';
import { refuseExisting } from '../../output-file.js';
import { seedOption } from '../../shared-options.js';

interface HouseholdsOptions extends CommonOptions {
  readonly out: string;
  readonly households?: number;
  readonly days?: number;
  readonly as?: FileForm;
  readonly seed?: number;
}

type FileForm = BankDialect | 'ofx' | 'ofx1' | 'qif';
const forms: readonly FileForm[] = [...bankDialects, 'ofx', 'ofx1', 'qif'];

export function simulateHouseholdsCommand(): Command {
  return new Command('households')
    .summary('bank files of households')
    .description('Write bank files of made-up households, one a household and account.')
    .addHelpText('after', examplesOf('simulate households --households 3 --days 365 --out bank-files'))
    .option('--households <n>', 'households (default 1)', parseWhole('--households', 1, 100_000))
    .option('--days <n>', 'days of payments (default 365)', parseWhole('--days', 30, 3650))
    .option('--as <form>', `a dialect of CSV or another form: ${forms.join(', ')} (default signed)`, parseForm)
    .option(...seedOption('same seed, same files'))
    .requiredOption('--out <folder>', 'a new folder for the files')
    .action(runHouseholds);
}

async function runHouseholds({
  out,
  households = 1,
  days = 365,
  as: form = 'signed',
  seed = 1,
  ...common
}: HouseholdsOptions): Promise<void> {
  const { terminal } = await createApp(common);
  refuseExisting(out, '--out', 'remove it, or choose another name');
  const folder = resolve(out);
  mkdirSync(folder, { recursive: true });
  let [files, payments] = [0, 0];
  for (let number = 1; number <= households; number++) {
    const household = simulateHousehold({ seed: seed + number - 1, days });
    payments += household.payments.length;
    const used = new Set(household.payments.map(({ account }) => account));
    for (const { name } of household.accounts.filter((account) => used.has(account.name))) {
      const [text, extension] = printed(household, form, name);
      const part = name.replaceAll(/[^A-Za-z0-9]+/g, '-').toLowerCase();
      writeFileSync(join(folder, `household-${number}-${part}.${extension}`), text);
      files++;
    }
  }
  terminal.print(`wrote ${files} files of ${households} households, ${payments} payments, into ${out} (seed ${seed})`);
  terminal.printJson({ folder, files, households, payments, days, seed });
}

function printed(household: Household, form: FileForm, account: string): readonly [text: string, extension: string] {
  if (form === 'qif') return [writeQif(household, account), 'qif'];
  if (form === 'ofx' || form === 'ofx1') return [writeOfx(household, form === 'ofx' ? 2 : 1, account), 'ofx'];
  return [writeBankCsv(household, form, account), 'csv'];
}

function parseForm(text: string): FileForm {
  const form = forms.find((name) => name === text);
  if (form !== undefined) return form;
  throw new ProbityError('INVALID_ARGUMENT', `\`--as\` must be one of ${forms.join(', ')}; got "${text}"`, {
    field: '--as',
  });
}
