import { type KernelThreads, TrainingWorkspace } from '@probity/numerics';
import type { TrainingData } from '../matrix/feature-matrix.js';
import { decideBins } from './bin-features.js';
import type { TrainingFeature } from './binned-tree.js';
import { TreeGrower } from './grow-tree.js';

/** Binned data and outcomes: what every tree grown on the same training data shares. Call `release` in `finally`. */
export interface TreeProblem {
  readonly workspace: TrainingWorkspace;
  readonly grower: TreeGrower;
  readonly features: readonly TrainingFeature[];
  readonly levelCounts: Uint32Array;
  readonly labels: Uint8Array;
  /** What is learned, one per row: the labels, unless others were given. */
  readonly targets: ArrayLike<number>;
  readonly weights: Float64Array | undefined;
  /** Lets the threads go. */
  release(): void;
}

/** How a problem is prepared beside its data. */
export interface ProblemSettings {
  readonly threads?: KernelThreads | undefined;
  /** What is learned instead of the labels. */
  readonly targets?: Float64Array;
  /** What one memory may hold, in bytes; default 4 GiB. */
  readonly memoryLimitBytes?: number;
}

/**
 * Bins the features and reserves room for the histograms.
 *
 * @param maxLeaves leaves at most of any tree that will be grown
 */
export function prepareProblem(
  data: TrainingData,
  maxBins: number,
  maxLeaves: number,
  settings: ProblemSettings = {},
): TreeProblem {
  const { matrix, labels, weights } = data;
  const { threads, targets = labels, memoryLimitBytes } = settings;
  const features = decideBins(data, maxBins, threads).map((bins, index) => {
    return { isCategory: matrix.features[index].kind === 'category', bins };
  });
  const workspace = new TrainingWorkspace({
    rowCount: matrix.rowCount,
    features: features.map(({ isCategory, bins }) => ({ isCategory, ...bins })),
    maxLeaves,
    hasWeights: weights !== undefined,
    threads,
    ...(memoryLimitBytes === undefined ? {} : { memoryLimitBytes }),
  });
  try {
    workspace.mapColumns(matrix.columns);
    workspace.setTargets(targets, weights);
  } catch (error) {
    workspace.release();
    throw error;
  }
  return {
    workspace,
    grower: new TreeGrower(workspace, maxLeaves),
    features,
    levelCounts: Uint32Array.from(matrix.features, (feature) => feature.levels?.length ?? 0),
    labels,
    targets,
    weights,
    release: () => workspace.release(),
  };
}
