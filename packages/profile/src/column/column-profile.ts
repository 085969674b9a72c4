import type { ColumnKind, ColumnRole } from '@probity/domain';

/** Rows with a value, and how many of them are bad (null without a target). */
export interface ValueCount {
  readonly value: string;
  readonly count: number;
  readonly bads: number | null;
}

/** One bar: values from `from` (included) to `to` (excluded; included in the last bar). */
export interface HistogramBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly bads: number | null;
}

/** Numbers of a column of numbers, flags or times; missing and special codes left out. Dates count days, date-times ms. */
export interface NumberSummary {
  readonly mean: number;
  /** With n − 1; null for one value. */
  readonly standardDeviation: number | null;
  /** Adjusted Fisher–Pearson; null where it is not defined. */
  readonly skewness: number | null;
  /** At 0, 1, 5, 25, 50, 75, 95, 99, 100 %. */
  readonly quantiles: readonly number[];
  readonly zeros: number;
  readonly negatives: number;
  /** Values beyond 1.5 interquartile ranges from the quartiles (Tukey). */
  readonly outliers: { readonly below: number; readonly above: number; readonly low: number; readonly high: number };
  readonly histogram: readonly HistogramBin[];
}

export const summaryProbabilities = [0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1] as const;

export interface ColumnProfile {
  readonly name: string;
  readonly label: string;
  readonly kind: ColumnKind;
  readonly role: ColumnRole;
  /** Rows with an ordinary value. */
  readonly count: number;
  readonly missing: number;
  readonly missingShare: number;
  /** Bads among the rows where it is missing; null without a target. */
  readonly missingBads: number | null;
  /** Special codes that occur, apart from missing and from the figures below. */
  readonly specials: readonly ValueCount[];
  readonly distinct: number;
  readonly numbers?: NumberSummary;
  /** The most frequent levels of a category, and how many rows have others; keys and texts are not listed. */
  readonly levels?: {
    readonly top: readonly ValueCount[];
    readonly others: number;
    readonly othersBads: number | null;
  };
  /** See `informationOfBins`; null without a target. */
  readonly informationValue: number | null;
  /** Out-of-fold ROC AUC of a small tree on this column alone; null without a target. */
  readonly auc: number | null;
  /** `empty`, `constant`, `near-constant`, `unique`, `mostly-missing`. */
  readonly flags: readonly ColumnFlag[];
}

export type ColumnFlag = 'empty' | 'constant' | 'near-constant' | 'unique' | 'mostly-missing';
