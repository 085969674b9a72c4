export { type LearnerChoice, learnerChoices } from './candidate/learners.js';
export { buildFeatureMatrix, buildLabels, buildTrainingData, featuresOf } from './dataset/build-training-data.js';
export { describeFeatures, observedQuantiles } from './dataset/describe-reference.js';
export { evaluateModel, type ModelEvaluation } from './evaluation/evaluate-model.js';
export {
  measureCreditMetrics,
  measureIntervals,
  measurePolicy,
  type ScoredOutcomes,
} from './evaluation/evaluate-scores.js';
export type { Dataset, DatasetReader, Dialect, IngestOptions, QuarantinedRow } from './ports/dataset-reader.js';
export { type TrainedModel, trainModel } from './train-model.js';
export type { TrainSettings } from './train-settings.js';
export type { TrainingContext } from './training-context.js';
export { makeSplits, type SplitPlan } from './validation/make-splits.js';
