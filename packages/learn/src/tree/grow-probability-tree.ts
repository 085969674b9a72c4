import type { BinnedTree } from './binned-tree.js';
import type { GrowthRules } from './growth-rules.js';
import type { TreeProblem } from './prepare-problem.js';

/** A tree whose nodes say the share of bads, with the weight that reached each. */
export interface ProbabilityTree extends BinnedTree {
  /** Per node. */
  readonly covers: Float64Array;
}

/**
 * Grows one tree of shares on the rows with a weight above 0. It is written over by the next one.
 *
 * Sums are exact, so neither the order of the rows nor a weight instead of repeated rows changes the tree.
 * @param weights one per row of the problem; rows with 0 are left out
 */
export function growProbabilityTree(problem: TreeProblem, weights: Float64Array, rules: GrowthRules): ProbabilityTree {
  const { workspace, grower, labels } = problem;
  const bads = weights.map((weight, row) => (labels[row] === 1 ? weight : 0));
  let count = 0;
  const roles = new Uint8Array(weights.length);
  for (let row = 0; row < weights.length; row++) {
    roles[row] = weights[row] > 0 ? 1 : 0;
    count += roles[row];
  }
  workspace.setRoles(roles, count);
  // Shares of few rows differ by little: with all the bits there are, equal ones compare equal.
  const root = workspace.packGiven(bads, weights, true);
  const tree = grower.grow(rules, allFeatures(problem), root, (_weight, gradient, hessian) => {
    // Sums are rounded to a unit each: keeps the share in [0, 1].
    return hessian > 0 ? Math.min(1, Math.max(0, gradient / hessian)) : 0;
  });
  return { ...tree, covers: grower.hessians, nodeCount: tree.nodeCount };
}

/** Every feature, ascending: what a single tree may use at each split. */
export function allFeatures(problem: TreeProblem): Uint32Array {
  return Uint32Array.from(problem.features, (_, feature) => feature);
}

/** Makes the function that finds the leaf of a row by its bins. */
export function leafFinder({ workspace }: TreeProblem, tree: BinnedTree): (row: number) => number {
  const { splitFeatures, leftChildren, tableOf, tables } = tree;
  return (row) => {
    let node = 0;
    while (splitFeatures[node] >= 0) {
      const bin = workspace.binOf(splitFeatures[node], row);
      node = leftChildren[node] + 1 - tables[tableOf[node] * 256 + bin];
    }
    return node;
  };
}
