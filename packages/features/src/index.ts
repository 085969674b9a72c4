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
export { bindEvents, codedValues } from './map/bind-events.js';
export { EVENT_NAMES, type EventMap, parseEventMap, WHOLE_FILE } from './map/event-map.js';
export { eventTimes } from './map/event-times.js';
export { type EventMapEntry, type EventMapGuess, guessEventMap } from './map/guess-event-map.js';
