import type { Dataset, DatasetReader, IngestOptions } from '@probity/training';
import { ingestFile } from './ingest/ingest-file.js';
import { type DatasetManifest, listStoredDatasets, openStoredDataset } from './version/dataset-store.js';

/** Reads delimited files into typed data sets and keeps each as a version named by its content. */
export interface Warehouse extends DatasetReader {
  /** The versions kept so far, by hash. */
  listDatasets(): Promise<readonly DatasetManifest[]>;
  /**
   * Reads a version back, having checked that its content gives its hash.
   * @throws FILE_NOT_FOUND, FILE_UNREADABLE when it was changed or damaged
   */
  openDataset(hash: string): Promise<Dataset>;
}

/**
 * A warehouse in a folder, which is made when first needed.
 *
 * @example
 * const warehouse = createWarehouse({ folder: '.probity/datasets' });
 * const dataset = await warehouse.ingest('loans.csv', { target: 'BAD' });
 */
export function createWarehouse({ folder }: { readonly folder: string }): Warehouse {
  return {
    ingest: (file: string, options: IngestOptions) => ingestFile(folder, file, options),
    listDatasets: () => listStoredDatasets(folder),
    openDataset: (hash) => openStoredDataset(folder, hash),
  };
}
