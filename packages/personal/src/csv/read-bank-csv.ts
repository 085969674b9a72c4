import { splitDelimited } from '../delimited/split-delimited.js';
import { currencyDigits, parseMinorUnits } from '../payment/parse-amount.js';
import { parseDay } from '../payment/parse-day.js';
import { type ReadPayment, type ReadStatement, type RejectedRow, rejectRow } from '../payment/payment.js';
import type { BankMapping } from './bank-mapping.js';
import { type FlowWord, flowOf } from './column-words.js';
import { nameColumns } from './name-columns.js';

/** How many texts are kept to be read but once; days and accounts repeat, amounts hardly do. */
const MOST_REMEMBERED = 100_000;

/**
 * Reads a delimited bank file by a mapping: every row becomes a payment or a rejected row with its reason.
 *
 * A row whose cells are all empty is no row. Rows come out oldest first where the file has the newest first, so that
 * payments of one day keep the bank's order.
 * Cost: about 2 µs a row.
 */
export function readBankCsv(text: string, mapping: BankMapping): ReadStatement {
  const payments: ReadPayment[] = [];
  const rejected: RejectedRow[] = [];
  const { columns } = mapping;
  let reader: RowReader | undefined = mapping.headerLine === 0 ? rowReader(mapping, undefined) : undefined;
  let width = 0;
  splitDelimited(text, mapping.delimiter, ({ cells, line, start, end, lineBreaks, isOpen }) => {
    if (line < mapping.headerLine) return undefined;
    if (reader === undefined) {
      reader = rowReader(mapping, cells);
      width = cells.length;
      return undefined;
    }
    // A record over several lines that does not fit is a stray quote: only its first line is lost.
    if (lineBreaks > 0 && width > 0 && cells.length !== width && start < end) {
      const here = text.slice(start, end).split(/\r?\n/, 1)[0] ?? '';
      rejected.push(rejectRow(line, 'row', 'a quote is opened and closed lines later; remove it', here));
      return 'first-line';
    }
    if ((cells[0] as string).trim() === '' && cells.every((cell) => cell.trim() === '')) return undefined;
    if (isOpen) {
      rejected.push(
        rejectRow(line, 'row', 'a quote is opened and never closed; close or remove it', text.slice(start, end)),
      );
      return undefined;
    }
    const found = reader(cells);
    if ('reason' in found) rejected.push(rejectRow(line, found.field, found.reason, text.slice(start, end)));
    else payments.push(found);
    return undefined;
  });
  const isNewestFirst = comesNewestFirst(payments);
  if (isNewestFirst) payments.reverse();
  const rowsRead = payments.length + rejected.length;
  const balances = columns.balance === undefined ? [] : lastBalances(payments);
  return { rowsRead, payments, rejected, balances };
}

type RowReader = (cells: readonly string[]) => ReadPayment | { readonly field: string; readonly reason: string };

function rowReader(mapping: BankMapping, header: readonly string[] | undefined): RowReader {
  const { columns, dates, decimal } = mapping;
  const names = header === undefined ? undefined : nameColumns(header);
  const indexOf = (column: string | undefined): number => {
    if (column === undefined) return -1;
    return names === undefined ? Number(column.replace('column_', '')) - 1 : names.indexOf(column);
  };
  const at = {
    date: indexOf(columns.date),
    amount: indexOf(columns.amount),
    debit: indexOf(columns.debit),
    credit: indexOf(columns.credit),
    type: indexOf(columns.type),
    balance: indexOf(columns.balance),
    account: indexOf(columns.account),
    currency: indexOf(columns.currency),
    id: indexOf(columns.id),
    category: indexOf(columns.category),
    text: columns.text.map(indexOf).filter((index) => index >= 0),
  };
  const days = remember((cell) => parseDay(cell.trim(), dates));
  const flows = remember((cell) => flowOf(cell));
  const currencies = remember((cell) => currencyCode(cell));
  const trimmed = remember((cell) => cell.trim());
  const cellAt = (cells: readonly string[], index: number) => (index < 0 ? '' : (cells[index] ?? ''));
  const sign = mapping.sign === 'out-positive' ? -1 : 1;

  return (cells) => {
    const day = days(cellAt(cells, at.date));
    if (Number.isNaN(day)) {
      const got = cellAt(cells, at.date).trim();
      return {
        field: columns.date,
        reason: `"${short(got)}" is not a date in the order ${dates}; correct it, or state dates=…`,
      };
    }
    const currency = (at.currency < 0 ? '' : currencies(cellAt(cells, at.currency))) || mapping.currency;
    const digits = currencyDigits(currency);
    let amountMinor: number;
    let saysTransfer = false;
    if (at.amount >= 0) {
      const cell = cellAt(cells, at.amount);
      amountMinor = parseMinorUnits(cell, decimal, digits);
      if (Number.isNaN(amountMinor)) return amountFault(columns.amount ?? '', cell, decimal, digits, currency);
      if (at.type >= 0) {
        const word = cellAt(cells, at.type);
        const flow = flows(word);
        if (flow === undefined) {
          return {
            field: columns.type ?? '',
            reason: `"${short(word)}" does not say whether money comes in or goes out`,
          };
        }
        saysTransfer = flow.startsWith('transfer');
        amountMinor = directed(amountMinor, flow);
      } else amountMinor *= sign;
    } else {
      const debit = cellAt(cells, at.debit).trim();
      const credit = cellAt(cells, at.credit).trim();
      const out = debit === '' ? 0 : parseMinorUnits(debit, decimal, digits);
      const into = credit === '' ? 0 : parseMinorUnits(credit, decimal, digits);
      if (Number.isNaN(out)) return amountFault(columns.debit ?? '', debit, decimal, digits, currency);
      if (Number.isNaN(into)) return amountFault(columns.credit ?? '', credit, decimal, digits, currency);
      if (debit === '' && credit === '') {
        return { field: columns.debit ?? columns.credit ?? '', reason: 'neither money in nor money out is given' };
      }
      amountMinor = Math.abs(into) - Math.abs(out);
    }
    if (amountMinor === 0) amountMinor = 0;
    const balance = at.balance < 0 ? NaN : parseMinorUnits(cellAt(cells, at.balance), decimal, digits);
    const account = (at.account < 0 ? '' : trimmed(cellAt(cells, at.account))) || mapping.account;
    const bankId = at.id < 0 ? '' : cellAt(cells, at.id).trim();
    const given = at.category < 0 ? '' : trimmed(cellAt(cells, at.category));
    const text = joined(cells, at.text);
    const payment: { -readonly [Name in keyof ReadPayment]: ReadPayment[Name] } = {
      account,
      day,
      amountMinor,
      currency,
      text,
    };
    if (bankId !== '') payment.bankId = bankId;
    if (given !== '') payment.given = given;
    if (saysTransfer) payment.saysTransfer = true;
    if (!Number.isNaN(balance)) payment.balanceMinor = balance;
    return payment;
  };
}

/** Where a word says the direction, a sign only repeats it: a debit of −5 and a debit of 5 both go out. */
function directed(amountMinor: number, flow: FlowWord): number {
  const goesOut = flow === 'out' || flow === 'transfer-out';
  return goesOut ? -Math.abs(amountMinor) : Math.abs(amountMinor);
}

function amountFault(field: string, cell: string, decimal: string, digits: number, currency: string) {
  const isFiner = new RegExp(`\\d[${decimal}]\\d{${digits + 1},}$`).test(cell.trim());
  const reason = isFiner
    ? `"${short(cell)}" has more than the ${digits} decimals of ${currency === '' ? 'money' : currency}; correct it`
    : cell.trim() === ''
      ? 'the amount is empty; fill it in'
      : `"${short(cell)}" is not an amount with decimal ${decimal === ',' ? 'comma' : 'point'}; correct it, or state decimal=…`;
  return { field, reason };
}

function joined(cells: readonly string[], columns: readonly number[]): string {
  let text = '';
  for (const index of columns) {
    const cell = cells[index];
    if (cell === undefined || cell === '') continue;
    const plain = cell.trim();
    if (plain !== '') text = text === '' ? plain : `${text} ${plain}`;
  }
  return text;
}

function currencyCode(cell: string): string {
  const plain = cell.trim().toUpperCase();
  const signs: Readonly<Record<string, string>> = {
    '€': 'EUR',
    $: 'USD',
    '£': 'GBP',
    '¥': 'JPY',
    '₹': 'INR',
    RS: 'INR',
  };
  return signs[plain] ?? (/^[A-Z]{3}$/.test(plain) ? plain : '');
}

function remember<Value>(read: (cell: string) => Value): (cell: string) => Value {
  const known = new Map<string, Value>();
  return (cell) => {
    const found = known.get(cell);
    if (found !== undefined || known.has(cell)) return found as Value;
    const value = read(cell);
    if (known.size < MOST_REMEMBERED) known.set(cell, value);
    return value;
  };
}

function comesNewestFirst(payments: readonly ReadPayment[]): boolean {
  let down = 0;
  let up = 0;
  for (let at = 1; at < payments.length; at++) {
    const step = (payments[at] as ReadPayment).day - (payments[at - 1] as ReadPayment).day;
    if (step < 0) down += 1;
    else if (step > 0) up += 1;
  }
  return down > up;
}

/** The balance behind the last payment of each account. */
function lastBalances(payments: readonly ReadPayment[]): ReadStatement['balances'] {
  const last = new Map<string, ReadPayment>();
  for (const payment of payments) {
    if (payment.balanceMinor !== undefined && payment.day >= (last.get(payment.account)?.day ?? -Infinity)) {
      last.set(payment.account, payment);
    }
  }
  return [...last.values()].map(({ account, day, balanceMinor }) => ({
    account,
    day,
    balanceMinor: balanceMinor ?? 0,
  }));
}

function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 37)}…` : text;
}
