/**
 * A sum of decision trees, flat: one array per property of a node, all trees one after the other.
 *
 * A node with split feature -1 is a leaf. Otherwise a row goes left
 * - at a numeric split when its value is at or below `thresholds[node]`,
 * - at a categorical split (`categoryStarts[node]` ≥ 0) when the bit of its code is set in the node's words of `categoryBits`,
 * - with a missing value (NaN, or a code that is none of the feature's levels) when `missingGoesLeft[node]` is 1.
 * Children come after their parent, within the same tree.
 */
export interface ShapleyTrees {
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
  readonly leafValues: Float64Array;
  /** Training weight that reached the node, ≥ 0. */
  readonly covers: Float64Array;
  /** One per feature: the number of levels of a category, 0 for numbers. */
  readonly levelCounts: Uint32Array;
}
