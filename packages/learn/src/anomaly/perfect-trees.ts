import { DEEPEST_PERFECT_TREE, type PerfectTrees } from '@probity/numerics';
import type { TreeEnsemble } from '../tree/tree-ensemble.js';

/** Leaves of all padded trees together, at most: 24 bytes each. */
const MOST_LEAVES = 2 ** 20;

/**
 * Trees padded to one depth, to score batches: isolation trees are shallow and share hardly a split, which is where this
 * form is the fastest. Undefined for trees with categories, and for trees too deep to be padded.
 */
export function padTrees(trees: TreeEnsemble): PerfectTrees | undefined {
  const { treeStarts, splitFeatures, leftChildren, rightChildren, categoryStarts } = trees;
  const treeCount = treeStarts.length - 1;
  // Where each node comes to stand: from 1 at the root of its tree.
  const places = new Float64Array(splitFeatures.length);
  for (const root of treeStarts.subarray(0, treeCount)) places[root] = 1;
  const depths = new Uint8Array(splitFeatures.length);
  let depth = 0;
  for (let node = 0; node < splitFeatures.length; node++) {
    if (categoryStarts[node] >= 0) return undefined;
    if (splitFeatures[node] < 0) continue;
    const [left, right] = [leftChildren[node], rightChildren[node]];
    places[left] = 2 * places[node];
    places[right] = 2 * places[node] + 1;
    depths[left] = depths[right] = depths[node] + 1;
    depth = Math.max(depth, depths[left]);
  }
  if (depth > DEEPEST_PERFECT_TREE || treeCount * 2 ** depth > MOST_LEAVES) return undefined;
  const size = 2 ** depth;
  const thresholds = new Float64Array(treeCount * size).fill(Infinity);
  const features = new Uint32Array(treeCount * size);
  // Padded splits send every row left.
  const missingGoesLeft = new Uint8Array(treeCount * size).fill(1);
  const leaves = new Float64Array(treeCount * size);
  for (let tree = 0; tree < treeCount; tree++) {
    const first = tree * size;
    for (let node = treeStarts[tree]; node < treeStarts[tree + 1]; node++) {
      let place = places[node];
      if (splitFeatures[node] < 0) {
        while (place < size) place *= 2;
        leaves[first + place - size] = trees.leafValues[node];
        continue;
      }
      thresholds[first + place] = trees.thresholds[node];
      features[first + place] = splitFeatures[node];
      missingGoesLeft[first + place] = trees.missingGoesLeft[node];
    }
  }
  return { treeCount, depth, thresholds, features, missingGoesLeft, leaves };
}
