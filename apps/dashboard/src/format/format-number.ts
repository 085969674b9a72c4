/** Grouping by a narrow no-break space and a decimal point: read the same everywhere. */
const NARROW_SPACE = '\u202f';

const plain = new Intl.NumberFormat('en-US', { maximumFractionDigits: 6 });
const minus = (text: string) => text.replace('-', '−');

/** A value as people read it: 52 000, 3.5, −2. */
export function formatNumber(value: number): string {
  return minus(plain.format(value).replaceAll(',', NARROW_SPACE));
}

/** A probability as a percentage with enough digits to tell neighbours apart: 12.4 %, 0.31 %. */
export function formatPercent(share: number, digits = share === 0 ? 0 : share < 0.01 || share > 0.99 ? 2 : 1): string {
  return minus(`${(share * 100).toFixed(digits)}${NARROW_SPACE}%`);
}

/** Digits, from 1 to 4, with which a probability is told from every one of `others`; 1 where it equals one of them. */
export function digitsApart(share: number, others: readonly number[]): number {
  const strangers = others.filter((other) => other !== share);
  const isTold = (digits: number) =>
    strangers.every((other) => (other * 100).toFixed(digits) !== (share * 100).toFixed(digits));
  return [share < 0.01 || share > 0.99 ? 2 : 1, 2, 3, 4].find(isTold) ?? 4;
}

/** A signed figure; zero has no sign: +0.42, −1.30, 0.00. */
export function formatSigned(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return text;
  return `${value < 0 ? '−' : '+'}${text}`;
}

/** All digits of a double, signed with a true minus: what a bit-for-bit comparison sees. */
export function formatExact(value: number): string {
  return minus(String(value));
}
