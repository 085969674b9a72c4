export { canonicalJson, type JsonValue } from './canonical-json.js';
export type { Application, FieldValue } from './decision/application.js';
export type {
  Assessment,
  Contribution,
  Decision,
  DecisionSummary,
  EnrichmentRecord,
  Explanation,
  ModelReference,
  Reason,
} from './decision/decision.js';
export {
  type ConditionOperator,
  type CreditPolicy,
  conditionOperators,
  type DecisionCause,
  type GradeBand,
  type HardRule,
  type Offer,
  type OfferBand,
  type OfferGrid,
  type OfferRow,
  type Outcome,
  type PointsScale,
  type PolicyCondition,
  type PolicyEconomics,
  type PolicyExposure,
  type PolicyReference,
  type ReferralRules,
  type RiskCategory,
} from './decision/policy.js';
export { type ErrorCode, type ErrorKind, errorCatalogue } from './errors/catalogue.js';
export { type ErrorDetails, ProbityError } from './errors/probity-error.js';
export {
  asDatasetHash,
  asDecisionId,
  asModelHash,
  asSubjectId,
  type DatasetHash,
  type DecisionId,
  type ModelHash,
  type SubjectId,
} from './ids.js';
export {
  type ColumnChange,
  type ColumnRole,
  type ColumnSchema,
  columnChanges,
  columnKinds,
  columnLabel,
  columnRoles,
  columnsWithRole,
  type DatasetSchema,
  featureColumns,
  levelLabel,
  withoutExpectations,
} from './schema/dataset-schema.js';
export type { ColumnExpectation, DatasetExpectation, ExpectationSeverity } from './schema/expectation.js';
export { parseDatasetSchema } from './schema/parse-dataset-schema.js';
export type { ExpectationName, ExpectationResult, QualityReport } from './schema/quality-report.js';
export {
  type CodedColumn,
  type CodedKind,
  type Column,
  type ColumnKind,
  isCodedColumn,
  isCodedKind,
  type NumericColumn,
  type NumericKind,
} from './table/column.js';
export { cellValue, columnNamed, MILLISECONDS_PER_DAY, selectTableRows, type Table } from './table/table.js';
