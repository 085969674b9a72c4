export { checkFeatureSet } from './definition/check-feature-set.js';
export type {
  Aggregate,
  Comparison,
  Duration,
  EventColumn,
  EventCondition,
  FeatureDefinition,
  FeatureSet,
  SourceDefinition,
  ZoneOffsets,
} from './definition/feature-set.js';
export { featureTitle } from './definition/feature-title.js';
export { parseDuration } from './definition/parse-duration.js';
export { createFeatureEngine, restoreFeatureEngine } from './evaluate/create-feature-engine.js';
export type { Arrival, FeatureEngine, Observation } from './evaluate/feature-engine.js';
export type { CodedValues, EventAmendment, EventColumns, EventValue, SourceEvent } from './event/source-event.js';
export { computeHistory } from './history/compute-history.js';
export { computeSorted, type SortedFeatures } from './history/compute-sorted.js';
export { bindEvents, codedValues } from './map/bind-events.js';
export { EVENT_NAMES, type EventMap, parseEventMap, WHOLE_FILE } from './map/event-map.js';
export { eventTimes } from './map/event-times.js';
export { type EventMapEntry, type EventMapGuess, guessEventMap } from './map/guess-event-map.js';
export { orderOfArrival, reorderEvents } from './map/order-of-arrival.js';
export { sourceOfMap } from './map/source-of-map.js';
export { type FeaturePlan, planFeatures } from './plan/plan-features.js';
export {
  type FeatureProposal,
  type JudgedFeature,
  type ProposalSettings,
  proposeFeatures,
} from './propose/propose-features.js';
export { bindCompanyColumns, type CompanyColumns } from './statements/bind-company-columns.js';
export {
  type ClassicInputs,
  type ClassicName,
  type ClassicScore,
  type ClassicSettings,
  classicInputsFromRatios,
  classicInputsOf,
  classicRatioNames,
  classicScores,
} from './statements/classic-scores.js';
export { companyRatios, isRatioName, ratioNamed } from './statements/company-ratios.js';
export {
  type CompanyStatement,
  type StatementItem,
  statementItemNames,
  statementItems,
} from './statements/company-statement.js';
export { type CompletedStatement, completeStatement } from './statements/complete-statement.js';
export { computeRatios, type RatioReport, type RatioValue } from './statements/compute-ratios.js';
export { type MissingItem, missingItems } from './statements/missing-items.js';
export { describeRatio, type ItemSum, type RatioDefinition, type RatioGroup } from './statements/ratio-definition.js';
export { buildTrainingSet, type LabelTable } from './training-set/build-training-set.js';
