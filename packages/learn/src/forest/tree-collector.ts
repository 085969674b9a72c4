import type { GrownTree } from '@probity/numerics';
import type { FeatureBins } from '../tree/bin-features.js';
import { categoryWordCount, type TreeEnsemble } from '../tree/tree-ensemble.js';

/** A tree in raw values; children are counted from its own first node, words from its own first one. */
interface CollectedTree {
  readonly splitFeatures: Int32Array;
  readonly thresholds: Float64Array;
  readonly leftChildren: Uint32Array;
  readonly missingGoesLeft: Uint8Array;
  readonly categoryStarts: Int32Array;
  readonly categoryBits: readonly number[];
  readonly leafValues: Float64Array;
  readonly covers: Float64Array;
}

/**
 * Takes grown trees over from the kernel, in any order, and makes one ensemble of them.
 *
 * Memory: 37 bytes a node while collecting, twice that at most while `build` puts them together.
 */
export class TreeCollector {
  readonly #bins: readonly FeatureBins[];
  readonly #levelCounts: Uint32Array;
  readonly #trees: (CollectedTree | undefined)[];

  constructor(bins: readonly FeatureBins[], levelCounts: Uint32Array, treeCount: number) {
    this.#bins = bins;
    this.#levelCounts = levelCounts;
    this.#trees = new Array<CollectedTree | undefined>(treeCount).fill(undefined);
  }

  /** Copies a tree; its leaves say their share of bads divided by the number of trees. */
  take(index: number, tree: GrownTree): void {
    const { nodeCount } = tree;
    const categoryBits: number[] = [];
    const taken = {
      splitFeatures: new Int32Array(nodeCount),
      thresholds: new Float64Array(nodeCount),
      leftChildren: new Uint32Array(nodeCount),
      missingGoesLeft: new Uint8Array(nodeCount),
      categoryStarts: new Int32Array(nodeCount).fill(-1),
      categoryBits,
      leafValues: new Float64Array(nodeCount),
      covers: new Float64Array(nodeCount),
    };
    for (let node = 0; node < nodeCount; node++) {
      const feature = tree.feature(node);
      taken.splitFeatures[node] = feature;
      taken.covers[node] = tree.weight(node);
      if (feature < 0) {
        taken.leafValues[node] = tree.share(node) / this.#trees.length;
        continue;
      }
      taken.leftChildren[node] = tree.leftChild(node);
      taken.missingGoesLeft[node] = tree.missingGoesLeft(node) ? 1 : 0;
      const { edges } = this.#bins[feature];
      if (this.#levelCounts[feature] > 0) {
        taken.categoryStarts[node] = categoryBits.length;
        for (const word of this.#leftLevels(tree, node, feature)) categoryBits.push(word);
        continue;
      }
      const last = tree.lastLeftBin(node);
      // After the last bin every number goes left, and only the missing go right.
      taken.thresholds[node] = last < edges.length ? edges[last] : Number.MAX_VALUE;
    }
    this.#trees[index] = taken;
  }

  #leftLevels(tree: GrownTree, node: number, feature: number): Uint32Array {
    const words = new Uint32Array(categoryWordCount(this.#levelCounts[feature]));
    const { binOfLevel } = this.#bins[feature];
    for (let level = 0; level < binOfLevel.length; level++) {
      const bin = binOfLevel[level];
      const goesLeft = bin < 0 ? tree.missingGoesLeft(node) : tree.binGoesLeft(node, bin);
      if (goesLeft) words[level >>> 5] |= 1 << (level & 31);
    }
    return words;
  }

  /** The ensemble; every tree must have been taken. The collector is empty afterwards. Cost: O(nodes). */
  build(): TreeEnsemble {
    const trees = this.#trees.splice(0) as CollectedTree[];
    const treeStarts = new Uint32Array(trees.length + 1);
    const wordStarts = new Uint32Array(trees.length + 1);
    for (const [index, tree] of trees.entries()) {
      treeStarts[index + 1] = treeStarts[index] + tree.splitFeatures.length;
      wordStarts[index + 1] = wordStarts[index] + tree.categoryBits.length;
    }
    const nodeCount = treeStarts[trees.length];
    const ensemble = {
      treeStarts,
      splitFeatures: new Int32Array(nodeCount),
      thresholds: new Float64Array(nodeCount),
      leftChildren: new Uint32Array(nodeCount),
      rightChildren: new Uint32Array(nodeCount),
      missingGoesLeft: new Uint8Array(nodeCount),
      categoryStarts: new Int32Array(nodeCount),
      categoryBits: new Uint32Array(wordStarts[trees.length]),
      leafValues: new Float64Array(nodeCount),
      covers: new Float64Array(nodeCount),
      levelCounts: this.#levelCounts,
    };
    for (const [index, tree] of trees.entries()) {
      const first = treeStarts[index];
      ensemble.splitFeatures.set(tree.splitFeatures, first);
      ensemble.thresholds.set(tree.thresholds, first);
      ensemble.missingGoesLeft.set(tree.missingGoesLeft, first);
      ensemble.leafValues.set(tree.leafValues, first);
      ensemble.covers.set(tree.covers, first);
      ensemble.categoryBits.set(tree.categoryBits, wordStarts[index]);
      for (let node = 0; node < tree.splitFeatures.length; node++) {
        const start = tree.categoryStarts[node];
        ensemble.categoryStarts[first + node] = start < 0 ? -1 : start + wordStarts[index];
        if (tree.splitFeatures[node] < 0) continue;
        ensemble.leftChildren[first + node] = first + tree.leftChildren[node];
        ensemble.rightChildren[first + node] = first + tree.leftChildren[node] + 1;
      }
    }
    return ensemble;
  }
}
