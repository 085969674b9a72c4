import { createRandom, quantileOfSorted } from '@probity/numerics';
import type { CategorisedPayments } from '../category/categorise-payments.js';
import { addMonths } from '../payment/calendar.js';
import { periodDays, type RecurringPayment } from '../recurring/find-recurring.js';
import type { DailyBalance } from './daily-balance.js';

/** What the balance is likely to be on the days to come; lists are as long as the days looked ahead. */
export interface BalanceProjection {
  /** The last known day; entry 0 of the lists is the day behind it. */
  readonly fromDay: number;
  readonly medianMinor: Float64Array;
  /** A tenth of the paths is below, a tenth above. */
  readonly lowMinor: Float64Array;
  readonly highMinor: Float64Array;
  /** Share of paths that end a day below 0 by then; null where the level of the balance is not known. */
  readonly shareBelowZero: Float64Array | null;
  /** Recurring payments that are expected, by day. */
  readonly expected: readonly { readonly day: number; readonly text: string; readonly amountMinor: number }[];
  readonly paths: number;
}

export interface ProjectionSettings {
  /** Days ahead; default 56. */
  readonly days?: number;
  /** Default 500. */
  readonly paths?: number;
  /** Default 1; the same seed gives the same paths. */
  readonly seed?: number;
}

/** Everyday spending is drawn from this many days back. */
const MEMORY_DAYS = 180;
/** Drawn week by week, so that weekends stay weekends and big shopping stays with little. */
const BLOCK_DAYS = 7;

/**
 * Projects the balance: recurring payments on their expected days, fixed ones with their amount and
 * the others with one of their last six, and for all else
 * whole weeks drawn from the last 180 days of this person's own other payments (a block bootstrap).
 *
 * Money moved to a card or to savings leaves what is at hand, so transfers out of these accounts are part of it.
 * The interval holds what the past half year held; a shock that it did not see is not in it. How often the truth fell
 * inside is reported in docs/methods/personal.md.
 * Cost: paths × days.
 */
export function projectBalance(
  { payments, keys }: CategorisedPayments,
  balance: DailyBalance,
  recurring: readonly RecurringPayment[],
  { days = 56, paths = 500, seed = 1 }: ProjectionSettings = {},
): BalanceProjection {
  const fromDay = balance.firstDay + balance.balancesMinor.length - 1;
  const everyday = new Set(balance.accounts);
  const active = recurring.filter(({ isActive, account }) => isActive && everyday.has(account));
  const scheduled = new Float64Array(days);
  const varying: VaryingPayment[] = [];
  const expected: { day: number; text: string; amountMinor: number }[] = [];
  for (const payment of active) {
    for (const day of nextDays(payment, fromDay, fromDay + days)) {
      const at = day - fromDay - 1;
      if (payment.isFixed) scheduled[at] = (scheduled[at] as number) + payment.amountMinor;
      else varying.push({ at, amountsMinor: payment.latestMinor });
      expected.push({ day, text: payment.text, amountMinor: payment.amountMinor });
    }
  }
  expected.sort((a, b) => a.day - b.day);
  const planned = new Set(active.map(({ account, key, amountMinor }) => `${Math.sign(amountMinor)}${account}|${key}`));
  const memory = Math.min(MEMORY_DAYS, balance.balancesMinor.length);
  const rest = new Float64Array(memory);
  for (let at = payments.length - 1; at >= 0; at--) {
    const { day, account, amountMinor } = payments[at] as CategorisedPayments['payments'][number];
    const back = fromDay - day;
    if (back >= memory) break;
    if (!everyday.has(account)) continue;
    if (planned.has(`${Math.sign(amountMinor)}${account}|${keys[at]}`)) continue;
    rest[memory - 1 - back] = (rest[memory - 1 - back] as number) + amountMinor;
  }
  return { fromDay, ...drawPaths(rest, { scheduled, varying }, balance, { days, paths, seed }), expected, paths };
}

/** A recurring payment whose amount is not the same each time: each path draws one of its last amounts. */
interface VaryingPayment {
  readonly at: number;
  readonly amountsMinor: readonly number[];
}

function drawPaths(
  rest: Float64Array,
  { scheduled, varying }: { readonly scheduled: Float64Array; readonly varying: readonly VaryingPayment[] },
  balance: DailyBalance,
  { days, paths, seed }: Required<ProjectionSettings>,
): Pick<BalanceProjection, 'medianMinor' | 'lowMinor' | 'highMinor' | 'shareBelowZero'> {
  const random = createRandom(seed).fork('balance paths');
  const start = balance.balancesMinor.at(-1) ?? 0;
  const byDay = Array.from({ length: days }, () => new Float64Array(paths));
  const below = new Float64Array(days);
  const weeks = Math.floor(rest.length / BLOCK_DAYS);
  const pool = new Int32Array(weeks);
  for (let path = 0; path < paths; path++) {
    let level = start;
    let wasBelow = false;
    let block = 0;
    // The half year seen is itself one of many that might have been: each path has a half year of its own, drawn from it.
    // Blocks count back from the last day, so that a drawn week has the weekdays of the week that it stands for.
    for (let week = 0; week < weeks; week++)
      pool[week] = rest.length - BLOCK_DAYS * (1 + random.nextUint32Below(weeks));
    const planned = Float64Array.from(scheduled);
    for (const { at, amountsMinor } of varying) {
      planned[at] = (planned[at] as number) + (amountsMinor[random.nextUint32Below(amountsMinor.length)] as number);
    }
    for (let day = 0; day < days; day++) {
      // Blocks end on the last day known, so that a drawn week has the weekdays of the week that it stands for.
      if (day % BLOCK_DAYS === 0) block = weeks === 0 ? 0 : (pool[random.nextUint32Below(weeks)] as number);
      level += (planned[day] as number) + (weeks === 0 ? 0 : (rest[block + (day % BLOCK_DAYS)] as number));
      (byDay[day] as Float64Array)[path] = level;
      if (level < 0) wasBelow = true;
      if (wasBelow) below[day] = (below[day] as number) + 1;
    }
  }
  const sorted = byDay.map((levels) => levels.sort());
  const at = (share: number) => Float64Array.from(sorted, (levels) => Math.round(quantileOfSorted(levels, share)));
  const shareBelowZero = balance.source === 'derived' ? null : below.map((count) => count / paths);
  return { medianMinor: at(0.5), lowMinor: at(0.1), highMinor: at(0.9), shareBelowZero };
}

/** The days on which a recurring payment is expected after one day and up to another. */
function nextDays(payment: RecurringPayment, after: number, until: number): readonly number[] {
  const found: number[] = [];
  const months =
    payment.period === 'monthly' ? 1 : payment.period === 'quarterly' ? 3 : payment.period === 'yearly' ? 12 : 0;
  for (let step = 0; step < 200; step++) {
    const day =
      months === 0
        ? payment.nextDay + step * Math.round(periodDays(payment.period))
        : addMonths(payment.nextDay, step * months);
    if (day > until) break;
    // One that is overdue by a few days is expected tomorrow.
    if (day > after) found.push(day);
    else if (step === 0 && payment.nextDay <= after) found.push(after + 1);
  }
  return found;
}
