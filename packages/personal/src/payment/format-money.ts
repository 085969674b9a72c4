import { currencyDigits } from './parse-amount.js';

/**
 * An amount in minor units as people read it: 1,234.50 EUR.
 *
 * @param options.isRounded without decimals, where a figure is a rough one
 * @example formatMoney(-123450, 'EUR') // '-1,234.50 EUR'
 */
export function formatMoney(
  amountMinor: number,
  currency: string,
  { isRounded = false }: { readonly isRounded?: boolean } = {},
): string {
  const digits = currencyDigits(currency);
  let unit = 1;
  for (let digit = 0; digit < digits; digit++) unit *= 10;
  const shown = isRounded ? Math.round(amountMinor / unit) * unit : amountMinor;
  const size = Math.abs(shown);
  const whole = String(Math.floor(size / unit)).replace(/\B(?=(\d{3})+$)/g, ',');
  const part = isRounded || digits === 0 ? '' : `.${String(size % unit).padStart(digits, '0')}`;
  return `${shown < 0 ? '-' : ''}${whole}${part}${currency === '' ? '' : ` ${currency}`}`;
}
