import { type EnsembleBuilder, LIGHTGBM_ZERO } from '@probity/learn';
import { addForeignTree, type ForeignNode } from './add-foreign-tree.js';
import { countCategoryWords, MOST_CATEGORIES } from './foreign-model.js';
import type { LightgbmSection } from './lightgbm-sections.js';
import { damagedModelFile, unsupportedModelFile } from './model-file-error.js';
import { nextBelow } from './single-threshold.js';

/** What a node takes as missing. */
export type MissingType = 'none' | 'zero' | 'nan';

const missingTypes: readonly (MissingType | undefined)[] = ['none', 'zero', 'nan', undefined];

/** A split as the file has it. */
export interface LightgbmSplit {
  readonly feature: number;
  /** Children ≥ 0 are splits, others leaves: ~child. */
  readonly left: number;
  readonly right: number;
  readonly cover: number;
  readonly missingType: MissingType;
  readonly defaultLeft: boolean;
  readonly threshold: number;
  /** Codes that go left, for a split between categories. */
  readonly leftCodes?: readonly number[];
}

export interface LightgbmTree {
  readonly path: string;
  readonly splits: readonly LightgbmSplit[];
  readonly leaves: readonly { readonly value: number; readonly cover: number }[];
}

/** @throws MODEL_FILE_INVALID, MODEL_FILE_UNSUPPORTED (linear leaves) */
export function readLightgbmTrees(sections: readonly LightgbmSection[], featureCount: number): readonly LightgbmTree[] {
  return sections.map((section) => readTree(section, featureCount));
}

function readTree(section: LightgbmSection, featureCount: number): LightgbmTree {
  const { path } = section;
  const leafCount = section.whole('num_leaves', 1, 1e8);
  if ((section.find('is_linear') ?? '0').trim() !== '0') {
    throw unsupportedModelFile(`${path}is_linear`, 'be 0: leaves with a line of their own are not taken');
  }
  const values = section.numbers('leaf_value', leafCount);
  if (leafCount === 1) return { path, splits: [], leaves: [{ value: values[0] ?? 0, cover: 0 }] };
  const counts = section.wholes('leaf_count', 0, 1e15, leafCount);
  const splitCount = leafCount - 1;
  const features = section.wholes('split_feature', 0, featureCount - 1, splitCount);
  // Infinite where a split parts missing values from all others.
  const thresholds = section.numbers('threshold', splitCount, Infinity);
  const types = section.wholes('decision_type', 0, 15, splitCount);
  const lefts = section.wholes('left_child', -leafCount, splitCount - 1, splitCount);
  const rights = section.wholes('right_child', -leafCount, splitCount - 1, splitCount);
  const covers = section.wholes('internal_count', 0, 1e15, splitCount);
  const categories = readCategories(section);
  const splits = features.map((feature, node): LightgbmSplit => {
    const type = types[node] ?? 0;
    const missingType = missingTypes[type >> 2];
    if (missingType === undefined) throw damagedModelFile(`${path}decision_type`, 'name a way of missing', type);
    const threshold = thresholds[node] ?? 0;
    const split = {
      ...{ feature, missingType, threshold, defaultLeft: (type & 2) !== 0, cover: covers[node] ?? 0 },
      ...{ left: lefts[node] ?? 0, right: rights[node] ?? 0 },
    };
    if ((type & 1) === 0) return split;
    const leftCodes = categories[threshold];
    if (leftCodes === undefined) throw damagedModelFile(`${path}threshold`, 'name a set of categories', threshold);
    return { ...split, leftCodes };
  });
  return { path, splits, leaves: values.map((value, leaf) => ({ value, cover: counts[leaf] ?? 0 })) };
}

/** The sets of categories of a tree's splits, from their bits. */
function readCategories(section: LightgbmSection): readonly (readonly number[])[] {
  const count = section.whole('num_cat', 0, 1e8);
  if (count === 0) return [];
  const words = section.wholes('cat_threshold', 0, 2 ** 32 - 1);
  const starts = section.wholes('cat_boundaries', 0, words.length, count + 1);
  return Array.from({ length: count }, (_, set) => {
    const start = starts[set] ?? 0;
    const end = starts[set + 1] ?? 0;
    const rule = `rise, by at most ${MOST_CATEGORIES / 32} words`;
    if (end < start) throw damagedModelFile(`${section.path}cat_boundaries`, rule);
    if (end - start > MOST_CATEGORIES / 32)
      throw unsupportedModelFile(`${section.path}cat_boundaries`, rule, end - start);
    const codes: number[] = [];
    for (let word = start; word < end; word++) {
      for (let bit = 0; bit < 32; bit++)
        if ((((words[word] ?? 0) >>> bit) & 1) === 1) codes.push((word - start) * 32 + bit);
    }
    return codes;
  });
}

/**
 * Adds the trees as Probity walks them.
 *
 * LightGBM takes numbers of at most 1e-35 in size as 0 before it compares them, and NaN as 0 where missing values were not
 * seen in training: both go into the thresholds and the ways of missing values.
 */
export function addLightgbmTrees(
  builder: EnsembleBuilder,
  trees: readonly LightgbmTree[],
  levelCounts: ArrayLike<number>,
): void {
  const countWords = countCategoryWords();
  for (const { path, splits, leaves } of trees) {
    addForeignTree(builder, path.trim(), splits.length === 0 ? -1 : 0, (number): ForeignNode => {
      const leaf = number < 0 ? leaves[~number] : undefined;
      if (leaf !== undefined) return leaf;
      const split = splits[number];
      if (split === undefined) throw damagedModelFile(`${path}left_child`, 'name a node', number);
      const { feature, left, right, cover, leftCodes } = split;
      if (leftCodes !== undefined) {
        countWords(levelCounts[feature] ?? 0);
        // A missing category goes right, whatever else is said.
        return { left, right, cover, split: { feature, missingGoesLeft: false, leftLevels: leftCodes } };
      }
      const threshold = thresholdOf(split.threshold);
      const missingGoesLeft = split.missingType === 'none' ? threshold >= 0 : split.defaultLeft;
      return { left, right, cover, split: { feature, missingGoesLeft, threshold } };
    });
  }
}

/** A threshold among numbers that count as 0 lies beyond them on the side that 0 does not take. */
function thresholdOf(threshold: number): number {
  if (threshold >= 0) return Math.min(Number.MAX_VALUE, Math.max(threshold, LIGHTGBM_ZERO));
  return threshold >= -LIGHTGBM_ZERO ? nextBelow(-LIGHTGBM_ZERO) : threshold;
}
