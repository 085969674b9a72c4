import type { TreeEnsemble } from '../tree/tree-ensemble.js';

/** One tree's nodes level by level, the two children of a split side by side. */
export interface OrderedTree {
  /** Node numbers of the ensemble; the root first. */
  readonly nodes: Uint32Array;
  /** Where a split's left child stands in `nodes`, the right one following; its own place for a leaf. */
  readonly lefts: Uint32Array;
  readonly leafCount: number;
  /** Splits on the longest way. */
  readonly depth: number;
}

/** Cost: O(nodes of the tree). */
export function orderNodes(
  { treeStarts, splitFeatures, leftChildren, rightChildren }: TreeEnsemble,
  tree: number,
): OrderedTree {
  const start = treeStarts[tree];
  const size = treeStarts[tree + 1] - start;
  const nodes = new Uint32Array(size);
  const lefts = new Uint32Array(size);
  nodes[0] = start;
  let count = 1;
  let leafCount = 0;
  let depth = 0;
  let levelEnd = 1;
  for (let at = 0; at < count; at++) {
    if (at === levelEnd) {
      levelEnd = count;
      depth += 1;
    }
    const node = nodes[at];
    if (splitFeatures[node] < 0) {
      lefts[at] = at;
      leafCount += 1;
    } else {
      lefts[at] = count;
      nodes[count] = leftChildren[node];
      nodes[count + 1] = rightChildren[node];
      count += 2;
    }
  }
  return { nodes: nodes.subarray(0, count), lefts: lefts.subarray(0, count), leafCount, depth };
}
