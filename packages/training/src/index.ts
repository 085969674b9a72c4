export { selectionMethods } from '@probity/learn';
export {
  BANKRUPTCY,
  type BankruptcySettings,
  bankruptcyFolds,
  classicRivals,
  defaultMistakeCosts,
  trainBankruptcy,
} from './blueprints/bankruptcy.js';
export { type CompanyKeys, holdsStatements, ratioTable } from './blueprints/company-table.js';
export { defaultFraudFeatures } from './blueprints/fraud/default-feature-set.js';
export { fraudBoosting } from './blueprints/fraud/fit-fraud-model.js';
export { type MeasuredPayments, measureFraud } from './blueprints/fraud/measure-fraud.js';
export type { RowPeriods } from './blueprints/fraud/plan-rows.js';
export { FRAUD, type FraudSettings, type TrainedFraudModel, trainFraud } from './blueprints/fraud/train-fraud.js';
export { type LeaderboardEntry, SIMPLER_WITHIN } from './candidate/candidate.js';
export { type ClassWeight, parseClassWeight, printClassWeight } from './candidate/class-weights.js';
export { type BaseName, type BlendName, type LearnerChoice, learnerChoices } from './candidate/learners.js';
export {
  type CombinedCustomers,
  type CustomerActivity,
  combineCustomers,
  type KnownUsers,
} from './customers/combine-customers.js';
export { type CustomerModelSettings, type FittedCustomers, fitCustomerModel } from './customers/fit-customer-model.js';
export { guessUserMap, type UserColumn, type UserMap, type UserMapEntry } from './customers/guess-user-map.js';
export {
  buildFeatureMatrix,
  buildLabels,
  buildTrainingData,
  buildWeights,
  featuresOf,
} from './dataset/build-training-data.js';
export { describeFeatures, observedQuantiles } from './dataset/describe-reference.js';
export { type CostRows, checkMistakeCosts, chooseCostCut } from './evaluation/choose-cost-cut.js';
export { describeCurves, describeInsight } from './evaluation/describe-model.js';
export { evaluateModel, type ModelEvaluation } from './evaluation/evaluate-model.js';
export {
  measureCreditMetrics,
  measureIntervals,
  measurePolicy,
  type ScoredOutcomes,
} from './evaluation/evaluate-scores.js';
export { measureRivals, type Rival } from './evaluation/measure-rivals.js';
export { type ImportSettings, packImportedModel } from './imported/pack-imported-model.js';
export { schemaForModel } from './imported/schema-for-model.js';
export type { Dataset, DatasetReader, Dialect, IngestOptions, QuarantinedRow } from './ports/dataset-reader.js';
export { type RejectReport, type RejectSettings, rejectSchema } from './rejects/use-rejects.js';
export { runSearch, type SearchOutcome, type SearchSettings, type Trial } from './search/run-search.js';
export { planTrials, type SearchSpace, searchSpaces, type TrialSettings } from './search/search-space.js';
export type { SelectionInFolds } from './selection/select-in-folds.js';
export { type TrainedModel, trainModel } from './train-model.js';
export { calibrationChoices, type TrainSettings } from './train-settings.js';
export type { TrainingContext } from './training-context.js';
export { makeSplits, type SplitPlan } from './validation/make-splits.js';
export { type OutOfFoldScores, predictOutOfFold } from './validation/predict-out-of-fold.js';
