import { sum } from '@probity/numerics';
import type { DailyBalance } from '../balance/daily-balance.js';
import type { CategorisedPayments } from '../category/categorise-payments.js';
import { categoryOf } from '../category/category.js';
import { type BehaviourFeatures, measureBehaviour, shareBelow } from '../report/behaviour-features.js';

/** What the risk score looks at: free of currency and scale, each bounded. Higher is not always riskier. */
export interface RiskInputs {
  /** Expense over income in the last 180 days, at most 3; 3 without income. */
  readonly expenseIncomeRatio: number;
  /** Share of days below a week of expense in the last 180. */
  readonly lowBalanceFrequency: number;
  /** Share of the last 90 days that ended below 0. */
  readonly overdrawnDays: number;
  /** Days of average expense that the money at hand lasts, −30 to 120. */
  readonly bufferDays: number;
  /** The same for the lowest balance of the last 60 days. */
  readonly lowestBufferDays: number;
  /** Mean step of the 30-day incomes from one to the next, over their mean; 0 to 2. */
  readonly incomeSwing: number;
  /** The same for expenses. */
  readonly expenseSwing: number;
  /** Share of expense that can hardly be cut: essential categories. */
  readonly essentialShare: number;
  /** The largest payment over a month's income, at most 3. */
  readonly largestExpense: number;
}

export type RiskInputName = keyof RiskInputs;

const WINDOW_DAYS = 180;
const STRETCH_DAYS = 30;

/** Which inputs need the level of the balance; without it the score does without them. */
export const balanceInputs: readonly RiskInputName[] = [
  'lowBalanceFrequency',
  'overdrawnDays',
  'bufferDays',
  'lowestBufferDays',
];

/**
 * What the risk score looks at, in the 180 days up to the last payment; ranges stand at `RiskInputs`.
 *
 * Inputs that need the level of the balance (`balanceInputs`) are to be left out where it is not known: `scoreRisk` does so.
 * Cost: O(payments + days).
 */
export function measureRiskInputs(understood: CategorisedPayments, balance: DailyBalance): RiskInputs {
  const lastDay = understood.payments.at(-1)?.day ?? 0;
  const start = Math.max(understood.payments[0]?.day ?? 0, lastDay - WINDOW_DAYS + 1);
  const days = Math.max(1, lastDay - start + 1);
  const recent = measureBehaviour(understood, balance, { firstDay: start, lastDay });
  const { incomes, expenses, essentialMinor } = stretches(
    understood,
    lastDay,
    Math.max(1, Math.floor(days / STRETCH_DAYS)),
  );
  const dailyExpense = Math.max(1, recent.totalExpenseMinor / days);
  const level = balance.balancesMinor.at(-1) ?? 0;
  let lowest = level;
  for (const value of balance.balancesMinor.subarray(-60)) lowest = Math.min(lowest, value);
  const monthlyIncome = (recent.totalIncomeMinor / days) * STRETCH_DAYS;
  return {
    expenseIncomeRatio: ratioOf(recent),
    lowBalanceFrequency: recent.lowBalanceFrequency,
    overdrawnDays: shareBelow(balance, 0, lastDay - 89, lastDay),
    bufferDays: bounded(level / dailyExpense, -30, 120),
    lowestBufferDays: bounded(lowest / dailyExpense, -30, 120),
    incomeSwing: swing(incomes),
    expenseSwing: swing(expenses),
    essentialShare: bounded(essentialMinor / Math.max(1, sum(expenses)), 0, 1),
    largestExpense: bounded(recent.maximumExpenseMinor / Math.max(1, monthlyIncome), 0, 3),
  };
}

function ratioOf({ expenseIncomeRatio }: BehaviourFeatures): number {
  return expenseIncomeRatio === null ? 3 : bounded(expenseIncomeRatio, 0, 3);
}

/** Income and expense in stretches of thirty days back from the last day, the newest first. */
function stretches({ payments, categories, isTransfer }: CategorisedPayments, lastDay: number, count: number) {
  const incomes = new Float64Array(count);
  const expenses = new Float64Array(count);
  let essentialMinor = 0;
  for (let at = payments.length - 1; at >= 0; at--) {
    const { day, amountMinor } = payments[at] as CategorisedPayments['payments'][number];
    const stretch = Math.floor((lastDay - day) / STRETCH_DAYS);
    if (stretch >= count) break;
    if (isTransfer[at] === 1) continue;
    const category = categoryOf(categories[at] as string, amountMinor > 0);
    if (category.kind === 'income') incomes[stretch] = (incomes[stretch] as number) + amountMinor;
    else {
      expenses[stretch] = (expenses[stretch] as number) - amountMinor;
      if (category.isEssential) essentialMinor -= amountMinor;
    }
  }
  return { incomes, expenses, essentialMinor };
}

function swing(values: Float64Array): number {
  const total = sum(values);
  if (values.length < 2 || total <= 0) return 0;
  let steps = 0;
  for (let at = 1; at < values.length; at++) steps += Math.abs((values[at] as number) - (values[at - 1] as number));
  return bounded(steps / (values.length - 1) / (total / values.length), 0, 2);
}

function bounded(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
