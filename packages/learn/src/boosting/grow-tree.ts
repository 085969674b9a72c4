import type { HistogramWorkspace } from '@probity/numerics';
import type { EnsembleBuilder, TreeSplit } from '../tree/ensemble-builder.js';
import type { FeatureBins } from './bin-features.js';
import type { BoostingSettings } from './boosting-settings.js';
import { findSplit, type NodeSums, type SplitChoice, type SplitFeature } from './find-split.js';

/** A feature as the trainer sees it: its bins and whether they are levels. */
export interface TrainingFeature extends SplitFeature {
  readonly bins: FeatureBins;
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
 * Grows one tree on `workspace.rows[0 … rowCount - 1]`, always dividing the leaf that gains most, and adds it to `builder`.
 *
 * Leaf values are Newton steps, -gradient / (hessian + l2), times the learning rate. A tree of a single leaf is returned
 * when nothing gains.
 * @param candidates features this tree may use, ascending
 * @param coverOf weight of a stretch of rows, for the node's cover
 */
export function growTree(
  workspace: HistogramWorkspace,
  features: readonly TrainingFeature[],
  candidates: Uint32Array,
  rowCount: number,
  settings: BoostingSettings,
): BinnedTree {
  const splitFeatures = [-1];
  const leftChildren = [0];
  const tables: (Uint8Array | undefined)[] = [undefined];
  const values: number[] = [0];
  const choose = (slot: number, sums: NodeSums, depth: number): SplitChoice | undefined =>
    depth < settings.maxDepth && sums.count >= 2 * settings.minRowsInLeaf
      ? findSplit(workspace, slot, features, candidates, sums, settings)
      : undefined;

  workspace.accumulate(0, 0, rowCount);
  const rootSums = sumsOf(workspace);
  const leaves: GrowingLeaf[] = [
    { node: 0, start: 0, count: rowCount, depth: 0, slot: 0, sums: rootSums, choice: choose(0, rootSums, 0) },
  ];
  while (leaves.length < settings.maxLeaves) {
    const at = indexOfGreatestGain(leaves);
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
    values.push(0, 0);

    const depth = leaf.depth + 1;
    const rightCount = leaf.count - leftCount;
    const leftIsSmaller = leftCount <= rightCount;
    const smallerSlot = leaves.length;
    workspace.accumulate(
      smallerSlot,
      leftIsSmaller ? leaf.start : leaf.start + leftCount,
      leftIsSmaller ? leftCount : rightCount,
    );
    workspace.subtract(leaf.slot, smallerSlot);
    const leftSlot = leftIsSmaller ? smallerSlot : leaf.slot;
    const rightSlot = leftIsSmaller ? leaf.slot : smallerSlot;
    leaves[at] = {
      node: leftNode,
      start: leaf.start,
      count: leftCount,
      depth,
      slot: leftSlot,
      sums: choice.left,
      choice: choose(leftSlot, choice.left, depth),
    };
    leaves.push({
      node: leftNode + 1,
      start: leaf.start + leftCount,
      count: rightCount,
      depth,
      slot: rightSlot,
      sums: choice.right,
      choice: choose(rightSlot, choice.right, depth),
    });
  }
  for (const { node, sums } of leaves) {
    values[node] = (-settings.learningRate * sums.gradient) / (sums.hessian + settings.l2 + 1e-16);
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
