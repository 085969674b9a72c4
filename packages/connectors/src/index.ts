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
