import { dirname, resolve } from 'node:path';
import {
  addColumns,
  checkEnrichment,
  type EnrichmentCounts,
  type EnrichmentDefinition,
  loadEnrichment,
  momentsOf,
  type OpenEnrichment,
  openEnrichment,
} from '@probity/connectors';
import {
  type Column,
  type ColumnSchema,
  columnNamed,
  columnsWithRole,
  type DatasetSchema,
  ProbityError,
} from '@probity/domain';
import type { Dataset } from '@probity/training';
import type { App } from './app.js';

/** A definition with the folder that its files are relative to. */
export interface NamedEnrichment {
  readonly definition: EnrichmentDefinition;
  readonly folder: string;
}

/** `--enrich <file>`, else `enrichment` of the configuration, else nothing. @throws FILE_NOT_FOUND, CONFIG_INVALID */
export async function enrichmentFrom(app: App, file: string | undefined): Promise<NamedEnrichment | undefined> {
  if (file === undefined) {
    const { enrichment } = app.config;
    return enrichment === undefined ? undefined : { definition: checkEnrichment(enrichment), folder: process.cwd() };
  }
  return { definition: await loadEnrichment(file), folder: dirname(resolve(file)) };
}

/** Reads the tables of a definition through the warehouse, so that `*.source.json` work too. */
export function openEnrichmentOf(app: App, { definition, folder }: NamedEnrichment): Promise<OpenEnrichment> {
  return openEnrichment(definition, {
    environment: process.env,
    readTable: async (file) => {
      const { table, hash } = await app.warehouse.ingest(resolve(folder, file), { onProgress: app.terminal.progress });
      return { table, version: hash };
    },
  });
}

/** A data set with more columns, and what became of its rows at each source. */
export interface EnrichedDataset {
  readonly dataset: Dataset;
  readonly counts: readonly EnrichmentCounts[];
}

export interface DatasetEnricher {
  /** @throws CONFIG_INVALID where no column says when a row was decided, and as `OpenEnrichment.enrichTable` */
  enrich(dataset: Dataset): Promise<EnrichedDataset>;
  /** The schema of a file before it is enriched. */
  withoutAdded(schema: DatasetSchema): DatasetSchema;
}

/**
 * Opens what `--enrich` or the configuration names, for the data sets of one run: each gets the columns of the sources, every
 * row as of its moment of decision, and is kept as a version of its own.
 *
 * @returns undefined where nothing is named
 * @throws FILE_NOT_FOUND, CONFIG_INVALID
 */
export async function datasetEnricher(app: App, file: string | undefined): Promise<DatasetEnricher | undefined> {
  const named = await enrichmentFrom(app, file);
  if (named === undefined) return undefined;
  const enrichment = await openEnrichmentOf(app, named);
  const added = new Set(enrichment.columns);
  return {
    enrich: (dataset) => enrichDataset(app, dataset, named, enrichment),
    withoutAdded: (schema) => ({ ...schema, columns: schema.columns.filter(({ name }) => !added.has(name)) }),
  };
}

async function enrichDataset(
  app: App,
  dataset: Dataset,
  named: NamedEnrichment,
  enrichment: OpenEnrichment,
): Promise<EnrichedDataset> {
  const column = named.definition.asOf ?? columnsWithRole(dataset.schema, 'time')[0]?.name;
  if (column === undefined) {
    const message = 'the enrichment needs the moment of each decision: name its column in `asOf`, or with `--time`';
    throw new ProbityError('CONFIG_INVALID', message, { field: 'asOf' });
  }
  const asOf = momentsOf(columnNamed(dataset.table, column));
  const { columns, counts } = await enrichment.enrichTable(dataset.table, asOf, app.terminal.progress);
  const enriched = {
    ...dataset,
    table: addColumns(dataset.table, columns),
    schema: { ...dataset.schema, columns: [...dataset.schema.columns, ...columns.map(schemaOf)] },
  };
  for (const { source, found, notFound, fallback } of counts) {
    const rest = [`${notFound} not`, ...Object.entries(fallback).map(([code, rows]) => `${rows} ${code}`)].join(', ');
    app.terminal.note(`enriched from ${source}, as of "${column}": ${found} rows found, ${rest}`);
  }
  const kept = await app.warehouse.keepDataset(enriched, `enriched ${dataset.hash.slice(0, 12)}`);
  return { dataset: kept, counts };
}

/** Ids and free texts are kept and not learned from. */
function schemaOf(column: Column): ColumnSchema {
  const { name, kind } = column;
  const isLearnable = kind !== 'id' && kind !== 'text';
  const levels = kind === 'category' ? { levels: [...column.levels] } : {};
  return { name, kind, role: isLearnable ? 'feature' : 'excluded', ...levels };
}
