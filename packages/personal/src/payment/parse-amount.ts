/** What stands between whole units and their parts. */
export type DecimalMark = '.' | ',';

/** Currencies of other than two decimals, as ISO 4217 lists them and people meet them. */
const DIGITS: Readonly<Record<string, number>> = {
  ...{ BIF: 0, CLP: 0, DJF: 0, GNF: 0, ISK: 0, JPY: 0, KMF: 0, KRW: 0, PYG: 0, RWF: 0, UGX: 0, VND: 0, VUV: 0 },
  ...{ XAF: 0, XOF: 0, XPF: 0, BHD: 3, IQD: 3, JOD: 3, KWD: 3, LYD: 3, OMR: 3, TND: 3 },
};

/**
 * How many decimals the minor unit of a currency has; 2 where the currency is not known. Source: ISO 4217.
 * @example currencyDigits('JPY') // 0
 */
export function currencyDigits(currency: string): number {
  return DIGITS[currency] ?? 2;
}

/** Amounts beyond this are not somebody's money; sums of millions of them stay exact. */
const MOST_MINOR = 1e13;
// No letter before them: the D of 5.00 USD is no debit.
const OUT_SUFFIX = /\s*(?<![a-z])(dr|db|d|s|debit|soll)\.?\s*$/i;
const IN_SUFFIX = /\s*(?<![a-z])(cr|c|h|credit|haben)\.?\s*$/i;
/** Currency signs and codes, blanks and grouping apostrophes. */
const DECORATION = /[\s\u00a0\u202f'’$€£¥₹]|^[A-Za-z]{2,3}\.?|[A-Za-złčKč]{1,3}\.?$/g;

/**
 * An amount as whole minor units; NaN where the text is none.
 *
 * Takes signs in front or behind, brackets for a minus, CR and DR behind, currency signs, and thousands set apart by
 * the other mark, a blank or an apostrophe. No floating-point number is made on the way, so 0.29 is 29, not 28.999….
 *
 * @param digits decimals of the currency; more than that in the text gives NaN unless they are zeros
 * @example parseMinorUnits('-1.234,56 €', ',', 2) // -123456
 */
export function parseMinorUnits(text: string, decimal: DecimalMark, digits: number): number {
  const plain = plainAmount(text, decimal, digits);
  if (!Number.isNaN(plain)) return plain;
  let rest = text.trim();
  let sign = 1;
  if (rest.startsWith('(') && rest.endsWith(')')) {
    sign = -1;
    rest = rest.slice(1, -1);
  } else if (/[0-9][^0-9]*$/.test(rest) && OUT_SUFFIX.test(rest)) {
    sign = -1;
    rest = rest.replace(OUT_SUFFIX, '');
  } else rest = rest.replace(IN_SUFFIX, '');
  rest = rest.replaceAll('−', '-').replaceAll('–', '-').trim();
  const unsigned = rest;
  if (rest.startsWith('-') || rest.endsWith('-')) {
    sign = -sign;
    rest = rest.startsWith('-') ? rest.slice(1) : rest.slice(0, -1);
  } else if (rest.startsWith('+') || rest.endsWith('+')) rest = rest.replace('+', '');
  const isSigned = rest !== unsigned;
  rest = rest.replace(DECORATION, '');
  if (rest.startsWith('-') && !isSigned) {
    sign = -sign;
    rest = rest.slice(1);
  }
  rest = ungrouped(rest, decimal === '.' ? ',' : '.', decimal);
  const value = rest.startsWith('-') ? NaN : plainAmount(rest, decimal, digits);
  return value === 0 ? 0 : sign * value;
}

/** Digits with at most one decimal mark and a minus in front: nearly every amount there is. */
function plainAmount(text: string, decimal: DecimalMark, digits: number): number {
  const mark = decimal === '.' ? 46 : 44;
  const negative = text.charCodeAt(0) === 45;
  let value = 0;
  let decimals = -1;
  let seen = 0;
  for (let at = negative ? 1 : 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) {
      seen += 1;
      if (decimals >= digits) {
        if (code !== 48) return NaN;
        continue;
      }
      if (decimals >= 0) decimals += 1;
      value = value * 10 + code - 48;
    } else if (code === mark && decimals < 0) decimals = 0;
    else return NaN;
  }
  if (seen === 0) return NaN;
  for (let missing = Math.max(decimals, 0); missing < digits; missing++) value *= 10;
  if (value > MOST_MINOR) return NaN;
  return negative && value !== 0 ? -value : value;
}

/** Without the marks that set thousands apart; as it was where they do not stand where thousands do. */
function ungrouped(text: string, group: string, decimal: DecimalMark): string {
  if (!text.includes(group)) return text;
  const [whole = '', ...fraction] = text.split(decimal);
  const groups = whole.split(group);
  // India sets lakh and crore apart: groups of two before the last of three.
  const stand = groups.every((part, at) =>
    at === 0 ? /^\d{1,3}$/.test(part) : at === groups.length - 1 ? /^\d{3}$/.test(part) : /^\d{2,3}$/.test(part),
  );
  return stand ? [groups.join(''), ...fraction].join(decimal) : text;
}
