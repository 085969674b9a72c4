import { gaussLegendre, type Quadrature } from '@probity/numerics';
import type { Model } from '../model/model.js';
import type { TreeEnsemble } from '../tree/tree-ensemble.js';
import { goesLeft } from '../tree/walk-trees.js';
import { readTreeModel } from './read-tree-model.js';

/** One row's contributions, divided into what features do alone and what they do in pairs. */
export interface InteractionValues {
  /** In units of the margin; with the sum of all values it gives the row's margin. */
  readonly baseline: number;
  /**
   * Features × features, row by row, symmetric: off the diagonal half of what a pair does together, on it what a feature does
   * alone. A feature's row adds up to its contribution in `Model.explain`. Units of the margin.
   */
  readonly values: Float64Array;
}

/**
 * Exact Shapley interaction values of one row: which features matter together rather than each for itself.
 *
 * @param model a sum of trees: gradient boosting, a tree, a forest, an imported one
 * @param row one value per feature, NaN = missing
 * @throws INVALID_ARGUMENT for a model that is no sum of trees
 * Cost: O(leaves × features on a path³ / 4): about 6 ms for 500 trees of depth 6.
 * Source: Lundberg et al. 2020 after Fujimoto, Kojadinovic & Marichal 2006, path-dependent; checked against XGBoost 3.2
 * `pred_interactions` and shap 0.51 in test/golden/tree-shap. See docs/methods/tree-shap.md.
 * @example
 * const { values } = explainInteractions(model, row);
 * const together = 2 * values[0 * model.features.length + 1]; // of the first two features
 */
export function explainInteractions(model: Model, row: Float64Array): InteractionValues {
  const { trees, treat } = readTreeModel('explainInteractions', model);
  const width = model.features.length;
  const values = new Float64Array(width * width);
  const contributions = new Float64Array(width);
  const walk = new PairWalk(trees, treat(row), values, contributions);
  for (let tree = 0; tree + 1 < trees.treeStarts.length; tree++) walk.descend(trees.treeStarts[tree]);
  let total = 0;
  for (let feature = 0; feature < width; feature++) {
    let pairs = 0;
    for (let other = 0; other < width; other++) pairs += values[feature * width + other];
    values[feature * width + feature] = contributions[feature] - pairs;
    total += contributions[feature];
  }
  return { baseline: model.margin(row) - total, values };
}

/** Shares below this reach no digit of a sum; dropped before they underflow. */
const NO_SHARE = 1e-200;

/**
 * The walk over one row's trees, leaf by leaf.
 *
 * With t the chance that a feature is known, a feature lets the row pass to a leaf with probability zero · (1 - t) + one · t, where
 * zero is the share of training weight and one is 1 when the row itself goes there. The derivative of the product of passes by
 * one feature's t, integrated over [0, 1], is its contribution; by two features' t, half of the pair's.
 */
class PairWalk {
  readonly #trees: TreeEnsemble;
  readonly #row: Float64Array;
  readonly #values: Float64Array;
  readonly #contributions: Float64Array;
  /** Features of the path, each once, in the order met. */
  readonly #path: number[] = [];
  readonly #zeros: Float64Array;
  readonly #ones: Uint8Array;
  readonly #isOnPath: Uint8Array;
  readonly #claims: Float64Array;
  readonly #quadratures: Quadrature[] = [];

  constructor(trees: TreeEnsemble, row: Float64Array, values: Float64Array, contributions: Float64Array) {
    const width = trees.levelCounts.length;
    this.#trees = trees;
    this.#row = row;
    this.#values = values;
    this.#contributions = contributions;
    this.#zeros = new Float64Array(width).fill(1);
    this.#ones = new Uint8Array(width).fill(1);
    this.#isOnPath = new Uint8Array(width);
    this.#claims = new Float64Array(width);
  }

  descend(node: number): void {
    const { splitFeatures, leafValues } = this.#trees;
    const feature = splitFeatures[node];
    if (feature < 0) this.#share(leafValues[node]);
    else this.#descendSplit(node, feature);
  }

  #descendSplit(node: number, feature: number): void {
    const { leftChildren, rightChildren, covers } = this.#trees;
    const [left, right] = [leftChildren[node], rightChildren[node]];
    const total = covers[left] + covers[right];
    const leftShare = total > 0 ? covers[left] / total : 0.5;
    const isLeft = goesLeft(this.#trees, node, this.#row);
    const isNew = this.#isOnPath[feature] === 0;
    if (isNew) {
      this.#isOnPath[feature] = 1;
      this.#path.push(feature);
    }
    this.#descendBranch(left, feature, leftShare, isLeft);
    this.#descendBranch(right, feature, 1 - leftShare, !isLeft);
    if (isNew) {
      this.#isOnPath[feature] = 0;
      this.#path.pop();
    }
  }

  #descendBranch(child: number, feature: number, share: number, isOwn: boolean): void {
    const zero = this.#zeros[feature];
    const one = this.#ones[feature];
    this.#zeros[feature] = zero * share;
    this.#ones[feature] = isOwn ? one : 0;
    if (this.#ones[feature] === 1 || this.#zeros[feature] >= NO_SHARE) this.descend(child);
    this.#zeros[feature] = zero;
    this.#ones[feature] = one;
  }

  #share(value: number): void {
    const path = this.#path;
    const width = this.#zeros.length;
    if (path.length === 0) return;
    const { points, weights } = this.#quadratureFor(path.length);
    for (let i = 0; i < points.length; i++) {
      const t = points[i];
      let reach = value * weights[i];
      for (let k = 0; k < path.length; k++) {
        const zero = this.#zeros[path[k]];
        const one = this.#ones[path[k]];
        const pass = zero * (1 - t) + one * t;
        reach *= pass;
        this.#claims[k] = (one - zero) / pass;
      }
      for (let k = 0; k < path.length; k++) {
        const claimed = reach * this.#claims[k];
        this.#contributions[path[k]] += claimed;
        for (let l = 0; l < k; l++) {
          const pair = (claimed * this.#claims[l]) / 2;
          this.#values[path[k] * width + path[l]] += pair;
          this.#values[path[l] * width + path[k]] += pair;
        }
      }
    }
  }

  /** The rule that is exact for paths of as many features. */
  #quadratureFor(featureCount: number): Quadrature {
    const pointCount = Math.ceil(featureCount / 2);
    this.#quadratures[pointCount] ??= gaussLegendre(pointCount);
    return this.#quadratures[pointCount];
  }
}
