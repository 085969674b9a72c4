/** What a broken expectation does: `warn` is said and kept, `fail` (the default) also stops the command. */
export type ExpectationSeverity = 'warn' | 'fail';

/** What is expected of a column's accepted values, whatever file they come in. Special codes are no values here. */
export interface ColumnExpectation {
  readonly severity?: ExpectationSeverity;
  /** Share of rows without a value, in [0, 1]. */
  readonly missingShareAtMost?: number;
  /** The least value is not below this: a number, or ISO text for dates. The rows stay; a schema's `minimum` refuses them. */
  readonly minimumAtLeast?: number | string;
  readonly maximumAtMost?: number | string;
  readonly meanBetween?: readonly [low: number, high: number];
  /** Quantile (as text, "0.5" for the median) → bounds. */
  readonly quantileBetween?: Readonly<Record<string, readonly [low: number, high: number]>>;
  readonly distinctAtLeast?: number;
  readonly distinctAtMost?: number;
  /** When false, no value but the schema's `levels`. */
  readonly newLevelsAllowed?: boolean;
  /** Population stability index against the first ingest of the same series. */
  readonly populationStabilityAtMost?: number;
}

/** What is expected of a data set as a whole. */
export interface DatasetExpectation {
  readonly severity?: ExpectationSeverity;
  /** Name under which results are kept over time, for files whose name changes; default: the name of the source. */
  readonly series?: string;
  readonly rowsAtLeast?: number;
  readonly rowsAtMost?: number;
  /** Share of rows set aside at ingest, in [0, 1]. */
  readonly quarantinedShareAtMost?: number;
  /** Share of rows equal to an earlier one in all columns but ids, in [0, 1]. */
  readonly duplicateShareAtMost?: number;
  /** The latest value of a date column is not older than this on the day of the ingest. */
  readonly freshness?: { readonly column: string; readonly daysAtMost: number };
}
