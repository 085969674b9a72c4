import type { ShapleyTrees } from './shapley-trees.js';

/** A split on a feature that its path met before. */
export interface RepeatedSplit {
  readonly node: number;
  /** The last split on the feature above, and whether this one lies right of it. */
  readonly before: number;
  readonly isRight: boolean;
  /** Share of the training weight that the splits on the feature above let through to here. */
  readonly zero: number;
}

/** One tree in the order the kernel works in; numbers are nodes of the ensemble. */
export interface ArrangedTree {
  /** Splits with a split below, parents first. */
  readonly inner: readonly number[];
  /** Splits with two leaves below whose feature their path did not meet before. */
  readonly plain: readonly number[];
  /** Splits with two leaves below whose feature it did; in the order of `lastRepeats`. */
  readonly repeated: readonly number[];
  /** Leaves whose sibling is a split. */
  readonly loneLeaves: readonly number[];
  /** Those of inner splits, parents first. */
  readonly innerRepeats: readonly RepeatedSplit[];
  /** Those of splits with two leaves below. */
  readonly lastRepeats: readonly RepeatedSplit[];
  /** Different features on one path, at most. */
  readonly mostFeatures: number;
  /** The leaves' mean, weighted as the training rows fell into them. */
  readonly expected: number;
}

/** Share of the training weight of a split that goes left; half where no row came by. */
export function shareOf({ leftChildren, rightChildren, covers }: ShapleyTrees, node: number): number {
  const left = covers[leftChildren[node]];
  const total = left + covers[rightChildren[node]];
  return total > 0 ? left / total : 0.5;
}

/** Sorts a tree's nodes by what the kernel does with them. Cost: O(nodes × depth). */
export function arrangeTree(trees: ShapleyTrees, tree: number): ArrangedTree {
  const { splitFeatures, leftChildren, rightChildren, leafValues } = trees;
  const [start, end] = [trees.treeStarts[tree], trees.treeStarts[tree + 1]];
  const inner: number[] = [];
  const plain: number[] = [];
  const loneLeaves: number[] = [];
  const innerRepeats: RepeatedSplit[] = [];
  const lastRepeats: RepeatedSplit[] = [];
  const parents = new Int32Array(end - start).fill(-1);
  const featureCounts = new Uint32Array(end - start);
  const weights = new Float64Array(end - start);
  const zeros = new Map<number, number>();
  let mostFeatures = 0;
  let expected = 0;
  weights[0] = 1;
  for (let node = start; node < end; node++) {
    const feature = splitFeatures[node];
    if (feature < 0) {
      mostFeatures = Math.max(mostFeatures, featureCounts[node - start]);
      expected += weights[node - start] * leafValues[node];
      continue;
    }
    const [left, right] = [leftChildren[node], rightChildren[node]];
    const isLast = splitFeatures[left] < 0 && splitFeatures[right] < 0;
    const repeat = findRepeat(node);
    if (!isLast) inner.push(node);
    else if (repeat === undefined) plain.push(node);
    if (repeat !== undefined) {
      (isLast ? lastRepeats : innerRepeats).push(repeat);
      zeros.set(node, repeat.zero);
    }
    if (!isLast && splitFeatures[left] < 0) loneLeaves.push(left);
    if (!isLast && splitFeatures[right] < 0) loneLeaves.push(right);
    const share = shareOf(trees, node);
    weights[left - start] = weights[node - start] * share;
    weights[right - start] = weights[node - start] * (1 - share);
    for (const child of [left, right]) {
      parents[child - start] = node;
      featureCounts[child - start] = featureCounts[node - start] + (repeat === undefined ? 1 : 0);
    }
  }
  const repeated = lastRepeats.map(({ node }) => node);
  return { inner, plain, repeated, loneLeaves, innerRepeats, lastRepeats, mostFeatures, expected };

  function findRepeat(node: number): RepeatedSplit | undefined {
    let child = node;
    for (let above = parents[node - start]; above >= 0; above = parents[above - start]) {
      if (splitFeatures[above] === splitFeatures[node]) {
        const isRight = rightChildren[above] === child;
        const share = shareOf(trees, above);
        return { node, before: above, isRight, zero: (zeros.get(above) ?? 1) * (isRight ? 1 - share : share) };
      }
      child = above;
    }
    return undefined;
  }
}
