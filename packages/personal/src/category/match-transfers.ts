import type { Payment } from '../payment/payment.js';

/** What is known of each payment before transfers are looked for. */
export interface TransferHints {
  /** 1 where category or file say that the money only changes the account. */
  readonly says: Uint8Array;
  /** 1 where the words name an ordinary receiver or sender: no transfer unless something says so. */
  readonly isOrdinary: Uint8Array;
}

/** Money takes up to this many days from one own account to the other. */
const LONGEST_WAY_DAYS = 5;
/** Without any hint the two sides must be this close, and no other payment may fit. */
const UNHINTED_WAY_DAYS = 2;

/**
 * Finds the two sides of a person's transfers between own accounts: the same amount out of one and into another, at
 * most five days apart, nearest days first.
 *
 * Where neither side says that it is a transfer, the pair counts only if it is the one that fits, within two days, and
 * no side has the words of an ordinary payment.
 *
 * @param payments oldest first
 * @returns for each payment the index of its other side; -1 where it has none
 * Cost: O(n) plus, for equal amounts, the payments within five days.
 */
export function matchTransfers(payments: readonly Payment[], { says, isOrdinary }: TransferHints): Int32Array {
  const other = new Int32Array(payments.length).fill(-1);
  const accounts = new Set<string>();
  for (const { account } of payments) accounts.add(account);
  if (accounts.size < 2) return other;
  const incoming = new Map<number, number[]>();
  for (const [at, { amountMinor }] of payments.entries()) {
    if (amountMinor <= 0) continue;
    const list = incoming.get(amountMinor);
    if (list === undefined) incoming.set(amountMinor, [at]);
    else list.push(at);
  }
  for (let distance = 0; distance <= LONGEST_WAY_DAYS; distance++) {
    for (let at = 0; at < payments.length; at++) {
      const out = payments[at] as Payment;
      if (out.amountMinor >= 0 || other[at] !== -1) continue;
      const list = incoming.get(-out.amountMinor);
      if (list === undefined) continue;
      const fits = near(list, payments, out, other);
      const found = fits.find(
        (index) =>
          Math.abs((payments[index] as Payment).day - out.day) === distance &&
          (says[at] === 1 ||
            says[index] === 1 ||
            (fits.length === 1 && distance <= UNHINTED_WAY_DAYS && isOrdinary[at] === 0 && isOrdinary[index] === 0)),
      );
      if (found === undefined) continue;
      other[at] = found;
      other[found] = at;
    }
  }
  return other;
}

/** Payments of the same size that came into another account about then and have no other side yet. */
function near(
  list: readonly number[],
  payments: readonly Payment[],
  out: Payment,
  other: Int32Array,
): readonly number[] {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((payments[list[middle] as number] as Payment).day < out.day - LONGEST_WAY_DAYS) low = middle + 1;
    else high = middle;
  }
  const found: number[] = [];
  for (let at = low; at < list.length; at++) {
    const index = list[at] as number;
    const { day, account, currency } = payments[index] as Payment;
    if (day > out.day + LONGEST_WAY_DAYS) break;
    if (other[index] === -1 && account !== out.account && currency === out.currency) found.push(index);
  }
  return found;
}
