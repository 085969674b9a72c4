import type { HistogramWorkspace } from '@probity/numerics';
import type { FeatureBins } from './bin-features.js';
import type { EnsembleBuilder, TreeSplit } from './ensemble-builder.js';
import { findSplit, type NodeSums, type SplitChoice, type SplitFeature, type SplitRules } from './find-split.js';

/** A feature as the trainer sees it: its bins and whether they are levels. */
export interface TrainingFeature extends SplitFeature {
  readonly bins: FeatureBins;
}

/** How far a tree may grow, and what its nodes say. */
export interface GrowthRules extends SplitRules {
  /** Splits between root and leaf at most. */
  readonly maxDepth: number;
  /** Leaves at most; the leaf that gains most is divided next. Infinity: every leaf that can be divided is. */
  readonly maxLeaves: number;
  /** Which leaf is divided next: the one that gains most (`leaf-wise`, default), or all of one depth before the next. */
  readonly growth?: 'leaf-wise' | 'level-wise';
  /** L1 penalty on leaf values, ≥ 0, in units of gradient; default 0. */
  readonly l1?: number;
  /** Per feature: 1 if what a node says may only rise with it, -1 if only fall, 0 if free. */
  readonly monotone?: Int8Array;
  /**
   * Sets of features that may stand together on a path from root to leaf, each ascending; every feature is in one at
   * least. A path's features must all lie in one set.
   */
  readonly interactions?: readonly Uint32Array[];
  /** Levels on the smaller side of a categorical split at most, ≥ 1; default any number. */
  readonly maxLevelsPerSplit?: number;
}

/** A grown tree in terms of bins, to route the training rows that were not drawn for it. */
export interface BinnedTree {
  /** Per node: the feature, -1 at leaves. */
  readonly splitFeatures: readonly number[];
  /** Per node: the left child; the right one is next to it. */
  readonly leftChildren: readonly number[];
  /** Per node: which bins go left, one entry per bin. */
  readonly tables: readonly (Uint8Array | undefined)[];
  readonly values: readonly number[];
  /** The leaves with the stretch of `workspace.rows` each holds. */
  readonly leaves: readonly { readonly node: number; readonly start: number; readonly count: number }[];
}

interface GrowingLeaf {
  readonly node: number;
  readonly start: number;
  readonly count: number;
  readonly depth: number;
  readonly slot: number;
  readonly sums: NodeSums;
  readonly choice: SplitChoice | undefined;
}

/**
 * Grows one tree on `workspace.rows[0 … rowCount - 1]`.
 *
 * A tree of a single leaf is returned when nothing gains. The children of the i-th split are nodes 2i + 1 and 2i + 2. With a
 * limit on leaves there must be as many slots as leaves; without one, 40 are enough for any tree.
 * @param drawCandidates the features a split may use, ascending; asked once per node
 * @param nodeValue what a node says, from its sums
 */
export function growTree(
  workspace: HistogramWorkspace,
  features: readonly TrainingFeature[],
  drawCandidates: () => Uint32Array,
  rowCount: number,
  rules: GrowthRules,
  nodeValue: (sums: NodeSums) => number,
): BinnedTree {
  const splitFeatures = [-1];
  const leftChildren = [0];
  const tables: (Uint8Array | undefined)[] = [undefined];
  const isLimited = rules.maxLeaves < Infinity;
  const choose = (slot: number, sums: NodeSums, depth: number): SplitChoice | undefined =>
    depth < rules.maxDepth && sums.count >= 2 * rules.minRowsInLeaf && sums.hessian >= 2 * rules.minChildWeight
      ? findSplit(workspace, slot, features, drawCandidates(), sums, rules)
      : undefined;

  workspace.accumulate(0, 0, rowCount);
  const rootSums = sumsOf(workspace);
  const values: number[] = [nodeValue(rootSums)];
  const leaves: GrowingLeaf[] = [
    { node: 0, start: 0, count: rowCount, depth: 0, slot: 0, sums: rootSums, choice: choose(0, rootSums, 0) },
  ];
  // Without a limit the order does not matter, so that leaves are divided smallest first: few histograms are then held.
  const waiting: number[] = [0];
  const freeSlots: number[] = [];
  let slotsUsed = 1;
  while (leaves.length < rules.maxLeaves) {
    const at = isLimited ? indexOfGreatestGain(leaves) : (waiting.pop() ?? -1);
    const leaf = leaves[at];
    const choice = leaf?.choice;
    if (leaf === undefined || choice === undefined) break;
    const table = leftTable(choice, workspace.shape.binCount);
    const leftCount = workspace.partition(choice.feature, leaf.start, leaf.count, table);
    const leftNode = splitFeatures.length;
    splitFeatures[leaf.node] = choice.feature;
    leftChildren[leaf.node] = leftNode;
    tables[leaf.node] = table;
    splitFeatures.push(-1, -1);
    leftChildren.push(0, 0);
    tables.push(undefined, undefined);
    values.push(nodeValue(choice.left), nodeValue(choice.right));

    const depth = leaf.depth + 1;
    const rightCount = leaf.count - leftCount;
    const leftIsSmaller = leftCount <= rightCount;
    const smallerSlot = freeSlots.pop() ?? slotsUsed++;
    workspace.accumulate(
      smallerSlot,
      leftIsSmaller ? leaf.start : leaf.start + leftCount,
      leftIsSmaller ? leftCount : rightCount,
    );
    workspace.subtract(leaf.slot, smallerSlot);
    const leftSlot = leftIsSmaller ? smallerSlot : leaf.slot;
    const rightSlot = leftIsSmaller ? leaf.slot : smallerSlot;
    const left = {
      node: leftNode,
      start: leaf.start,
      count: leftCount,
      depth,
      slot: leftSlot,
      sums: choice.left,
      choice: choose(leftSlot, choice.left, depth),
    };
    const right = {
      node: leftNode + 1,
      start: leaf.start + leftCount,
      count: rightCount,
      depth,
      slot: rightSlot,
      sums: choice.right,
      choice: choose(rightSlot, choice.right, depth),
    };
    leaves[at] = left;
    leaves.push(right);
    for (const child of [left, right]) if (child.choice === undefined) freeSlots.push(child.slot);
    const order = leftIsSmaller ? [right, left] : [left, right];
    for (const child of order) if (child.choice !== undefined) waiting.push(child === left ? at : leaves.length - 1);
  }
  return { splitFeatures, leftChildren, tables, values, leaves };
}

/** Any feature's bins add up to the whole node, exactly. */
function sumsOf(workspace: HistogramWorkspace): NodeSums {
  workspace.readFeature(0, 0);
  let gradient = 0;
  let hessian = 0;
  let count = 0;
  for (let bin = 0; bin < workspace.shape.binCount; bin++) {
    gradient += workspace.binGradients[bin];
    hessian += workspace.binHessians[bin];
    count += workspace.binCounts[bin];
  }
  return { gradient, hessian, count };
}

function indexOfGreatestGain(leaves: readonly GrowingLeaf[]): number {
  let best = -1;
  let bestGain = 0;
  for (let i = 0; i < leaves.length; i++) {
    const gain = leaves[i].choice?.gain ?? 0;
    if (gain > bestGain) {
      best = i;
      bestGain = gain;
    }
  }
  return best;
}

/** Which bins go left; the last bin is that of missing values. */
function leftTable(choice: SplitChoice, binCount: number): Uint8Array {
  const missing = choice.missingGoesLeft ? 1 : 0;
  const table = new Uint8Array(binCount);
  if (choice.leftBins === undefined) table.fill(1, 0, choice.lastLeftBin + 1);
  else {
    table.fill(missing);
    for (const bin of choice.judgedBins ?? []) table[bin] = 0;
    for (const bin of choice.leftBins) table[bin] = 1;
  }
  table[binCount - 1] = missing;
  return table;
}

/** Adds a grown tree to the ensemble, in raw values instead of bins. @param covers weight of training rows per node */
export function addBinnedTree(
  builder: EnsembleBuilder,
  tree: BinnedTree,
  features: readonly TrainingFeature[],
  covers: Float64Array,
): void {
  builder.startTree();
  const first = builder.nodeCount;
  for (let node = 0; node < tree.values.length; node++) builder.addLeaf(tree.values[node], covers[node]);
  for (let node = 0; node < tree.values.length; node++) {
    const feature = tree.splitFeatures[node];
    const table = tree.tables[node];
    if (feature < 0 || table === undefined) continue;
    const left = first + tree.leftChildren[node];
    builder.setSplit(first + node, rawSplit(feature, features[feature], table), left, left + 1);
  }
}

function rawSplit(feature: number, { isCategory, bins }: TrainingFeature, table: Uint8Array): TreeSplit {
  const missingGoesLeft = table[table.length - 1] === 1;
  if (isCategory) {
    const leftLevels: number[] = [];
    for (let level = 0; level < bins.binOfLevel.length; level++) {
      const bin = bins.binOfLevel[level];
      if (bin < 0 ? missingGoesLeft : table[bin] === 1) leftLevels.push(level);
    }
    return { feature, missingGoesLeft, leftLevels };
  }
  let lastLeftBin = bins.binCount - 1;
  while (table[lastLeftBin] === 0) lastLeftBin -= 1;
  // After the last bin every number goes left, and only the missing go right.
  const threshold = lastLeftBin < bins.edges.length ? bins.edges[lastLeftBin] : Number.MAX_VALUE;
  return { feature, missingGoesLeft, threshold };
}
