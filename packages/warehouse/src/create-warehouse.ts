import type { QualityReport } from '@probity/domain';
import type { Dataset, DatasetReader, IngestOptions } from '@probity/training';
import { ingestFile } from './ingest/ingest-file.js';
import { listQualitySeries, readQualityHistory } from './quality/quality-history.js';
import { type DatasetManifest, keepDataset, listStoredDatasets, openStoredDataset } from './version/dataset-store.js';
import { findProfile, hasProfile, keepProfile } from './version/profile-file.js';

/** Reads files into typed data sets and keeps each as a version named by its content. */
export interface Warehouse extends DatasetReader {
  /** The versions kept so far, by hash. */
  listDatasets(): Promise<readonly DatasetManifest[]>;
  /**
   * Reads a version back, having checked that its content gives its hash.
   * @throws FILE_NOT_FOUND, FILE_UNREADABLE when it was changed or damaged
   */
  openDataset(hash: string): Promise<Dataset>;
  /**
   * Keeps a data set that was made of others, as a version of its own.
   * @param source what it is called in the version's manifest
   * @returns the data set with the hash of its content
   */
  keepDataset(dataset: Dataset, source: string): Promise<Dataset>;
  /** Keeps a profile (plain data) beside a version, in place of an earlier one. @throws FILE_NOT_FOUND */
  keepProfile(hash: string, profile: unknown): Promise<void>;
  /** The profile kept beside a version; undefined where there is none. */
  findProfile(hash: string): Promise<unknown>;
  hasProfile(hash: string): Promise<boolean>;
  /** The series of which quality reports are kept, in alphabetical order. */
  listQualitySeries(): Promise<readonly string[]>;
  /** How a source kept its schema's expectations over time, the oldest first; empty where nothing is kept. */
  readQualityHistory(series: string): Promise<readonly QualityReport[]>;
}

/**
 * A warehouse in a folder, which is made when first needed.
 *
 * @param now the clock, for the age of data and the dates of quality reports; default the system's
 * @example
 * const warehouse = createWarehouse({ folder: '.probity/datasets' });
 * const dataset = await warehouse.ingest('loans.csv', { target: 'BAD' });
 */
export function createWarehouse({
  folder,
  now = Date.now,
}: {
  readonly folder: string;
  readonly now?: () => number;
}): Warehouse {
  return {
    ingest: (file: string, options: IngestOptions) => ingestFile(folder, file, options, now),
    listDatasets: () => listStoredDatasets(folder),
    openDataset: (hash) => openStoredDataset(folder, hash),
    keepDataset: (dataset, source) => keepDataset(folder, dataset, source),
    keepProfile: (hash, profile) => keepProfile(folder, hash, profile),
    findProfile: (hash) => findProfile(folder, hash),
    hasProfile: (hash) => hasProfile(folder, hash),
    listQualitySeries: () => listQualitySeries(folder),
    readQualityHistory: (series) => readQualityHistory(folder, series),
  };
}
