import { HistogramWorkspace } from '@probity/numerics';
import type { TrainingData } from '../matrix/feature-matrix.js';
import { binColumn, decideBins } from './bin-features.js';
import type { TrainingFeature } from './grow-tree.js';

/** Binned data and outcomes: what every tree grown on the same training data shares. */
export interface TreeProblem {
  readonly workspace: HistogramWorkspace;
  readonly features: readonly TrainingFeature[];
  readonly levelCounts: Uint32Array;
  readonly labels: Uint8Array;
  readonly weights: Float64Array | undefined;
}

/**
 * Bins the features and reserves room for the histograms.
 *
 * @param slotCount histograms kept at the same time: as many as the leaves of any tree that will be grown
 */
export function prepareProblem(data: TrainingData, maxBins: number, slotCount: number): TreeProblem {
  const { matrix, labels, weights } = data;
  const features = decideBins(data, maxBins).map((bins, index) => {
    return { isCategory: matrix.features[index].kind === 'category', binCount: bins.binCount, bins };
  });
  const missingBin = features.reduce((most, { binCount }) => Math.max(most, binCount), 1);
  const workspace = new HistogramWorkspace({
    rowCount: matrix.rowCount,
    featureCount: features.length,
    binCount: missingBin + 1,
    slotCount: Math.max(1, Math.min(slotCount, matrix.rowCount)),
  });
  features.forEach(({ bins }, index) => {
    workspace.setFeatureBins(index, binColumn(bins, matrix.columns[index], missingBin));
  });
  const levelCounts = Uint32Array.from(matrix.features, (feature) => feature.levels?.length ?? 0);
  return { workspace, features, levelCounts, labels, weights };
}
