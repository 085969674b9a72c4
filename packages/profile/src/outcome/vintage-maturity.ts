import type { AccountHistory } from './account-history.js';
import type { OutcomeDefinition } from './outcome-definition.js';

/** One account as vintages see it. Times are months on book. */
export interface VintageAccount {
  /** Calendar month of opening, a running number (year × 12 + month). */
  readonly openedMonth: number;
  /** First month on book in which it was bad; undefined when it never was. */
  readonly badAt: number | undefined;
  /** Months on book up to which it was watched; an account that closed counts as watched to the end. */
  readonly watchedTo: number;
}

/** Accounts opened in one quarter: cumulative share gone bad by months on book, as far as all of them were watched. */
export interface Vintage {
  /** "2007-Q3". */
  readonly name: string;
  readonly accounts: number;
  /** `cumulative[m]`: share bad by month m on book; shorter than the window for young vintages. */
  readonly cumulative: readonly number[];
}

export interface Maturity {
  readonly vintages: readonly Vintage[];
  /** All accounts together, each as long as it was watched (Kaplan–Meier): share bad by month on book. */
  readonly overall: readonly number[];
  /** First month on book at which the overall curve has reached 90 % of its last value; null without bads. */
  readonly matureAt: number | null;
  /** Share of the last value that the curve has reached at the end of the window; null without bads or without later months. */
  readonly reachedInWindow: number | null;
  readonly isWindowLongEnough: boolean | null;
  /** The verdict as a sentence. */
  readonly verdict: string;
}

const MATURE = 0.9;
/** Accounts that must still be watched for a month to count. */
const LEAST_WATCHED = 30;

export function maturityOf(histories: readonly AccountHistory[], definition: OutcomeDefinition): Maturity {
  const { observationMonth, windowMonths, badFromDays } = definition;
  const accounts = histories.map((history): VintageAccount => {
    const firstBad = history.daysPastDue.findIndex((days) => days >= badFromDays);
    const ends = [firstBad < 0 ? undefined : firstBad, history.chargedOffAt].filter((age) => age !== undefined);
    return {
      openedMonth: history.openedMonth,
      badAt: ends.length === 0 ? undefined : Math.min(...ends),
      watchedTo: history.closedAt === undefined ? history.daysPastDue.length - 1 : Number.POSITIVE_INFINITY,
    };
  });
  return vintageMaturity(accounts, observationMonth + windowMonths);
}

/**
 * Cumulative bad rates by months on book: for each quarter of opening and overall, and whether a window of that many
 * months sees at least 90 % of the bads that the data show in the end.
 *
 * Cost: O(accounts · months).
 */
export function vintageMaturity(accounts: readonly VintageAccount[], windowMonths: number): Maturity {
  const overall = survivalCurve(accounts);
  const last = overall[overall.length - 1] ?? 0;
  const matureAt = last > 0 ? overall.findIndex((share) => share >= MATURE * last) : null;
  const isWatchedLonger = overall.length - 1 > windowMonths;
  const reached = last > 0 && isWatchedLonger ? (overall[windowMonths] as number) / last : null;
  return {
    vintages: quarters(accounts),
    overall,
    matureAt,
    reachedInWindow: reached,
    isWindowLongEnough: reached === null ? null : reached >= MATURE,
    verdict: verdictOf(last, windowMonths, overall.length - 1, reached, matureAt),
  };
}

function verdictOf(
  last: number,
  window: number,
  watched: number,
  reached: number | null,
  matureAt: number | null,
): string {
  if (last === 0) return 'not assessed: no account went bad';
  if (reached === null) {
    return `not assessed: accounts are watched for ${watched} months, not longer than the ${window} of the window`;
  }
  const share = `${(reached * 100).toFixed(0)} % of the bads seen by month ${watched}`;
  return reached >= MATURE
    ? `long enough: month ${window} sees ${share}`
    : `too short: month ${window} sees ${share}; 90 % are reached at month ${matureAt}`;
}

/** Share bad by month, accounts leaving when they are no longer watched (product-limit estimate). */
function survivalCurve(accounts: readonly VintageAccount[]): readonly number[] {
  const longest = accounts.reduce(
    (most, { badAt, watchedTo }) => Math.max(most, badAt ?? 0, Number.isFinite(watchedTo) ? watchedTo : 0),
    0,
  );
  const bads = new Float64Array(longest + 1);
  const leaving = new Float64Array(longest + 2);
  for (const { badAt, watchedTo } of accounts) {
    if (badAt !== undefined) bads[badAt] = (bads[badAt] as number) + 1;
    else if (watchedTo < longest) leaving[watchedTo + 1] = (leaving[watchedTo + 1] as number) + 1;
  }
  const curve: number[] = [];
  let atRisk = accounts.length;
  let alive = 1;
  for (let month = 0; month <= longest; month++) {
    atRisk -= leaving[month] as number;
    if (atRisk < LEAST_WATCHED && month > 0) break;
    alive *= atRisk > 0 ? 1 - (bads[month] as number) / atRisk : 1;
    atRisk -= bads[month] as number;
    curve.push(1 - alive);
  }
  return curve;
}

function quarters(accounts: readonly VintageAccount[]): readonly Vintage[] {
  const byQuarter = new Map<number, VintageAccount[]>();
  for (const account of accounts) {
    const quarter = Math.floor(account.openedMonth / 3);
    const known = byQuarter.get(quarter);
    if (known === undefined) byQuarter.set(quarter, [account]);
    else known.push(account);
  }
  return [...byQuarter]
    .sort((one, other) => one[0] - other[0])
    .map(([quarter, members]) => {
      // Only as far as every account of the vintage that did not go bad was watched: later months would flatter it.
      const watched = members.reduce(
        (least, { badAt, watchedTo }) => (badAt === undefined ? Math.min(least, watchedTo) : least),
        Number.POSITIVE_INFINITY,
      );
      const longest = members.reduce((most, { badAt }) => Math.max(most, badAt ?? 0), 0);
      const to = Number.isFinite(watched) ? watched : longest;
      const cumulative = Array.from(
        { length: to + 1 },
        (_, month) => members.filter(({ badAt }) => badAt !== undefined && badAt <= month).length / members.length,
      );
      return { name: `${Math.floor(quarter / 4)}-Q${(quarter % 4) + 1}`, accounts: members.length, cumulative };
    });
}
