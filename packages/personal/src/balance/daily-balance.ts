import { isCardName } from '../category/categorise-payments.js';
import type { Ledger } from '../import/import-files.js';
import type { Payment } from '../payment/payment.js';

/** Where balances come from: the file's own column, a statement's closing balance, the person, or nowhere. */
export type BalanceSource = 'file' | 'statement' | 'stated' | 'derived';

/** Money at hand at the end of each day, over the accounts of everyday life together. */
export interface DailyBalance {
  readonly firstDay: number;
  /** One value a day, minor units, without gaps. */
  readonly balancesMinor: Float64Array;
  /** The least certain source among the accounts. */
  readonly source: BalanceSource;
  /** The accounts that were added up. */
  readonly accounts: readonly string[];
}

/** An account with fewer of the payments than this share is not one of everyday life. */
const EVERYDAY_SHARE = 0.1;

/**
 * The balance of every day, over all accounts of everyday life: those that are no credit card and have a tenth of the
 * payments at least.
 *
 * From a balance column where the file has one; else counted back from a statement's balance; else forward from an
 * opening balance that the person states. Where there is none of these, the level is not known: it is then set so that
 * the lowest day is 0, and the source says `derived`.
 *
 * @param openingMinor balances before the first payment, by account
 */
export function dailyBalance(ledger: Ledger, openingMinor: Readonly<Record<string, number>> = {}): DailyBalance {
  const { payments } = ledger;
  const accounts = everydayAccounts(payments);
  const firstDay = payments[0]?.day ?? 0;
  const days = payments.length === 0 ? 0 : (payments.at(-1) as Payment).day - firstDay + 1;
  const total = new Float64Array(days);
  let source: BalanceSource = 'file';
  const byAccount = new Map<string, Payment[]>(accounts.map((account) => [account, []]));
  for (const payment of payments) byAccount.get(payment.account)?.push(payment);
  let isDerived = false;
  for (const [account, own] of byAccount) {
    const series = flowSeries(own, firstDay, days);
    const known = knownLevel(account, own, series, ledger, openingMinor, firstDay);
    if (known === undefined) isDerived = true;
    else source = weaker(source, known.source);
    for (let at = 0; at < days; at++)
      total[at] = (total[at] as number) + (series[at] as number) + (known?.levelMinor ?? 0);
  }
  if (isDerived) {
    source = 'derived';
    let lowest = Infinity;
    for (const balance of total) lowest = Math.min(lowest, balance);
    for (let at = 0; at < days; at++) total[at] = (total[at] as number) - lowest;
  }
  return { firstDay, balancesMinor: total, source, accounts };
}

function everydayAccounts(payments: readonly Payment[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { account } of payments) counts.set(account, (counts.get(account) ?? 0) + 1);
  const all = [...counts.keys()];
  const plain = all.filter((account) => !isCardName(account));
  const everyday = plain.filter((account) => (counts.get(account) as number) >= payments.length * EVERYDAY_SHARE);
  return everyday.length > 0 ? everyday : plain.length > 0 ? plain : all;
}

/** What had come in less what had gone out by the end of each day. */
function flowSeries(payments: readonly Payment[], firstDay: number, days: number): Float64Array {
  const series = new Float64Array(days);
  for (const { day, amountMinor } of payments)
    series[day - firstDay] = (series[day - firstDay] as number) + amountMinor;
  for (let at = 1; at < days; at++) series[at] = (series[at] as number) + (series[at - 1] as number);
  return series;
}

function knownLevel(
  account: string,
  payments: readonly Payment[],
  series: Float64Array,
  { balances }: Ledger,
  openingMinor: Readonly<Record<string, number>>,
  firstDay: number,
): { readonly levelMinor: number; readonly source: BalanceSource } | undefined {
  if (Object.hasOwn(openingMinor, account)) return { levelMinor: openingMinor[account] as number, source: 'stated' };
  const last = payments.findLast(({ balanceMinor }) => balanceMinor !== undefined);
  if (last?.balanceMinor !== undefined) {
    // Behind that payment may come others of the day without a balance.
    const behind = payments.slice(payments.lastIndexOf(last) + 1).filter(({ day }) => day === last.day);
    const endOfDay = last.balanceMinor + behind.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
    return { levelMinor: endOfDay - (series[last.day - firstDay] as number), source: 'file' };
  }
  const stated = balances.find((balance) => balance.account === account);
  if (stated === undefined) return undefined;
  const at = Math.min(series.length - 1, Math.max(0, stated.day - firstDay));
  return { levelMinor: stated.balanceMinor - (series[at] as number), source: 'statement' };
}

function weaker(a: BalanceSource, b: BalanceSource): BalanceSource {
  const order: readonly BalanceSource[] = ['file', 'statement', 'stated', 'derived'];
  return order.indexOf(a) >= order.indexOf(b) ? a : b;
}
