import { type Application, ProbityError } from '@probity/domain';
import { normalQuantile, sum, wilsonRateInterval } from '@probity/numerics';

/** One application of the past with its score and, where the loan was granted, what came of it. */
export interface HistoryRow {
  /** Calibrated probability of a bad outcome in [0, 1], by the model that the policy is for. */
  readonly riskScore: number;
  /** True where the loan went bad; null where nobody knows, as for those declined then. */
  readonly isBad: boolean | null;
  /** Money at risk; > 0. */
  readonly exposure: number;
  /** As the engine understood it, for rules and the grid. */
  readonly application: Application;
  /** E.g. "2018-06"; for results by month. */
  readonly month?: string;
  readonly segment?: string;
  /** Level of a protected attribute; for the adverse impact ratio. */
  readonly group?: string;
}

/** 95 % bounds. */
export type PolicyInterval = readonly [low: number, high: number];

/** A rate with its numbers; `rate` and `interval` are null where there is nothing to count. */
export interface CountedRate {
  readonly count: number;
  readonly of: number;
  readonly rate: number | null;
  /** Wilson, 95 %. */
  readonly interval: PolicyInterval | null;
}

/** An amount of money with its 95 % interval. */
export interface MoneyEstimate {
  readonly amount: number;
  /** Normal, of the sum over as many applications drawn anew; null below two rows. */
  readonly interval: PolicyInterval | null;
}

/** What could not be said, and why. */
export interface NotAssessed {
  readonly what: string;
  readonly why: string;
}

export function countedRate(count: number, of: number): CountedRate {
  if (of === 0) return { count, of, rate: null, interval: null };
  return { count, of, rate: count / of, interval: wilsonRateInterval(count, of) };
}

/**
 * A sum of money over applications, with the interval that chance among as many applications gives it:
 * sum ± z · √(n · s²).
 */
export function moneyEstimate(amounts: Float64Array): MoneyEstimate {
  const count = amounts.length;
  const amount = sum(amounts);
  if (count < 2) return { amount, interval: null };
  const average = amount / count;
  const squares = sum(amounts.map((value) => (value - average) * (value - average)));
  const reach = normalQuantile(0.975) * Math.sqrt((count * squares) / (count - 1));
  return { amount, interval: [amount - reach, amount + reach] };
}

/**
 * What a granted loan of the past earned: exposure · margin when good, −exposure · lossGivenDefault when bad.
 * @returns 0 where the outcome is not known: such loans are counted apart
 */
export function profitOf(row: HistoryRow, margin: number, lossGivenDefault: number): number {
  if (row.isBad === null) return 0;
  return row.isBad ? -row.exposure * lossGivenDefault : row.exposure * margin;
}

/** @throws INVALID_ARGUMENT, TOO_FEW_ROWS */
export function checkHistory(history: readonly HistoryRow[], method: string): void {
  if (history.length === 0) throw new ProbityError('TOO_FEW_ROWS', `\`history\` of \`${method}\` must hold a row`);
  const fault = history.findIndex(
    ({ riskScore, exposure }) => !(riskScore >= 0 && riskScore <= 1 && exposure > 0 && Number.isFinite(exposure)),
  );
  if (fault < 0) return;
  throw new ProbityError(
    'INVALID_ARGUMENT',
    `\`history\` of \`${method}\` must hold risk scores in [0, 1] and exposures > 0; row ${fault + 1} does not`,
    { field: 'history', row: fault + 1 },
  );
}
