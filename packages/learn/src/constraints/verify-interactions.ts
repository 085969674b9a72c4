import type { TreeEnsemble } from '../tree/tree-ensemble.js';

/** A path of a tree with features that may not stand together. */
export interface InteractionViolation {
  /** Number of the tree, from 0. */
  readonly tree: number;
  /** Features on the path, ascending. */
  readonly features: readonly number[];
}

/**
 * Whether only features of one group meet in any path of any tree, so that the output is a sum of functions of one group each.
 *
 * @param groups sets of feature positions that may act together; a feature in none may act alone
 * @returns the first path that breaks the rule, or undefined: then it holds for every row
 * Cost: O(nodes × groups).
 * @example verifyInteractions(model.trees, [[0, 1], [2]]) // undefined
 */
export function verifyInteractions(
  trees: TreeEnsemble,
  groups: readonly ArrayLike<number>[],
): InteractionViolation | undefined {
  const { treeStarts, splitFeatures, leftChildren, rightChildren } = trees;
  const sets = groups.map((group) => new Set(Array.from(group)));
  /** @param fitting groups that hold all of the path */
  const visit = (
    node: number,
    path: readonly number[],
    fitting: readonly Set<number>[],
  ): readonly number[] | undefined => {
    const feature = splitFeatures[node];
    if (feature < 0) return undefined;
    let [longer, left] = [path, fitting];
    if (!path.includes(feature)) {
      longer = [...path, feature];
      left = fitting.filter((set) => set.has(feature));
      if (longer.length > 1 && left.length === 0) return longer;
    }
    return visit(leftChildren[node], longer, left) ?? visit(rightChildren[node], longer, left);
  };
  for (let tree = 0; tree + 1 < treeStarts.length; tree++) {
    const found = visit(treeStarts[tree], [], sets);
    if (found !== undefined) return { tree, features: found.toSorted((a, b) => a - b) };
  }
  return undefined;
}
