import type { EnsembleBuilder } from '@probity/learn';
import { addForeignTree, type ForeignNode } from './add-foreign-tree.js';
import type { DocumentPart } from './document-part.js';
import { countCategoryWords, MOST_CATEGORIES } from './foreign-model.js';
import { damagedModelFile, unsupportedModelFile } from './model-file-error.js';
import { singleThreshold } from './single-threshold.js';

const LARGEST_COVER = 1e300;

/** A tree as the file has it, its arrays checked for their kind and length. */
export interface XgboostTree {
  readonly path: string;
  /** The listed categories of each split between categories. */
  readonly listed: ReadonlyMap<number, readonly number[]>;
  /** Features by node; −1 at leaves. */
  readonly features: ArrayLike<number>;
  addTo(builder: EnsembleBuilder, levelCounts: ArrayLike<number>): void;
}

/** @param weights of the trees of a `dart` booster */
export function readXgboostTrees(
  parts: readonly DocumentPart[],
  featureCount: number,
  weights: ArrayLike<number> | undefined,
): readonly XgboostTree[] {
  const countWords = countCategoryWords();
  return parts.map((part, index) => readTree(part, featureCount, weights?.[index], countWords));
}

function readTree(
  part: DocumentPart,
  featureCount: number,
  weight: number | undefined,
  countWords: (levelCount: number) => void,
): XgboostTree {
  const vector = part.at('tree_param').find('size_leaf_vector')?.whole(0, 1e9) ?? 0;
  if (vector > 1 || part.find('leaf_weights') !== undefined) {
    throw unsupportedModelFile(`${part.path}.tree_param.size_leaf_vector`, 'be one value per leaf', vector);
  }
  const left = part.at('left_children').numbers();
  const nodeCount = left.length;
  if (nodeCount === 0) throw damagedModelFile(`${part.path}.left_children`, 'have a root');
  const stated = part
    .at('tree_param')
    .at('num_nodes')
    .whole(0, 2 ** 31);
  if (stated !== nodeCount) throw part.at('tree_param').at('num_nodes').refuse(`count the ${nodeCount} nodes`);
  part.at('left_children').wholes(-1, nodeCount - 1);
  const right = part.at('right_children').wholes(-1, nodeCount - 1, nodeCount);
  const indices = part.at('split_indices').wholes(0, 2 ** 32 - 1, nodeCount);
  const conditions = part.at('split_conditions').numbers(nodeCount);
  const defaults = part.at('default_left').wholes(0, 1, nodeCount);
  const covers = part.at('sum_hessian').numbers(nodeCount);
  const listed = readCategories(part, nodeCount);
  const features = Int32Array.from(left as number[], (child, node) => (child < 0 ? -1 : (indices[node] ?? 0)));

  const describe =
    (levelCounts: ArrayLike<number>) =>
    (node: number): ForeignNode => {
      const cover = covers[node] ?? Number.NaN;
      if (!(cover >= 0 && cover <= LARGEST_COVER))
        throw damagedModelFile(`${part.path}.sum_hessian[${node}]`, 'be ≥ 0', cover);
      const condition = Math.fround(conditions[node] ?? Number.NaN);
      const path = `${part.path}.split_conditions[${node}]`;
      if ((left[node] ?? 0) < 0) {
        const value = weight === undefined ? condition : Math.fround(condition * Math.fround(weight));
        if (!Number.isFinite(value)) throw damagedModelFile(path, 'be finite', condition);
        return { value, cover };
      }
      const feature = features[node] ?? 0;
      if (feature >= featureCount) {
        throw damagedModelFile(`${part.path}.split_indices[${node}]`, `name one of ${featureCount} features`, feature);
      }
      const children = { left: left[node] ?? 0, right: right[node] ?? 0, cover };
      if (children.right < 0)
        throw damagedModelFile(`${part.path}.right_children[${node}]`, 'be there beside a left one');
      const missingGoesLeft = defaults[node] === 1;
      const categories = listed.get(node);
      if (categories === undefined) {
        if (Number.isNaN(condition) || condition === -Infinity) throw damagedModelFile(path, 'be a number', condition);
        return { ...children, split: { feature, missingGoesLeft, threshold: singleThreshold(condition) } };
      }
      // Categories that are listed go right; all others, also those that training did not know, left.
      const levelCount = levelCounts[feature] ?? 0;
      countWords(levelCount);
      const goesRight = new Set(categories);
      const leftLevels = Array.from({ length: levelCount }, (_, level) => level).filter(
        (level) => !goesRight.has(level),
      );
      return { ...children, split: { feature, missingGoesLeft, leftLevels } };
    };
  return {
    ...{ path: part.path, listed, features },
    addTo: (builder, levelCounts) => addForeignTree(builder, part.path, 0, describe(levelCounts)),
  };
}

/** The listed categories by node, for nodes that split between categories. */
function readCategories(part: DocumentPart, nodeCount: number): ReadonlyMap<number, readonly number[]> {
  const types = part.find('split_type')?.wholes(0, 1, nodeCount);
  const listed = new Map<number, readonly number[]>();
  if (types === undefined || !Array.from(types).includes(1)) return listed;
  const codes = part.at('categories').numbers();
  const nodes = part.at('categories_nodes').wholes(0, nodeCount - 1);
  const starts = part.at('categories_segments').wholes(0, codes.length, nodes.length);
  const sizes = part.at('categories_sizes').wholes(0, codes.length, nodes.length);
  for (let index = 0; index < nodes.length; index++) {
    const node = nodes[index] ?? 0;
    const start = starts[index] ?? 0;
    const end = start + (sizes[index] ?? 0);
    if (end > codes.length) throw part.at('categories_sizes').refuse('stay within `categories`');
    if (types[node] !== 1)
      throw damagedModelFile(`${part.path}.categories_nodes`, 'name splits between categories', node);
    if (listed.has(node)) throw damagedModelFile(`${part.path}.categories_nodes`, 'name each node once', node);
    const categories = Array.from({ length: end - start }, (_, offset) => codes[start + offset] ?? Number.NaN);
    const stranger = categories.find((code) => !(Number.isInteger(code) && code >= 0 && code < MOST_CATEGORIES));
    if (stranger !== undefined) {
      const rule = `hold whole numbers from 0 to ${MOST_CATEGORIES - 1}`;
      throw unsupportedModelFile(`${part.path}.categories`, rule, stranger);
    }
    listed.set(node, categories);
  }
  const unlisted = Array.from(types).findIndex((type, node) => type === 1 && !listed.has(node));
  if (unlisted >= 0) throw damagedModelFile(`${part.path}.categories_nodes`, `list the categories of node ${unlisted}`);
  return listed;
}
