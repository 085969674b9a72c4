import { ProbityError } from '@probity/domain';
import { civilOf } from '../payment/calendar.js';
import { currencyDigits, parseMinorUnits } from '../payment/parse-amount.js';
import { parseDay } from '../payment/parse-day.js';
import {
  type ReadPayment,
  type ReadStatement,
  type RejectedRow,
  rejectRow,
  type StatedBalance,
} from '../payment/payment.js';

interface Field {
  readonly tag: string;
  readonly value: string;
  readonly line: number;
}

/** Value date, entry date, side (a reversal has an R in front), letter of funds, amount, type, references. */
const MOVEMENT = /^(\d{6})(\d{4})?(R?[CD])([A-Z])?(\d[\d,.]*)([NFS][A-Z0-9]{3})?([\s\S]*)$/;
const BALANCE = /^([CD])(\d{6})([A-Z]{3})([\d,]+)/;

/**
 * Reads MT940 (SWIFT): `:61:` movements with the text of the `:86:` behind, accounts from `:25:`, closing balances from
 * `:62F:`.
 *
 * The day is the entry date where it is given, else the value date. Reversals (RC, RD) turn the direction.
 *
 * @throws BANK_FILE_INVALID when no `:61:` or `:60F:` is inside
 */
export function readMt940(text: string, name = 'the file'): ReadStatement {
  const fields = fieldsOf(text);
  if (!fields.some(({ tag }) => tag === '61' || tag.startsWith('60'))) {
    throw new ProbityError('BANK_FILE_INVALID', `${name} holds no movement (:61:)`, { field: ':61:' });
  }
  const payments: ReadPayment[] = [];
  const rejected: RejectedRow[] = [];
  const balances: StatedBalance[] = [];
  let account = '';
  let currency = '';
  for (const [at, { tag, value, line }] of fields.entries()) {
    if (tag === '25') account = value.trim();
    else if (tag === '60F' || tag === '60M') currency = BALANCE.exec(value)?.[3] ?? currency;
    else if (tag === '62F') {
      const [, side, date = '', unit = '', amount = ''] = BALANCE.exec(value) ?? [];
      const balanceMinor = parseMinorUnits(amount, ',', currencyDigits(unit)) * (side === 'D' ? -1 : 1);
      const day = parseDay(date, 'ymd');
      if (!Number.isNaN(balanceMinor) && !Number.isNaN(day)) balances.push({ account, day, balanceMinor });
    } else if (tag === '61') {
      const next = fields[at + 1];
      const details = next?.tag === '86' ? detailsOf(next.value) : '';
      const read = readMovement(value, line, { account, currency, details });
      if ('code' in read) rejected.push(read);
      else payments.push(read);
    }
  }
  return { rowsRead: payments.length + rejected.length, payments, rejected, balances };
}

function readMovement(
  value: string,
  line: number,
  { account, currency, details }: { readonly account: string; readonly currency: string; readonly details: string },
): ReadPayment | RejectedRow {
  const [, valueDate = '', entryDate, side = '', , amount = '', , rest = ''] = MOVEMENT.exec(value) ?? [];
  const valued = parseDay(valueDate, 'ymd');
  if (side === '' || Number.isNaN(valued)) {
    return rejectRow(line, ':61:', 'the movement does not begin with a date (YYMMDD) and C or D; correct it', value);
  }
  const size = parseMinorUnits(amount, ',', currencyDigits(currency));
  if (Number.isNaN(size))
    return rejectRow(line, ':61:', `"${amount}" is not an amount with decimal comma; correct it`, value);
  const isIn = side === 'C' || side === 'RD';
  // References of the bank stand behind "//"; NONREF says that there is none.
  const reference = /\/\/([^\n]+)/.exec(rest)?.[1]?.trim() ?? '';
  return {
    ...{ account, day: entryDay(valued, entryDate), amountMinor: isIn ? size : 0 - size, currency },
    text: details || rest.split('\n').slice(1).join(' ').trim() || rest.split('//')[0]?.trim() || '',
    ...(reference === '' || reference === 'NONREF' ? {} : { bankId: reference }),
  };
}

/** The entry date has no year: it is the day nearest to the value date. */
function entryDay(valued: number, entryDate: string | undefined): number {
  if (entryDate === undefined) return valued;
  const { year } = civilOf(valued);
  const near = [year - 1, year, year + 1]
    .map((candidate) => parseDay(`${candidate}-${entryDate.slice(0, 2)}-${entryDate.slice(2)}`, 'ymd'))
    .filter((day) => !Number.isNaN(day))
    .sort((a, b) => Math.abs(a - valued) - Math.abs(b - valued));
  return near[0] ?? valued;
}

/** German banks number the parts of the text: ?20 to ?29 and ?60 to ?63 are words, ?32 and ?33 the partner's name. */
function detailsOf(value: string): string {
  const joined = value.replaceAll(/\n/g, '');
  if (!/^\d{3}\?/.test(joined)) return value.replaceAll(/\s*\n\s*/g, ' ').trim();
  const parts = [...joined.matchAll(/\?(\d{2})([^?]*)/g)];
  const pick = (test: (part: number) => boolean) =>
    parts.filter(([, part]) => test(Number(part))).map(([, , words = '']) => words.trim());
  const name = pick((part) => part === 32 || part === 33).join('');
  const words = pick((part) => (part >= 20 && part <= 29) || (part >= 60 && part <= 63)).join(' ');
  return [name, words].filter((part) => part !== '').join(' ');
}

function fieldsOf(text: string): readonly Field[] {
  const fields: Field[] = [];
  let open: { tag: string; value: string; line: number } | undefined;
  for (const [at, raw] of text.split(/\r\n|\n|\r/).entries()) {
    const [, tag, value = ''] = /^(?:\{.*\})?:(\d{2}[A-Z]?):(.*)$/.exec(raw) ?? [];
    if (tag !== undefined) {
      open = { tag, value, line: at + 1 };
      fields.push(open);
    } else if (/^-\}?$/.test(raw.trim())) open = undefined;
    else if (open !== undefined) open.value += `\n${raw}`;
  }
  return fields;
}
