import { dirname, resolve } from 'node:path';
import { enrichmentRecords, loadEnrichment, openEnrichment } from '@probity/connectors';
import { createWarehouse } from '@probity/warehouse';
import type { EnrichApplication } from './decide.js';

/**
 * Opens what a file says that applications are enriched with; its tables are read once.
 *
 * @throws FILE_NOT_FOUND, CONFIG_INVALID, COLUMN_MISSING, SOURCE_INVALID
 */
export async function openEnrichApplication(file: string, workspace: string): Promise<EnrichApplication> {
  const warehouse = createWarehouse({ folder: resolve(workspace, 'datasets') });
  const enrichment = await openEnrichment(await loadEnrichment(file), {
    environment: process.env,
    readTable: async (table) => {
      const read = await warehouse.ingest(resolve(dirname(file), table), {});
      return { table: read.table, version: read.hash };
    },
  });
  return async (application, asOf, asked) => {
    const enriched = await enrichment.enrichApplication(application, asOf, asked);
    return { application: enriched.application, enrichment: enrichmentRecords(enriched.parts) };
  };
}
