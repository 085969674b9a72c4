export { averagePathLength } from './anomaly/average-path-length.js';
export { fitIsolationForest, type IsolationSettings } from './anomaly/fit-isolation-forest.js';
export { IsolationForest, restoreIsolationForest } from './anomaly/isolation-forest.js';
export { type DummyModel, fitDummy, restoreDummy } from './baseline/fit-dummy.js';
export type { BoostedRegressionModel } from './boosting/boosted-regression-model.js';
export { type BoostingSettings, boostingPresets, type PresetName } from './boosting/boosting-settings.js';
export {
  fitBoostedRegression,
  type RegressionData,
  type RegressionSettings,
  restoreBoostedRegression,
} from './boosting/fit-boosted-regression.js';
export { fitGradientBoosting } from './boosting/fit-gradient-boosting.js';
export type { GradientBoostingModel } from './boosting/gradient-boosting-model.js';
export type { Objective } from './boosting/objective.js';
export { restoreGradientBoosting } from './boosting/restore-gradient-boosting.js';
export { type BetaCalibration, fitBeta } from './calibration/beta.js';
export { type Calibration, calibrate, calibratedLogOdds } from './calibration/calibration.js';
export {
  type CalibrationKind,
  calibrationKinds,
  checkCalibration,
  fitCalibration,
} from './calibration/fit-calibration.js';
export { fitIsotonic, type IsotonicCalibration } from './calibration/isotonic.js';
export { type MarginScale, PROBABILITY_CLIP } from './calibration/margin-scale.js';
export { fitPlatt, type PlattCalibration } from './calibration/platt.js';
export { fitKMeans, type KMeansFit, type KMeansSettings } from './cluster/fit-k-means.js';
export { type Assignment, type KMeansModel, restoreKMeans } from './cluster/k-means-model.js';
export { type SilhouetteSettings, silhouette } from './cluster/silhouette.js';
export type { Standard } from './cluster/standard-points.js';
export { type ClusterCount, type ClusterSuggestion, suggestClusters } from './cluster/suggest-clusters.js';
export { type InteractionViolation, verifyInteractions } from './constraints/verify-interactions.js';
export { verifyModelMonotone } from './constraints/verify-model.js';
export {
  type MonotoneCounterexample,
  type MonotoneVerdict,
  type VerifySettings,
  verifyMonotone,
} from './constraints/verify-monotone.js';
export type { BlendKind, BlendMember, BlendModel } from './ensemble/blend-model.js';
export { type BlendWeights, fitStackWeights, fitVoteWeights } from './ensemble/blend-weights.js';
export {
  blendOf,
  fitStacking,
  fitVoting,
  keptMembers,
  type StackingSettings,
  type VotingSettings,
} from './ensemble/fit-blend.js';
export { type CommitteeSettings, committeeMembers, fitCommittee } from './ensemble/fit-committee.js';
export { type AccumulatedEffects, accumulatedEffects, type EffectsSettings } from './explain/accumulated-effects.js';
export { type Explanation, explainAgainst } from './explain/explain-against.js';
export { explainInteractions, type InteractionValues } from './explain/explain-interactions.js';
export {
  explainLocally,
  type LocalExplanation,
  type LocalSettings,
  type LocalWeight,
} from './explain/explain-locally.js';
export { createMarginFloor, type FreeValues, type MarginFloor } from './explain/margin-floor.js';
export { type DependenceSettings, type PartialDependence, partialDependence } from './explain/partial-dependence.js';
export {
  type PermutationImportance,
  type PermutationSettings,
  permutationImportance,
} from './explain/permutation-importance.js';
export {
  type ReasonStability,
  reasonStability,
  reasonStabilityAcross,
  type StabilityReport,
  type StabilitySettings,
} from './explain/reason-stability.js';
export { type ShapImportance, shapImportance } from './explain/shap-importance.js';
export { splitPoints } from './explain/split-points.js';
export { type AttributeReport, assessGroups, type GroupReport, type GroupSettings } from './fairness/assess-groups.js';
export type { GroupComparison, GroupMeasure } from './fairness/compare-group.js';
export {
  type CutOffSearch,
  type DecisionPrice,
  type FairCutOff,
  type FairnessConstraint,
  findFairCutOff,
  type LoanEconomics,
  priceOfCutOff,
  type ScoredGroups,
} from './fairness/fair-cut-off.js';
export {
  analyseGroupCutOffs,
  GROUP_CUT_OFF_WARNING,
  type GroupCutOffAnalysis,
  type GroupTarget,
} from './fairness/group-cut-offs.js';
export type { Measured, Significance } from './fairness/group-measure.js';
export {
  crossAttributes,
  type ProtectedAttribute,
  protectedAttribute,
  withIntersections,
} from './fairness/protected-attribute.js';
export { reweighing } from './fairness/reweighing.js';
export {
  type Alternative,
  type AlternativeSearch,
  type AlternativeSettings,
  type CandidateScores,
  searchAlternatives,
} from './fairness/search-alternatives.js';
export { fitExtraTrees } from './forest/fit-extra-trees.js';
export { fitForest } from './forest/fit-forest.js';
export type { ForestSettings } from './forest/forest-settings.js';
export type { OutOfBag } from './forest/out-of-bag.js';
export { type ImportedTrees, ImportedTreesModel } from './imported/imported-trees-model.js';
export {
  LARGEST_IMPORTED_MARGIN,
  restoreImportedTrees,
  withAnyOther,
} from './imported/restore-imported-trees.js';
export { LIGHTGBM_ZERO, type ValueTreatment } from './imported/treat-value.js';
export { type ElasticNetSettings, fitElasticNet, type TriedLambda } from './linear/fit-elastic-net.js';
export { defaultLogisticSettings, fitLogistic, type LogisticSettings } from './linear/fit-logistic.js';
export type { LogisticFit, LogisticModel } from './linear/logistic-model.js';
export { restoreLogistic } from './linear/restore-logistic.js';
export {
  type Feature,
  type FeatureMatrix,
  readRow,
  selectRows,
  selectTrainingRows,
  type TrainingData,
} from './matrix/feature-matrix.js';
export { hideSpecialCodes, matrixFor, rowAdapter } from './matrix/special-codes.js';
export {
  type BootstrapSettings,
  bootstrapIntervals,
  type Interval,
  type MetricName,
  metricNames,
} from './metrics/bootstrap-intervals.js';
export {
  type BrierDecomposition,
  brierDecomposition,
  expectedCalibrationError,
} from './metrics/brier-decomposition.js';
export { brierScore } from './metrics/brier-score.js';
export { type CalibrationBin, calibrationCurve } from './metrics/calibration-curve.js';
export { type CalibrationLine, calibrationLine, type Estimate } from './metrics/calibration-line.js';
export { type CapCurve, capCurve } from './metrics/cap-curve.js';
export { type CardPrecision, type CardScores, cardPrecision, prepareCardPrecision } from './metrics/card-precision.js';
export { type Confusion, confusionAt } from './metrics/confusion-at.js';
export { type CostCurve, costCurve } from './metrics/cost-curve.js';
export { type AucComparison, compareAucs, type DelongAuc, delongAuc } from './metrics/delong.js';
export { f1Score } from './metrics/f1-score.js';
export { type GainsBand, gainsTable } from './metrics/gains-table.js';
export { gini } from './metrics/gini.js';
export { hMeasure } from './metrics/h-measure.js';
export { type HosmerLemeshow, hosmerLemeshow } from './metrics/hosmer-lemeshow.js';
export { ksStatistic } from './metrics/ks-statistic.js';
export { LOG_LOSS_CLIP, logLoss } from './metrics/log-loss.js';
export { type MoneyCaught, moneyCaught } from './metrics/money-caught.js';
export { prAuc } from './metrics/pr-auc.js';
export { type PrCurve, prCurve } from './metrics/pr-curve.js';
export { type MoneyMatrix, type ProfitCurve, profitAt, profitCurve } from './metrics/profit-curve.js';
export { type OperatingPoint, recallAtFpr } from './metrics/recall-at-fpr.js';
export { rocAuc } from './metrics/roc-auc.js';
export { type RocCurve, rocCurve } from './metrics/roc-curve.js';
export { spiegelhalterZ } from './metrics/spiegelhalter.js';
export type { FitContext, Learner } from './model/learner.js';
export {
  type Explanations,
  explanations,
  type Model,
  type ModelArray,
  type ModelParts,
  margins,
} from './model/model.js';
export { restoreModel } from './model/restore-model.js';
export type {
  CategoryEncoder,
  FeatureEncoder,
  LinearPreparation,
  NumericEncoder,
  PreparationSettings,
} from './preparation/linear-preparation.js';
export { binVariable, rebin, trendOf } from './scorecard/bin-variable.js';
export type { VariableRows } from './scorecard/count-cells.js';
export {
  type BinDescription,
  describeScorecard,
  type ScorecardDescription,
  type ScorecardWarning,
  type VariableDescription,
} from './scorecard/describe-scorecard.js';
export { createBinFinder } from './scorecard/find-bin.js';
export { fitScorecard } from './scorecard/fit-scorecard.js';
export {
  defaultRejectInferenceSettings,
  inferRejects,
  learnWithRejects,
  type RejectBand,
  type RejectInference,
  type RejectInferenceSettings,
  type RejectMethod,
  rejectMethods,
} from './scorecard/infer-rejects.js';
export { evaluateCells, refitPoints, refitScorecard, tablesOf, toCellRows } from './scorecard/refit-scorecard.js';
export { restoreScorecard } from './scorecard/restore-scorecard.js';
export { binPoints, type PointsLine, pointsLine, scorePoints } from './scorecard/score-points.js';
export type {
  BinnedRange,
  BinnedVariable,
  BinningCell,
  BinningOrigin,
  BinningTable,
  BinRange,
  ExcludedVariable,
  ExclusionReason,
  ScorecardBin,
  ScorecardModel,
  ScorecardScale,
  ScorecardVariable,
  Trend,
} from './scorecard/scorecard.js';
export {
  type BinningSettings,
  defaultBinningSettings,
  defaultScorecardSettings,
  type ScorecardSettings,
  type VariableEdit,
} from './scorecard/scorecard-settings.js';
export type { BinnedRows } from './scorecard/weigh-bins.js';
export { giniOfBins, informationValue, type OutcomeCounts, weightOfEvidence } from './scorecard/weight-of-evidence.js';
export { groupedFolds } from './selection/grouped-folds.js';
export { innerFolds } from './selection/inner-folds.js';
export { type NullImportance, nullImportances } from './selection/null-importance.js';
export {
  type DroppedFeature,
  defaultSelectionLimits,
  type FeatureSelection,
  type SelectionLimits,
  type SelectionMethod,
  selectFeatures,
  selectionMethods,
} from './selection/select-features.js';
export type { Split } from './selection/split.js';
export { stratifiedFolds } from './selection/stratified-folds.js';
export { stratifiedHoldout } from './selection/stratified-holdout.js';
export { timeOrderedFolds } from './selection/time-ordered-folds.js';
export {
  type ContextCutOffs,
  type ContextThresholds,
  type CutOffs,
  checkContextThresholds,
  type ThresholdTarget,
} from './thresholds/context-thresholds.js';
export {
  type ContextScores,
  type ContextThresholdSettings,
  fitContextThresholds,
} from './thresholds/fit-context-thresholds.js';
export {
  type AdaptationSettings,
  createThresholdTracker,
  type ThresholdTracker,
  type TrackedContext,
  type TrackerState,
} from './thresholds/track-thresholds.js';
export { EnsembleBuilder, type TreeSplit } from './tree/ensemble-builder.js';
export { fitTree, type TreeSettings } from './tree/fit-tree.js';
export { type ProbabilityTreesModel, restoreProbabilityTrees } from './tree/probability-trees-model.js';
export { levelCountsOf } from './tree/read-trees.js';
export { splitImportance } from './tree/split-importance.js';
export type { TreeEnsemble } from './tree/tree-ensemble.js';
export { type ImportanceKind, treeImportance } from './tree/tree-importance.js';
export { MAX_TREE_DEPTH } from './tree/validate-trees.js';
