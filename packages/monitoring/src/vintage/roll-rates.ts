import { ProbityError } from '@probity/domain';

/** How accounts move between statuses from one month to the next. */
export interface RollRates {
  /** Statuses in the order given. */
  readonly statuses: readonly string[];
  /** counts[from][to]: moves seen. */
  readonly counts: readonly (readonly number[])[];
  /** counts as shares of the row; NaN where nobody was in that status. */
  readonly rates: readonly (readonly number[])[];
  /** Pairs of neighbouring months in which both statuses were known. */
  readonly moves: number;
  /** Pairs left out because one of the two was missing. */
  readonly missing: number;
}

/**
 * Roll rates: of those in a status this month, which share is in each status the next month.
 *
 * @param months one entry per month, oldest first; each has one status per account: a position in `statuses`, −1 = missing
 * @throws INVALID_ARGUMENT (fewer than two months), SHAPE_MISMATCH
 * Cost: O(accounts · months). Source: the Markov chain's maximum likelihood estimate.
 * @example rollRates([[0, 0, 1], [0, 1, 2]], ['current', '1–29 days', '30+ days']).rates[0][1] // 0.5
 */
export function rollRates(months: readonly ArrayLike<number>[], statuses: readonly string[]): RollRates {
  if (months.length < 2) {
    throw new ProbityError(
      'INVALID_ARGUMENT',
      `\`months\` of \`rollRates\` must be at least two; got ${months.length}`,
      {
        field: 'months',
      },
    );
  }
  const counts = statuses.map(() => new Array<number>(statuses.length).fill(0));
  let moves = 0;
  let missing = 0;
  for (let month = 1; month < months.length; month++) {
    const [before, after] = [months[month - 1] ?? [], months[month] ?? []];
    if (before.length !== after.length) {
      throw new ProbityError('SHAPE_MISMATCH', '`months` of `rollRates` must have the same accounts in every month', {
        field: 'months',
      });
    }
    for (let account = 0; account < before.length; account++) {
      const row = counts[before[account] ?? -1];
      const to = after[account] ?? -1;
      if (row === undefined || !(to >= 0 && to < statuses.length)) missing += 1;
      else {
        row[to] = (row[to] ?? 0) + 1;
        moves += 1;
      }
    }
  }
  const rates = counts.map((row) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count) => count / total);
  });
  return { statuses, counts, rates, moves, missing };
}
