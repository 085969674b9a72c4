import { quantile } from '@probity/numerics';
import type { CategorisedPayments } from '../category/categorise-payments.js';
import { addMonths, civilOf } from '../payment/calendar.js';
import type { Payment } from '../payment/payment.js';

export type Period = 'weekly' | 'fortnightly' | 'monthly' | 'quarterly' | 'yearly';

/** A payment that comes again and again. */
export interface RecurringPayment {
  readonly key: string;
  /** The words of the last one. */
  readonly text: string;
  readonly account: string;
  readonly category: string;
  readonly isTransfer: boolean;
  readonly period: Period;
  /** What the next one is expected to be: the median of the last six, signed. */
  readonly amountMinor: number;
  /** The last six amounts, the oldest first. */
  readonly latestMinor: readonly number[];
  /** Whether all of the last six lie within 5 % of that. */
  readonly isFixed: boolean;
  readonly times: number;
  readonly lastDay: number;
  /** When the next one is expected. */
  readonly nextDay: number;
  /** False where the next one is overdue by more than half a period: it has ended, or was moved. */
  readonly isActive: boolean;
  /** Change of a fixed price at the last payment against the one before; 0 where it stayed. */
  readonly riseMinor: number;
}

interface PeriodRule {
  readonly period: Period;
  readonly days: number;
  readonly months: number;
  /** How many days a step may be off: weekends and bank holidays. */
  readonly tolerance: number;
  readonly least: number;
}

const rules: readonly PeriodRule[] = [
  { period: 'weekly', days: 7, months: 0, tolerance: 2, least: 4 },
  { period: 'fortnightly', days: 14, months: 0, tolerance: 3, least: 4 },
  { period: 'monthly', days: 30.44, months: 1, tolerance: 5, least: 3 },
  { period: 'quarterly', days: 91.3, months: 3, tolerance: 10, least: 3 },
  { period: 'yearly', days: 365.25, months: 12, tolerance: 15, least: 2 },
];

/** This share of the steps between payments must fit the period. */
const LEAST_REGULAR = 0.75;
const LATEST = 6;
const FIXED_SHARE = 0.05;

/** Approximate days of a period. */
export function periodDays(period: Period): number {
  return rules.find((rule) => rule.period === period)?.days ?? NaN;
}

/**
 * Payments that recur: the same receiver, account and direction, at steps that fit a week, two weeks, a month, a quarter
 * or a year (three quarters of the steps at least), three times at least (weekly four, yearly two of one amount).
 *
 * Steps are measured in days with a tolerance for weekends; a monthly next date keeps the usual day of the month.
 *
 * @returns the largest per year first
 */
export function findRecurring({
  payments,
  keys,
  categories,
  isTransfer,
}: CategorisedPayments): readonly RecurringPayment[] {
  const groups = new Map<string, number[]>();
  for (let at = 0; at < payments.length; at++) {
    const { account, amountMinor } = payments[at] as Payment;
    const key = keys[at] as string;
    if (key === '' || amountMinor === 0) continue;
    const name = `${amountMinor > 0 ? '+' : '-'}${account}|${key}`;
    const list = groups.get(name);
    if (list === undefined) groups.set(name, [at]);
    else list.push(at);
  }
  const lastDay = payments.at(-1)?.day ?? 0;
  const found: RecurringPayment[] = [];
  for (const indices of groups.values()) {
    const rule = periodOf(indices, payments);
    if (rule === undefined) continue;
    const list = indices.map((at) => payments[at] as Payment);
    const last = indices.at(-1) as number;
    const recurring = describe(list, rule, lastDay);
    if (recurring === undefined) continue;
    found.push({
      ...{ key: keys[last] as string, category: categories[last] as string, isTransfer: isTransfer[last] === 1 },
      ...recurring,
    });
  }
  const perYear = ({ amountMinor, period }: RecurringPayment) => (Math.abs(amountMinor) * 365) / periodDays(period);
  return found.sort((a, b) => perYear(b) - perYear(a));
}

function periodOf(indices: readonly number[], payments: readonly Payment[]): PeriodRule | undefined {
  if (indices.length < 2) return undefined;
  const steps: number[] = [];
  for (let at = 1; at < indices.length; at++) {
    steps.push((payments[indices[at] as number] as Payment).day - (payments[indices[at - 1] as number] as Payment).day);
  }
  return rules.find(({ days, tolerance, least, period }) => {
    if (indices.length < least) return false;
    const fitting = steps.filter((step) => Math.abs(step - days) <= tolerance).length;
    if (fitting < steps.length * LEAST_REGULAR) return false;
    if (period !== 'yearly' || indices.length > 2) return true;
    const [first, second] = indices.map((at) => (payments[at] as Payment).amountMinor);
    return Math.abs((first ?? 0) - (second ?? 0)) <= Math.abs(first ?? 0) * 0.1;
  });
}

function describe(list: readonly Payment[], rule: PeriodRule, today: number) {
  const last = list.at(-1) as Payment;
  const latest = list.slice(-LATEST);
  const amountMinor = Math.round(
    quantile(
      latest.map((payment) => payment.amountMinor),
      0.5,
    ),
  );
  const isFixed = latest.every(
    (payment) => Math.abs(payment.amountMinor - amountMinor) <= Math.abs(amountMinor) * FIXED_SHARE,
  );
  const usualDay = Math.round(
    quantile(
      latest.map((payment) => civilOf(payment.day).dayOfMonth),
      0.5,
    ),
  );
  const nextDay = rule.months === 0 ? last.day + rule.days : addMonths(last.day, rule.months, usualDay);
  const before = list.at(-2);
  const wasFixed = list.slice(-LATEST - 1, -1).every(({ amountMinor: one }) => one === before?.amountMinor);
  const riseMinor = before !== undefined && wasFixed ? Math.abs(last.amountMinor) - Math.abs(before.amountMinor) : 0;
  const { text, account } = last;
  const latestMinor = latest.map((payment) => payment.amountMinor);
  const isActive = today <= nextDay + rule.days / 2;
  return {
    ...{
      text,
      account,
      period: rule.period,
      isFixed,
      times: list.length,
      lastDay: last.day,
      nextDay,
      isActive,
      riseMinor,
      latestMinor,
    },
    // A price that has just risen is the price from now on.
    amountMinor: riseMinor === 0 ? amountMinor : last.amountMinor,
  };
}
