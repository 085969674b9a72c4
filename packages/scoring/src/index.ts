export {
  type ApplicationEncoder,
  createApplicationEncoder,
  type EncodedApplication,
} from './application/encode-application.js';
export { applicationsOf, assessTable } from './assess-table.js';
export { checkBundleKey, decryptBundle, encryptBundle, isEncryptedBundle } from './bundle/bundle-envelope.js';
export { sha256Hex } from './bundle/digest.js';
export type {
  CostRecord,
  CreditMetrics,
  EvaluationCurves,
  EvaluationRecord,
  FeatureDependence,
  FeatureReference,
  FraudBaseline,
  FraudFigure,
  FraudOperatingPoint,
  FraudRecord,
  MetricIntervals,
  MistakeCosts,
  ModelBundle,
  ModelInsight,
  PolicyOutcome,
  Provenance,
  ReferenceDistributions,
  RivalRecord,
} from './bundle/model-bundle.js';
export { type ReadBundle, readBundle } from './bundle/read-bundle.js';
export { BUNDLE_FORMAT_VERSION, type WrittenBundle, writeBundle } from './bundle/write-bundle.js';
export {
  type CompanyCoverage,
  type CompanyInput,
  companyRatioColumns,
  type PreparedCompany,
  prepareCompany,
  restsOnLittle,
  riskClassOf,
} from './companies/judge-company.js';
export type {
  Counterfactual,
  CounterfactualChange,
  CounterfactualOptions,
  CounterfactualReport,
} from './counterfactual/find-counterfactuals.js';
export {
  type AssessContext,
  createScorer,
  type DecidedScore,
  type FormField,
  type ScoredApplication,
  type Scorer,
  type ScorerOptions,
} from './create-scorer.js';
export {
  behaviourIndex,
  checkIndexParts,
  defaultIndexParts,
  type IndexPart,
  usualParts,
} from './customers/behaviour-index.js';
export { readCustomerModel, writeCustomerModel } from './customers/customer-bundle.js';
export {
  type CustomerFact,
  type CustomerFacts,
  customerFactNames,
  customerFactTitles,
  selectCustomers,
} from './customers/customer-facts.js';
export {
  type CustomerMeasure,
  type CustomerMeasures,
  customerMeasureNames,
  customerMeasureTitles,
  measureCustomers,
} from './customers/customer-measures.js';
export {
  CustomerModel,
  type CustomerModelFacts,
  type CustomerReason,
  type CustomerScores,
  type CustomerSegmentProfile,
  riskScoresOf,
  segmentMatrix,
} from './customers/customer-model.js';
export { createNotice, type Notice, type NoticeResult, type NoticeSender } from './notice/create-notice.js';
export { writeNoticeHtml, writeNoticeText } from './notice/write-notice.js';
export { cardPaymentsSet } from './online/card-payments-set.js';
export { loggedEventText } from './online/decision-text.js';
export type {
  DeskOptions,
  FeatureLookUp,
  TransactionArrival,
  TransactionCounts,
  TransactionReply,
} from './online/desk-options.js';
export type { EntityRecord } from './online/entity-freshness.js';
export type { Recovery } from './online/feature-memory.js';
export { featureSetHash } from './online/feature-set-hash.js';
export { computeAgain, type ParityCounts } from './online/parity-sampler.js';
export { createTransactionReader, type ReadTransaction, type TransactionReader } from './online/read-transaction.js';
export { TransactionDesk } from './online/transaction-desk.js';
export {
  type FollowingModel,
  reviewingModel,
  type TransactionModel,
  type TransactionVerdict,
  transactionModelOf,
} from './online/transaction-model.js';
export { gradeOf, outcomeOf, riskCategoryOf, scorePoints } from './policy/apply-policy.js';
export {
  type BackTestReport,
  backTestPolicy,
  type GroupImpact,
  type PolicyResult,
  type SampleRow,
  type ScoreBin,
} from './policy/back-test.js';
export { type ConditionResult, checkCondition, checkConditions } from './policy/check-condition.js';
export { checkPolicyFields } from './policy/check-policy-parts.js';
export { type ChosenCutOffs, type CutOffStrategy, chooseCutOffs } from './policy/choose-cut-offs.js';
export {
  breakEvenProbability,
  checkCreditPolicy,
  createCreditPolicy,
  defaultEconomics,
  defaultGrades,
  defaultPoints,
  expectedProfit,
} from './policy/credit-policy.js';
export { type CutOffPoint, cutOffCurve } from './policy/cut-off-curve.js';
export { decideByPolicy, type PolicyVerdict, type ReviewTicket, reviewTicket } from './policy/decide-by-policy.js';
export type { LivePolicy } from './policy/live-policy.js';
export { exposureOf, makeOffer } from './policy/make-offer.js';
export type { CountedRate, HistoryRow, MoneyEstimate, NotAssessed, PolicyInterval } from './policy/policy-history.js';
export { describeGrid, evenBands, type GridCell, type GridConstraints, suggestGrid } from './policy/price-grid.js';
export { type HistoryColumns, readHistory } from './policy/read-history.js';
export { compareSwapSet, type SwapGroup, type SwapSet } from './policy/swap-set.js';
export { type Actor, checkActor, isSamePerson, personKey } from './ports/actor.js';
export { createPolicyStore, type PolicyJournal } from './ports/create-policy-store.js';
export type {
  AuditFinding,
  AuditReport,
  AuditVerifier,
  DecisionLog,
  DecisionPage,
  DecisionQuery,
  RecordOptions,
} from './ports/decision-log.js';
export { createDecryptingRegistry } from './ports/decrypting-model-registry.js';
export type {
  ArrivalGroup,
  ArrivalKind,
  ArrivalQuery,
  EventLog,
  EventPageQuery,
  FeatureState,
  LoggedArrival,
  NewArrival,
  QuarantinedArrival,
  TransactionAnswer,
} from './ports/event-log.js';
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
export { checkLimit, checkSequence } from './ports/in-memory-event-log.js';
export { checkModelAlias, checkModelName, parseModelReference, type WantedModel } from './ports/model-reference.js';
export type { ModelRegistry, NewModel, RegisteredModel } from './ports/model-registry.js';
export {
  hashPolicy,
  type PolicyEntry,
  type PolicyEntryBody,
  replayPolicies,
} from './ports/policy-steps.js';
export type {
  NewPolicy,
  PolicyEvent,
  PolicyEventKind,
  PolicyState,
  PolicyStep,
  PolicyStore,
  StoredPolicy,
} from './ports/policy-store.js';
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
export {
  CLAIM_MINUTES,
  checkVerdict,
  isOverride,
  type NewVerdict,
  type ReviewCase,
  type ReviewQuery,
  type ReviewQueue,
  type ReviewReason,
  type ReviewState,
  type ReviewStatistics,
  type ReviewVerdict,
  reviewLimit,
  reviewNotFound,
  reviewReasons,
  reviewTaken,
  STATISTICS_VERDICTS,
  summariseVerdicts,
} from './ports/review-queue.js';
export { type Score, scoreMargin } from './score-margin.js';
export { createRowBuilder, type RowBuilder } from './transactions/build-row.js';
export {
  createTransactionDecider,
  decideTransaction,
  type TransactionDecider,
  type TransactionDeciderOptions,
  type TransactionDecision,
} from './transactions/decide-transaction.js';
export { createLocalClock, type LocalClock } from './transactions/local-clock.js';
export { type ContextPart, contextOf } from './transactions/transaction-context.js';
export {
  checkTransactionRules,
  type TransactionInput,
  type TransactionRules,
} from './transactions/transaction-rules.js';
