import { categoryWordCount, type TreeEnsemble } from './tree-ensemble.js';

/** How a node divides its rows, in terms of raw values. */
export type TreeSplit =
  | { readonly feature: number; readonly missingGoesLeft: boolean; readonly threshold: number }
  | { readonly feature: number; readonly missingGoesLeft: boolean; readonly leftLevels: readonly number[] };

/** Collects trees node by node; parents before their children. */
export class EnsembleBuilder {
  readonly #levelCounts: Uint32Array;
  readonly #treeStarts: number[] = [];
  readonly #splitFeatures: number[] = [];
  readonly #thresholds: number[] = [];
  readonly #leftChildren: number[] = [];
  readonly #rightChildren: number[] = [];
  readonly #missingGoesLeft: number[] = [];
  readonly #categoryStarts: number[] = [];
  readonly #categoryBits: number[] = [];
  readonly #leafValues: number[] = [];
  readonly #covers: number[] = [];
  readonly #gains: number[] = [];
  #hasGains = false;

  /** @param levelCounts one per feature: the number of levels of a category, 0 for numeric features */
  constructor(levelCounts: ArrayLike<number>) {
    this.#levelCounts = Uint32Array.from(levelCounts);
  }

  get nodeCount(): number {
    return this.#splitFeatures.length;
  }

  /** Begins a tree; its first node is the next one added. */
  startTree(): void {
    this.#treeStarts.push(this.nodeCount);
  }

  /** Adds a leaf, which `setSplit` may turn into a split. @returns its node number */
  addLeaf(value: number, cover: number): number {
    this.#splitFeatures.push(-1);
    this.#thresholds.push(0);
    this.#leftChildren.push(0);
    this.#rightChildren.push(0);
    this.#missingGoesLeft.push(0);
    this.#categoryStarts.push(-1);
    this.#leafValues.push(value);
    this.#covers.push(cover);
    this.#gains.push(0);
    return this.nodeCount - 1;
  }

  /** Says what a leaf adds, where that is known only once it stays one. */
  setLeaf(node: number, value: number): void {
    this.#leafValues[node] = value;
  }

  /** Turns a leaf into a split between two later nodes. @param gain what it saved; said of all splits or of none */
  setSplit(node: number, split: TreeSplit, leftChild: number, rightChild: number, gain?: number): void {
    if (gain !== undefined) {
      this.#gains[node] = gain;
      this.#hasGains = true;
    }
    this.#splitFeatures[node] = split.feature;
    this.#leftChildren[node] = leftChild;
    this.#rightChildren[node] = rightChild;
    this.#missingGoesLeft[node] = split.missingGoesLeft ? 1 : 0;
    this.#leafValues[node] = 0;
    if ('threshold' in split) {
      this.#thresholds[node] = split.threshold;
      return;
    }
    const words = new Uint32Array(categoryWordCount(this.#levelCounts[split.feature]));
    for (const level of split.leftLevels) words[level >>> 5] |= 1 << (level & 31);
    this.#categoryStarts[node] = this.#categoryBits.length;
    this.#categoryBits.push(...words);
  }

  /** The trees so far. Cost: O(nodes). */
  build(): TreeEnsemble {
    return {
      treeStarts: Uint32Array.from([...this.#treeStarts, this.nodeCount]),
      splitFeatures: Int32Array.from(this.#splitFeatures),
      thresholds: Float64Array.from(this.#thresholds),
      leftChildren: Uint32Array.from(this.#leftChildren),
      rightChildren: Uint32Array.from(this.#rightChildren),
      missingGoesLeft: Uint8Array.from(this.#missingGoesLeft),
      categoryStarts: Int32Array.from(this.#categoryStarts),
      categoryBits: Uint32Array.from(this.#categoryBits),
      leafValues: Float64Array.from(this.#leafValues),
      covers: Float64Array.from(this.#covers),
      ...(this.#hasGains ? { gains: Float64Array.from(this.#gains) } : {}),
      levelCounts: this.#levelCounts,
    };
  }
}
