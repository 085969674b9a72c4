export { assessExplanations, type ExplanationInput } from './explanation/assess-explanations.js';
export { explanationsOfSample } from './explanation/explanations-of-sample.js';
export { assessFairness, type FairnessInput } from './fairness/assess-fairness.js';
export {
  compareReweighing,
  type ReweighingComparison,
  type ReweighingSettings,
} from './fairness/compare-reweighing.js';
export { fairnessOfSample } from './fairness/fairness-of-sample.js';
export { type ProtectedReading, readProtectedAttributes } from './fairness/read-protected-attributes.js';
export {
  checkPublishedMetrics,
  type DerivedRange,
  type FiguresVerdict,
  type PublishedFigures,
} from './figures/check-published-metrics.js';
export type { CountedMatrix } from './figures/whole-matrices.js';
export { renderValidationReport } from './render/render-report.js';
export {
  type AssessedSection,
  type ChartAxis,
  type ChartBlock,
  type ChartSeries,
  type Figure,
  type FigureFormat,
  type FiguresBlock,
  figure,
  notAssessed,
  type ReportBlock,
  type ReportSection,
  type TableBlock,
  type TableCell,
  type TableColumn,
  type TextBlock,
  type UnassessedSection,
  type VerdictLight,
} from './report/report-section.js';
export { judge, type ValidatedModel, type ValidationReport } from './report/validation-report.js';
export { countSharedRows } from './sample/shared-rows.js';
export { readSeals, type SealedTestSet, type SealOpening, sealKinds } from './seal/sealed-test-set.js';
export {
  findWeakSpots,
  type SearchSettings,
  type SlicedRows,
  type WeakSpot,
  type WeakSpotKind,
  type WeakSpotSearch,
} from './search/find-weak-spots.js';
export type { Benchmark } from './sections/assess-benchmarks.js';
export { type ValidationContext, type ValidationDatasets, validateModel } from './validate-model.js';
export type { DecisionMoney, ValidationSettings } from './validation-settings.js';
