import {
  type ColumnSchema,
  type DatasetSchema,
  type ExpectationResult,
  MILLISECONDS_PER_DAY,
  type QualityReport,
  type Table,
} from '@probity/domain';
import { atMost, checkColumn, compared, notAssessed } from './check-column.js';
import { duplicateShare } from './duplicate-share.js';
import { type ReferenceCounts, referenceCounts } from './reference-counts.js';

/** An ingest as expectations are held against it. */
export interface IngestFacts {
  /** Name under which results are compared over time. */
  readonly series: string;
  /** The data set's hash. */
  readonly dataset: string;
  readonly schema: DatasetSchema;
  /** Accepted rows. */
  readonly table: Table;
  readonly rowsRead: number;
  /** The moment of the ingest, in milliseconds since 1970 UTC. */
  readonly atMs: number;
  /** Distributions of the first data of the series, by column. */
  readonly references: Readonly<Record<string, ReferenceCounts>>;
}

/** The results, and distributions that were not in the references yet: they are the ones to compare with from now on. */
export interface CheckedIngest {
  readonly report: QualityReport;
  readonly newReferences: Readonly<Record<string, ReferenceCounts>>;
}

/** True when a schema expects anything. */
export function hasExpectations({ columns, expect }: DatasetSchema): boolean {
  return expect !== undefined || columns.some((column) => column.expect !== undefined);
}

/**
 * Holds a schema's expectations against the rows of one ingest. A broken one is a result, never an exception.
 *
 * Missing values and special codes are left out of minimum, mean, quantiles and distinct values. What cannot be assessed
 * (no earlier data, no values, a column that is not there) says so and breaks nothing.
 *
 * Cost: O(cells of the columns looked at), O(n log n) for quantiles; all cells for `duplicateShareAtMost`.
 * @example checkExpectations({ series: 'loans', dataset: hash, schema, table, rowsRead, atMs, references: {} }).report.outcome
 */
export function checkExpectations(facts: IngestFacts): CheckedIngest {
  const { schema, table, rowsRead, series, dataset, atMs, references } = facts;
  const columns = new Map(table.columns.map((column) => [column.name, column]));
  const results: ExpectationResult[] = [...checkWhole(facts)];
  const newReferences: Record<string, ReferenceCounts> = {};
  for (const column of schema.columns) {
    if (column.expect === undefined) continue;
    const found = columns.get(column.name);
    const reference = Object.hasOwn(references, column.name) ? references[column.name] : undefined;
    results.push(...checkColumn(column, found, reference));
    if (column.expect.populationStabilityAtMost === undefined || reference !== undefined || found === undefined)
      continue;
    const counted = table.rowCount === 0 ? undefined : referenceCounts(found, column);
    if (counted !== undefined) newReferences[column.name] = counted;
  }
  const broken = results.filter(({ outcome }) => outcome === 'broken');
  const failed = broken.some(({ severity }) => severity === 'fail');
  const report: QualityReport = {
    formatVersion: 1,
    series,
    dataset,
    checkedAt: new Date(atMs).toISOString(),
    rows: table.rowCount,
    quarantined: rowsRead - table.rowCount,
    outcome: failed ? 'failed' : broken.length > 0 ? 'warned' : 'met',
    results,
  };
  return { report, newReferences };
}

function checkWhole({ schema, table, rowsRead, atMs }: IngestFacts): readonly ExpectationResult[] {
  const { expect = {} } = schema;
  const { severity = 'fail', rowsAtLeast, rowsAtMost, quarantinedShareAtMost, duplicateShareAtMost } = expect;
  const rows = table.rowCount;
  const findings = [];
  if (rowsAtLeast !== undefined) {
    findings.push(compared('rowsAtLeast', rows >= rowsAtLeast, rowsAtLeast, rows, 'the number of rows', 'at least'));
  }
  if (rowsAtMost !== undefined) findings.push(atMost('rowsAtMost', rows, rowsAtMost, 'the number of rows'));
  if (quarantinedShareAtMost !== undefined) {
    const share = rowsRead === 0 ? 0 : (rowsRead - rows) / rowsRead;
    findings.push(atMost('quarantinedShareAtMost', share, quarantinedShareAtMost, 'the share of rows set aside'));
  }
  if (duplicateShareAtMost !== undefined) {
    const share = duplicateShare({ ...table, columns: withoutIds(schema.columns, table) });
    findings.push(atMost('duplicateShareAtMost', share, duplicateShareAtMost, 'the share of repeated rows'));
  }
  if (expect.freshness !== undefined) findings.push(checkFreshness(expect.freshness, table, atMs));
  return findings.map((finding) => ({ severity, ...finding }));
}

function withoutIds(schemas: readonly ColumnSchema[], { columns }: Table): Table['columns'] {
  const ids = new Set(schemas.filter(({ role, kind }) => role === 'id' || kind === 'id').map(({ name }) => name));
  return columns.filter(({ name }) => !ids.has(name));
}

function checkFreshness(
  { column: name, daysAtMost }: { readonly column: string; readonly daysAtMost: number },
  { columns }: Table,
  atMs: number,
): Omit<ExpectationResult, 'severity'> {
  const column = columns.find((candidate) => candidate.name === name);
  if (column === undefined || !('values' in column)) {
    return { column: name, ...notAssessed('freshness', daysAtMost, 'the column is not in the data') };
  }
  let latest = Number.NEGATIVE_INFINITY;
  for (const value of column.values) if (value > latest) latest = value;
  if (latest === Number.NEGATIVE_INFINITY) {
    return { column: name, ...notAssessed('freshness', daysAtMost, 'the column holds no value') };
  }
  const latestMs = column.kind === 'date' ? latest * MILLISECONDS_PER_DAY : latest;
  // Whole days: data of yesterday are one day old at any hour of today.
  const age = Math.floor(atMs / MILLISECONDS_PER_DAY) - Math.floor(latestMs / MILLISECONDS_PER_DAY);
  return { column: name, ...atMost('freshness', age, daysAtMost, 'the age of the latest row in days') };
}
