import type { TreeEnsemble } from '../tree/tree-ensemble.js';
import { boxOfSide, type InputBox, isEmpty, numberBetween, rowInBox, valuesOfSide, wholeBox } from './input-box.js';

/** Two rows on either side of a threshold between which the output goes the wrong way. */
interface WrongStep {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** One step of a feature: from a threshold to the values just above it. */
export interface FeatureStep {
  readonly feature: number;
  /** 1: the output is to rise, -1: to fall. */
  readonly direction: 1 | -1;
  /** The value below, and the next threshold above it or the largest number. */
  readonly threshold: number;
  readonly next: number;
  /** Changes the wrong way up to this size are rounding. */
  readonly tolerance: number;
}

/** What is known of the least change in a set of rows: no change is less, and where to divide to know better. */
interface StepBound {
  readonly least: number;
  /** A split that sends rows of the set both ways, in the tree that weighs most; -1: the bound is the change itself. */
  readonly dividing: number;
}

/**
 * Looks for rows for which the output of all trees together goes the wrong way over one step of a feature: branch and bound
 * over the values of the other features. Only trees with a split at this very threshold can change there.
 *
 * @param effort sets of rows that may still be looked at; counted down
 */
export function searchStep(
  trees: TreeEnsemble,
  step: FeatureStep,
  effort: { boxes: number },
): WrongStep | 'holds' | 'unsettled' {
  const { feature, threshold, next, tolerance } = step;
  const concerned = treesWithSplit(trees, feature, threshold);
  const upperValue = numberBetween(threshold, next);
  const boundOf = (box: InputBox) => boundStep(trees, concerned, step, upperValue, box);
  const whole = wholeBox(trees);
  const open: { readonly box: InputBox; readonly bound: StepBound }[] = [{ box: whole, bound: boundOf(whole) }];
  for (let entry = open.pop(); entry !== undefined; entry = open.pop()) {
    const { box, bound } = entry;
    if (bound.least >= -tolerance) continue;
    if (bound.dividing < 0) {
      const row = rowInBox(box);
      return { lower: row.with(feature, threshold), upper: row.with(feature, upperValue) };
    }
    if (effort.boxes <= 0) return 'unsettled';
    effort.boxes -= 2;
    const parts = [true, false].flatMap((left) => {
      const part = boxOfSide(trees, bound.dividing, box, left);
      return part === undefined ? [] : [{ box: part, bound: boundOf(part) }];
    });
    // The worse one is looked at first: a counterexample ends the search.
    parts.sort((one, other) => other.bound.least - one.bound.least);
    open.push(...parts);
  }
  return 'holds';
}

function treesWithSplit(trees: TreeEnsemble, feature: number, threshold: number): readonly number[] {
  const { treeStarts, splitFeatures, thresholds } = trees;
  const found: number[] = [];
  for (let tree = 0; tree + 1 < treeStarts.length; tree++) {
    for (let node = treeStarts[tree]; node < treeStarts[tree + 1]; node++) {
      if (splitFeatures[node] !== feature || thresholds[node] !== threshold) continue;
      found.push(treeStarts[tree]);
      break;
    }
  }
  return found;
}

function boundStep(
  trees: TreeEnsemble,
  roots: readonly number[],
  { feature, direction, threshold }: FeatureStep,
  upperValue: number,
  box: InputBox,
): StepBound {
  const { splitFeatures, leftChildren, rightChildren, thresholds, leafValues } = trees;
  let dividing = -1;

  /** Where rows of the box go: 1 left, 0 right, -1 both ways. */
  const sideOf = (node: number): number => {
    const set = box[splitFeatures[node]];
    if (isEmpty(valuesOfSide(trees, node, set, true))) return 0;
    return isEmpty(valuesOfSide(trees, node, set, false)) ? 1 : -1;
  };
  /** The greatest (or least) leaf that rows of the box with this value of the feature reach. */
  const extremeLeaf = (node: number, value: number, greatest: boolean): number => {
    const split = splitFeatures[node];
    if (split < 0) return leafValues[node];
    const side = split === feature ? Number(value <= thresholds[node]) : sideOf(node);
    if (side >= 0) return extremeLeaf(side === 1 ? leftChildren[node] : rightChildren[node], value, greatest);
    if (dividing < 0) dividing = node;
    const left = extremeLeaf(leftChildren[node], value, greatest);
    const right = extremeLeaf(rightChildren[node], value, greatest);
    return greatest ? Math.max(left, right) : Math.min(left, right);
  };
  /** No row's output changes by less in this tree, counted in the direction. */
  const leastChange = (node: number): number => {
    const split = splitFeatures[node];
    if (split < 0) return 0;
    if (split === feature) {
      const lowerLeft = threshold <= thresholds[node];
      const upperLeft = upperValue <= thresholds[node];
      if (lowerLeft === upperLeft) return leastChange(lowerLeft ? leftChildren[node] : rightChildren[node]);
      return direction === 1
        ? extremeLeaf(rightChildren[node], upperValue, false) - extremeLeaf(leftChildren[node], threshold, true)
        : extremeLeaf(leftChildren[node], threshold, false) - extremeLeaf(rightChildren[node], upperValue, true);
    }
    const side = sideOf(node);
    if (side >= 0) return leastChange(side === 1 ? leftChildren[node] : rightChildren[node]);
    if (dividing < 0) dividing = node;
    return Math.min(leastChange(leftChildren[node]), leastChange(rightChildren[node]));
  };

  let least = 0;
  let worst = Infinity;
  let chosen = -1;
  for (const root of roots) {
    dividing = -1;
    const change = leastChange(root);
    least += change;
    if (dividing >= 0 && change < worst) {
      worst = change;
      chosen = dividing;
    }
  }
  return { least, dividing: chosen };
}
