import { exactRateInterval } from '@probity/numerics';
import { type Periods, rowsByPeriod } from './period.js';

/** How many came in a period and how they turned out. */
export interface PeriodRate {
  readonly period: string;
  readonly rows: number;
  readonly bads: number;
  readonly badRate: number;
  /** Exact 95 % interval of the rate. */
  readonly interval: readonly [low: number, high: number];
  /** Mean score of the rows; NaN when none is given. */
  readonly meanScore: number;
}

/**
 * Volume, bad rate and mean score by period.
 *
 * @param labels length n; 1 = bad
 * @param scores length n; optional
 * Cost: O(n). @example ratesByPeriod(periods, labels)[0].badRate // 0.14
 */
export function ratesByPeriod(
  periods: Periods,
  labels: ArrayLike<number>,
  scores?: ArrayLike<number>,
): readonly PeriodRate[] {
  return rowsByPeriod(periods).map((rows, position) => {
    let bads = 0;
    let total = scores === undefined ? Number.NaN : 0;
    for (const row of rows) {
      bads += labels[row] ?? 0;
      total += scores?.[row] ?? Number.NaN;
    }
    return {
      period: periods.labels[position] ?? '',
      rows: rows.length,
      bads,
      badRate: bads / rows.length,
      interval: exactRateInterval(bads, rows.length),
      meanScore: total / rows.length,
    };
  });
}
