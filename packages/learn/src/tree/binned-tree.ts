import type { FeatureBins } from './bin-features.js';
import type { EnsembleBuilder, TreeSplit } from './ensemble-builder.js';

/** A feature as the trainer sees it: its bins and whether they are levels. */
export interface TrainingFeature {
  readonly isCategory: boolean;
  readonly bins: FeatureBins;
}

/** A grown tree in terms of bins. The arrays are longer than the tree, and written over by the next one. */
export interface BinnedTree {
  readonly nodeCount: number;
  /** Per node: the feature, -1 at leaves. */
  readonly splitFeatures: Int32Array;
  /** Per node: the left child; the right one is next to it. The children of the i-th split are nodes 2i + 1 and 2i + 2. */
  readonly leftChildren: Int32Array;
  /** Per node: which row of `tables`. */
  readonly tableOf: Int32Array;
  /** 256 bytes per split: 1 for bins that go left. */
  readonly tables: Uint8Array;
  /** Per node: what it says. */
  readonly values: Float64Array;
  /** Per split: what it saves. */
  readonly gains: Float64Array;
}

/** Adds a grown tree to the ensemble, in raw values instead of bins. @param covers weight of training rows per node */
export function addBinnedTree(
  builder: EnsembleBuilder,
  tree: BinnedTree,
  features: readonly TrainingFeature[],
  covers: Float64Array,
): void {
  builder.startTree();
  const first = builder.nodeCount;
  for (let node = 0; node < tree.nodeCount; node++) builder.addLeaf(tree.values[node], covers[node]);
  for (let node = 0; node < tree.nodeCount; node++) {
    const feature = tree.splitFeatures[node];
    if (feature < 0) continue;
    const left = first + tree.leftChildren[node];
    const table = tree.tables.subarray(tree.tableOf[node] * 256, tree.tableOf[node] * 256 + 256);
    builder.setSplit(first + node, rawSplit(feature, features[feature], table), left, left + 1, tree.gains[node]);
  }
}

function rawSplit(feature: number, { isCategory, bins }: TrainingFeature, table: Uint8Array): TreeSplit {
  const missingGoesLeft = table[bins.binCount] === 1;
  if (isCategory) {
    const leftLevels: number[] = [];
    for (let level = 0; level < bins.binOfLevel.length; level++) {
      const bin = bins.binOfLevel[level];
      if (bin < 0 ? missingGoesLeft : table[bin] === 1) leftLevels.push(level);
    }
    return { feature, missingGoesLeft, leftLevels };
  }
  let lastLeftBin = bins.binCount - 1;
  while (table[lastLeftBin] === 0) lastLeftBin -= 1;
  // After the last bin every number goes left, and only the missing go right.
  const threshold = lastLeftBin < bins.edges.length ? bins.edges[lastLeftBin] : Number.MAX_VALUE;
  return { feature, missingGoesLeft, threshold };
}
