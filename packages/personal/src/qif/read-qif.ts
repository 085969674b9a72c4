import { ProbityError } from '@probity/domain';
import { type DecimalMark, parseMinorUnits } from '../payment/parse-amount.js';
import { type DateOrder, parseDay } from '../payment/parse-day.js';
import { type ReadPayment, type ReadStatement, type RejectedRow, rejectRow } from '../payment/payment.js';

/** How a QIF file's days and amounts are written; QIF itself does not say. */
export interface QifNotation {
  readonly dates: DateOrder;
  readonly decimal: DecimalMark;
  /** Currency and account for all that do not name theirs. */
  readonly currency: string;
  readonly account: string;
}

interface QifRecord {
  readonly line: number;
  readonly account: string;
  readonly fields: readonly (readonly [string, string])[];
}

/** Sections whose records are movements of money; lists of categories, securities and the like are not. */
const MONEY = /^!type:(bank|cash|ccard|oth a|oth l)/i;

/** The notation that fits a QIF file's records best: its days in month-first order unless that cannot be. */
export function guessQifNotation(text: string, stated: Partial<QifNotation> = {}): QifNotation {
  const records = recordsOf(text, '');
  const cells = (letter: string) =>
    records.flatMap(({ fields }) => fields.filter(([name]) => name === letter).map(([, value]) => value));
  const readable = (order: DateOrder) => cells('D').filter((cell) => !Number.isNaN(qifDay(cell, order))).length;
  const orders: readonly DateOrder[] = ['mdy', 'dmy', 'ymd'];
  // Quicken writes the month first; a tie is its.
  const dates = stated.dates ?? orders.reduce((best, order) => (readable(order) > readable(best) ? order : best));
  const commas = cells('T').filter((cell) => /,\d{1,2}$/.test(cell)).length;
  const decimal = stated.decimal ?? (commas > cells('T').filter((cell) => /\.\d{1,2}$/.test(cell)).length ? ',' : '.');
  return { dates, decimal, currency: stated.currency ?? '', account: stated.account ?? '' };
}

/**
 * Reads a QIF file: bank, cash, card and other accounts, `!Account` blocks, categories, transfers `[other account]`,
 * and splits (the whole amount is taken; the parts are not told apart).
 *
 * @throws BANK_FILE_INVALID when it holds no section of payments
 * Source: Quicken, "QIF file format"; checked against quiffen 4.0.1 in test/golden/qif.
 */
export function readQif(text: string, notation: QifNotation, name = 'the file'): ReadStatement {
  if (!/^!type:(bank|cash|ccard|oth)/im.test(text)) {
    throw new ProbityError('BANK_FILE_INVALID', `${name} holds no section of payments (!Type:Bank, Cash, CCard)`, {
      field: '!Type',
    });
  }
  const payments: ReadPayment[] = [];
  const rejected: RejectedRow[] = [];
  for (const record of recordsOf(text, notation.account)) {
    const read = readRecord(record, notation);
    if ('code' in read) rejected.push(read);
    else payments.push(read);
  }
  return { rowsRead: payments.length + rejected.length, payments, rejected, balances: [] };
}

function readRecord(record: QifRecord, notation: QifNotation): ReadPayment | RejectedRow {
  const first = (letter: string) => record.fields.find(([name]) => name === letter)?.[1] ?? '';
  const shown = record.fields.map(([letter, value]) => letter + value).join(' | ');
  const day = qifDay(first('D'), notation.dates);
  if (Number.isNaN(day)) {
    return rejectRow(
      record.line,
      'D',
      `"${first('D')}" is not a date in the order ${notation.dates}; correct it, or state dates=…`,
      shown,
    );
  }
  const amount = first('T') || first('U');
  const amountMinor = parseMinorUnits(amount, notation.decimal, 2);
  if (Number.isNaN(amountMinor)) return rejectRow(record.line, 'T', `"${amount}" is not an amount; correct it`, shown);
  const [payee, memo, label] = [first('P'), first('M'), first('L')];
  const isTransfer = /^\[.*\]/.test(label);
  return {
    ...{ account: record.account, day, amountMinor, currency: notation.currency },
    text: [payee, memo].filter((part) => part !== '').join(' ') || label,
    ...(isTransfer ? { saysTransfer: true } : label === '' ? {} : { given: label }),
  };
}

/** Quicken writes 1/ 5'04 for 5 January 2004: the apostrophe stands before years of the 2000s. */
function qifDay(cell: string, order: DateOrder): number {
  return parseDay(cell.replaceAll(/\s*([/'.-])\s*/g, '$1'), order);
}

function recordsOf(text: string, defaultAccount: string): readonly QifRecord[] {
  const records: QifRecord[] = [];
  let section = '';
  let account = defaultAccount;
  let fields: [string, string][] = [];
  let start = 1;
  const close = () => {
    if (fields.length === 0) return;
    if (/^!account/i.test(section)) account = fields.find(([letter]) => letter === 'N')?.[1] ?? account;
    else if (MONEY.test(section)) records.push({ line: start, account, fields });
    fields = [];
  };
  for (const [at, raw] of text.split(/\r\n|\n|\r/).entries()) {
    const line = raw.trimEnd();
    if (line === '') continue;
    if (line.startsWith('!')) {
      close();
      // Switches such as !Option:AutoSwitch and !Clear change nothing here.
      if (/^!(type|account)/i.test(line)) section = line;
    } else if (line.startsWith('^')) close();
    else {
      if (fields.length === 0) start = at + 1;
      fields.push([line.charAt(0).toUpperCase(), line.slice(1).trim()]);
    }
  }
  close();
  return records;
}
