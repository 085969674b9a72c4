import { gaussLegendre, type Quadrature } from '@probity/numerics';
import type { TreeEnsemble } from '../../src/tree/tree-ensemble.js';
import { goesLeft } from '../../src/tree/walk-trees.js';

interface PlainExplainer {
  readonly trees: TreeEnsemble;
  readonly depth: number;
  readonly quadrature: Quadrature;
}

/**
 * The plain form of `explainTrees`, which that is held against: one recursive walk per row, leaf by leaf, without a plan.
 *
 * @returns the expected sum of leaves
 */
export function explainTreesPlainly(trees: TreeEnsemble, row: Float64Array, contributions: Float64Array): number {
  const depth = ensembleDepth(trees);
  const featuresOnPath = Math.max(1, Math.min(depth, trees.levelCounts.length));
  contributions.fill(0);
  const walk = new ShapWalk(
    { trees, depth, quadrature: gaussLegendre(Math.ceil(featuresOnPath / 2)) },
    row,
    contributions,
  );
  for (let tree = 0; tree + 1 < trees.treeStarts.length; tree++) walk.descend(trees.treeStarts[tree], 0, 1);
  return walk.expected;
}

/** Number of splits on the longest way down. Cost: O(nodes). */
function ensembleDepth({ splitFeatures, leftChildren, rightChildren }: TreeEnsemble): number {
  const depths = new Uint32Array(splitFeatures.length);
  let deepest = 0;
  for (let node = 0; node < splitFeatures.length; node++) {
    if (splitFeatures[node] < 0) continue;
    depths[leftChildren[node]] = depths[node] + 1;
    depths[rightChildren[node]] = depths[node] + 1;
    deepest = Math.max(deepest, depths[node] + 1);
  }
  return deepest;
}

/** Shares below this reach no digit of a sum; dropped before they underflow. */
const NO_SHARE = 1e-200;

/**
 * The walk over one row's trees.
 *
 * For each feature on the way down, `#zero` is the share of training weight that goes this way when it is unknown, and
 * `#one` is 1 when the row itself goes this way, else 0. Known with probability t, the feature lets the row pass with probability
 * zero·(1 - t) + one·t, its pass. `#reach` holds, level by level and point by point, the product of the passes, and `#sum` the
 * leaves below a node weighted with theirs.
 */
class ShapWalk {
  expected = 0;
  readonly #trees: TreeEnsemble;
  readonly #row: Float64Array;
  readonly #contributions: Float64Array;
  readonly #points: Float64Array;
  readonly #weights: Float64Array;
  readonly #zero: Float64Array;
  readonly #one: Float64Array;
  readonly #reach: Float64Array;
  readonly #sum: Float64Array;

  constructor({ trees, depth, quadrature }: PlainExplainer, row: Float64Array, contributions: Float64Array) {
    this.#trees = trees;
    this.#row = row;
    this.#contributions = contributions;
    this.#points = quadrature.points;
    this.#weights = quadrature.weights;
    // Before its first split a feature stands in nobody's way.
    this.#zero = new Float64Array(trees.levelCounts.length).fill(1);
    this.#one = new Float64Array(trees.levelCounts.length).fill(1);
    this.#reach = new Float64Array((depth + 1) * this.#points.length).fill(1);
    this.#sum = new Float64Array((depth + 1) * this.#points.length);
  }

  /** Adds what lies below a node. @param share of the training weight that comes here */
  descend(node: number, level: number, share: number): void {
    const { splitFeatures, leftChildren, rightChildren, leafValues, covers } = this.#trees;
    const pointCount = this.#points.length;
    const start = level * pointCount;
    if (splitFeatures[node] < 0) {
      const value = leafValues[node];
      this.expected += share * value;
      for (let i = start; i < start + pointCount; i++) this.#sum[i] = this.#reach[i] * value;
      return;
    }
    this.#sum.fill(0, start, start + pointCount);
    const left = leftChildren[node];
    const right = rightChildren[node];
    const total = covers[left] + covers[right];
    const leftShare = total > 0 ? covers[left] / total : 0.5;
    const rightShare = total > 0 ? covers[right] / total : 0.5;
    const isLeft = goesLeft(this.#trees, node, this.#row);
    this.#descendBranch(left, splitFeatures[node], level, share, leftShare, isLeft ? 1 : 0);
    this.#descendBranch(right, splitFeatures[node], level, share, rightShare, isLeft ? 0 : 1);
  }

  #descendBranch(
    child: number,
    feature: number,
    level: number,
    share: number,
    branchShare: number,
    branchOne: number,
  ): void {
    const oldZero = this.#zero[feature];
    const oldOne = this.#one[feature];
    const zero = oldZero * branchShare;
    const one = oldOne * branchOne;
    if (one === 0 && zero < NO_SHARE) return;
    const pointCount = this.#points.length;
    const start = level * pointCount;
    const next = start + pointCount;
    for (let i = 0; i < pointCount; i++) {
      const t = this.#points[i];
      // A feature met before counts once: its new pass takes the place of the old one.
      const change = (zero * (1 - t) + one * t) / (oldZero * (1 - t) + oldOne * t);
      this.#reach[next + i] = this.#reach[start + i] * change;
    }
    this.#zero[feature] = zero;
    this.#one[feature] = one;
    this.descend(child, level + 1, share * branchShare);
    this.#zero[feature] = oldZero;
    this.#one[feature] = oldOne;
    let contribution = 0;
    for (let i = 0; i < pointCount; i++) {
      const t = this.#points[i];
      const sum = this.#sum[next + i];
      // What an earlier split on the feature will claim for these leaves is this split's: taken off here.
      const claim = (one - zero) / (zero * (1 - t) + one * t) - (oldOne - oldZero) / (oldZero * (1 - t) + oldOne * t);
      contribution += this.#weights[i] * sum * claim;
      this.#sum[start + i] += sum;
    }
    this.#contributions[feature] += contribution;
  }
}
