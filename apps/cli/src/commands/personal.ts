import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { ProbityError } from '@probity/domain';
import {
  analysePersonal,
  type BankFile,
  categories,
  correctCategory,
  currencyDigits,
  emptyLedger,
  importBankFiles,
  parseMapping,
  parseMinorUnits,
  personalAnswer,
  type StatedMapping,
} from '@probity/personal';
import { Command } from 'commander';
import { type CommonOptions, createApp } from '../app.js';
import { examplesOf } from '../help-examples.js';
import { parseWhole } from '../option-parsers.js';
import { keepMoney, readKeptMoney } from '../personal-store.js';
import { describeFiles, describePersonal } from '../personal-text.js';

interface PersonalCommandOptions extends CommonOptions {
  readonly map?: string;
  readonly account?: readonly string[];
  readonly opening?: readonly string[];
  readonly category?: readonly string[];
  readonly days?: number;
  readonly store?: boolean;
}

/** Bank exports are small; what unpacks to more is no export. */
const MOST_UNPACKED_BYTES = 1_073_741_824;

/** `probity personal`. */
export function personalCommand(): Command {
  const collect = (value: string, before: readonly string[] = []) => [...before, value];
  return new Command('personal')
    .summary('a person’s bank files: spending, recurring payments, risk, what would help')
    .description(
      'Read bank files (CSV, OFX, QFX, QIF, CAMT.053, MT940; also .gz) and say what they tell. Nothing is kept without --store.',
    )
    .addHelpText(
      'after',
      examplesOf(
        'personal giro.csv card.ofx',
        'personal umsaetze.csv --map date=Buchungstag,amount=Betrag,text=Verwendungszweck,dates=dmy',
        'personal march.csv --store --category "fitx gym=health"',
      ),
    )
    .argument('<files...>', 'files of one person, of any banks')
    .option(
      '--map <entries>',
      'which column holds what, as far as you say: date=…,amount=…,text=…+…,dates=dmy,decimal=comma',
    )
    .option('--account <name>', 'only this account (more than once: these)', collect)
    .option('--opening <account=amount>', 'balance before the first payment, where no file has balances', collect)
    .option('--category <words=category>', 'a correction: payments of that receiver belong there', collect)
    .option('--days <n>', 'days to project the balance for (default 56)', parseWhole('--days', 7, 366))
    .option('--store', 'keep payments and corrections in the workspace, and add to what is kept')
    .action(runPersonal);
}

async function runPersonal(paths: readonly string[], options: PersonalCommandOptions): Promise<void> {
  const app = await createApp(options);
  const { terminal, workspace } = app;
  const mapping = options.map === undefined ? {} : parseMapping(options.map);
  const kept = options.store === true ? await readKeptMoney(workspace) : { ledger: emptyLedger, rules: {} };
  const files = await Promise.all(paths.map((path) => readBankBytes(path, mapping)));
  const { ledger, files: read } = importBankFiles(files, kept.ledger);
  const rules = (options.category ?? []).reduce((before, entry) => corrected(before, entry), kept.rules);
  if (options.store === true) {
    const file = await keepMoney(workspace, { ledger, rules });
    terminal.note(`kept in ${file}: ${ledger.payments.length} payments`);
  }
  const accounts = new Set(ledger.payments.map(({ account }) => account));
  for (const account of options.account ?? []) {
    if (accounts.has(account)) continue;
    const there = [...accounts].slice(0, 12).join(', ');
    throw new ProbityError('INVALID_ARGUMENT', `\`--account\`: no payment is on "${account}"; there are ${there}`, {
      field: '--account',
    });
  }
  const currency = ledger.payments[0]?.currency ?? '';
  const report = analysePersonal(ledger, {
    rules,
    openingMinor: Object.fromEntries((options.opening ?? []).map((entry) => opening(entry, currency))),
    ...(options.account === undefined ? {} : { accounts: options.account }),
    ...(options.days === undefined ? {} : { projection: { days: options.days } }),
  });
  for (const line of describeFiles(read)) terminal.print(line);
  for (const line of describePersonal(report)) terminal.print(line);
  terminal.printJson(personalAnswer(report, read));
}

async function readBankBytes(path: string, mapping: StatedMapping): Promise<BankFile> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    throw new ProbityError('FILE_NOT_FOUND', `${path} cannot be read`, { field: path }, { cause });
  }
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return { name: basename(path), bytes: isGzip ? unpacked(path, bytes) : bytes, mapping };
}

function unpacked(path: string, bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_UNPACKED_BYTES });
  } catch (cause) {
    throw new ProbityError(
      'FILE_UNREADABLE',
      `${path} is compressed, but broken or far too large`,
      { field: path },
      { cause },
    );
  }
}

function corrected(rules: Readonly<Record<string, string>>, entry: string): Readonly<Record<string, string>> {
  const [words = '', category = ''] = splitEntry(entry);
  if (words !== '' && category !== '') return correctCategory(rules, words, category);
  const known = categories.map(({ id }) => id).join(', ');
  throw new ProbityError(
    'INVALID_ARGUMENT',
    `\`--category\` must be words=category, such as "fitx gym=health"; got "${entry}"; categories: ${known}, or one of your own`,
    { field: '--category' },
  );
}

function opening(entry: string, currency: string): readonly [string, number] {
  const [account = '', amount = ''] = splitEntry(entry);
  const minor = parseMinorUnits(amount, '.', currencyDigits(currency));
  if (account !== '' && !Number.isNaN(minor)) return [account, minor];
  throw new ProbityError(
    'INVALID_ARGUMENT',
    `\`--opening\` must be account=amount, such as Checking=1200.50; got "${entry}"`,
    {
      field: '--opening',
    },
  );
}

function splitEntry(entry: string): readonly string[] {
  const equals = entry.lastIndexOf('=');
  return equals < 0 ? [] : [entry.slice(0, equals).trim(), entry.slice(equals + 1).trim()];
}
