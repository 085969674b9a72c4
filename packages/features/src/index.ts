export type {
  Aggregate,
  Comparison,
  Duration,
  EventColumn,
  EventCondition,
  FeatureDefinition,
  FeatureSet,
  SourceDefinition,
} from './definition/feature-set.js';
export type { CodedValues, EventAmendment, EventColumns, EventValue, SourceEvent } from './event/source-event.js';
