import { type Application, type Column, columnNamed, type FieldValue, type Table } from '@probity/domain';
import { bureauLookUp } from './bureau-look-up.js';
import { type EnrichmentCounts, enrichFromAnswers, enrichFromRecords } from './enrich-table.js';
import type { Enricher, Enrichment } from './enricher.js';
import { durationMs, type EnrichmentDefinition, type EnrichmentSource, fieldsOf } from './enrichment-definition.js';
import { guardLookUp } from './guard-look-up.js';
import { bindRecords, type RecordTable, tableEnricher } from './table-records.js';

/** What opening takes from outside. */
export interface EnrichmentContext {
  /** Reads a table that a definition names, with what names its state. */
  readonly readTable: (file: string) => Promise<{ readonly table: Table; readonly version: string }>;
  /** Where secrets come from: `process.env`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Sources that are read and ready to be asked, for rows and for single applications. */
export interface OpenEnrichment {
  /** Every column that it adds. */
  readonly columns: readonly string[];
  /**
   * Columns for many rows, each as of its own moment.
   * @param asOf milliseconds since 1970, one a row
   * @throws COLUMN_MISSING for a key that the rows lack; SOURCE_UNAVAILABLE where a bureau fails: no batch is made of guesses
   */
  enrichTable(
    table: Table,
    asOf: Float64Array,
    onProgress?: (share: number, what: string) => void,
  ): Promise<{ readonly columns: readonly Column[]; readonly counts: readonly EnrichmentCounts[] }>;
  /**
   * An application with the fields that it does not bring along itself; sources whose fields it all has are not asked.
   * Never throws for a source that fails: its part then says why.
   */
  enrichApplication(
    application: Application,
    asOf: number,
    asked?: AskedFields,
  ): Promise<{ readonly application: Application; readonly parts: readonly EnrichmentPart[] }>;
}

export interface AskedFields {
  /** The fields that are of use; default all. */
  readonly wanted?: ReadonlySet<string>;
  /** Whom a bureau is asked about where the application does not say. */
  readonly subject?: string | undefined;
}

/** What one source gave an application, by field. */
export interface EnrichmentPart extends Enrichment {
  /** The fields that were filled in. */
  readonly fields: readonly string[];
}

interface Opened {
  readonly source: EnrichmentSource;
  readonly enricher: Enricher;
  readonly records?: RecordTable;
}

/**
 * Reads the tables and prepares the look-ups of a definition.
 *
 * @throws CONFIG_INVALID, COLUMN_MISSING, WRONG_TYPE, SOURCE_INVALID, and what `readTable` throws
 * @example
 * const enrichment = await openEnrichment(checkEnrichment(JSON.parse(text)), { readTable, environment: process.env });
 * const { columns } = await enrichment.enrichTable(table, asOf);
 */
export async function openEnrichment(
  { sources }: EnrichmentDefinition,
  { readTable, environment }: EnrichmentContext,
): Promise<OpenEnrichment> {
  const opened: Opened[] = [];
  for (const source of sources) {
    if (source.kind === 'bureau') {
      opened.push({ source, enricher: bureauOf(source, environment) });
      continue;
    }
    const records = recordsOf(source, await readTable(source.file));
    // What does not bind is said here, not at the first decision.
    bindRecords(records);
    opened.push({ source, enricher: tableEnricher(records), records });
  }
  return {
    columns: sources.flatMap(fieldsOf),
    async enrichTable(table, asOf, onProgress) {
      const columns: Column[] = [];
      const counts: EnrichmentCounts[] = [];
      for (const { source, enricher, records } of opened) {
        const by = keyOf(source);
        const keys = by === undefined ? undefined : columnNamed(table, by);
        const part =
          source.kind === 'bureau'
            ? await enrichFromAnswers(enricher, source.fields, asOf, keys as Column, {
                ...(source.together === undefined ? {} : { together: source.together }),
                ...(onProgress === undefined
                  ? {}
                  : { onProgress: (share) => onProgress(share, `asking ${source.name}`) }),
              })
            : enrichFromRecords(records as RecordTable, asOf, keys);
        columns.push(...part.columns);
        counts.push(part.counts);
      }
      return { columns, counts };
    },
    async enrichApplication(application, asOf, { wanted, subject } = {}) {
      const isOpen = (field: string) => !Object.hasOwn(application, field) && wanted?.has(field) !== false;
      const asked = opened.filter(({ source }) => fieldsOf(source).some(isOpen));
      const parts = await Promise.all(
        asked.map(async ({ source, enricher }): Promise<EnrichmentPart> => {
          const answer = await enricher.enrich(keyIn(application, source, subject), asOf);
          const fields = enricher.fields.filter(isOpen);
          const values = Object.fromEntries(
            fields.map((field): [string, FieldValue] => [field, answer.values[field] ?? null]),
          );
          return { ...answer, values, fields };
        }),
      );
      return { application: Object.assign({}, application, ...parts.map(({ values }) => values)), parts };
    },
  };
}

function recordsOf(
  source: Exclude<EnrichmentSource, { kind: 'bureau' }>,
  { table, version }: { table: Table; version: string },
): RecordTable {
  const { name, columns, at, knownAt, publishedAfter, ageAtMost } = source;
  return {
    ...{ name, table, version, columns },
    ...(source.kind === 'reference' ? { key: source.key } : {}),
    ...(at === undefined ? {} : { at }),
    ...(knownAt === undefined ? {} : { knownAt }),
    ...(publishedAfter === undefined ? {} : { publishedAfterMs: durationMs(publishedAfter, 'publishedAfter') }),
    ...(ageAtMost === undefined ? {} : { ageAtMostMs: durationMs(ageAtMost, 'ageAtMost') }),
  };
}

function bureauOf(
  source: Extract<EnrichmentSource, { kind: 'bureau' }>,
  environment: EnrichmentContext['environment'],
) {
  const { name, fields, ttl, staleAtMost, breakFor, fallback, ...rest } = source;
  const { timeoutMs, retries, retryPauseMs, keysAtMost, breakAfter } = rest;
  const stated = { timeoutMs, retries, retryPauseMs, keysAtMost, breakAfter, fallback };
  return guardLookUp(
    { name, fields, lookUp: bureauLookUp(source, environment) },
    {
      ...Object.fromEntries(Object.entries(stated).filter(([, value]) => value !== undefined)),
      ...(ttl === undefined ? {} : { ttlMs: durationMs(ttl, 'ttl') }),
      ...(staleAtMost === undefined ? {} : { staleAtMostMs: durationMs(staleAtMost, 'staleAtMost') }),
      ...(breakFor === undefined ? {} : { breakForMs: durationMs(breakFor, 'breakFor') }),
    },
  );
}

/** Where a row or application holds the key; undefined for series. */
function keyOf(source: EnrichmentSource): string | undefined {
  if (source.kind === 'series') return undefined;
  return source.kind === 'bureau' ? source.by : (source.by ?? source.key);
}

function keyIn(application: Application, source: EnrichmentSource, subject: string | undefined): string | null {
  const by = keyOf(source);
  const value = by === undefined ? null : (application[by] ?? null);
  if (value !== null) return String(value);
  return source.kind === 'bureau' ? (subject ?? null) : null;
}
