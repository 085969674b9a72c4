import { ProbityError } from '@probity/domain';

/** What counts as bad, good and neither, by days past due in the performance window. */
export interface OutcomeDefinition {
  /** Months on book at which an account is looked at first; its performance is that of the months after. 0 = opening. */
  readonly observationMonth: number;
  /** Months after the observation point in which an account may go bad. */
  readonly windowMonths: number;
  /** Bad: this many days past due, or more, in any month of the window; usually 90. */
  readonly badFromDays: number;
  /**
   * Indeterminate: at worst this many days past due, or more, but not bad; usually 30. Equal to `badFromDays` for none.
   * Indeterminate accounts are neither learned from nor measured on.
   */
  readonly indeterminateFromDays: number;
  /** Months of the window in which an account must be seen to be called good; default all. An account that is closed by then is good as well. */
  readonly leastMonths?: number;
}

/** One account in one month. */
export interface PerformanceRow {
  readonly account: string;
  /** Calendar month as a running number, e.g. year × 12 + month. */
  readonly month: number;
  /** ≥ 0; NaN where not reported. */
  readonly daysPastDue: number;
  /** True when the account was closed without loss in that month. */
  readonly isClosed?: boolean;
  /** True when it was written off, whatever the days. */
  readonly isChargedOff?: boolean;
}

export type AccountOutcome = 'bad' | 'good' | 'indeterminate' | 'excluded';

/** Why an account is not used. */
export type ExclusionReason = 'bad-at-observation' | 'not-observed' | 'window-not-over';

/** @throws INVALID_ARGUMENT naming the setting */
export function checkDefinition(definition: OutcomeDefinition): void {
  const { observationMonth, windowMonths, badFromDays, indeterminateFromDays, leastMonths } = definition;
  const refuse = (field: string, rule: string, got: unknown): never => {
    throw new ProbityError(
      'INVALID_ARGUMENT',
      `\`${field}\` of \`defineOutcome\` must be ${rule}; got ${String(got)}`,
      { field },
    );
  };
  if (!Number.isInteger(observationMonth) || observationMonth < 0)
    refuse('observationMonth', 'a whole number ≥ 0', observationMonth);
  if (!Number.isInteger(windowMonths) || windowMonths < 1) refuse('windowMonths', 'a whole number ≥ 1', windowMonths);
  if (!(badFromDays > 0)) refuse('badFromDays', 'above 0', badFromDays);
  if (!(indeterminateFromDays > 0 && indeterminateFromDays <= badFromDays)) {
    refuse('indeterminateFromDays', `above 0 and at most \`badFromDays\` (${badFromDays})`, indeterminateFromDays);
  }
  if (leastMonths !== undefined && !(leastMonths >= 0 && leastMonths <= windowMonths)) {
    refuse('leastMonths', `from 0 to \`windowMonths\` (${windowMonths})`, leastMonths);
  }
}
