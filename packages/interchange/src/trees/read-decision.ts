import type { TreeSum } from './tree-model.js';

/** A node of a tree as printers need it. Numbers of nodes are those of the ensemble. */
export type TreeDecision =
  | { readonly kind: 'leaf'; readonly node: number; readonly value: number; readonly cover: number }
  /** At or below the threshold to `low`, above it to `high`, missing to `low` or `high`. */
  | {
      readonly kind: 'threshold';
      readonly node: number;
      readonly feature: number;
      readonly threshold: number;
      readonly low: number;
      readonly high: number;
      readonly missingIsLow: boolean;
      readonly cover: number;
    }
  /** Codes of `levels` (ascending) to `listed`, every other code to `others`, missing to either. */
  | {
      readonly kind: 'levels';
      readonly node: number;
      readonly feature: number;
      readonly levels: readonly number[];
      readonly listed: number;
      readonly others: number;
      /** Only of imported trees, to which missing and a code they never saw are two things. */
      readonly missingIsListed: boolean;
      readonly cover: number;
    };

/**
 * What happens at a node.
 *
 * A split by levels is turned so that a code that is no level is not listed: formats know sets, but no third way for codes
 * that a model never saw. To our own models such a code is missing; imported trees have a level more for it, the last.
 * Where nothing is left to list, the split decides nothing and its other child is read instead.
 */
export function readDecision({ features, trees }: Pick<TreeSum, 'features' | 'trees'>, start: number): TreeDecision {
  for (let node = start; ; ) {
    const feature = at(trees.splitFeatures, node);
    const cover = at(trees.covers, node);
    if (feature < 0) return { kind: 'leaf', node, value: at(trees.leafValues, node), cover };
    const left = at(trees.leftChildren, node);
    const right = at(trees.rightChildren, node);
    const missingIsLeft = at(trees.missingGoesLeft, node) === 1;
    const firstWord = at(trees.categoryStarts, node);
    if (firstWord < 0) {
      const threshold = at(trees.thresholds, node);
      return {
        kind: 'threshold',
        node,
        feature,
        threshold,
        low: left,
        high: right,
        missingIsLow: missingIsLeft,
        cover,
      };
    }
    const goesLeft = (code: number): boolean =>
      ((at(trees.categoryBits, firstWord + (code >>> 5)) >>> (code & 31)) & 1) === 1;
    const levelCount = features[feature]?.levels?.length ?? 0;
    const strangerIsLeft = at(trees.levelCounts, feature) > levelCount ? goesLeft(levelCount) : missingIsLeft;
    const levels: number[] = [];
    for (let level = 0; level < levelCount; level++) if (goesLeft(level) !== strangerIsLeft) levels.push(level);
    const listed = strangerIsLeft ? right : left;
    const others = strangerIsLeft ? left : right;
    const missingIsListed = missingIsLeft !== strangerIsLeft;
    if (levels.length > 0 || missingIsListed) {
      return { kind: 'levels', node, feature, levels, listed, others, missingIsListed, cover };
    }
    node = others;
  }
}

function at(array: ArrayLike<number>, index: number): number {
  return array[index] as number;
}
