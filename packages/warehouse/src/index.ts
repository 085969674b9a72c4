export { createWarehouse, type Warehouse } from './create-warehouse.js';
export { sampleParquet } from './customers/customer-source.js';
export { readUsers, type UserColumns } from './customers/read-users.js';
export {
  type CustomerSummary,
  type SummaryOptions,
  summariseCustomers,
  type TransactionMap,
} from './customers/summarise-customers.js';
export {
  buildTrainingFile,
  type TrainingFileReport,
  type TrainingFileSettings,
} from './features/build-training-file.js';
export {
  computeFeatureFile,
  type FeatureFileReport,
  type FeatureFileSettings,
} from './features/compute-feature-file.js';
export { type EventSample, readEventSample } from './features/read-event-sample.js';
export { csvCell } from './ingest/quarantine-file.js';
export { isDelimited } from './ingest/read-source.js';
export { type ReadTablesOptions, readTables, type TablePiece } from './ingest/read-tables.js';
export { loadSchema, saveSchema } from './schema/schema-file.js';
export type { DatasetManifest } from './version/dataset-store.js';
