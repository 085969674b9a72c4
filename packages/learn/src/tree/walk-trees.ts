import type { TreeEnsemble } from './tree-ensemble.js';

/** Adds up the leaves a row falls into, tree by tree, starting from `base`. Cost: O(trees × depth). */
export function sumOfLeaves(trees: TreeEnsemble, row: Float64Array, base: number): number {
  const { treeStarts, splitFeatures, leftChildren, rightChildren, leafValues, addsSingles = false } = trees;
  let total = base;
  for (let tree = 0; tree + 1 < treeStarts.length; tree++) {
    let node = treeStarts[tree];
    while (splitFeatures[node] >= 0) node = goesLeft(trees, node, row) ? leftChildren[node] : rightChildren[node];
    total += leafValues[node];
    if (addsSingles) total = Math.fround(total);
  }
  return total;
}

/** Which way a row goes at a split node. */
export function goesLeft(trees: TreeEnsemble, node: number, row: Float64Array): boolean {
  const feature = trees.splitFeatures[node];
  const value = row[feature];
  const categoryStart = trees.categoryStarts[node];
  if (categoryStart < 0) {
    if (value <= trees.thresholds[node]) return true;
    return Number.isNaN(value) && trees.missingGoesLeft[node] === 1;
  }
  const isLevel = value >= 0 && value < trees.levelCounts[feature] && Math.floor(value) === value;
  if (!isLevel) return trees.missingGoesLeft[node] === 1;
  return ((trees.categoryBits[categoryStart + (value >>> 5)] >>> (value & 31)) & 1) === 1;
}
