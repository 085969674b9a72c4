import { ProbityError } from '@probity/domain';
import { type BankMapping, formatMapping, type StatedMapping } from '../csv/bank-mapping.js';
import { guessMapping } from '../csv/guess-mapping.js';
import { readBankCsv } from '../csv/read-bank-csv.js';
import { readOfx } from '../ofx/read-ofx.js';
import type { Payment, ReadPayment, ReadStatement, RejectedRow, StatedBalance } from '../payment/payment.js';
import { guessQifNotation, readQif } from '../qif/read-qif.js';
import { readCamt } from '../swift/read-camt.js';
import { readMt940 } from '../swift/read-mt940.js';
import { decodeText, type TextEncoding } from '../text/decode-text.js';
import { type BankFormat, detectFormat, refuseStrangers } from './detect-format.js';
import { identifyPayments } from './identify-payments.js';

/** A file as it was dropped. */
export interface BankFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What its owner says of it; the rest is guessed. */
  readonly mapping?: StatedMapping;
}

/** All that is known of a person's accounts, oldest first. */
export interface Ledger {
  readonly payments: readonly Payment[];
  readonly balances: readonly StatedBalance[];
}

export const emptyLedger: Ledger = { payments: [], balances: [] };

/** How one file was read; `rowsRead` = `accepted` + `known` + `rejected.length`. */
export interface ImportedFile {
  readonly name: string;
  readonly format: BankFormat;
  readonly encoding: TextEncoding;
  /** Of delimited text: how it was read, and the columns to choose from. */
  readonly mapping?: BankMapping;
  /** The same in the words that `--map` takes. */
  readonly map?: string;
  readonly header?: readonly string[];
  readonly notes: readonly string[];
  readonly rowsRead: number;
  /** Payments that were new. */
  readonly accepted: number;
  /** Payments that were there already: from this file before, or from one that overlaps it. */
  readonly known: number;
  readonly rejected: readonly RejectedRow[];
  readonly accounts: readonly string[];
}

export interface BankImport {
  readonly ledger: Ledger;
  readonly files: readonly ImportedFile[];
}

/** The account of payments whose file names none. */
export const UNNAMED_ACCOUNT = 'main';

/**
 * Reads bank files of any kind and adds what is new to a ledger.
 *
 * CSV and its kin, OFX 1 and 2, QIF, CAMT.05x and MT940, told apart by their contents; UTF-8, UTF-16, Latin-1. The same
 * file again adds nothing; exports that overlap are merged. A row that cannot be read is kept with its reason.
 *
 * @throws FILE_EMPTY, BANK_FILE_INVALID, BANK_MAPPING_UNCLEAR, COLUMN_MISSING naming the file; the ledger is then as before
 * Cost: about 3 s a million rows of CSV on one core.
 * @example importBankFiles([{ name: 'march.csv', bytes }]).ledger.payments
 */
export function importBankFiles(files: readonly BankFile[], ledger: Ledger = emptyLedger): BankImport {
  const known = new Set<string>();
  for (const { id } of ledger.payments) known.add(id);
  const isAlone = files.length === 1 && ledger.payments.length === 0;
  const added: Payment[] = [];
  const balances: StatedBalance[] = [];
  const parts = files.map((file) => ({ file, ...readUnlessEmpty(file) }));
  refuseNothing(parts, ledger);
  const read = parts.map(({ file, statement, ...described }): ImportedFile => {
    const fallback = file.mapping?.account ?? UNNAMED_ACCOUNT;
    const named = statement.payments.some(({ account }) => account === '')
      ? statement.payments.map((payment) => (payment.account === '' ? { ...payment, account: fallback } : payment))
      : statement.payments;
    let accepted = 0;
    for (const payment of identifyPayments(named)) {
      // One file alone is held against itself already.
      if (!isAlone) {
        if (known.has(payment.id)) continue;
        known.add(payment.id);
      }
      added.push(payment);
      accepted += 1;
    }
    for (const balance of statement.balances) {
      balances.push(balance.account === '' ? { ...balance, account: fallback } : balance);
    }
    const { rowsRead, rejected } = statement;
    return {
      ...described,
      ...{ name: file.name, rowsRead, accepted, known: statement.payments.length - accepted, rejected },
      accounts: accountsOf(named),
    };
  });
  const payments = added.length === 0 ? ledger.payments : oldestFirst(ledger.payments, added);
  return { ledger: { payments, balances: latestBalances([...ledger.balances, ...balances]) }, files: read };
}

/** A file in which there is nothing is no error by itself: a month without payments, among others. */
function readUnlessEmpty(file: BankFile): ReadFile {
  try {
    const read = readBankFile(file);
    const { payments, rejected, balances } = read.statement;
    if (payments.length + rejected.length + balances.length > 0) return read;
    return { ...read, notes: [`${file.name} holds no payments`] };
  } catch (error) {
    if (!(error instanceof ProbityError) || error.code !== 'FILE_EMPTY') throw error;
    const statement = { rowsRead: 0, payments: [], rejected: [], balances: [] };
    return { format: 'csv', encoding: 'utf-8', notes: [error.message], statement };
  }
}

/** @throws FILE_EMPTY when no file holds a payment, nor a balance of payments that are known already */
function refuseNothing(
  files: readonly (ReadFile & { readonly file: BankFile })[],
  { payments: known }: Pick<Ledger, 'payments'>,
): void {
  const isSomething = ({ statement: { payments, balances } }: ReadFile) =>
    payments.length > 0 || (known.length > 0 && balances.length > 0);
  if (files.length === 0 || files.some(isSomething)) return;
  const reasons = files.map(({ file: { name }, notes, statement: { rejected } }) => {
    const [first] = rejected;
    if (first === undefined) return notes[0] ?? `${name} holds no payments`;
    const { line, field, reason } = first;
    return `none of the ${rejected.length} rows of ${name} could be read; the first: line ${line}, ${field}: ${reason}`;
  });
  const { name } = (files[0] as (typeof files)[number]).file;
  throw new ProbityError('FILE_EMPTY', reasons.join('; '), { field: name });
}

interface ReadFile extends Pick<ImportedFile, 'format' | 'encoding' | 'mapping' | 'map' | 'header' | 'notes'> {
  readonly statement: ReadStatement;
}

function readBankFile({ name, bytes, mapping: stated = {} }: BankFile): ReadFile {
  refuseStrangers(bytes, name);
  const { text, encoding } = decodeText(bytes);
  if (text.trim() === '') throw new ProbityError('FILE_EMPTY', `${name} is empty`, { field: name });
  const format = detectFormat(text);
  const plain = { format, encoding, notes: [] };
  if (format === 'ofx') return { ...plain, statement: readOfx(text, name) };
  if (format === 'camt') return { ...plain, statement: readCamt(text, name) };
  if (format === 'mt940') return { ...plain, statement: readMt940(text, name) };
  if (format === 'qif') {
    const notation = guessQifNotation(text, stated);
    const notes = [`dates are read as ${notation.dates} (dates=… says otherwise)`];
    return { ...plain, notes, statement: readQif(text, notation, name) };
  }
  const { mapping, notes, header } = guessMapping(text, stated, name);
  const statement = readBankCsv(text, mapping);
  return { ...plain, mapping, map: formatMapping(mapping), header, notes, statement };
}

function accountsOf(payments: readonly ReadPayment[]): readonly string[] {
  const accounts = new Set<string>();
  for (const { account } of payments) accounts.add(account);
  return [...accounts];
}

/** Of each account the balance named last. */
function latestBalances(balances: readonly StatedBalance[]): readonly StatedBalance[] {
  const latest = new Map<string, StatedBalance>();
  for (const balance of balances) {
    if (balance.day >= (latest.get(balance.account)?.day ?? -Infinity)) latest.set(balance.account, balance);
  }
  return [...latest.values()];
}

/** Sorted by day; payments of one day stay in the order in which they came. */
function oldestFirst(before: readonly Payment[], added: readonly Payment[]): readonly Payment[] {
  const all = before.concat(added);
  const isSorted = all.every((payment, at) => at === 0 || (all[at - 1] as Payment).day <= payment.day);
  return isSorted ? all : all.sort((a, b) => a.day - b.day);
}
