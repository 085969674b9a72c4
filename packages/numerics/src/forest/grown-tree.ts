import { MASK_BYTES, NODE_BYTES } from './lay-out-forest.js';

const MISSING_LEFT = 2 ** 30;
const FEATURE = 0;
const LEFT_CHILD = 1;
const SPLIT = 2;
const BADS = 2;
const WEIGHT = 3;

/** A tree as the kernel left it, in terms of bins: views of its memory. Children come in pairs, after their parent. */
export class GrownTree {
  readonly nodeCount: number;
  readonly #words: Int32Array;
  readonly #sums: Float64Array;
  readonly #masks: Uint8Array;
  readonly #unit: number;

  /** @param unit the weight that one whole number stands for */
  constructor(
    memory: ArrayBuffer | SharedArrayBuffer,
    nodes: number,
    nodeCount: number,
    masks: number,
    maskCount: number,
    unit: number,
  ) {
    this.nodeCount = nodeCount;
    this.#words = new Int32Array(memory, nodes, (nodeCount * NODE_BYTES) / 4);
    this.#sums = new Float64Array(memory, nodes, (nodeCount * NODE_BYTES) / 8);
    this.#masks = new Uint8Array(memory, masks, maskCount * MASK_BYTES);
    this.#unit = unit;
  }

  /** The feature a node divides by; -1 for leaves. */
  feature(node: number): number {
    return this.#words[node * 8 + FEATURE];
  }

  /** Left child of a split; the right one is next to it. */
  leftChild(node: number): number {
    return this.#words[node * 8 + LEFT_CHILD];
  }

  /** Whether missing values go left at a split. */
  missingGoesLeft(node: number): boolean {
    return (this.#words[node * 8 + SPLIT] & MISSING_LEFT) !== 0;
  }

  /** At splits by a number: the last bin that goes left. */
  lastLeftBin(node: number): number {
    return this.#words[node * 8 + SPLIT] & 0xff;
  }

  /** At splits by a category: whether a bin goes left. */
  binGoesLeft(node: number, bin: number): boolean {
    const mask = this.#words[node * 8 + SPLIT] & (MISSING_LEFT - 1);
    return ((this.#masks[mask * MASK_BYTES + (bin >> 3)] >> (bin & 7)) & 1) === 1;
  }

  /** Weight of the rows drawn that reached the node. */
  weight(node: number): number {
    return this.#sums[node * 4 + WEIGHT] * this.#unit;
  }

  /** Share of bads among them, in [0, 1]. */
  share(node: number): number {
    return this.#sums[node * 4 + BADS] / this.#sums[node * 4 + WEIGHT];
  }
}
