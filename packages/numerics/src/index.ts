export { betaQuantile } from './distributions/beta-quantile.js';
export {
  binomialCdf,
  binomialPmf,
  binomialSurvival,
  exactRateInterval,
  type RateInterval,
  wilsonRateInterval,
} from './distributions/binomial.js';
export { chiSquaredCdf, chiSquaredSurvival } from './distributions/chi-squared.js';
export { chiSquaredQuantile } from './distributions/chi-squared-quantile.js';
export { fSurvival } from './distributions/f-distribution.js';
export { type FisherExact, fisherExact, hypergeometricPmf } from './distributions/fisher-exact.js';
export { holmAdjust } from './distributions/holm-adjust.js';
export { lnGamma } from './distributions/ln-gamma.js';
export { normalQuantile, normalSurvival } from './distributions/normal-quantile.js';
export { poissonCdf, poissonSurvival } from './distributions/poisson.js';
export { regularisedBeta, regularisedBetaComplement } from './distributions/regularised-beta.js';
export { regularisedGammaP, regularisedGammaQ } from './distributions/regularised-gamma.js';
export { studentTSurvival } from './distributions/student-t.js';
export { asin } from './elementary/arc-sine.js';
export { erf, erfc, normalCdf } from './elementary/erf.js';
export { exp, expm1 } from './elementary/exp.js';
export { log, log1p } from './elementary/log.js';
export { logit, sigmoid, softplus } from './elementary/logistic.js';
export { cos, sin } from './elementary/sine.js';
export { tanh } from './elementary/tanh.js';
export { ForestGrower, MISSING_FOREST_BIN, type OutOfBagShares } from './forest/forest-grower.js';
export type { ForestShape } from './forest/forest-shape.js';
export type { GrownTree } from './forest/grown-tree.js';
export { DEEPEST_PERFECT_TREE, type PerfectTrees, sumPerfectTrees } from './forest/sum-perfect-trees.js';
export { choleskyFactor, choleskySolve } from './linear/cholesky-solve.js';
export {
  type RobustCovariance,
  type RobustCovarianceSettings,
  robustCovariance,
} from './linear/robust-covariance.js';
export { type SymmetricEigen, symmetricEigen } from './linear/symmetric-eigen.js';
export { gaussLegendre, type Quadrature } from './quadrature/gauss-legendre.js';
export { quantile, quantileOfSorted, sortedWithoutMissing } from './quantile/quantile.js';
export { createRandom, type Random } from './random/random.js';
export { shuffleIndices, shuffleInPlace } from './random/shuffle-indices.js';
export { FIRST_IMAGE_ADDRESS, loadScoreKernel, type ScoreKernel } from './scoring/score-kernel.js';
export {
  BLOCK_ROWS,
  blockScratchBytes,
  ROW_FORMS,
  SCORE_HEAD_BYTES,
  SCORE_WORDS,
} from './scoring/score-layout.js';
export { type BlockJob, type BlockTask, runBlockJob, ScoringMemory } from './scoring/scoring-memory.js';
export { layOutShapleyPlan, type ShapleyPlan } from './shapley/lay-out-shapley-plan.js';
export type { ShapleyTrees } from './shapley/shapley-trees.js';
export { ShapleyWorkspace } from './shapley/shapley-workspace.js';
export { ColumnSorter } from './sort/column-sorter.js';
export { dot } from './sums/dot.js';
export { mean, sum } from './sums/sum.js';
export type { RowSums, ScanRules, TrainingShape } from './training/training-shape.js';
export { RowRole } from './training/training-shape.js';
export { type NodeSplit, type ScannedNode, TrainingWorkspace } from './training/training-workspace.js';
export { FAILURE_ADDRESS, type KernelThreads, REMAINING_ADDRESS } from './wasm/kernel-threads.js';
export { type LoadedKernel, releaseKernel } from './wasm/load-kernel.js';
export type { WasmMemory, WasmModule } from './wasm/wasm-api.js';
