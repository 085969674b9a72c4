import { ProbityError } from '@probity/domain';
import type { CustomerFacts } from '@probity/scoring';

const DAY = 86_400_000;
const DAYS_PER_MONTH = 30.4375;
const DAYS_PER_YEAR = 365;

/** What a file of users says, by name. */
export interface KnownUsers {
  readonly ids: readonly string[];
  readonly columns: Readonly<Record<string, Float64Array>>;
}

/** What customers did: as `summariseCustomers` of @probity/warehouse gives it. */
export interface CustomerActivity {
  readonly ids: readonly string[];
  readonly transactions: Float64Array;
  readonly spent: Float64Array;
  readonly refunded: Float64Array;
  readonly received: Float64Array;
  readonly deviation: Float64Array;
  readonly nightShare: Float64Array;
  readonly cash: Float64Array;
  readonly overdrawnShare: Float64Array;
  readonly lastAt: Float64Array;
  readonly from: number;
  readonly asOf: number;
}

/** Facts of all customers with what did not fit together. */
export interface CombinedCustomers {
  readonly ids: readonly string[];
  readonly facts: CustomerFacts;
  /** Users that did nothing: their spending is 0, not unknown. */
  readonly usersWithoutTransactions: number;
  /** Customers of the transactions that are no users; left out where there is a file of users. */
  readonly strangers: number;
  /** Their transactions. */
  readonly strangeTransactions: number;
  readonly notes: readonly string[];
}

/**
 * Puts together who customers are and what they did; one of the two may be missing.
 *
 * Users keep their order; without users the customers are those of the transactions. Where users have no income and the
 * transactions tell what came in, a year of that is their income.
 *
 * @throws MISSING_FIELD where neither says what was spent
 * Cost: O(customers).
 */
export function combineCustomers(
  users: KnownUsers | undefined,
  activity: CustomerActivity | undefined,
): CombinedCustomers {
  const notes: string[] = [];
  const ids = users?.ids ?? activity?.ids ?? [];
  const count = ids.length;
  const columns: Record<string, Float64Array> = { ...users?.columns };
  if (columns['tenure_months'] !== undefined) {
    columns['days_observed'] ??= columns['tenure_months'].map((months) => months * DAYS_PER_MONTH);
    delete columns['tenure_months'];
  }
  if (activity === undefined) {
    if (columns['total_spent'] === undefined) {
      const message =
        'the users do not say what they spent, and no transactions are given: add --map-users total_spent=<column>';
      throw new ProbityError('MISSING_FIELD', message, { field: 'total_spent' });
    }
    const facts = { count, columns };
    return { ids, facts, usersWithoutTransactions: 0, strangers: 0, strangeTransactions: 0, notes };
  }
  const rowOf = new Map(activity.ids.map((id, row) => [id, row]));
  const rows = Int32Array.from(ids, (id) => rowOf.get(id) ?? -1);
  const days = Math.max(1, (activity.asOf - activity.from) / DAY);
  const take = (column: Float64Array, otherwise: number) =>
    Float64Array.from(rows, (row) => (row < 0 ? otherwise : (column[row] as number)));
  const isTold = (column: Float64Array) => column.some((value) => !Number.isNaN(value));
  columns['total_spent'] = take(activity.spent, 0);
  columns['transactions'] = take(activity.transactions, 0);
  columns['amount_deviation'] = take(activity.deviation, Number.NaN);
  columns['days_since_last'] = take(activity.lastAt, activity.from).map((last) => (activity.asOf - last) / DAY);
  columns['days_observed'] = new Float64Array(count).fill(days);
  if (isTold(activity.nightShare)) columns['night_share'] = take(activity.nightShare, Number.NaN);
  if (isTold(activity.cash)) columns['cash_spent'] = take(activity.cash, 0);
  if (isTold(activity.refunded)) columns['refunded'] = take(activity.refunded, 0);
  if (isTold(activity.overdrawnShare)) columns['overdrawn_share'] = take(activity.overdrawnShare, Number.NaN);
  if (columns['annual_income'] === undefined && isTold(activity.received)) {
    columns['annual_income'] = take(activity.received, Number.NaN).map((received) => (received * DAYS_PER_YEAR) / days);
    notes.push('no income is given: a year of what came in stands for it');
  }
  const own = new Set(ids);
  let strangers = 0;
  let strangeTransactions = 0;
  for (const [row, id] of activity.ids.entries()) {
    if (own.has(id)) continue;
    strangers++;
    strangeTransactions += activity.transactions[row] as number;
  }
  const usersWithoutTransactions = rows.reduce((total, row) => total + (row < 0 ? 1 : 0), 0);
  return { ids, facts: { count, columns }, usersWithoutTransactions, strangers, strangeTransactions, notes };
}
