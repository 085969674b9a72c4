import { type Household, type HouseholdPayment, isoDay } from './simulate-household.js';

/** Ways in which banks write their CSV files. */
export type BankDialect = 'signed' | 'german' | 'debit-credit' | 'typed' | 'card' | 'american';

export const bankDialects: readonly BankDialect[] = ['signed', 'german', 'debit-credit', 'typed', 'card', 'american'];

interface DialectRules {
  readonly delimiter: string;
  readonly before: readonly string[];
  readonly header: readonly string[];
  readonly newestFirst: boolean;
  readonly lineEnd: string;
  readonly cells: (payment: HouseholdPayment, currency: string) => readonly string[];
}

const dialects: Readonly<Record<BankDialect, DialectRules>> = {
  signed: {
    ...{ delimiter: ',', before: [], newestFirst: false, lineEnd: '\n' },
    header: ['Date', 'Account', 'Description', 'Amount', 'Currency', 'Balance'],
    cells: (payment, currency) => [
      isoDay(payment.day),
      payment.account,
      payment.text,
      plain(payment.amountMinor),
      currency,
      plain(payment.balanceMinor),
    ],
  },
  german: {
    ...{ delimiter: ';', newestFirst: true, lineEnd: '\r\n' },
    before: ['"Kontoumsätze";"Girokonto"', '', '"Zeitraum";"alle"'],
    header: ['Buchungstag', 'Konto', 'Verwendungszweck', 'Betrag', 'Währung', 'Saldo'],
    cells: (payment, currency) => [
      ...[isoDay(payment.day).split('-').reverse().join('.'), payment.account, payment.text],
      ...[german(payment.amountMinor), currency, german(payment.balanceMinor)],
    ],
  },
  'debit-credit': {
    ...{ delimiter: ',', before: [], newestFirst: true, lineEnd: '\n' },
    header: ['Transaction Date', 'Account', 'Details', 'Paid out', 'Paid in', 'Balance'],
    cells: (payment) => [
      ...[isoDay(payment.day).split('-').reverse().join('/'), payment.account, payment.text],
      ...(payment.amountMinor < 0 ? [grouped(-payment.amountMinor), ''] : ['', grouped(payment.amountMinor)]),
      grouped(payment.balanceMinor),
    ],
  },
  typed: {
    ...{ delimiter: '\t', before: [], newestFirst: false, lineEnd: '\n' },
    header: ['date', 'type', 'amount', 'payee', 'account', 'transaction_id'],
    cells: (payment) => [
      ...[isoDay(payment.day).replaceAll('-', ''), payment.amountMinor < 0 ? 'DEBIT' : 'CREDIT'],
      ...[plain(Math.abs(payment.amountMinor)), payment.text, payment.account, payment.bankId],
    ],
  },
  card: {
    ...{ delimiter: ',', before: [], newestFirst: false, lineEnd: '\n' },
    header: ['Posting Date', 'Merchant', 'Amount', 'Account'],
    // A card's own view: what is spent is above 0.
    cells: (payment) => [isoDay(payment.day), payment.text, plain(-payment.amountMinor), payment.account],
  },
  american: {
    ...{ delimiter: ',', before: [], newestFirst: true, lineEnd: '\r\n' },
    header: ['Date', 'Description', 'Amount', 'Running Balance', 'Account Name'],
    cells: (payment) => {
      const [year, month, day] = isoDay(payment.day).split('-');
      const size = `$${grouped(Math.abs(payment.amountMinor))}`;
      const amount = payment.amountMinor < 0 ? `(${size})` : size;
      return [`${month}/${day}/${year}`, payment.text, amount, grouped(payment.balanceMinor), payment.account];
    },
  },
};

/** A household's payments, all or of one account, as a bank would export them. */
export function writeBankCsv(household: Household, dialect: BankDialect, account?: string): string {
  const { delimiter, before, header, newestFirst, lineEnd, cells } = dialects[dialect];
  const payments = paymentsOf(household, account);
  if (newestFirst) payments.reverse();
  const quote = (cell: string) =>
    cell.includes(delimiter) || cell.includes('"') ? `"${cell.replaceAll('"', '""')}"` : cell;
  const rows = payments.map((payment) => cells(payment, household.currency).map(quote).join(delimiter));
  return [...before, header.join(delimiter), ...rows, ''].join(lineEnd);
}

/** The same as OFX: version 1 is SGML without closing tags, version 2 is XML. One statement an account. */
export function writeOfx(household: Household, version: 1 | 2, account?: string): string {
  const leaf = (tag: string, value: string) =>
    version === 1 ? `<${tag}>${escaped(value)}\n` : `<${tag}>${escaped(value)}</${tag}>\n`;
  const header =
    version === 1
      ? 'OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nSECURITY:NONE\nENCODING:UTF-8\nCHARSET:NONE\nCOMPRESSION:NONE\nOLDFILEUID:NONE\nNEWFILEUID:NONE\n\n'
      : '<?xml version="1.0" encoding="UTF-8"?>\n<?OFX OFXHEADER="200" VERSION="220" SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>\n';
  const stamp = (day: number) => `${isoDay(day).replaceAll('-', '')}120000`;
  const status = `<STATUS>\n${leaf('CODE', '0')}${leaf('SEVERITY', 'INFO')}</STATUS>\n`;
  const statements = household.accounts
    .filter(({ name }) => account === undefined || name === account)
    .map(({ name, kind }, at) => {
      const own = paymentsOf(household, name);
      const entries = own.map(
        (payment) =>
          `<STMTTRN>\n${leaf('TRNTYPE', payment.amountMinor < 0 ? 'DEBIT' : 'CREDIT')}${leaf('DTPOSTED', stamp(payment.day))}${leaf('TRNAMT', plain(payment.amountMinor))}${leaf('FITID', payment.bankId)}${leaf('NAME', payment.text.slice(0, 32))}</STMTTRN>\n`,
      );
      const [outer, inner, from] =
        kind === 'card' ? ['CCSTMTTRNRS', 'CCSTMTRS', 'CCACCTFROM'] : ['STMTTRNRS', 'STMTRS', 'BANKACCTFROM'];
      const bank =
        kind === 'card'
          ? leaf('ACCTID', name)
          : `${leaf('BANKID', '10020030')}${leaf('ACCTID', name)}${leaf('ACCTTYPE', kind === 'savings' ? 'SAVINGS' : 'CHECKING')}`;
      const balance = own.at(-1)?.balanceMinor ?? 0;
      const body = `<${inner}>\n${leaf('CURDEF', household.currency)}<${from}>\n${bank}</${from}>\n<BANKTRANLIST>\n${leaf('DTSTART', stamp(household.firstDay))}${leaf('DTEND', stamp(household.lastDay))}${entries.join('')}</BANKTRANLIST>\n<LEDGERBAL>\n${leaf('BALAMT', plain(balance))}${leaf('DTASOF', stamp(household.lastDay + 1))}</LEDGERBAL>\n</${inner}>\n`;
      const message = kind === 'card' ? 'CREDITCARDMSGSRSV1' : 'BANKMSGSRSV1';
      return { message, text: `<${outer}>\n${leaf('TRNUID', String(at + 1))}${status}${body}</${outer}>\n` };
    });
  const messages = ['BANKMSGSRSV1', 'CREDITCARDMSGSRSV1'].map((message) => {
    const texts = statements.filter((statement) => statement.message === message).map(({ text }) => text);
    return texts.length === 0 ? '' : `<${message}>\n${texts.join('')}</${message}>\n`;
  });
  const signOn = `<SIGNONMSGSRSV1>\n<SONRS>\n${status}${leaf('DTSERVER', stamp(household.lastDay + 1))}${leaf('LANGUAGE', 'ENG')}</SONRS>\n</SIGNONMSGSRSV1>\n`;
  return `${header}<OFX>\n${signOn}${messages.join('')}</OFX>\n`;
}

/** The same as QIF, with an `!Account` block for each account; days are written month first, as Quicken does. */
export function writeQif(household: Household, account?: string): string {
  const blocks = household.accounts
    .filter(({ name }) => account === undefined || name === account)
    .map(({ name, kind }) => {
      const type = kind === 'card' ? 'CCard' : 'Bank';
      const entries = paymentsOf(household, name).map((payment) => {
        const [year, month, day] = isoDay(payment.day).split('-');
        return `D${month}/${day}/${year}\nT${grouped(payment.amountMinor)}\nP${payment.text}\n^\n`;
      });
      return `!Account\nN${name}\nT${type}\n^\n!Type:${type}\n${entries.join('')}`;
    });
  return blocks.join('');
}

function paymentsOf(household: Household, account: string | undefined): HouseholdPayment[] {
  return household.payments
    .filter((payment) => account === undefined || payment.account === account)
    .sort((a, b) => a.day - b.day);
}

function plain(amountMinor: number): string {
  const size = Math.abs(amountMinor);
  return `${amountMinor < 0 ? '-' : ''}${Math.floor(size / 100)}.${String(size % 100).padStart(2, '0')}`;
}

function grouped(amountMinor: number): string {
  const [whole = '', part = ''] = plain(amountMinor).split('.');
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${part}`;
}

function german(amountMinor: number): string {
  return grouped(amountMinor).replace(/[.,]/g, (mark) => (mark === '.' ? ',' : '.'));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
