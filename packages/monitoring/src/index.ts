export {
  calibrationByGrade,
  type GradeCalibration,
  type GradeLight,
  type GradeOutcome,
  type GradeTestSettings,
} from './calibration/calibration-by-grade.js';
export { monthNumber, type Periods, periodsOf, rowsByPeriod } from './period/period.js';
export { type PeriodRate, ratesByPeriod } from './period/rates-by-period.js';
export {
  type CheckedIngest,
  checkExpectations,
  hasExpectations,
  type IngestFacts,
} from './quality/check-expectations.js';
export { duplicateShare } from './quality/duplicate-share.js';
export type { ReferenceCounts } from './quality/reference-counts.js';
export { jensenShannon, type KolmogorovSmirnov, kolmogorovSmirnov } from './stability/distribution-distance.js';
export { levelBins, numericBins, type ReferenceBins } from './stability/reference-bins.js';
export { type PeriodStability, stabilityByPeriod } from './stability/stability-by-period.js';
export { EMPTY_BIN_ROWS, type StabilityBin, type StabilityIndex, stabilityIndex } from './stability/stability-index.js';
export { type RollRates, rollRates } from './vintage/roll-rates.js';
export { type VintageCurve, type VintageRows, vintageCurves } from './vintage/vintage-curves.js';
