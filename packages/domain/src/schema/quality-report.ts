import type { ColumnExpectation, DatasetExpectation, ExpectationSeverity } from './expectation.js';

/** The name of an expectation. */
export type ExpectationName = Exclude<keyof ColumnExpectation | keyof DatasetExpectation, 'severity' | 'series'>;

/** One expectation held against one ingest. */
export interface ExpectationResult {
  /** Undefined where it is about the data set as a whole. */
  readonly column?: string;
  readonly expectation: ExpectationName;
  readonly severity: ExpectationSeverity;
  readonly outcome: 'met' | 'broken' | 'not assessed';
  /** What was expected, as the schema states it; for quantiles the one quantile's bounds. */
  readonly limit: number | string | boolean | readonly [number, number];
  /** What was found, dates as ISO text; null where it was not assessed. */
  readonly observed: number | string | null;
  /** All of it for a person; the reason where it was not assessed. */
  readonly sentence: string;
}

/** All expectations of a schema held against one ingest. It names no person: figures, and levels that many rows share. */
export interface QualityReport {
  readonly formatVersion: 1;
  /** The series: what is compared over time. */
  readonly series: string;
  readonly dataset: string;
  /** ISO 8601, UTC. */
  readonly checkedAt: string;
  readonly rows: number;
  readonly quarantined: number;
  /** `failed` when one of severity `fail` is broken, `warned` when only others are. */
  readonly outcome: 'met' | 'warned' | 'failed';
  readonly results: readonly ExpectationResult[];
}
