export { createWarehouse, type Warehouse } from './create-warehouse.js';
export {
  computeFeatureFile,
  type FeatureFileReport,
  type FeatureFileSettings,
} from './features/compute-feature-file.js';
export { csvCell } from './ingest/quarantine-file.js';
export { isDelimited } from './ingest/read-source.js';
export { type ReadTablesOptions, readTables, type TablePiece } from './ingest/read-tables.js';
export { loadSchema, saveSchema } from './schema/schema-file.js';
export type { DatasetManifest } from './version/dataset-store.js';
