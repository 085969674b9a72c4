import type { CreditPolicy } from '@probity/domain';
import { gradeOf } from './apply-policy.js';
import { decideByPolicy } from './decide-by-policy.js';
import {
  type CountedRate,
  checkHistory,
  countedRate,
  type HistoryRow,
  type MoneyEstimate,
  moneyEstimate,
  type NotAssessed,
  profitOf,
} from './policy-history.js';

/** One corner of a swap-set. */
export interface SwapGroup {
  readonly rows: number;
  /** Rows whose outcome is known; the figures below are theirs. */
  readonly known: number;
  readonly unknown: number;
  readonly badRate: CountedRate;
  /** What the known ones earned, or would have earned, at the price of the policy that approves them. */
  readonly profit: MoneyEstimate;
  /** By the scores, of all rows: what they are expected to earn. */
  readonly expectedProfit: number;
  /** Profit if every unknown outcome were bad, and if every one were good: what the data cannot decide between. */
  readonly profitBounds: readonly [allBad: number, allGood: number];
}

/** Who would change sides, and what that is worth. */
export interface SwapSet {
  readonly rows: number;
  readonly bothApprove: SwapGroup;
  /** Not approved by the current policy, approved by the proposed one. */
  readonly swappedIn: SwapGroup;
  /** Approved by the current policy, not by the proposed one. */
  readonly swappedOut: SwapGroup;
  readonly neither: SwapGroup;
  /** Profit of the proposed minus that of the current policy, on rows whose outcome is known. */
  readonly gain: MoneyEstimate;
  /** The gain if every unknown outcome among those who change sides were bad, and if every one were good. */
  readonly gainBounds: readonly [worst: number, best: number];
  readonly notAssessed: readonly NotAssessed[];
}

/**
 * Compares two policies on the same history: who is swapped in and out, their bad rates and money, with 95 % intervals.
 *
 * Prices are each policy's own; the loss given default is the proposed policy's for both. Only approvals are compared: a referral counts as not approved. Outcomes of those once declined are not known; for
 * them the profit is not identified, and the bounds say how far that reaches.
 *
 * @throws TOO_FEW_ROWS, INVALID_ARGUMENT
 */
export function compareSwapSet(current: CreditPolicy, proposed: CreditPolicy, history: readonly HistoryRow[]): SwapSet {
  checkHistory(history, 'compareSwapSet');
  const groups = { bothApprove: [], swappedIn: [], swappedOut: [], neither: [] } as Record<Corner, Priced[]>;
  // What a default loses is a fact of the world: both policies are measured by the newer figure.
  const { lossGivenDefault } = proposed.economics;
  const gains = new Float64Array(history.length);
  for (const [index, row] of history.entries()) {
    const [before, after] = [priceOf(current, row), priceOf(proposed, row)];
    const corner = cornerOf(before !== undefined, after !== undefined);
    const price = after ?? before ?? proposed.economics.margin;
    groups[corner].push({ row, margin: price, lossGivenDefault });
    const earned = (margin: number | undefined) => (margin === undefined ? 0 : profitOf(row, margin, lossGivenDefault));
    gains[index] = earned(after) - earned(before);
  }
  const gain = moneyEstimate(gains);
  const [swappedIn, swappedOut] = [describeGroup(groups.swappedIn), describeGroup(groups.swappedOut)];
  const bothApprove = describeGroup(groups.bothApprove);
  const worst =
    swappedIn.profitBounds[0] - swappedIn.profit.amount - (swappedOut.profitBounds[1] - swappedOut.profit.amount);
  const best =
    swappedIn.profitBounds[1] - swappedIn.profit.amount - (swappedOut.profitBounds[0] - swappedOut.profit.amount);
  return {
    rows: history.length,
    bothApprove,
    swappedIn,
    swappedOut,
    neither: describeGroup(groups.neither),
    gain,
    gainBounds: [gain.amount + worst, gain.amount + best],
    notAssessed: gaps(swappedIn, swappedOut),
  };
}

type Corner = 'bothApprove' | 'swappedIn' | 'swappedOut' | 'neither';

interface Priced {
  readonly row: HistoryRow;
  readonly margin: number;
  readonly lossGivenDefault: number;
}

function cornerOf(before: boolean, after: boolean): Corner {
  if (before) return after ? 'bothApprove' : 'swappedOut';
  return after ? 'swappedIn' : 'neither';
}

/** The price at which a policy approves a row; undefined where it does not. */
export function priceOf(policy: CreditPolicy, row: HistoryRow): number | undefined {
  const scored = { riskScore: row.riskScore, grade: gradeOf(policy, row.riskScore) };
  const { decision, offer } = decideByPolicy(policy, scored, row.application, []);
  return decision === 'approve' ? (offer?.margin ?? policy.economics.margin) : undefined;
}

function describeGroup(members: readonly Priced[]): SwapGroup {
  const known = members.filter(({ row }) => row.isBad !== null);
  const bad = known.filter(({ row }) => row.isBad === true).length;
  const profit = moneyEstimate(
    Float64Array.from(known, ({ row, margin, lossGivenDefault }) => profitOf(row, margin, lossGivenDefault)),
  );
  let [allBad, allGood, expected] = [profit.amount, profit.amount, 0];
  for (const { row, margin, lossGivenDefault } of members) {
    expected += row.exposure * ((1 - row.riskScore) * margin - row.riskScore * lossGivenDefault);
    if (row.isBad !== null) continue;
    allBad -= row.exposure * lossGivenDefault;
    allGood += row.exposure * margin;
  }
  return {
    rows: members.length,
    known: known.length,
    unknown: members.length - known.length,
    badRate: countedRate(bad, known.length),
    profit,
    expectedProfit: expected,
    profitBounds: [allBad, allGood],
  };
}

function gaps(swappedIn: SwapGroup, swappedOut: SwapGroup): readonly NotAssessed[] {
  return [
    { name: 'swapped in', group: swappedIn },
    { name: 'swapped out', group: swappedOut },
  ].flatMap(({ name, group }) =>
    group.unknown === 0
      ? []
      : [
          {
            what: `bad rate and profit of ${group.unknown} of ${group.rows} ${name}`,
            why: 'their outcome is not known (they were not granted a loan then), so it is not identified; see the bounds',
          },
        ],
  );
}
