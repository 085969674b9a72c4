import { quantile } from '@probity/numerics';
import type { BalanceSource } from '../balance/daily-balance.js';
import type { BalanceProjection } from '../balance/project-balance.js';
import type { CategorisedPayments } from '../category/categorise-payments.js';
import { categoryOf } from '../category/category.js';
import { formatDay } from '../payment/calendar.js';
import { formatMoney } from '../payment/format-money.js';
import { periodDays, type RecurringPayment } from '../recurring/find-recurring.js';
import type { RiskInputs } from '../risk/risk-inputs.js';
import { scoreRisk } from '../risk/score-risk.js';

/** Something that a person can do, with what it is worth. */
export interface Recommendation {
  readonly kind: 'spending' | 'deficit' | 'subscriptions' | 'price-rise' | 'fees' | 'low-balance' | 'reserve';
  /** One or two sentences with amounts. */
  readonly text: string;
  /** What it is worth in a month, minor units. */
  readonly monthlyMinor: number;
  readonly category?: string;
  /** Risk score if it were done for three months, all else as it was; absent where it does not change the score. */
  readonly riskScoreThen?: number;
}

export interface AdviceInputs {
  readonly understood: CategorisedPayments;
  readonly recurring: readonly RecurringPayment[];
  readonly projection: BalanceProjection;
  readonly risk: RiskInputs;
  readonly source: BalanceSource;
  readonly currency: string;
  readonly levelMinor: number;
}

const STRETCH_DAYS = 30;
const MOST_STRETCHES = 12;
/** Spending this much above habit is worth a word; less is chance. */
const LEAST_EXCESS = 0.15;
const MOST_ADVICE = 6;
/** A reserve that most advisers call the least: a month of spending. */
const RESERVE_DAYS = 30;

/**
 * What would help this person: at most six recommendations, those about an empty account first, then by what they are worth in a
 * month. Rules on the person's own figures, no model; where nothing is amiss there are none.
 *
 * Cost: O(payments).
 */
export function recommend(inputs: AdviceInputs): readonly Recommendation[] {
  const { understood } = inputs;
  const habits = spendingHabits(understood, inputs.recurring);
  const all = [
    ...lowBalance(inputs),
    ...deficit(inputs, habits),
    ...[...habits.byCategory].flatMap(([category, stretches]) => aboveHabit(category, stretches, inputs, habits)),
    ...priceRises(inputs),
    ...subscriptions(inputs),
    ...fees(inputs, habits),
    ...reserve(inputs, habits),
  ];
  const urgent = (kind: Recommendation['kind']) =>
    kind === 'low-balance' ? 0 : kind === 'deficit' ? 1 : kind === 'reserve' ? 3 : 2;
  return all.sort((a, b) => urgent(a.kind) - urgent(b.kind) || b.monthlyMinor - a.monthlyMinor).slice(0, MOST_ADVICE);
}

interface Habits {
  /** Spending of each category in stretches of thirty days, the last first. */
  readonly byCategory: ReadonlyMap<string, Float64Array>;
  readonly incomes: Float64Array;
  readonly expenses: Float64Array;
}

function spendingHabits(
  { payments, keys, categories, isTransfer }: CategorisedPayments,
  recurring: readonly RecurringPayment[],
): Habits {
  // A bill that comes every quarter is above habit in its month and below it in the two others.
  const rare = new Set(
    recurring
      .filter(({ period }) => period === 'quarterly' || period === 'yearly')
      .map(({ account, key }) => `${account}|${key}`),
  );
  const lastDay = payments.at(-1)?.day ?? 0;
  const covered = Math.floor((lastDay - (payments[0]?.day ?? 0) + 1) / STRETCH_DAYS);
  const count = Math.min(MOST_STRETCHES, covered);
  const byCategory = new Map<string, Float64Array>();
  const incomes = new Float64Array(count);
  const expenses = new Float64Array(count);
  for (let at = payments.length - 1; at >= 0; at--) {
    const { day, amountMinor } = payments[at] as CategorisedPayments['payments'][number];
    const stretch = Math.floor((lastDay - day) / STRETCH_DAYS);
    if (stretch >= count) break;
    if (isTransfer[at] === 1) continue;
    const category = categories[at] as string;
    if (amountMinor > 0 && categoryOf(category, true).kind === 'income') {
      incomes[stretch] = (incomes[stretch] as number) + amountMinor;
      continue;
    }
    let list = byCategory.get(category);
    if (list === undefined) {
      list = new Float64Array(count);
      byCategory.set(category, list);
    }
    const { account } = payments[at] as CategorisedPayments['payments'][number];
    if (!rare.has(`${account}|${keys[at]}`)) list[stretch] = (list[stretch] as number) - amountMinor;
    expenses[stretch] = (expenses[stretch] as number) - amountMinor;
  }
  return { byCategory, incomes, expenses };
}

function aboveHabit(
  category: string,
  stretches: Float64Array,
  inputs: AdviceInputs,
  habits: Habits,
): readonly Recommendation[] {
  const { currency } = inputs;
  const now = stretches[0] ?? 0;
  const before = stretches.slice(1);
  const usual = quantile(before, 0.5);
  const excess = now - usual;
  const monthly = quantile(habits.expenses, 0.5);
  // Only habits can be exceeded: a category that is paid in most months, and by more than it varies.
  const upper = quantile(before, 0.75);
  if (before.length < 3 || usual <= 0 || categoryOf(category).kind !== 'expense') return [];
  if (excess < usual * LEAST_EXCESS || now <= upper || excess < monthly * 0.01) return [];
  const { title } = categoryOf(category);
  const less = Math.round(excess);
  const then = riskAfter(inputs, less);
  const money = (amount: number) => formatMoney(amount, currency, { isRounded: true });
  const effect =
    then === undefined
      ? `would leave ${money(less * 3)} more in three months`
      : `would leave ${money(less * 3)} more in three months and bring the risk score to ${then.toFixed(2)}`;
  return [
    {
      kind: 'spending',
      category,
      text: `${title} is ${Math.round((excess / usual) * 100)} % above your own habit: ${money(now)} in the last 30 days, usually ${money(usual)}. ${money(less)} less a month ${effect}.`,
      monthlyMinor: less,
      ...(then === undefined ? {} : { riskScoreThen: then }),
    },
  ];
}

/** The score as it would be with that much less spent a month for three months; undefined where it stays. */
function riskAfter({ risk, source, levelMinor, understood }: AdviceInputs, lessMinor: number): number | undefined {
  const lastDay = understood.payments.at(-1)?.day ?? 0;
  const days = Math.min(180, lastDay - (understood.payments[0]?.day ?? 0) + 1);
  const dailyExpense = risk.bufferDays === 0 ? 0 : levelMinor / risk.bufferDays;
  if (!(dailyExpense > 0) && source !== 'derived') return undefined;
  const [income, expense] = totals(understood, lastDay - days + 1);
  if (income <= 0 || expense <= 0) return undefined;
  const saved = lessMinor * 3;
  const dailyThen = Math.max(1, (expense - saved) / days);
  const bound = (value: number) => Math.min(120, Math.max(-30, value));
  const then: RiskInputs = {
    ...risk,
    expenseIncomeRatio: Math.min(3, Math.max(0, (expense - saved) / income)),
    bufferDays: bound((levelMinor + saved) / dailyThen),
  };
  const before = scoreRisk(risk, source).riskScore;
  const after = scoreRisk(then, source).riskScore;
  return before - after >= 0.005 ? after : undefined;
}

function totals(
  { payments, categories, isTransfer }: CategorisedPayments,
  firstDay: number,
): readonly [number, number] {
  let [income, expense] = [0, 0];
  for (let at = payments.length - 1; at >= 0; at--) {
    const { day, amountMinor } = payments[at] as CategorisedPayments['payments'][number];
    if (day < firstDay) break;
    if (isTransfer[at] === 1) continue;
    if (amountMinor > 0 && categoryOf(categories[at] as string, true).kind === 'income') income += amountMinor;
    else expense -= amountMinor;
  }
  return [income, expense];
}

function deficit(inputs: AdviceInputs, { incomes, expenses }: Habits): readonly Recommendation[] {
  const months = Math.min(6, expenses.length);
  if (months < 2) return [];
  const mean = (values: Float64Array) => values.slice(0, months).reduce((total, value) => total + value, 0) / months;
  const gap = Math.round(mean(expenses) - mean(incomes));
  if (gap <= mean(expenses) * 0.01 || mean(incomes) === 0) return [];
  const then = riskAfter(inputs, gap);
  const effect = then === undefined ? '' : ` Closing the gap would bring the risk score to ${then.toFixed(2)}.`;
  const amount = formatMoney(gap, inputs.currency, { isRounded: true });
  return [
    {
      kind: 'deficit',
      text: `${amount} more goes out than comes in, on average of the last ${months} months.${effect}`,
      monthlyMinor: gap,
      ...(then === undefined ? {} : { riskScoreThen: then }),
    },
  ];
}

function lowBalance({ projection, currency }: AdviceInputs): readonly Recommendation[] {
  const { shareBelowZero, lowMinor, fromDay } = projection;
  const share = shareBelowZero?.at(-1) ?? 0;
  if (shareBelowZero === null || share < 0.1) return [];
  const day = lowMinor.findIndex((value) => value < 0);
  const lowest = Math.min(...lowMinor);
  const when = day < 0 ? `in the next ${lowMinor.length} days` : `from ${formatDay(fromDay + 1 + day)} on`;
  const amount = formatMoney(Math.max(0, -lowest), currency, { isRounded: true });
  const keep = lowest < 0 ? ` Another ${amount} at hand by then would cover nine cases of ten.` : '';
  return [
    {
      kind: 'low-balance',
      text: `The balance may fall below 0 ${when}: it does in ${Math.round(share * 100)} % of the projected paths.${keep}`,
      monthlyMinor: Math.round(Math.max(0, -lowest) / Math.max(1, lowMinor.length / STRETCH_DAYS)),
    },
  ];
}

function priceRises({ recurring, currency }: AdviceInputs): readonly Recommendation[] {
  return recurring
    .filter(
      ({ riseMinor, isActive, isTransfer, amountMinor }) => riseMinor > 0 && isActive && !isTransfer && amountMinor < 0,
    )
    .map(({ text, riseMinor, amountMinor, period }) => ({
      kind: 'price-rise' as const,
      text: `${text} went up by ${formatMoney(riseMinor, currency)} to ${formatMoney(-amountMinor, currency)} (${period}); worth a look at the contract.`,
      monthlyMinor: Math.round((riseMinor * 30.44) / periodDays(period)),
    }));
}

function subscriptions({ recurring, currency }: AdviceInputs): readonly Recommendation[] {
  const active = recurring.filter(
    ({ category, isActive, amountMinor }) => isActive && amountMinor < 0 && category === 'subscriptions',
  );
  const monthly = active.reduce(
    (total, { amountMinor, period }) => total - (amountMinor * 30.44) / periodDays(period),
    0,
  );
  if (active.length < 2) return [];
  const names = active.slice(0, 4).map(({ text }) => text.slice(0, 30));
  return [
    {
      kind: 'subscriptions',
      category: 'subscriptions',
      text: `${active.length} subscriptions cost ${formatMoney(Math.round(monthly * 12), currency, { isRounded: true })} a year (${names.join(', ')}${active.length > 4 ? ', …' : ''}); each one cancelled counts every month.`,
      monthlyMinor: Math.round(monthly / active.length),
    },
  ];
}

function fees({ currency }: AdviceInputs, { byCategory }: Habits): readonly Recommendation[] {
  const paid = (byCategory.get('fees') ?? new Float64Array()).slice(0, 6).reduce((total, value) => total + value, 0);
  if (paid <= 0) return [];
  return [
    {
      kind: 'fees',
      category: 'fees',
      text: `${formatMoney(paid, currency)} went to bank fees in the last half year; a small reserve, or another account, avoids most of them.`,
      monthlyMinor: Math.round(paid / 6),
    },
  ];
}

function reserve(
  { risk, source, currency, levelMinor }: AdviceInputs,
  { expenses }: Habits,
): readonly Recommendation[] {
  if (source === 'derived' || risk.bufferDays >= RESERVE_DAYS || expenses.length < 2) return [];
  const monthly = quantile(expenses, 0.5);
  const missing = Math.round(monthly - Math.max(0, levelMinor));
  if (missing <= 0) return [];
  const each = Math.round(missing / 12);
  return [
    {
      kind: 'reserve',
      text: `The money at hand lasts ${Math.max(0, Math.round(risk.bufferDays))} days of usual spending; ${formatMoney(each, currency, { isRounded: true })} a month set aside would make it a month’s in a year.`,
      monthlyMinor: each,
    },
  ];
}
