import { ProbityError } from '@probity/domain';
import { findTag, findTags, scanTags, type TagNode, tagText } from '../ofx/scan-tags.js';
import { currencyDigits, parseMinorUnits } from '../payment/parse-amount.js';
import { parseDay } from '../payment/parse-day.js';
import {
  type ReadPayment,
  type ReadStatement,
  type RejectedRow,
  rejectRow,
  type StatedBalance,
} from '../payment/payment.js';

/**
 * Reads CAMT.052, .053 and .054 (ISO 20022, any version): booked entries with their remittance text, closing balances.
 *
 * An entry of several transactions is one payment, as it is booked. Entries that are only pending are refused with that
 * reason.
 *
 * @throws BANK_FILE_INVALID when no statement is inside
 */
export function readCamt(text: string, name = 'the file'): ReadStatement {
  const root = scanTags(text, 0, 1);
  const statements = ['Stmt', 'Rpt', 'Ntfctn'].flatMap((tag) => findTags(root, tag));
  if (statements.length === 0) {
    throw new ProbityError('BANK_FILE_INVALID', `${name} holds no statement (Stmt, Rpt or Ntfctn)`, { field: 'Stmt' });
  }
  const payments: ReadPayment[] = [];
  const rejected: RejectedRow[] = [];
  const balances: StatedBalance[] = [];
  for (const statement of statements) {
    const at = statement.children.find((child) => child.name === 'Acct');
    const account = tagText(at, 'IBAN') || tagText(findTag(at ?? statement, 'Othr'), 'Id');
    for (const entry of statement.children.filter((child) => child.name === 'Ntry')) {
      const read = readEntry(entry, account);
      if ('code' in read) rejected.push(read);
      else payments.push(read);
    }
    for (const balance of statement.children.filter((child) => child.name === 'Bal')) {
      if (tagText(balance, 'Cd') !== 'CLBD') continue;
      const { amountMinor } = amountOf(balance);
      const day = dayIn(balance);
      if (!Number.isNaN(amountMinor) && !Number.isNaN(day)) balances.push({ account, day, balanceMinor: amountMinor });
    }
  }
  return { rowsRead: payments.length + rejected.length, payments, rejected, balances };
}

function readEntry(entry: TagNode, account: string): ReadPayment | RejectedRow {
  const remittance = findTags(entry, 'Ustrd').map((node) => node.text.trim());
  const { amountMinor, currency } = amountOf(entry);
  const isIn = amountMinor > 0;
  const partner = findTag(entry, isIn ? 'Dbtr' : 'Cdtr');
  const words = [
    tagText(partner, 'Nm'),
    ...remittance,
    ...(remittance.length > 0 ? [] : [tagText(entry, 'AddtlNtryInf')]),
  ];
  const text = words.filter((part) => part !== '').join(' ');
  const status = entry.children.find((child) => child.name === 'Sts');
  const state = status === undefined ? 'BOOK' : tagText(status, 'Cd') || status.text.trim() || 'BOOK';
  if (state !== 'BOOK')
    return rejectRow(entry.line, 'Sts', `the entry is ${state}, not booked yet; import it when it is`, text);
  if (Number.isNaN(amountMinor))
    return rejectRow(entry.line, 'Amt', 'the entry has no amount or no CdtDbtInd; correct it', text);
  const booked =
    entry.children.find((child) => child.name === 'BookgDt') ?? entry.children.find((child) => child.name === 'ValDt');
  const day = booked === undefined ? NaN : dayIn(booked);
  if (Number.isNaN(day)) return rejectRow(entry.line, 'BookgDt', 'the entry has no booking date; correct it', text);
  const bankId = entry.children.find((child) => child.name === 'AcctSvcrRef')?.text.trim() ?? '';
  return { account, day, amountMinor, currency, text, ...(bankId === '' ? {} : { bankId }) };
}

function amountOf(node: TagNode): { readonly amountMinor: number; readonly currency: string } {
  const amount = node.children.find((child) => child.name === 'Amt');
  const currency = /Ccy\s*=\s*["']([A-Za-z]{3})/.exec(amount?.attributes ?? '')?.[1]?.toUpperCase() ?? '';
  const side = node.children.find((child) => child.name === 'CdtDbtInd')?.text.trim();
  const size = parseMinorUnits(amount?.text.trim() ?? '', '.', currencyDigits(currency));
  return { amountMinor: side === 'CRDT' ? size : side === 'DBIT' ? 0 - size : NaN, currency };
}

/** Balances wrap their date once more: Dt inside Dt. */
function dayIn(node: TagNode): number {
  const outer = findTag(node, 'Dt');
  const day = outer === undefined ? '' : tagText(outer, 'Dt') || tagText(outer, 'DtTm') || outer.text.trim();
  return parseDay((day || tagText(node, 'DtTm')).slice(0, 10), 'ymd');
}
