/** What counts as a good split, and how far a tree may grow. */
export interface GrowthRules {
  /**
   * What a split saves. `newton` (default): log loss ×2, from gradients and hessians. With the gradient = weight of the
   * bads and the hessian = weight of the rows: `gini` (half the Gini impurity) and `entropy` (in nats), both times weight.
   */
  readonly criterion?: 'newton' | 'gini' | 'entropy';
  /**
   * Which leaf is divided next: the one that gains most ('leaf-wise', default), or all leaves of one depth before those of the
   * next.
   */
  readonly growth?: 'leaf-wise' | 'level-wise';
  /** Splits between root and leaf at most. */
  readonly maxDepth: number;
  /** Leaves at most. */
  readonly maxLeaves: number;
  /** Taken off the size of a side's gradient, ≥ 0; default 0. Not used by `entropy`. */
  readonly l1?: number;
  /** Added to the hessian of a side, ≥ 0. Not used by `entropy`. */
  readonly l2: number;
  /** A split must save more, ≥ 0. */
  readonly minGain: number;
  /** Rows each side must have, ≥ 1. */
  readonly minRowsInLeaf: number;
  /** Hessian each side must have, ≥ 0. */
  readonly minChildWeight: number;
  /** Rows a level must have in a node to be judged by itself there; rarer ones go with the missing values. */
  readonly minRowsInLevel: number;
  /** Hessian added to each level when levels are put in order, ≥ 0: rare levels move to the middle. */
  readonly levelSmoothing: number;
  /** Added to `l2` where a split is between sets of levels, ≥ 0. */
  readonly levelL2: number;
  /** Levels on the smaller side of a split between sets of levels at most; default any number. */
  readonly maxLevelsPerSplit?: number;
  /** Per feature: 1 (what the tree says may only rise with it), -1 (only fall) or 0; categories are not looked at. */
  readonly monotone?: Int8Array;
  /** Sets of features that may stand together on a path from root to leaf; every path lies in one of them. */
  readonly interactions?: readonly Uint32Array[];
}
