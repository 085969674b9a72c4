export type { ColumnProfile, HistogramBin, NumberSummary, ValueCount } from './column/column-profile.js';
export { type HuntedTable, huntLeaks, type LeakHuntContext, type LeakHuntOptions } from './leaks/hunt-leaks.js';
export type { LeakFinding, LeakKind } from './leaks/leak-finding.js';
export type { Missingness, MissingOutcome, MissingPattern } from './missing/missing-pattern.js';
export { type DatasetProfile, type ProfileContext, type ProfileOptions, profileDataset } from './profile-dataset.js';
