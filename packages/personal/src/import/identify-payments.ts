import type { Payment, ReadPayment } from '../payment/payment.js';

/**
 * Gives the payments of one file their ids.
 *
 * With an id of the bank: account, that id, day and amount, so that a bank that gives one id twice loses nothing.
 * Without: account, day, amount and words, and the how-manieth of its like it is in the file. The second coffee of a day
 * therefore stays a second one, and the same export, or one that overlaps it, gives the same ids again.
 */
export function identifyPayments(payments: readonly ReadPayment[]): Payment[] {
  const seen = new Map<string, number>();
  const ids = new Set<string>();
  const identified: Payment[] = [];
  for (const { bankId, ...payment } of payments) {
    const { account, day, amountMinor, text } = payment;
    let id: string;
    if (bankId !== undefined) {
      id = `${account}|${bankId}|${day}|${amountMinor}`;
      if (ids.has(id)) continue;
      ids.add(id);
    } else {
      const content = `${account}|${day}|${amountMinor}|${text}`;
      const count = (seen.get(content) ?? 0) + 1;
      seen.set(content, count);
      id = count === 1 ? content : `${content}|#${count}`;
    }
    identified.push({ id, ...payment });
  }
  return identified;
}
