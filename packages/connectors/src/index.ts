export { type BureauSettings, bureauLookUp } from './enrichment/bureau-look-up.js';
export { addColumns, type EnrichmentCounts, enrichFromAnswers, enrichFromRecords } from './enrichment/enrich-table.js';
export {
  type Enricher,
  type Enrichment,
  type EnrichmentCause,
  type EnrichmentFailure,
  type LookUp,
  type LookUpAnswer,
  LookUpFailed,
} from './enrichment/enricher.js';
export {
  type BureauSource,
  checkEnrichment,
  durationMs,
  type EnrichmentDefinition,
  type EnrichmentSource,
  fieldsOf,
  type ReferenceSource,
  type SeriesSource,
} from './enrichment/enrichment-definition.js';
export type { EnrichmentField, EnrichmentFields } from './enrichment/enrichment-field.js';
export { enrichmentRecords } from './enrichment/enrichment-records.js';
export { type EnrichmentPolicy, type GuardedSource, guardLookUp } from './enrichment/guard-look-up.js';
export { type AsOfRows, joinAsOf, type KnownRecords } from './enrichment/join-as-of.js';
export { loadEnrichment } from './enrichment/load-enrichment.js';
export {
  type EnrichmentContext,
  type EnrichmentPart,
  type OpenEnrichment,
  openEnrichment,
} from './enrichment/open-enrichment.js';
export { momentsOf, type RecordTable, tableEnricher } from './enrichment/table-records.js';
export { type Alert, type AlertSender, kafkaAlerts } from './kafka/kafka-alerts.js';
export {
  checkKafkaSettings,
  type KafkaSasl,
  type KafkaSettings,
  type KafkaTls,
} from './kafka/kafka-settings.js';
export { type KafkaSourceOptions, kafkaSource } from './kafka/kafka-source.js';
export { type Replay, type ReplayOptions, replayTable } from './replay/replay-table.js';
export type { FetchContext, FetchedSource } from './source/fetch-context.js';
export { fetchSource } from './source/fetch-source.js';
export { isSourceFile, loadSource, type NamedSource } from './source/load-source.js';
export { parseSourceDefinition } from './source/parse-source-definition.js';
export type { HttpPaging, HttpSource, PostgresqlSource, SourceDefinition } from './source/source-definition.js';
export type { DeliveredEvent, EventSource, PoisonMessage, StreamHandlers } from './stream/event-source.js';
export { MemorySource } from './stream/memory-source.js';
export { type EventMapping, parseEvent } from './stream/parse-event.js';
