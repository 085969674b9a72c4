import { invalidPart } from '../model/read-parts.js';
import { categoryWordCount, type TreeEnsemble } from './tree-ensemble.js';

/** Trees deeper than this are refused: explaining one takes depth² memory and as deep a recursion. */
export const MAX_TREE_DEPTH = 64;
/** Two of them can still be added. */
const LARGEST_COVER = 1e300;

/**
 * Holds trees from outside against the rules of `TreeEnsemble`, so that no walk over them can loop, crash or blow up.
 *
 * @throws BUNDLE_INVALID naming the array and the rule it breaks
 * Cost: O(nodes).
 */
export function validateTrees(kind: string, trees: TreeEnsemble): void {
  checkLengths(kind, trees);
  checkGains(kind, trees);
  checkStarts(kind, trees);
  const { treeStarts, splitFeatures } = trees;
  const parentCounts = new Uint8Array(splitFeatures.length);
  const depths = new Uint8Array(splitFeatures.length);
  for (let tree = 0; tree + 1 < treeStarts.length; tree++) {
    const end = treeStarts[tree + 1];
    // A tree's root is the child of no node.
    parentCounts[treeStarts[tree]] = 1;
    for (let node = treeStarts[tree]; node < end; node++) {
      if (parentCounts[node] !== 1) throw invalidPart(kind, 'leftChildren', 'reach every node from its root');
      checkNode(kind, trees, node);
      if (splitFeatures[node] < 0) continue;
      for (const child of [trees.leftChildren[node], trees.rightChildren[node]]) {
        if (child <= node || child >= end)
          throw invalidPart(kind, 'leftChildren', 'come after their parents in the same tree');
        if (parentCounts[child] !== 0) throw invalidPart(kind, 'leftChildren', 'have one parent each');
        parentCounts[child] = 1;
        depths[child] = depths[node] + 1;
        if (depths[child] > MAX_TREE_DEPTH)
          throw invalidPart(kind, 'leftChildren', `be at most ${MAX_TREE_DEPTH} deep`);
      }
    }
  }
}

function checkLengths(kind: string, trees: TreeEnsemble): void {
  const nodeCount = trees.splitFeatures.length;
  const perNode = [
    'thresholds',
    'leftChildren',
    'rightChildren',
    'missingGoesLeft',
    'categoryStarts',
    'leafValues',
    'covers',
  ] as const;
  for (const name of perNode) {
    if (trees[name].length !== nodeCount) throw invalidPart(kind, name, `have one entry per node, ${nodeCount}`);
  }
}

function checkGains(kind: string, { gains, splitFeatures }: TreeEnsemble): void {
  if (gains === undefined) return;
  if (gains.length !== splitFeatures.length) throw invalidPart(kind, 'gains', 'have one entry per node');
  const fits = gains.every((gain, node) => gain >= 0 && gain < Infinity && (splitFeatures[node] >= 0 || gain === 0));
  if (!fits) throw invalidPart(kind, 'gains', 'be finite and ≥ 0, and 0 at leaves');
}

function checkStarts(kind: string, { treeStarts, splitFeatures }: TreeEnsemble): void {
  const isComplete = treeStarts.length > 0 && treeStarts[0] === 0 && treeStarts.at(-1) === splitFeatures.length;
  if (!isComplete) throw invalidPart(kind, 'treeStarts', 'lead from the first node to the last');
  for (let tree = 0; tree + 1 < treeStarts.length; tree++) {
    if (treeStarts[tree + 1] <= treeStarts[tree]) throw invalidPart(kind, 'treeStarts', 'ascend');
  }
}

function checkNode(kind: string, trees: TreeEnsemble, node: number): void {
  const feature = trees.splitFeatures[node];
  const start = trees.categoryStarts[node];
  if (!Number.isFinite(trees.leafValues[node])) throw invalidPart(kind, 'leafValues', 'be finite');
  if (!Number.isFinite(trees.thresholds[node])) throw invalidPart(kind, 'thresholds', 'be finite');
  if (!(trees.covers[node] >= 0 && trees.covers[node] <= LARGEST_COVER)) {
    throw invalidPart(kind, 'covers', `be in [0, ${LARGEST_COVER}]`);
  }
  if (trees.missingGoesLeft[node] > 1) throw invalidPart(kind, 'missingGoesLeft', 'be 0 or 1');
  if (feature < -1 || feature >= trees.levelCounts.length) throw invalidPart(kind, 'splitFeatures', 'name features');
  const levelCount = feature < 0 ? 0 : trees.levelCounts[feature];
  if (
    levelCount === 0 ? start !== -1 : start < 0 || start + categoryWordCount(levelCount) > trees.categoryBits.length
  ) {
    throw invalidPart(
      kind,
      'categoryStarts',
      'point into `categoryBits` at splits between levels, and be -1 elsewhere',
    );
  }
}
