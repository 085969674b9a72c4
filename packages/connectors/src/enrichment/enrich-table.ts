import { type Column, type FieldValue, ProbityError, type Table } from '@probity/domain';
import type { Enricher, EnrichmentFailure } from './enricher.js';
import type { EnrichmentFields } from './enrichment-field.js';
import { joinAsOf } from './join-as-of.js';
import { bindRecords, codesOf, dropAged, type RecordTable, takeColumns } from './table-records.js';

/** What became of the rows of a batch at one source; they add up to the rows. */
export interface EnrichmentCounts {
  readonly source: string;
  readonly found: number;
  readonly notFound: number;
  /** Rows with fallback values, by cause. */
  readonly fallback: Readonly<Partial<Record<EnrichmentFailure, number>>>;
}

export interface EnrichedColumns {
  readonly columns: readonly Column[];
  readonly counts: EnrichmentCounts;
}

/**
 * Columns of a table's records for many rows, each as of its own moment.
 * @param keys column of the rows with the key; undefined where the records have none
 * @throws COLUMN_MISSING, WRONG_TYPE, SHAPE_MISMATCH
 */
export function enrichFromRecords(source: RecordTable, asOf: Float64Array, keys: Column | undefined): EnrichedColumns {
  const { records, columns } = bindRecords(source);
  const rows = { asOf, ...(keys === undefined ? {} : { keys: codesOf(keys) }) };
  const found = dropAged(joinAsOf(rows, records), asOf, records, source.ageAtMostMs);
  const count = found.reduce((sum, record) => sum + (record < 0 ? 0 : 1), 0);
  const missing = rows.keys === undefined ? 0 : rows.keys.codes.reduce((sum, code) => sum + (code < 0 ? 1 : 0), 0);
  const fallback = missing === 0 ? {} : { 'key-missing': missing };
  const counts = { source: source.name, found: count, notFound: found.length - count - missing, fallback };
  return { columns: takeColumns(columns, found), counts };
}

/**
 * Columns of an enricher's answers for many rows, each as of its own moment; so many questions at a time.
 *
 * @param failuresAtMost share of rows that may fall back; beyond, the batch is refused rather than made of guesses. Default 0
 * @throws SOURCE_UNAVAILABLE when more rows fall back
 */
export async function enrichFromAnswers(
  enricher: Enricher,
  fields: EnrichmentFields,
  asOf: Float64Array,
  keys: Column,
  options: {
    readonly together?: number;
    readonly failuresAtMost?: number;
    readonly onProgress?: (share: number) => void;
  } = {},
): Promise<EnrichedColumns> {
  const { together = 8, failuresAtMost = 0, onProgress } = options;
  const { codes, levels } = codesOf(keys);
  const n = asOf.length;
  const answers = new Array<Readonly<Record<string, FieldValue>>>(n);
  const fallback: Partial<Record<EnrichmentFailure, number>> = {};
  let [found, notFound, failed, next, reason] = [0, 0, 0, 0, ''];
  const work = async () => {
    for (let row = next++; row < n; row = next++) {
      const key = levels[codes[row] as number] ?? null;
      const { values, outcome, cause } = await enricher.enrich(key, asOf[row] as number);
      answers[row] = values;
      if (outcome === 'found') found += 1;
      else if (outcome === 'not-found') notFound += 1;
      if (cause !== undefined) {
        fallback[cause.code] = (fallback[cause.code] ?? 0) + 1;
        if (cause.code !== 'key-missing') {
          failed += 1;
          reason = cause.reason;
        }
        if (failed > failuresAtMost * n) break;
      }
      if (row % 100 === 0) onProgress?.(row / n);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, together) }, work));
  if (failed > failuresAtMost * n) {
    const sentence = `the enrichment "${enricher.name}" failed for ${failed} of ${n} rows or more: ${reason}`;
    throw new ProbityError('SOURCE_UNAVAILABLE', sentence, { field: enricher.name });
  }
  const columns = Object.entries(fields).map(([name, { kind }]) =>
    asColumn(
      name,
      kind,
      answers.map((values) => values[name] ?? null),
    ),
  );
  return { columns, counts: { source: enricher.name, found, notFound, fallback } };
}

/** The table with more columns. @throws COLUMN_DUPLICATED */
export function addColumns(table: Table, columns: readonly Column[]): Table {
  for (const { name } of columns) {
    if (!table.columns.some((column) => column.name === name)) continue;
    throw new ProbityError(
      'COLUMN_DUPLICATED',
      `the data have a column "${name}" already; name the new one otherwise`,
      {
        field: name,
      },
    );
  }
  return { ...table, columns: [...table.columns, ...columns] };
}

function asColumn(name: string, kind: EnrichmentFields[string]['kind'], values: readonly FieldValue[]): Column {
  if (kind !== 'category') {
    return { name, kind, values: Float64Array.from(values, (value) => (value === null ? Number.NaN : Number(value))) };
  }
  const levels = [...new Set(values.filter((value) => value !== null))].map(String).sort();
  const index = new Map(levels.map((level, code) => [level, code]));
  return {
    name,
    kind,
    levels,
    codes: Int32Array.from(values, (value) => (value === null ? -1 : (index.get(String(value)) ?? -1))),
  };
}
