import type { TreeEnsemble } from './tree-ensemble.js';

/**
 * Impurity that each feature's splits take away, added up over trees whose leaves hold shares of bads: the importance by mean decrease of
 * Gini impurity, not normalised.
 *
 * It flatters features with many values, so it says little by itself; compare it with what the same fit finds in
 * outcomes at random.
 * @param leafScale what leaf values are to be multiplied by to be shares: the number of trees
 * @returns one per feature, ≥ 0
 * Cost: O(nodes).
 */
export function splitImportance(trees: TreeEnsemble, leafScale: number): Float64Array {
  const { splitFeatures, leftChildren, rightChildren, leafValues, covers, levelCounts } = trees;
  const bads = new Float64Array(splitFeatures.length);
  const importance = new Float64Array(levelCounts.length);
  // Children come after their parents: backwards, every child is known.
  for (let node = splitFeatures.length - 1; node >= 0; node--) {
    if (splitFeatures[node] < 0) {
      bads[node] = leafValues[node] * leafScale * covers[node];
      continue;
    }
    const left = leftChildren[node];
    const right = rightChildren[node];
    bads[node] = bads[left] + bads[right];
    const gain =
      purity(bads[left], covers[left]) + purity(bads[right], covers[right]) - purity(bads[node], covers[node]);
    importance[splitFeatures[node]] += Math.max(0, gain);
  }
  return importance;
}

function purity(bads: number, cover: number): number {
  return cover > 0 ? (bads * bads) / cover : 0;
}
