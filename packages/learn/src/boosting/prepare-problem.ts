import { HistogramWorkspace } from '@probity/numerics';
import type { TrainingData } from '../matrix/feature-matrix.js';
import { binColumn, binFeature } from './bin-features.js';
import type { BoostingProblem } from './boosting-run.js';

/**
 * Bins the features and reserves room for the histograms.
 *
 * @param maxLeaves of any tree that will be grown: one histogram is kept for each
 */
export function prepareProblem(data: TrainingData, maxBins: number, maxLeaves: number): BoostingProblem {
  const { matrix, labels, weights } = data;
  const features = matrix.features.map((feature, index) => {
    const bins = binFeature(feature, matrix.columns[index], data, maxBins);
    return { isCategory: feature.kind === 'category', binCount: bins.binCount, bins };
  });
  const missingBin = features.reduce((most, { binCount }) => Math.max(most, binCount), 1);
  const workspace = new HistogramWorkspace({
    rowCount: matrix.rowCount,
    featureCount: features.length,
    binCount: missingBin + 1,
    slotCount: Math.min(maxLeaves, matrix.rowCount),
  });
  features.forEach(({ bins }, index) => {
    workspace.setFeatureBins(index, binColumn(bins, matrix.columns[index], missingBin));
  });
  const levelCounts = Uint32Array.from(matrix.features, (feature) => feature.levels?.length ?? 0);
  return { workspace, features, levelCounts, labels, weights };
}
