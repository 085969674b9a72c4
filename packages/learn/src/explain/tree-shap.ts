import type { TreeEnsemble } from '../tree/tree-ensemble.js';
import { goesLeft } from '../tree/walk-trees.js';

/**
 * Exact Shapley values of one row for a sum of trees.
 *
 * The game is the path-dependent one: a feature that is not known sends the row down both branches, in the proportion of
 * the training weight that went each way (`covers`). No background data is needed, and features that no tree uses get 0.
 *
 * @param row one value per feature, NaN = missing
 * @param contributions filled in: one per feature, in units of the leaves
 * @returns the expected sum of leaves; with Σ contributions it gives the row's sum of leaves, up to rounding
 * Cost: O(leaves × depth²) for each tree.
 * Source: Lundberg, Erion & Lee 2018, "Consistent individualized feature attribution for tree ensembles", algorithm 2.
 */
export function explainTrees(trees: TreeEnsemble, row: Float64Array, contributions: Float64Array): number {
  contributions.fill(0);
  const walk = new ShapWalk(trees, row, contributions);
  for (let tree = 0; tree + 1 < trees.treeStarts.length; tree++) walk.explainTree(trees.treeStarts[tree]);
  return walk.expected;
}

/** Number of splits on the longest way down. Cost: O(nodes). */
export function ensembleDepth({ splitFeatures, leftChildren, rightChildren }: TreeEnsemble): number {
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

/**
 * The walk down one tree with its path of features met so far.
 *
 * For each feature on the path: `#zero`, the share of training weight that goes this way when the feature is unknown, and
 * `#one`, 1 when the row itself goes this way, else 0. `#weight[k]` adds up, over all subsets of k path features, their
 * share of orderings. Each level of the walk has its own stretch of these arrays, so that going back up needs no undoing.
 */
class ShapWalk {
  expected = 0;
  readonly #trees: TreeEnsemble;
  readonly #row: Float64Array;
  readonly #contributions: Float64Array;
  readonly #feature: Int32Array;
  readonly #zero: Float64Array;
  readonly #one: Float64Array;
  readonly #weight: Float64Array;

  constructor(trees: TreeEnsemble, row: Float64Array, contributions: Float64Array) {
    this.#trees = trees;
    this.#row = row;
    this.#contributions = contributions;
    const levels = ensembleDepth(trees) + 2;
    const size = (levels * (levels + 1)) / 2;
    this.#feature = new Int32Array(size);
    this.#zero = new Float64Array(size);
    this.#one = new Float64Array(size);
    this.#weight = new Float64Array(size);
  }

  explainTree(root: number): void {
    this.#descend(root, 0, 0, 0, 1, 1, -1);
  }

  /**
   * @param parentStart where the parent's stretch begins, `length` how many features it holds
   * @param start where this node's stretch begins
   * @param feature the one the parent was split on, with its shares `zero` and `one` for this branch; -1 at the root
   */
  #descend(
    node: number,
    parentStart: number,
    start: number,
    length: number,
    zero: number,
    one: number,
    feature: number,
  ): void {
    // Neither the row nor any training weight comes here.
    if (zero === 0 && one === 0) return;
    for (let i = 0; i < length; i++) {
      this.#feature[start + i] = this.#feature[parentStart + i];
      this.#zero[start + i] = this.#zero[parentStart + i];
      this.#one[start + i] = this.#one[parentStart + i];
      this.#weight[start + i] = this.#weight[parentStart + i];
    }
    this.#extend(start, length, zero, one, feature);
    const { splitFeatures, leftChildren, rightChildren, covers } = this.#trees;
    const splitFeature = splitFeatures[node];
    if (splitFeature < 0) {
      this.#addLeaf(start, length, this.#trees.leafValues[node]);
      return;
    }
    const isLeft = goesLeft(this.#trees, node, this.#row);
    const hot = isLeft ? leftChildren[node] : rightChildren[node];
    const cold = isLeft ? rightChildren[node] : leftChildren[node];
    const total = covers[hot] + covers[cold];
    const hotShare = total > 0 ? covers[hot] / total : 0.5;
    const coldShare = total > 0 ? covers[cold] / total : 0.5;

    let last = length;
    let knownZero = 1;
    let knownOne = 1;
    for (let i = 1; i <= length; i++) {
      if (this.#feature[start + i] !== splitFeature) continue;
      // A feature met before: its two splits count as one, so its entry is taken out and put back multiplied.
      knownZero = this.#zero[start + i];
      knownOne = this.#one[start + i];
      this.#unwind(start, last, i);
      last -= 1;
      break;
    }
    const next = start + length + 1;
    this.#descend(hot, start, next, last + 1, knownZero * hotShare, knownOne, splitFeature);
    this.#descend(cold, start, next, last + 1, knownZero * coldShare, 0, splitFeature);
  }

  /** Puts a feature at the end of a path whose last index will be `last`. */
  #extend(start: number, last: number, zero: number, one: number, feature: number): void {
    const weight = this.#weight;
    this.#feature[start + last] = feature;
    this.#zero[start + last] = zero;
    this.#one[start + last] = one;
    weight[start + last] = last === 0 ? 1 : 0;
    for (let i = last - 1; i >= 0; i--) {
      weight[start + i + 1] += (one * weight[start + i] * (i + 1)) / (last + 1);
      weight[start + i] = (zero * weight[start + i] * (last - i)) / (last + 1);
    }
  }

  /** Takes the feature at `index` out again: the inverse of `#extend`, whatever came after it. */
  #unwind(start: number, last: number, index: number): void {
    const weight = this.#weight;
    const one = this.#one[start + index];
    const zero = this.#zero[start + index];
    let next = weight[start + last];
    for (let i = last - 1; i >= 0; i--) {
      if (one !== 0) {
        const kept = weight[start + i];
        weight[start + i] = (next * (last + 1)) / ((i + 1) * one);
        next = kept - (weight[start + i] * zero * (last - i)) / (last + 1);
      } else {
        weight[start + i] = (weight[start + i] * (last + 1)) / (zero * (last - i));
      }
    }
    for (let i = index; i < last; i++) {
      this.#feature[start + i] = this.#feature[start + i + 1];
      this.#zero[start + i] = this.#zero[start + i + 1];
      this.#one[start + i] = this.#one[start + i + 1];
    }
  }

  /** Gives each feature on the path its share of a leaf. */
  #addLeaf(start: number, last: number, value: number): void {
    let probability = value;
    for (let i = 1; i <= last; i++) {
      const one = this.#one[start + i];
      const zero = this.#zero[start + i];
      probability *= zero;
      this.#contributions[this.#feature[start + i]] += this.#unwoundSum(start, last, i) * (one - zero) * value;
    }
    this.expected += probability;
  }

  /** Sum of the weights after taking out the feature at `index`, without changing the path. */
  #unwoundSum(start: number, last: number, index: number): number {
    const weight = this.#weight;
    const one = this.#one[start + index];
    const zero = this.#zero[start + index];
    let total = 0;
    if (one === 0) {
      for (let i = last - 1; i >= 0; i--) total += weight[start + i] / (last - i);
      return (total * (last + 1)) / zero;
    }
    let next = weight[start + last];
    for (let i = last - 1; i >= 0; i--) {
      const unwound = (next * (last + 1)) / ((i + 1) * one);
      total += unwound;
      next = weight[start + i] - (unwound * zero * (last - i)) / (last + 1);
    }
    return total;
  }
}
