import type { DailyBalance } from '../balance/daily-balance.js';
import type { CategorisedPayments } from '../category/categorise-payments.js';
import { categoryOf } from '../category/category.js';
import { firstDayOfMonth, monthOf } from '../payment/calendar.js';

/** One month of a person's money, in minor units. */
export interface MonthPicture {
  /** Months since 1970-01; `formatMonth` writes it. */
  readonly month: number;
  readonly incomeMinor: number;
  readonly expenseMinor: number;
  /** Moved to savings less what came back, as far as it is known as such. */
  readonly putAsideMinor: number;
  readonly expenseByCategory: Readonly<Record<string, number>>;
  /** At hand at the end of the month. */
  readonly closingMinor: number;
  /** Whether the payments cover the whole month: the first and the last often are cut. */
  readonly isWhole: boolean;
}

/** Days that may be missing at either end of a month that still counts as whole. */
const EDGE_DAYS = 4;

/**
 * Income, expense by category and balance, month by month, without gaps; transfers are neither.
 *
 * @returns one a month from the first payment's to the last one's; `isWhole` says which of them are complete; none without payments
 * Cost: O(payments + days).
 */
export function picturesByMonth(
  { payments, categories, isTransfer }: CategorisedPayments,
  balance: DailyBalance,
): readonly MonthPicture[] {
  if (payments.length === 0) return [];
  const firstDay = (payments[0] as { day: number }).day;
  const lastDay = (payments.at(-1) as { day: number }).day;
  const first = monthOf(firstDay);
  const months = Array.from({ length: monthOf(lastDay) - first + 1 }, (_, at) => ({
    month: first + at,
    ...{ incomeMinor: 0, expenseMinor: 0, putAsideMinor: 0 },
    expenseByCategory: {} as Record<string, number>,
  }));
  let [monthStart, monthEnd, current] = [0, -1, months[0] as (typeof months)[number]];
  for (let at = 0; at < payments.length; at++) {
    const { day, amountMinor } = payments[at] as CategorisedPayments['payments'][number];
    if (day > monthEnd || day < monthStart) {
      const month = monthOf(day);
      [monthStart, monthEnd] = [firstDayOfMonth(month), firstDayOfMonth(month + 1) - 1];
      current = months[month - first] as (typeof months)[number];
    }
    const category = categories[at] as string;
    if (isTransfer[at] === 1) {
      if (category === 'savings') current.putAsideMinor -= amountMinor;
    } else if (amountMinor > 0 && categoryOf(category, true).kind === 'income') current.incomeMinor += amountMinor;
    else {
      current.expenseMinor -= amountMinor;
      current.expenseByCategory[category] = (current.expenseByCategory[category] ?? 0) - amountMinor;
    }
  }
  return months.map((month) => {
    const end = firstDayOfMonth(month.month + 1) - 1;
    const at = Math.min(balance.balancesMinor.length - 1, end - balance.firstDay);
    return {
      ...month,
      closingMinor: balance.balancesMinor[at] ?? 0,
      isWhole: firstDay <= firstDayOfMonth(month.month) + EDGE_DAYS && lastDay >= end - EDGE_DAYS,
    };
  });
}
