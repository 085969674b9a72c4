import type { Payment, ReadPayment } from '../payment/payment.js';

/**
 * Gives the payments of one file their ids.
 *
 * With an id of the bank: account, that id, day and amount, so that a bank that gives one id twice loses nothing; the
 * same again is left out. Without: account, day, amount and words, and the how-manieth of its like it is in the file.
 * The second coffee of a day therefore stays a second one, and the same export, or one that overlaps it, gives the same
 * ids again.
 *
 * An id is a 64-bit hash in 14 characters, so it tells nothing of the payment itself.
 */
export function identifyPayments(payments: readonly ReadPayment[]): Payment[] {
  const used = new Set<string>();
  const identified: Payment[] = [];
  for (const payment of payments) {
    const { account, day, amountMinor, currency, text, bankId } = payment;
    const words = bankId ?? text;
    let id = hashOf(account, words, day, amountMinor, bankId === undefined ? 1 : 0);
    if (used.has(id)) {
      if (bankId !== undefined) continue;
      for (let occurrence = 2; used.has(id); occurrence++) id = hashOf(account, words, day, amountMinor, occurrence);
    }
    used.add(id);
    const named: { -readonly [Name in keyof Payment]: Payment[Name] } = {
      id,
      account,
      day,
      amountMinor,
      currency,
      text,
    };
    if (payment.balanceMinor !== undefined) named.balanceMinor = payment.balanceMinor;
    if (payment.given !== undefined) named.given = payment.given;
    if (payment.saysTransfer === true) named.saysTransfer = true;
    identified.push(named);
  }
  return identified;
}

/** Two 32-bit hashes side by side, each a product and a rotation for every character, mixed at the end as murmur3 does. */
function hashOf(account: string, words: string, day: number, amountMinor: number, occurrence: number): string {
  let low = 0x9e3779b9;
  let high = 0x85ebca6b;
  for (let at = 0; at < account.length; at++) {
    const code = account.charCodeAt(at);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul((high << 5) ^ (high >>> 27) ^ code, 0x27d4eb2f);
  }
  low = Math.imul(low ^ 0x1ffff, 0x01000193);
  for (let at = 0; at < words.length; at++) {
    const code = words.charCodeAt(at);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul((high << 5) ^ (high >>> 27) ^ code, 0x27d4eb2f);
  }
  // Amounts reach beyond 32 bits: both halves count.
  for (const word of [day, amountMinor | 0, Math.floor(amountMinor / 4294967296), occurrence]) {
    low = Math.imul(mixed(low ^ word), 0x2c1b3c6d);
    high = Math.imul(mixed(high ^ Math.imul(word, 0x165667b1)), 0x297a2d39);
  }
  return digits(mixed(low)) + digits(mixed(high ^ low));
}

function mixed(value: number): number {
  let word = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return word ^ (word >>> 16);
}

function digits(word: number): string {
  return (word >>> 0).toString(36).padStart(7, '0');
}
