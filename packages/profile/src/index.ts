export type { ColumnFlag, ColumnProfile, HistogramBin, NumberSummary, ValueCount } from './column/column-profile.js';
export type { CorrelatedPair, Correlations } from './correlation/correlate-columns.js';
export type { Collinearity } from './correlation/variance-inflation.js';
export type { DuplicateGroup, Duplicates, NearPair } from './duplicates/find-duplicates.js';
export { type HuntedTable, huntLeaks, type LeakHuntContext, type LeakHuntOptions } from './leaks/hunt-leaks.js';
export type { LeakFinding, LeakKind } from './leaks/leak-finding.js';
export type { Missingness, MissingOutcome, MissingPattern } from './missing/missing-pattern.js';
export type { AccountHistory } from './outcome/account-history.js';
export { type DefinedOutcomes, defineOutcome, type LabelledAccount } from './outcome/define-outcome.js';
export type {
  AccountOutcome,
  ExclusionReason,
  OutcomeDefinition,
  PerformanceRow,
} from './outcome/outcome-definition.js';
export type { RollTable } from './outcome/roll-table.js';
export { type Maturity, type Vintage, type VintageAccount, vintageMaturity } from './outcome/vintage-maturity.js';
export type { RobustOutliers, RobustOutliersResult } from './outliers/robust-outliers.js';
export {
  type DatasetProfile,
  type NotAssessed,
  type ProfileContext,
  type ProfileOptions,
  type ProfileQuality,
  profileDataset,
} from './profile-dataset.js';
export type { ComponentPoint, ComponentView } from './projection/project-components.js';
export type { ColumnStability, Stability } from './stability/monthly-stability.js';
export { monthOfDay } from './stability/months.js';
