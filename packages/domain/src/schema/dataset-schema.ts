import type { ColumnKind } from '../table/column.js';
import type { ColumnExpectation, DatasetExpectation } from './expectation.js';

/**
 * What a column is for. Only `feature` columns are learned from.
 *
 * `protected` columns (sex, age where the law says so, …) are kept for fairness reports: never a feature, never a reason.
 */
export type ColumnRole = 'feature' | 'target' | 'id' | 'time' | 'group' | 'weight' | 'protected' | 'excluded';

export const columnKinds: readonly ColumnKind[] = [
  'numeric',
  'integer',
  'boolean',
  'date',
  'datetime',
  'category',
  'text',
  'id',
];
export const columnRoles: readonly ColumnRole[] = [
  'feature',
  'target',
  'id',
  'time',
  'group',
  'weight',
  'protected',
  'excluded',
];

/** Which way a value could change. */
export type ColumnChange = 'any' | 'increase' | 'decrease' | 'fixed';

export const columnChanges: readonly ColumnChange[] = ['any', 'increase', 'decrease', 'fixed'];

/** One column as a person may describe it. The words in `label`, `levelLabels` and `reasons` are what applicants read. */
export interface ColumnSchema {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly role: ColumnRole;
  /** Words for the column, e.g. "Months in current job"; default: the name, spaced out. */
  readonly label?: string;
  readonly description?: string;
  /** The values a category may take, in the order they are shown. */
  readonly levels?: readonly string[];
  readonly levelLabels?: Readonly<Record<string, string>>;
  /**
   * Inclusive bounds; a value outside is refused. A number, and for dates ISO text ("2026-03-31", "2026-03-31T12:00:00Z").
   * Not looked at in categories, texts and ids.
   */
  readonly minimum?: number | string;
  readonly maximum?: number | string;
  /** When true a missing value is refused. */
  readonly required?: boolean;
  /** When true a repeated value is refused. */
  readonly unique?: boolean;
  /**
   * Codes that are no amount or ordinary value ("not asked", "no history"), e.g. ["-7", "-8", "-9"]. In numbers and
   * categories they stay in the data, outside the bounds; a scorecard gives each a bin, other models take them as
   * missing. In other columns they are missing.
   */
  readonly specialCodes?: readonly string[];
  /**
   * Which way a person could change the value, for "what would change it": `increase` (income) or `decrease` (debt), for
   * categories along the order of `levels`; `fixed` (age, history) not at all. Default `any`, for dates `fixed`.
   */
  readonly change?: ColumnChange;
  /** Sentences for a reason that names this column; defaults are made from the label. */
  readonly reasons?: { readonly high?: string; readonly low?: string; readonly missing?: string };
  /** What is held against every ingest; it refuses no row and is no part of a data set's hash. */
  readonly expect?: ColumnExpectation;
}

/** A data set's schema: inferred at ingest, printed, saved as JSON that a person can edit. */
export interface DatasetSchema {
  readonly formatVersion: 1;
  readonly columns: readonly ColumnSchema[];
  /** The target's value that means a bad outcome, as text as it stands in the file. */
  readonly badValue?: string;
  /** What is held against every ingest as a whole; no part of a data set's hash. */
  readonly expect?: DatasetExpectation;
}

/** The schema without what is expected of the data: what the data mean, and nothing of how they are watched. */
export function withoutExpectations({ expect: _whole, ...schema }: DatasetSchema): DatasetSchema {
  return { ...schema, columns: schema.columns.map(({ expect: _column, ...column }) => column) };
}

export function columnsWithRole(schema: DatasetSchema, role: ColumnRole): readonly ColumnSchema[] {
  return schema.columns.filter((column) => column.role === role);
}

/** The columns a model learns from, in schema order. */
export function featureColumns(schema: DatasetSchema): readonly ColumnSchema[] {
  return columnsWithRole(schema, 'feature');
}

/**
 * Words for a column: its label, else its name spaced out, else (a name of nothing but `_` and `.`) the name as it is.
 * @example columnLabel({ name: 'monthlyIncome' }) // 'Monthly income'
 */
export function columnLabel(column: Pick<ColumnSchema, 'name' | 'label'>): string {
  if (column.label !== undefined) return column.label;
  const spaced = column.name
    .replace(/[\s_.]+/g, ' ')
    .replace(/([a-z])([A-Z])(?![A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .trim();
  if (spaced === '') return column.name;
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** Words for one of a column's values: its label, else the value. */
export function levelLabel(column: Pick<ColumnSchema, 'levelLabels'>, level: string): string {
  const labels = column.levelLabels;
  // A value may be called "constructor": only what the schema itself names counts.
  return labels !== undefined && Object.hasOwn(labels, level) ? (labels[level] ?? level) : level;
}
