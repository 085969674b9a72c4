/**
 * Decision trees, flat: one array per property of a node, all trees one after the other.
 *
 * A node is a leaf when its `splitFeature` is -1. Otherwise a row goes left
 * - at a numeric split when its value is at or below `thresholds[node]`,
 * - at a categorical split when the bit of its code is set in the node's words of `categoryBits`,
 * - with a missing value (NaN, or a code that is none of the feature's levels) when `missingGoesLeft[node]` is 1.
 * Children come after their parent, within the same tree: no walk can loop.
 */
export interface TreeEnsemble {
  /** Length trees + 1: the first node of each tree, then the number of nodes. */
  readonly treeStarts: Uint32Array;
  readonly splitFeatures: Int32Array;
  readonly thresholds: Float64Array;
  readonly leftChildren: Uint32Array;
  readonly rightChildren: Uint32Array;
  readonly missingGoesLeft: Uint8Array;
  /** Index of the node's first word in `categoryBits`; -1 at numeric splits and leaves. */
  readonly categoryStarts: Int32Array;
  readonly categoryBits: Uint32Array;
  /** What a leaf adds to the margin, in log-odds; 0 at splits. */
  readonly leafValues: Float64Array;
  /** Total weight of the training rows that reached the node, ≥ 0. */
  readonly covers: Float64Array;
  /** What each split saved when it was made, in units of the criterion, ≥ 0; 0 at leaves. Left out where nobody recorded it. */
  readonly gains?: Float64Array;
  /** One per feature: the number of levels of a category, 0 for numeric features. */
  readonly levelCounts: Uint32Array;
  /**
   * Whether leaves are added up in 32-bit floats, tree by tree, as the library does that the trees came from; default: in
   * doubles.
   */
  readonly addsSingles?: boolean;
}

/** Words of `categoryBits` that a split on a feature with that many levels takes. */
export function categoryWordCount(levelCount: number): number {
  return Math.ceil(levelCount / 32);
}
