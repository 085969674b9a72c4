import { type AccountHistory, accountHistories, worstBetween } from './account-history.js';
import {
  type AccountOutcome,
  checkDefinition,
  type ExclusionReason,
  type OutcomeDefinition,
  type PerformanceRow,
} from './outcome-definition.js';
import { type RollTable, rollTable } from './roll-table.js';
import { type Maturity, maturityOf } from './vintage-maturity.js';

export interface LabelledAccount {
  readonly account: string;
  /** Calendar month of opening, as given. */
  readonly openedMonth: number;
  readonly outcome: AccountOutcome;
  readonly reason?: ExclusionReason;
  /** Worst days past due in the window; NaN where none was reported. */
  readonly worstDays: number;
}

export interface DefinedOutcomes {
  readonly definition: OutcomeDefinition;
  readonly accounts: readonly LabelledAccount[];
  readonly counts: Readonly<Record<AccountOutcome, number>>;
  readonly excludedBecause: Readonly<Record<ExclusionReason, number>>;
  /** Bads / (bads + goods). */
  readonly badRate: number | null;
  /** Indeterminates / (bads + goods + indeterminates); above 0.15 the definition leaves much out. */
  readonly indeterminateShare: number | null;
  /** How bad rates grow with months on book, and whether the window is long enough. */
  readonly maturity: Maturity;
  /** Worst state in the first half of the window against worst in the second: which state no longer recovers. */
  readonly roll: RollTable;
}

/**
 * Calls accounts bad, good or neither from their monthly performance, and shows whether that definition holds.
 *
 * An account is *excluded* when it was bad at or before the observation point, was not seen there, or its window is not
 * over (unless it is bad already); *bad* when it reaches `badFromDays` or is written off in the window; *indeterminate*
 * when its worst lies between the two limits; else *good*.
 *
 * @param rows in any order; one per account and month
 * @throws INVALID_ARGUMENT, SHAPE_MISMATCH
 * Cost: O(rows log rows). Source: Siddiqi, Intelligent Credit Scoring, 2017, ch. 4 (roll-rate and vintage analysis).
 * @example defineOutcome(rows, { observationMonth: 0, windowMonths: 12, badFromDays: 90, indeterminateFromDays: 30 })
 */
export function defineOutcome(rows: Iterable<PerformanceRow>, definition: OutcomeDefinition): DefinedOutcomes {
  checkDefinition(definition);
  const histories = accountHistories(rows);
  const accounts = histories.map((history) => labelAccount(history, definition));
  const counts = { bad: 0, good: 0, indeterminate: 0, excluded: 0 };
  const excludedBecause = { 'bad-at-observation': 0, 'not-observed': 0, 'window-not-over': 0 };
  for (const { outcome, reason } of accounts) {
    counts[outcome]++;
    if (reason !== undefined) excludedBecause[reason]++;
  }
  const known = counts.bad + counts.good;
  const used = known + counts.indeterminate;
  return {
    definition,
    accounts,
    counts,
    excludedBecause,
    badRate: known === 0 ? null : counts.bad / known,
    indeterminateShare: used === 0 ? null : counts.indeterminate / used,
    maturity: maturityOf(histories, definition),
    roll: rollTable(histories, definition),
  };
}

function labelAccount(history: AccountHistory, definition: OutcomeDefinition): LabelledAccount {
  const { observationMonth, windowMonths, badFromDays, indeterminateFromDays } = definition;
  const { account, openedMonth, daysPastDue, closedAt, chargedOffAt } = history;
  const result = (outcome: AccountOutcome, worstDays: number, reason?: ExclusionReason): LabelledAccount => ({
    account,
    openedMonth,
    outcome,
    worstDays,
    ...(reason === undefined ? {} : { reason }),
  });
  const upToObservation = worstBetween(daysPastDue, 0, observationMonth);
  if (upToObservation >= badFromDays || (chargedOffAt !== undefined && chargedOffAt <= observationMonth)) {
    return result('excluded', upToObservation, 'bad-at-observation');
  }
  const isGone = closedAt !== undefined && closedAt <= observationMonth;
  if (daysPastDue.length <= observationMonth || Number.isNaN(daysPastDue[observationMonth] as number) || isGone) {
    return result('excluded', Number.NaN, 'not-observed');
  }
  const end = observationMonth + windowMonths;
  const worst = worstBetween(daysPastDue, observationMonth + 1, end);
  if (worst >= badFromDays || (chargedOffAt !== undefined && chargedOffAt <= end)) return result('bad', worst);
  let seen = 0;
  for (let age = observationMonth + 1; age <= Math.min(end, daysPastDue.length - 1); age++) {
    if (!Number.isNaN(daysPastDue[age] as number)) seen++;
  }
  const isClosed = closedAt !== undefined && closedAt <= end;
  if (!isClosed && seen < (definition.leastMonths ?? windowMonths)) return result('excluded', worst, 'window-not-over');
  return worst >= indeterminateFromDays ? result('indeterminate', worst) : result('good', worst);
}
