import { ProbityError } from '@probity/domain';
import type { Model, TreeEnsemble } from '@probity/learn';
import { readDecision } from '../trees/read-decision.js';
import { singleAbove } from '../trees/single-precision.js';
import { readTreeSum, type TreeSum } from '../trees/tree-model.js';

/** A value of an XGBoost file; the type of an array is that of its numbers in the file. */
export type XgboostValue =
  | string
  | number
  | Float32Array
  | Int32Array
  | Uint8Array
  | BigInt64Array
  | readonly XgboostValue[]
  | { readonly [key: string]: XgboostValue };

/** Written into files: the oldest version whose layout this is, so that every later one reads it. */
const LAYOUT_VERSION = [1, 7, 6] as const;

/** XGBoost cannot tell codes apart from here on. */
const MOST_LEVELS = 2 ** 24;

const LOWEST_SINGLE = -3.4028234663852886e38;

/** XGBoost takes no feature names with these. */
const UNFIT_NAME = /[[\]<]/;

/**
 * A sum of trees as the document that XGBoost's `load_model` reads.
 *
 * A row's sum starts from 0 and the base score is the first tree, a single leaf: XGBoost's own base score goes through a
 * logarithm on loading, which would cost the last bits.
 *
 * @throws NOT_EXPORTABLE for a model that is no sum of trees, or that takes zeros as missing
 */
export function xgboostDocument(model: Model): XgboostValue {
  const sum = readTreeSum(model);
  if (sum === undefined) {
    throw notExportable(model, 'is no sum of trees, which is all that XGBoost files hold; `onnx` may hold it');
  }
  const { features, scale, base, trees, treatments } = sum;
  if (treatments.includes('zero-is-missing'))
    throw notExportable(model, 'takes zeros as missing, which XGBoost does not');
  if (features.length === 0) throw notExportable(model, 'has no features');
  if (trees.levelCounts.some((count) => count > MOST_LEVELS)) throw notExportable(model, 'has more than 2^24 levels');
  const count = trees.treeStarts.length - 1;
  const documents = Array.from({ length: count }, (_, tree) => treeDocument(sum, tree));
  if (base !== 0 || count === 0) documents.unshift(leafDocument(features.length, base, trees));
  const names = features.map(({ name }) => name);
  const fit = names.every((name) => !UNFIT_NAME.test(name)) && new Set(names).size === names.length;
  const columns = `${features.length}`;
  return {
    learner: {
      attributes: {},
      feature_names: fit ? names : [],
      feature_types: features.map(({ kind }) => (kind === 'category' ? 'c' : 'float')),
      gradient_booster: {
        model: {
          gbtree_model_param: { num_parallel_tree: '1', num_trees: `${documents.length}`, size_leaf_vector: '0' },
          iteration_indptr: documents.map((_, index) => index).concat(documents.length),
          tree_info: documents.map(() => 0),
          trees: documents.map((document, id) => ({ ...document, id })),
        },
        name: 'gbtree',
      },
      // Log-odds of 0 before any tree; probabilities are added up as they are.
      learner_model_param: {
        base_score: scale === 'probability' ? '0E0' : '5E-1',
        boost_from_average: '0',
        num_class: '0',
        num_feature: columns,
        num_target: '1',
      },
      objective:
        scale === 'probability'
          ? { name: 'reg:squarederror', reg_loss_param: { scale_pos_weight: '1' } }
          : { name: 'binary:logistic', reg_loss_param: { scale_pos_weight: '1' } },
    },
    version: [...LAYOUT_VERSION],
  };
}

/** The nodes of one tree as columns, parents before their children. */
class NodeColumns {
  readonly parents: number[] = [];
  readonly left: number[] = [];
  readonly right: number[] = [];
  readonly features: number[] = [];
  /** Of splits the value that goes right with all above it, of leaves what they give. */
  readonly conditions: number[] = [];
  readonly defaultLeft: number[] = [];
  readonly covers: number[] = [];
  readonly splitTypes: number[] = [];
  readonly categories: number[] = [];
  readonly categoryNodes: number[] = [];
  readonly categorySegments: number[] = [];
  readonly categorySizes: number[] = [];

  /** Adds a node under its parent, a leaf of 0 until it is filled; the root has none. @returns its number */
  add(parent: number): number {
    const node = this.parents.length;
    this.parents.push(parent < 0 ? 0x7fffffff : parent);
    this.left.push(-1);
    this.right.push(-1);
    this.features.push(0);
    this.conditions.push(0);
    this.defaultLeft.push(0);
    this.covers.push(0);
    this.splitTypes.push(0);
    return node;
  }

  fillLeaf(node: number, value: number, cover: number): void {
    this.conditions[node] = value;
    this.covers[node] = cover;
  }

  /** Makes a node a split and adds its children, the right one next after the left: XGBoost's walk counts on it. */
  split(node: number, feature: number, condition: number, missingIsLeft: boolean, cover: number): [number, number] {
    this.features[node] = feature;
    this.conditions[node] = condition;
    this.defaultLeft[node] = missingIsLeft ? 1 : 0;
    this.covers[node] = cover;
    const left = this.add(node);
    const right = this.add(node);
    this.left[node] = left;
    this.right[node] = right;
    return [left, right];
  }

  /** The codes that go right at a node. */
  addCategories(node: number, codes: readonly number[]): void {
    this.splitTypes[node] = 1;
    this.categoryNodes.push(node);
    this.categorySegments.push(this.categories.length);
    this.categorySizes.push(codes.length);
    this.categories.push(...codes);
  }

  document(featureCount: number): { readonly [key: string]: XgboostValue } {
    const count = this.parents.length;
    return {
      base_weights: this.#meanLeaves(),
      categories: Int32Array.from(this.categories),
      categories_nodes: Int32Array.from(this.categoryNodes),
      categories_segments: BigInt64Array.from(this.categorySegments, BigInt),
      categories_sizes: BigInt64Array.from(this.categorySizes, BigInt),
      default_left: Uint8Array.from(this.defaultLeft),
      id: 0,
      left_children: Int32Array.from(this.left),
      loss_changes: new Float32Array(count),
      parents: Int32Array.from(this.parents),
      right_children: Int32Array.from(this.right),
      split_conditions: Float32Array.from(this.conditions),
      split_indices: Int32Array.from(this.features),
      split_type: Uint8Array.from(this.splitTypes),
      sum_hessian: Float32Array.from(this.covers),
      tree_param: {
        num_deleted: '0',
        num_feature: `${featureCount}`,
        num_nodes: `${count}`,
        size_leaf_vector: '0',
      },
    };
  }

  /** Mean of the leaves below each node by cover: what XGBoost's approximate contributions start from. */
  #meanLeaves(): Float32Array {
    const means = Float64Array.from(this.conditions);
    for (let node = means.length - 1; node >= 0; node--) {
      const [left, right] = [this.left[node] as number, this.right[node] as number];
      if (left < 0) continue;
      const [coverLeft, coverRight] = [this.covers[left] as number, this.covers[right] as number];
      const cover = coverLeft + coverRight;
      const share = cover > 0 ? coverLeft / cover : 0.5;
      means[node] = share * (means[left] as number) + (1 - share) * (means[right] as number);
    }
    return Float32Array.from(means);
  }
}

function leafDocument(
  featureCount: number,
  value: number,
  trees: TreeEnsemble,
): { readonly [key: string]: XgboostValue } {
  const nodes = new NodeColumns();
  nodes.fillLeaf(nodes.add(-1), value, trees.covers[0] ?? 0);
  return nodes.document(featureCount);
}

function treeDocument(sum: TreeSum, tree: number): { readonly [key: string]: XgboostValue } {
  const { features, trees } = sum;
  const nodes = new NodeColumns();
  // First in, first out: nodes are filled in the order of their numbers, in which XGBoost wants the sets of codes.
  const waiting: [from: number, node: number][] = [[trees.treeStarts[tree] as number, nodes.add(-1)]];
  for (let next = 0; next < waiting.length; next++) {
    const [from, node] = waiting[next] as [number, number];
    const decision = readDecision(sum, from);
    const { cover } = decision;
    switch (decision.kind) {
      case 'leaf':
        nodes.fillLeaf(node, decision.value, cover);
        break;
      case 'levels': {
        const { feature, levels, listed, others, missingIsListed } = decision;
        // A code that is not listed, and one that XGBoost does not know, goes left.
        const condition = levels.length === 0 ? MOST_LEVELS : 0;
        const [left, right] = nodes.split(node, feature, condition, !missingIsListed, cover);
        if (levels.length > 0) nodes.addCategories(node, levels);
        waiting.push([others, left], [listed, right]);
        break;
      }
      case 'threshold': {
        const { feature, threshold, low, high, missingIsLow } = decision;
        const condition = singleAbove(threshold);
        if (condition === Infinity) {
          // Every number goes low: only missing values are told apart. No number is below the lowest.
          const [left, right] = nodes.split(node, feature, LOWEST_SINGLE, !missingIsLow, cover);
          waiting.push([high, left], [low, right]);
          break;
        }
        const [left, right] = nodes.split(node, feature, condition, missingIsLow, cover);
        waiting.push([low, left], [high, right]);
        break;
      }
    }
  }
  return nodes.document(features.length);
}

function notExportable(model: Model, rule: string): ProbityError {
  return new ProbityError('NOT_EXPORTABLE', `a ${model.kind} model cannot be an XGBoost file: it ${rule}`, {
    kind: model.kind,
  });
}
