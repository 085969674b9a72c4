import { WALK_NODE_BYTES } from './layout.js';
import type { TrainingShard } from './training-shard.js';

/** A tree whose rows are to be scored: one entry per node, arrays may be longer. */
export interface AppliedTree {
  readonly nodeCount: number;
  /** -1 at leaves. */
  readonly splitFeatures: Int32Array;
  /** The right child is the next one. */
  readonly leftChildren: Int32Array;
  /** Which of the workspace's tables says what bins go left. */
  readonly tableOf: Int32Array;
  /** What a leaf adds. */
  readonly values: Float64Array;
}

/** Writes a tree where the kernel walks it by bins: the tables as bits. */
export function writeWalkNodes({ memory, layout }: TrainingShard, tree: AppliedTree, tables: Uint8Array): void {
  const { nodeCount } = tree;
  const words = new Int32Array(memory, layout.walkNodes, (nodeCount * WALK_NODE_BYTES) / 4);
  const numbers = new Float64Array(memory, layout.walkNodes, (nodeCount * WALK_NODE_BYTES) / 8);
  for (let node = 0; node < nodeCount; node++) {
    const at = (node * WALK_NODE_BYTES) / 4;
    words[at] = tree.splitFeatures[node];
    words[at + 1] = tree.leftChildren[node];
    numbers[at / 2 + 1] = tree.values[node];
    if (tree.splitFeatures[node] < 0) continue;
    const table = tree.tableOf[node] * 256;
    for (let word = 0; word < 8; word++) {
      let bits = 0;
      for (let bit = 0; bit < 32; bit++) bits |= tables[table + word * 32 + bit] << bit;
      words[at + 4 + word] = bits;
    }
  }
}
