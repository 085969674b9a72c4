import type { TreeEnsemble } from '../tree/tree-ensemble.js';

/** The least and the greatest leaf value under each node. Cost: O(nodes). */
export function leafRanges({ splitFeatures, leftChildren, rightChildren, leafValues }: TreeEnsemble): {
  readonly least: Float64Array;
  readonly most: Float64Array;
} {
  const least = leafValues.slice();
  const most = leafValues.slice();
  // Children come after their parents: backwards, every child is known.
  for (let node = splitFeatures.length - 1; node >= 0; node--) {
    if (splitFeatures[node] < 0) continue;
    const [left, right] = [leftChildren[node], rightChildren[node]];
    least[node] = Math.min(least[left], least[right]);
    most[node] = Math.max(most[left], most[right]);
  }
  return { least, most };
}
