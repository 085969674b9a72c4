import { ProbityError } from '@probity/domain';
import { currencyDigits, parseMinorUnits } from '../payment/parse-amount.js';
import { parseDay } from '../payment/parse-day.js';
import {
  KEPT_TEXT,
  type ReadPayment,
  type ReadStatement,
  type RejectedRow,
  rejectRow,
  type StatedBalance,
} from '../payment/payment.js';
import { findTag, findTags, scanTags, type TagNode, tagText } from './scan-tags.js';

const STATEMENTS = ['STMTRS', 'CCSTMTRS'] as const;

/**
 * Reads a statement in OFX 1 (SGML) or OFX 2 (XML), also as QFX: banks and cards, several accounts, the ledger balance.
 *
 * The day of a payment is DTPOSTED as written; no time zone is applied. An entry without a date or an amount is refused
 * with its reason, the others are read.
 *
 * @throws BANK_FILE_INVALID when no statement is inside
 * Source: OFX 1.6 and 2.2, chapters 11.4 and 11.5; checked against ofxtools 0.9.5 and ofxparse 0.21 in test/golden/ofx.
 */
export function readOfx(text: string, name = 'the file'): ReadStatement {
  const from = text.search(/<OFX[\s>]/i);
  if (from < 0) {
    throw new ProbityError('BANK_FILE_INVALID', `${name} says that it is OFX, but there is no <OFX> in it`, {
      field: 'OFX',
    });
  }
  const before = text.slice(0, from).split('\n').length;
  const root = scanTags(upperTags(text), from, before);
  const statements = STATEMENTS.flatMap((tag) => findTags(root, tag));
  if (statements.length === 0) {
    throw new ProbityError(
      'BANK_FILE_INVALID',
      `${name} holds no statement of a bank account or card (STMTRS, CCSTMTRS)`,
      {
        field: 'STMTRS',
      },
    );
  }
  const payments: ReadPayment[] = [];
  const rejected: RejectedRow[] = [];
  const balances: StatedBalance[] = [];
  for (const statement of statements) {
    const account = accountOf(statement);
    const currency = tagText(statement, 'CURDEF').toUpperCase();
    for (const entry of findTags(statement, 'STMTTRN')) {
      const read = readEntry(entry, account, currency);
      if ('code' in read) rejected.push(read);
      else payments.push(read);
    }
    const ledger = findTag(statement, 'LEDGERBAL');
    const balanceMinor = amountOf(tagText(ledger, 'BALAMT'), currency);
    const day = parseDay(tagText(ledger, 'DTASOF').slice(0, 8), 'ymd');
    if (!Number.isNaN(balanceMinor) && !Number.isNaN(day)) balances.push({ account, day, balanceMinor });
  }
  return { rowsRead: payments.length + rejected.length, payments, rejected, balances };
}

/** Tags are the same in either case; only names are changed, so offsets and lines stay. */
function upperTags(text: string): string {
  return /<\/?(stmttrn|Stmt)/.test(text) ? text.replace(/<\/?[A-Za-z0-9.]+/g, (tag) => tag.toUpperCase()) : text;
}

function accountOf(statement: TagNode): string {
  const from = findTag(statement, 'BANKACCTFROM') ?? findTag(statement, 'CCACCTFROM');
  return tagText(from, 'ACCTID');
}

function readEntry(entry: TagNode, account: string, statementCurrency: string): ReadPayment | RejectedRow {
  const currency = tagText(findTag(entry, 'CURRENCY'), 'CURSYM').toUpperCase() || statementCurrency;
  const posted = tagText(entry, 'DTPOSTED');
  const day = parseDay(posted.slice(0, 8), 'ymd');
  if (!/^\d{8}/.test(posted) || Number.isNaN(day)) {
    return rejectRow(
      entry.line,
      'DTPOSTED',
      `"${posted.slice(0, 40)}" is not a date (YYYYMMDD); correct it`,
      shown(entry),
    );
  }
  const amount = tagText(entry, 'TRNAMT');
  const amountMinor = amountOf(amount, currency);
  if (Number.isNaN(amountMinor)) {
    return rejectRow(entry.line, 'TRNAMT', `"${amount.slice(0, 40)}" is not an amount; correct it`, shown(entry));
  }
  const payee = findTag(entry, 'PAYEE');
  const name = tagText(payee, 'NAME') || tagText(entry, 'NAME');
  const memo = tagText(entry, 'MEMO');
  const words = name === memo ? name : [name, memo].filter((part) => part !== '').join(' ');
  const bankId = tagText(entry, 'FITID');
  return {
    ...{ account, day, amountMinor, currency, text: words || tagText(entry, 'TRNTYPE') },
    ...(bankId === '' ? {} : { bankId }),
    ...(tagText(entry, 'TRNTYPE') === 'XFER' && findTag(entry, 'BANKACCTTO') !== undefined
      ? { saysTransfer: true }
      : {}),
  };
}

/** The standard allows a comma or a point as decimal mark, and no grouping. */
function amountOf(text: string, currency: string): number {
  return parseMinorUnits(text, text.includes(',') && !text.includes('.') ? ',' : '.', currencyDigits(currency));
}

function shown(entry: TagNode): string {
  return entry.children
    .map(({ name, text }) => `<${name}>${text}`)
    .join('')
    .slice(0, KEPT_TEXT);
}
