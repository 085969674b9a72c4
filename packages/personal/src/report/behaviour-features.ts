import type { DailyBalance } from '../balance/daily-balance.js';
import type { CategorisedPayments } from '../category/categorise-payments.js';
import { categoryOf } from '../category/category.js';

/** The eight features of a person's behaviour, over a stretch of days; amounts in minor units. */
export interface BehaviourFeatures {
  readonly firstDay: number;
  readonly lastDay: number;
  readonly totalIncomeMinor: number;
  /** What went out less what came back on it. */
  readonly totalExpenseMinor: number;
  /** Payments of any kind, transfers between own accounts left out. */
  readonly numberOfTransactions: number;
  /** Mean of what went out, a payment; 0 where nothing did. */
  readonly averageExpenseMinor: number;
  readonly maximumExpenseMinor: number;
  /** Share of days on which the balance ended below `lowBalanceMinor`. */
  readonly lowBalanceFrequency: number;
  /** What counted as low: a week of the person's own expense, unless stated. */
  readonly lowBalanceMinor: number;
  /** Expense over income; null without income. */
  readonly expenseIncomeRatio: number | null;
  /** Category with the highest expense; null without any. */
  readonly topSpendingCategory: string | null;
  readonly topSpendingMinor: number;
}

export interface BehaviourSettings {
  /** First and last day looked at; default: of the payments. */
  readonly firstDay?: number;
  readonly lastDay?: number;
  /** Balance below which a day counts as low; default: a week of the own average daily expense. */
  readonly lowBalanceMinor?: number;
}

/**
 * Measures the eight behavioural features. Transfers between own accounts count neither as income nor as expense.
 *
 * A payment that came in is income unless its category is one of expense (by the file or by the person): then it is money
 * back, and takes away from that expense.
 */
export function measureBehaviour(
  { payments, categories, isTransfer }: CategorisedPayments,
  balance: DailyBalance,
  settings: BehaviourSettings = {},
): BehaviourFeatures {
  const firstDay = settings.firstDay ?? payments[0]?.day ?? 0;
  const lastDay = settings.lastDay ?? payments.at(-1)?.day ?? firstDay;
  const spent = new Map<string, number>();
  let [totalIncomeMinor, totalExpenseMinor, count, expenses, outMinor, maximumExpenseMinor] = [0, 0, 0, 0, 0, 0];
  for (let at = 0; at < payments.length; at++) {
    const payment = payments[at] as CategorisedPayments['payments'][number];
    if (isTransfer[at] === 1 || payment.day < firstDay || payment.day > lastDay) continue;
    const { amountMinor } = payment;
    const category = categories[at] as string;
    count += 1;
    if (amountMinor > 0 && categoryOf(category, true).kind === 'income') {
      totalIncomeMinor += amountMinor;
      continue;
    }
    totalExpenseMinor -= amountMinor;
    spent.set(category, (spent.get(category) ?? 0) - amountMinor);
    if (amountMinor >= 0) continue;
    expenses += 1;
    outMinor -= amountMinor;
    maximumExpenseMinor = Math.max(maximumExpenseMinor, -amountMinor);
  }
  const days = Math.max(1, lastDay - firstDay + 1);
  const lowBalanceMinor = settings.lowBalanceMinor ?? Math.round((Math.max(0, totalExpenseMinor) / days) * 7);
  const [top] = [...spent].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return {
    ...{ firstDay, lastDay, totalIncomeMinor, totalExpenseMinor, numberOfTransactions: count, maximumExpenseMinor },
    averageExpenseMinor: expenses === 0 ? 0 : Math.round(outMinor / expenses),
    lowBalanceFrequency: shareBelow(balance, lowBalanceMinor, firstDay, lastDay),
    lowBalanceMinor,
    expenseIncomeRatio: totalIncomeMinor === 0 ? null : totalExpenseMinor / totalIncomeMinor,
    topSpendingCategory: top?.[0] ?? null,
    topSpendingMinor: top?.[1] ?? 0,
  };
}

/** Share of the days in a stretch that ended with less than that; 0 without days. */
export function shareBelow(
  { firstDay: start, balancesMinor }: DailyBalance,
  limitMinor: number,
  firstDay: number,
  lastDay: number,
): number {
  const from = Math.max(0, firstDay - start);
  const to = Math.min(balancesMinor.length, lastDay - start + 1);
  let below = 0;
  for (let at = from; at < to; at++) if ((balancesMinor[at] as number) < limitMinor) below += 1;
  return to > from ? below / (to - from) : 0;
}
