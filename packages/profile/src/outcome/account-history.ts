import { ProbityError } from '@probity/domain';
import type { PerformanceRow } from './outcome-definition.js';

/** One account's months, from its first. Index = months on book; NaN where a month is not in the data. */
export interface AccountHistory {
  readonly account: string;
  /** Calendar month of the first row. */
  readonly openedMonth: number;
  readonly daysPastDue: Float64Array;
  /** Months on book at which it was closed without loss, or written off; undefined while open. */
  readonly closedAt: number | undefined;
  readonly chargedOffAt: number | undefined;
}

/**
 * Puts rows in any order together by account.
 * @throws INVALID_ARGUMENT for days below 0 or a month that is no whole number; SHAPE_MISMATCH for two rows of one account and month
 */
export function accountHistories(rows: Iterable<PerformanceRow>): readonly AccountHistory[] {
  const byAccount = new Map<string, PerformanceRow[]>();
  for (const row of rows) {
    if (!Number.isInteger(row.month)) {
      throw new ProbityError('INVALID_ARGUMENT', `\`month\` must be a whole number; got ${row.month}`, {
        field: 'month',
      });
    }
    if (row.daysPastDue < 0) {
      throw new ProbityError('INVALID_ARGUMENT', `\`daysPastDue\` must be ≥ 0; got ${row.daysPastDue}`, {
        field: 'daysPastDue',
      });
    }
    const known = byAccount.get(row.account);
    if (known === undefined) byAccount.set(row.account, [row]);
    else known.push(row);
  }
  return [...byAccount].map(([account, months]) => historyOf(account, months));
}

function historyOf(account: string, rows: PerformanceRow[]): AccountHistory {
  rows.sort((one, other) => one.month - other.month);
  const openedMonth = (rows[0] as PerformanceRow).month;
  const last = (rows[rows.length - 1] as PerformanceRow).month;
  const daysPastDue = new Float64Array(last - openedMonth + 1).fill(Number.NaN);
  let closedAt: number | undefined;
  let chargedOffAt: number | undefined;
  let before = Number.NaN;
  for (const row of rows) {
    if (row.month === before) {
      throw new ProbityError('SHAPE_MISMATCH', 'an account has two rows for one month', { field: 'month' });
    }
    before = row.month;
    const age = row.month - openedMonth;
    daysPastDue[age] = row.daysPastDue;
    if (row.isChargedOff === true) chargedOffAt ??= age;
    if (row.isClosed === true) closedAt ??= age;
  }
  return { account, openedMonth, daysPastDue, closedAt, chargedOffAt };
}

/** Worst days past due from one month on book to another, both included; NaN where none was reported. */
export function worstBetween(daysPastDue: Float64Array, from: number, to: number): number {
  let worst = Number.NaN;
  for (let age = Math.max(0, from); age <= Math.min(to, daysPastDue.length - 1); age++) {
    const days = daysPastDue[age] as number;
    if (!Number.isNaN(days) && !(days <= worst)) worst = days;
  }
  return worst;
}
