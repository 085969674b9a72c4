import { holmAdjust, quantileOfSorted } from '@probity/numerics';
import type { Interval } from '../metrics/bootstrap-intervals.js';
import type { RateTest } from './rate-tests.js';

/** A figure, or why there is none. */
export type Measured =
  | {
      readonly assessed: true;
      readonly value: number;
      readonly interval: Interval;
      readonly significance?: Significance;
    }
  | { readonly assessed: false; readonly reason: string };

export interface Significance {
  /** Two-sided, of the hypothesis that there is no difference (for calibration: that the figure is 1). */
  readonly pValue: number;
  /** Holm's correction over all p-values of the attribute. */
  readonly adjustedPValue: number;
  readonly test: RateTest;
}

/** A p-value that waits for the others, to be corrected with them. */
export interface Pending {
  readonly pValue: number;
  adjust: (adjusted: number) => void;
}

export function measured(value: number, interval: Interval): Measured {
  return { assessed: true, value, interval };
}

export function notAssessed(reason: string): Measured {
  return { assessed: false, reason };
}

export function tested(figure: Measured, pValue: number, test: RateTest, pending: Pending[]): Measured {
  if (!figure.assessed) return figure;
  const significance = { pValue, adjustedPValue: pValue, test };
  pending.push({ pValue, adjust: (adjusted) => Object.assign(significance, { adjustedPValue: adjusted }) });
  return { ...figure, significance };
}

export function correctTogether(pending: readonly Pending[]): void {
  const adjusted = holmAdjust(pending.map(({ pValue }) => pValue));
  for (const [index, { adjust }] of pending.entries()) adjust(adjusted[index]);
}

/** The middle 95 %. Draws in which the figure is not defined (nobody bad among them, …) say nothing and are left out. */
export function percentiles(values: readonly number[]): Interval {
  const sorted = Float64Array.from(values.filter((value) => Number.isFinite(value))).sort();
  return [quantileOfSorted(sorted, 0.025), quantileOfSorted(sorted, 0.975)];
}
