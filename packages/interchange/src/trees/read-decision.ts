import type { TreeEnsemble } from '@probity/learn';

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
  /** Codes of `levels` (ascending, at least one) to `listed`, every other code and missing to `others`. */
  | {
      readonly kind: 'levels';
      readonly node: number;
      readonly feature: number;
      readonly levels: readonly number[];
      readonly listed: number;
      readonly others: number;
      readonly cover: number;
    };

/**
 * What happens at a node.
 *
 * A split by levels is turned so that whatever is no level goes the way of missing values by not being listed: formats
 * know sets, but no third way for codes that a model never saw. Where nothing is left to list, the split decides nothing
 * and its other child is read instead.
 */
export function readDecision(trees: TreeEnsemble, start: number): TreeDecision {
  for (let node = start; ; ) {
    const feature = at(trees.splitFeatures, node);
    const cover = at(trees.covers, node);
    if (feature < 0) return { kind: 'leaf', node, value: at(trees.leafValues, node), cover };
    const left = at(trees.leftChildren, node);
    const right = at(trees.rightChildren, node);
    const missingIsLow = at(trees.missingGoesLeft, node) === 1;
    const firstWord = at(trees.categoryStarts, node);
    if (firstWord < 0) {
      const threshold = at(trees.thresholds, node);
      return { kind: 'threshold', node, feature, threshold, low: left, high: right, missingIsLow, cover };
    }
    const levels: number[] = [];
    for (let level = 0; level < at(trees.levelCounts, feature); level++) {
      const goesLeft = ((at(trees.categoryBits, firstWord + (level >>> 5)) >>> (level & 31)) & 1) === 1;
      if (goesLeft !== missingIsLow) levels.push(level);
    }
    const listed = missingIsLow ? right : left;
    const others = missingIsLow ? left : right;
    if (levels.length > 0) return { kind: 'levels', node, feature, levels, listed, others, cover };
    node = others;
  }
}

function at(array: ArrayLike<number>, index: number): number {
  return array[index] as number;
}
