import type { TreeEnsemble } from '../tree/tree-ensemble.js';
import { sumOfLeaves } from '../tree/walk-trees.js';
import { type InputBox, intersection, isEmpty, rowInBox, valuesOfSide, wholeBox } from './input-box.js';
import { leafRanges } from './leaf-ranges.js';
import { searchStep } from './search-step.js';

/** Two rows that differ in one feature alone, and whose outputs go the wrong way. */
export interface MonotoneCounterexample {
  /** The row with the smaller value; raw values, NaN = missing. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Output of the upper row less that of the lower one: against the direction. */
  readonly change: number;
}

/** What is known of a direction. */
export type MonotoneVerdict =
  /**
   * Holds for every row. `each-tree`: every tree keeps it by itself, so the sum does to the last bit. `sum`: trees make
   * up for each other; holds up to the rounding of the sum (10⁻¹² of the size of the leaves added up).
   */
  | { readonly verdict: 'proved'; readonly by: 'each-tree' | 'sum' }
  | { readonly verdict: 'broken'; readonly counterexample: MonotoneCounterexample }
  /** Neither proved nor refuted within the effort allowed. */
  | { readonly verdict: 'unsettled' };

/** Settings of `verifyMonotone`. */
export interface VerifySettings {
  /** Sets of rows that are looked at at most where single trees go the wrong way, ≥ 0; default 20,000. */
  readonly mostBoxes?: number;
}

/**
 * Whether the output of trees goes one way with a numeric feature, for every row there can be: a proof or a counterexample.
 *
 * Two rows are compared that have finite numbers in the feature, and everything else equal, missing values included; a missing
 * value in the feature itself has no place in the order.
 *
 * First every tree is taken by itself: all pairs of its leaves that two such rows can reach. A sum of trees that all keep the
 * direction keeps it too, floating point included, since adding rounds without changing the order. If a tree does not, the sum
 * is searched: for each threshold of the feature the least change of the output across it, by branch and bound over
 * the values of the other features; exact, but exponential in the worst case and so limited by `mostBoxes`.
 *
 * @param direction 1: rises with the feature; -1: falls
 * Cost: O(nodes) for trees grown under the constraint; else up to `mostBoxes` × nodes.
 * @example verifyMonotone(model.trees, 3, -1).verdict // 'proved'
 */
export function verifyMonotone(
  trees: TreeEnsemble,
  feature: number,
  direction: 1 | -1,
  settings: VerifySettings = {},
): MonotoneVerdict {
  const suspects: TreePair[] = [];
  const ranges = leafRanges(trees);
  for (let tree = 0; tree + 1 < trees.treeStarts.length; tree++) {
    const pair = findPair(trees, ranges, tree, feature, direction);
    if (pair !== undefined) suspects.push(pair);
  }
  if (suspects.length === 0) return { verdict: 'proved', by: 'each-tree' };
  const tolerance = roundingOf(trees, ranges);
  // Most often a pair of leaves that breaks its tree breaks the sum too.
  for (const { lower, upper } of suspects) {
    const found = judgePair(trees, lower, upper, direction, tolerance);
    if (found !== undefined) return { verdict: 'broken', counterexample: found };
  }
  const thresholds = new Set<number>();
  for (let node = 0; node < trees.splitFeatures.length; node++) {
    if (trees.splitFeatures[node] === feature && trees.thresholds[node] < Number.MAX_VALUE) {
      thresholds.add(trees.thresholds[node]);
    }
  }
  const effort = { boxes: settings.mostBoxes ?? 20_000 };
  let settled = true;
  const sorted = Float64Array.from(thresholds).sort();
  for (const [position, threshold] of sorted.entries()) {
    const next = sorted[position + 1] ?? Number.MAX_VALUE;
    const outcome = searchStep(trees, { feature, direction, threshold, next, tolerance }, effort);
    if (outcome === 'unsettled') settled = false;
    else if (outcome !== 'holds') {
      const found = judgePair(trees, outcome.lower, outcome.upper, direction, tolerance);
      if (found !== undefined) return { verdict: 'broken', counterexample: found };
      // Within rounding of the sum: neither a proof nor a counterexample.
      settled = false;
    }
  }
  return settled ? { verdict: 'proved', by: 'sum' } : { verdict: 'unsettled' };
}

interface TreePair {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** A counterexample is one only if the walk itself says so. */
function judgePair(
  trees: TreeEnsemble,
  lower: Float64Array,
  upper: Float64Array,
  direction: 1 | -1,
  tolerance: number,
): MonotoneCounterexample | undefined {
  const change = sumOfLeaves(trees, upper, 0) - sumOfLeaves(trees, lower, 0);
  return change * direction < -tolerance ? { lower, upper, change } : undefined;
}

/** What adding up the trees may be off by: far less than any step that matters. */
function roundingOf(trees: TreeEnsemble, { least, most }: LeafRanges): number {
  let scale = 0;
  for (let tree = 0; tree + 1 < trees.treeStarts.length; tree++) {
    const root = trees.treeStarts[tree];
    scale += Math.max(Math.abs(least[root]), Math.abs(most[root]));
  }
  return scale * (trees.addsSingles === true ? 2 ** -20 : 2 ** -40);
}

type LeafRanges = ReturnType<typeof leafRanges>;

/** Two rows of one tree that go the wrong way, or undefined when there are none. */
function findPair(
  trees: TreeEnsemble,
  { least, most }: LeafRanges,
  tree: number,
  feature: number,
  direction: 1 | -1,
): TreePair | undefined {
  const { splitFeatures, leftChildren, rightChildren, leafValues } = trees;

  const isInOrder = (low: number, high: number): boolean =>
    direction === 1 ? most[low] <= least[high] : least[low] >= most[high];
  let isProved = true;
  for (let node = trees.treeStarts[tree]; isProved && node < trees.treeStarts[tree + 1]; node++) {
    if (splitFeatures[node] === feature) isProved = isInOrder(leftChildren[node], rightChildren[node]);
  }
  // As good as always where the tree was grown under the constraint: no sets of values need be kept.
  if (isProved) return undefined;

  /** Looks at pairs of a row under `low` and one under `high`; boxes are those of the way from the root. */
  const comparePair = (low: number, lowBox: InputBox, high: number, highBox: InputBox): TreePair | undefined => {
    if (isInOrder(low, high) || !areComparable(lowBox, highBox, feature)) return undefined;
    if (splitFeatures[low] >= 0) {
      for (const isLeft of [true, false]) {
        const box = lowBox.with(splitFeatures[low], valuesOfSide(trees, low, lowBox[splitFeatures[low]], isLeft));
        const found = comparePair(isLeft ? leftChildren[low] : rightChildren[low], box, high, highBox);
        if (found !== undefined) return found;
      }
      return undefined;
    }
    if (splitFeatures[high] >= 0) {
      for (const isLeft of [true, false]) {
        const box = highBox.with(splitFeatures[high], valuesOfSide(trees, high, highBox[splitFeatures[high]], isLeft));
        const found = comparePair(low, lowBox, isLeft ? leftChildren[high] : rightChildren[high], box);
        if (found !== undefined) return found;
      }
      return undefined;
    }
    return leafValues[low] === leafValues[high] ? undefined : rowsOf(lowBox, highBox, feature);
  };

  const visit = (node: number, box: InputBox): TreePair | undefined => {
    const split = splitFeatures[node];
    if (split < 0) return undefined;
    const [left, right] = [leftChildren[node], rightChildren[node]];
    const leftBox = box.with(split, valuesOfSide(trees, node, box[split], true));
    const rightBox = box.with(split, valuesOfSide(trees, node, box[split], false));
    if (split === feature) {
      const found = comparePair(left, leftBox, right, rightBox);
      if (found !== undefined) return found;
    }
    return visit(left, leftBox) ?? visit(right, rightBox);
  };
  return visit(trees.treeStarts[tree], wholeBox(trees));
}

/** Whether there is a row in each box, equal but for the feature, where the one in `high` has the larger number. */
function areComparable(low: InputBox, high: InputBox, feature: number): boolean {
  for (let index = 0; index < low.length; index++) {
    if (index === feature) {
      const hasLow = low[index].above < low[index].upTo;
      const hasHigh = high[index].above < high[index].upTo;
      // Boxes of two sides of a split on the feature do not overlap: any two numbers of theirs are in order.
      if (!hasLow || !hasHigh) return false;
    } else if (isEmpty(intersection(low[index], high[index]))) return false;
  }
  return true;
}

function rowsOf(low: InputBox, high: InputBox, feature: number): TreePair {
  const shared = low.map((set, index) => intersection(set, high[index]));
  const numbers = (set: InputBox[number]) => ({ ...set, missing: false });
  return {
    lower: rowInBox(shared.with(feature, numbers(low[feature]))),
    upper: rowInBox(shared.with(feature, numbers(high[feature]))),
  };
}
