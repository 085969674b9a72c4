import type { NodeSums } from './find-split.js';
import { type BinnedTree, type GrowthRules, growTree } from './grow-tree.js';
import type { TreeProblem } from './prepare-problem.js';

/** A tree whose nodes say the share of bads, with the weight that reached each. */
export interface ProbabilityTree extends BinnedTree {
  /** Per node. */
  readonly covers: Float64Array;
}

/**
 * Grows one tree of shares on the rows with a weight above 0.
 *
 * Sums are exact, so neither the order of the rows nor a weight instead of repeated rows changes the tree.
 * @param weights one per row of the problem; rows with 0 are left out
 */
export function growProbabilityTree(
  problem: TreeProblem,
  weights: Float64Array,
  rules: GrowthRules,
  drawCandidates: () => Uint32Array,
): ProbabilityTree {
  const { workspace, labels, features } = problem;
  const { rows, gradients, hessians } = workspace;
  let count = 0;
  for (let row = 0; row < labels.length; row++) {
    hessians[row] = weights[row];
    gradients[row] = labels[row] === 1 ? weights[row] : 0;
    rows[count] = row;
    // Written either way: a branch on chance is guessed wrong too often.
    if (weights[row] > 0) count += 1;
  }
  workspace.packGradients();
  const covers: number[] = [];
  const tree = growTree(workspace, features, drawCandidates, count, rules, (sums) => {
    covers.push(sums.hessian);
    return shareOfBads(sums);
  });
  return { ...tree, covers: Float64Array.from(covers) };
}

function shareOfBads({ gradient, hessian }: NodeSums): number {
  // Sums are rounded to a unit each: keeps the share in [0, 1].
  return hessian > 0 ? Math.min(1, Math.max(0, gradient / hessian)) : 0;
}

/** Every feature, ascending: what a single tree may use at each split. */
export function allFeatures(problem: TreeProblem): Uint32Array {
  return Uint32Array.from(problem.features, (_, feature) => feature);
}

/** Makes the function that finds the leaf of a row by its bins. */
export function leafFinder(problem: TreeProblem, tree: BinnedTree): (row: number) => number {
  const columns = problem.features.map((_, feature) => problem.workspace.featureBins(feature));
  const { splitFeatures, leftChildren, tables } = tree;
  return (row) => {
    let node = 0;
    for (let table = tables[0]; table !== undefined; table = tables[node]) {
      node = leftChildren[node] + 1 - table[columns[splitFeatures[node]][row]];
    }
    return node;
  };
}
