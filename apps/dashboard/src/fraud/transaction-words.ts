import type { TransactionItem } from '@probity/contract';
import { formatNumber } from '../format/format-number.js';

/** The amount, where there is one. */
export function amountOf({ event }: Pick<TransactionItem, 'event'>): number | undefined {
  const { amount } = event.values;
  return typeof amount === 'number' ? amount : undefined;
}

/** The amount as people read it, with its currency where that is known. */
export function amountWords(item: Pick<TransactionItem, 'event'>): string {
  const amount = amountOf(item);
  const { currency } = item.event.values;
  if (amount === undefined) return 'amount not known';
  return typeof currency === 'string' ? `${money(amount)} ${currency}` : money(amount);
}

/** Whole amounts as they are, others with two digits after the point. */
function money(amount: number): string {
  const cents = Math.round(Math.abs(amount) * 100);
  const whole = formatNumber(Math.sign(amount) * Math.floor(cents / 100));
  return cents % 100 === 0 ? whole : `${whole}.${String(cents % 100).padStart(2, '0')}`;
}

/** Columns that say where it was paid, surest first. */
const places = ['terminal', 'merchant', 'category', 'channel', 'country'] as const;
const payers = ['customer', 'card'] as const;

/** The column and value of where it was paid. */
export function placeOf(item: Pick<TransactionItem, 'event'>): readonly [string, string] | undefined {
  return firstOf(item, places);
}

/** The column and value of who paid. */
export function payerOf(item: Pick<TransactionItem, 'event'>): readonly [string, string] | undefined {
  return firstOf(item, payers);
}

function firstOf(
  { event }: Pick<TransactionItem, 'event'>,
  names: readonly string[],
): readonly [string, string] | undefined {
  for (const name of names) {
    const value = event.values[name];
    if (value !== null && value !== undefined) return [name, String(value)];
  }
  return undefined;
}
