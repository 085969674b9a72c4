import type { Random } from '@probity/numerics';
import { EnsembleBuilder } from '../../src/tree/ensemble-builder.js';
import type { TreeEnsemble } from '../../src/tree/tree-ensemble.js';

/** A tree as a person would write it: a leaf, or a split with a threshold or the levels that go left. */
export type NestedTree =
  | { readonly value: number; readonly cover: number }
  | {
      readonly feature: number;
      readonly cover: number;
      readonly missingGoesLeft: boolean;
      readonly threshold?: number;
      readonly levels?: readonly number[];
      readonly left: NestedTree;
      readonly right: NestedTree;
    };

export function ensembleOf(trees: readonly NestedTree[], levelCounts: readonly number[]): TreeEnsemble {
  const builder = new EnsembleBuilder(levelCounts);
  for (const tree of trees) {
    builder.startTree();
    addNode(builder, tree);
  }
  return builder.build();
}

function addNode(builder: EnsembleBuilder, tree: NestedTree): number {
  if ('value' in tree) return builder.addLeaf(tree.value, tree.cover);
  const node = builder.addLeaf(0, tree.cover);
  const left = addNode(builder, tree.left);
  const right = addNode(builder, tree.right);
  const { feature, missingGoesLeft, threshold, levels } = tree;
  const split = levels === undefined ? { threshold: threshold! } : { leftLevels: levels };
  builder.setSplit(node, { feature, missingGoesLeft, ...split }, left, right);
  return node;
}

/** A random tree whose covers add up; features may repeat on a path, and some branches have no cover at all. */
export function randomTree(random: Random, levelCounts: readonly number[], depth: number, cover = 1000): NestedTree {
  if (depth === 0 || random.nextFloat() < 0.15) return { value: random.nextNormal(), cover };
  const feature = random.nextUint32Below(levelCounts.length);
  const share = random.nextFloat() < 0.05 ? 0 : random.nextFloat();
  const levels = Array.from({ length: levelCounts[feature] }, (_, level) => level);
  const division =
    levels.length > 0 ? { levels: levels.filter(() => random.nextFloat() < 0.5) } : { threshold: random.nextNormal() };
  return {
    feature,
    cover,
    missingGoesLeft: random.nextFloat() < 0.5,
    ...division,
    left: randomTree(random, levelCounts, depth - 1, cover * share),
    right: randomTree(random, levelCounts, depth - 1, cover * (1 - share)),
  };
}

/** A random row, with missing values and now and then a code that is no level. */
export function randomRow(random: Random, levelCounts: readonly number[]): Float64Array {
  return Float64Array.from(levelCounts, (levels) => {
    if (random.nextFloat() < 0.15) return Number.NaN;
    return levels > 0 ? random.nextUint32Below(levels + 1) : random.nextNormal();
  });
}
