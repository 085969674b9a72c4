export {
  type ApplicationEncoder,
  createApplicationEncoder,
  type EncodedApplication,
} from './application/encode-application.js';
export { applicationsOf, assessTable } from './assess-table.js';
export { sha256Hex } from './bundle/digest.js';
export type {
  CreditMetrics,
  EvaluationRecord,
  FeatureReference,
  MetricIntervals,
  ModelBundle,
  PolicyOutcome,
  Provenance,
  ReferenceDistributions,
} from './bundle/model-bundle.js';
export { type ReadBundle, readBundle } from './bundle/read-bundle.js';
export { BUNDLE_FORMAT_VERSION, type WrittenBundle, writeBundle } from './bundle/write-bundle.js';
export { createScorer, type FormField, type ScoredApplication, type Scorer } from './create-scorer.js';
export { gradeOf, outcomeOf, riskCategoryOf, scorePoints } from './policy/apply-policy.js';
export {
  breakEvenProbability,
  checkCreditPolicy,
  createCreditPolicy,
  defaultEconomics,
  defaultGrades,
  defaultPoints,
  expectedProfit,
} from './policy/credit-policy.js';
export type {
  AuditFinding,
  AuditReport,
  AuditVerifier,
  DecisionLog,
  DecisionPage,
  DecisionQuery,
  RecordOptions,
} from './ports/decision-log.js';
export {
  checkActorName,
  checkGovernanceEvent,
  engineEntryKinds,
  type GovernanceEntry,
  type GovernanceEvent,
  type GovernanceLog,
  type GovernanceQuery,
  governanceLimit,
  refuseUncarried,
} from './ports/governance-log.js';
export { checkModelAlias, checkModelName, parseModelReference, type WantedModel } from './ports/model-reference.js';
export type { ModelRegistry, NewModel, RegisteredModel } from './ports/model-registry.js';
export {
  type ArchivedReport,
  encodeReport,
  type NewReport,
  type ReportArchive,
  type ReportKind,
  type ReportQuery,
  type ReportSummary,
  reportKinds,
  reportLimit,
} from './ports/report-archive.js';
export { type Score, scoreMargin } from './score-margin.js';
