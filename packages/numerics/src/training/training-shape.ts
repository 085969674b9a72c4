import type { KernelThreads } from '../wasm/kernel-threads.js';

/** How one feature's values are gathered into bins 0 … binCount - 1; missing values have bin `binCount`. */
export interface BinnedFeature {
  readonly isCategory: boolean;
  /** In [0, 255]. */
  readonly binCount: number;
  /** Numbers: value x is in the first bin b with x ≤ edges[b], else in the last; length binCount - 1, ascending. */
  readonly edges: Float64Array;
  /** Categories: the bin of each level, -1 for levels that count as missing. */
  readonly binOfLevel: Int16Array;
}

/** What a `TrainingWorkspace` is made for. */
export interface TrainingShape {
  /** Rows, in [1, 2³⁰]. */
  readonly rowCount: number;
  /** At least one. */
  readonly features: readonly BinnedFeature[];
  /** Leaves of any tree at most, in [1, 65,536]. */
  readonly maxLeaves: number;
  /** Whether rows have weights; otherwise each counts as 1. */
  readonly hasWeights: boolean;
  /** Threads that may help; default none. Results are the same bits with any number. */
  readonly threads?: KernelThreads | undefined;
  /** What one memory may hold, in bytes; default 4 GiB. More rows are kept in several, with the same results. */
  readonly memoryLimitBytes?: number;
}

/** What counts as a good split; see `GrowthRules` in learn for each. */
export interface ScanRules {
  readonly criterion: 'newton' | 'gini' | 'entropy';
  readonly l1: number;
  readonly l2: number;
  readonly minGain: number;
  readonly minRowsInLeaf: number;
  readonly minChildWeight: number;
  readonly minRowsInLevel: number;
  readonly levelSmoothing: number;
  readonly levelL2: number;
  /** Levels at most on the smaller side of a split between levels. */
  readonly maxLevelsPerSplit: number;
  /** Per feature 1 (may only rise), -1 (may only fall) or 0; undefined where no feature is bound. */
  readonly directions: Int8Array | undefined;
}

/** Sums over rows, in units of gradient, of hessian and in rows (0 where cells do not count them). */
export interface RowSums {
  readonly gradient: number;
  readonly hessian: number;
  readonly count: number;
}

/** What a row is to a tree. */
export const RowRole = {
  /** Neither learned from nor scored. */
  ignored: 0,
  /** The tree is grown on it. */
  learned: 1,
  /** A training row not drawn for the tree: scored, and covered. */
  leftOut: 2,
  /** Scored; its loss is asked for. */
  validated: 3,
} as const;
