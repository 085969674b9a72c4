import { perfectTreesWasm } from '../generated/perfect-trees-wasm.js';
import type { KernelThreads } from '../wasm/kernel-threads.js';
import {
  FIRST_DATA_ADDRESS,
  type LoadedKernel,
  loadKernel,
  releaseKernel,
  runTask,
  type TaskKernel,
} from '../wasm/load-kernel.js';

/**
 * Trees that are all padded to the same depth: node i (from 1) of a tree has children 2i and 2i + 1, and node 2^depth + j is
 * leaf j. Each tree takes 2^depth entries of every array; the first node's is not used.
 */
export interface PerfectTrees {
  readonly treeCount: number;
  /** In [0, 12]. */
  readonly depth: number;
  /** A row goes left with a value at or below; where a leaf is padded, +Infinity, and missing values go left too. */
  readonly thresholds: Float64Array;
  /** Below the number of columns. */
  readonly features: Uint32Array;
  /** 1 or 0. */
  readonly missingGoesLeft: Uint8Array;
  readonly leaves: Float64Array;
}

export const DEEPEST_PERFECT_TREE = 12;
const SUM = 1;
const ORDER_MODEL = 2;
const NODE_BYTES = 16;
const BLOCK_ROWS = 64;
const JOB_BYTES = 128;
/** Rows whose values lie in memory at the same time, at most; fewer where there are many columns. */
const STAGE_ROWS = 8192;
const STAGE_BYTES = 32 * 2 ** 20;
/** Columns start at different lines of a cache. */
const PADDING_ROWS = 72;
const ROWS_WORD = 3;
/** A cache line of its own: every thread counts there. */
const NEXT_BLOCK_WORD = 16;

/**
 * Adds up, for every row, the leaves it falls into: in order of the trees, in doubles.
 *
 * @param columns one per feature, NaN = missing, no infinities needed but allowed
 * @returns one sum per row, the same bits with any number of threads
 * @throws RangeError for arrays of other lengths, features without a column or a depth out of range
 * Cost: about 0.8 ns × rows × trees × depth; 24 bytes × trees × 2^depth, and up to 32 MiB for rows on their way.
 */
export function sumPerfectTrees(
  trees: PerfectTrees,
  columns: readonly Float64Array[],
  rowCount: number,
  threads?: KernelThreads,
): Float64Array {
  checkTrees(trees, columns, rowCount);
  const treeBytes = (NODE_BYTES + 8) * 2 ** trees.depth;
  const fitting = Math.floor(STAGE_BYTES / (8 * Math.max(1, columns.length)) / BLOCK_ROWS) * BLOCK_ROWS;
  const stageRows = Math.min(
    Math.ceil(rowCount / BLOCK_ROWS) * BLOCK_ROWS,
    Math.max(BLOCK_ROWS, Math.min(STAGE_ROWS, fitting)),
  );
  const stride = (stageRows + PADDING_ROWS) * 8;
  const model = FIRST_DATA_ADDRESS + JOB_BYTES;
  const values = model + trees.treeCount * treeBytes;
  const out = values + columns.length * stride;
  const kernel = loadKernel<TaskKernel>(perfectTreesWasm, out + stageRows * 8, threads);
  try {
    writeModel(kernel, trees, model, stride);
    const job = new Uint32Array(kernel.memory, FIRST_DATA_ADDRESS, JOB_BYTES / 4);
    job.set([model, values, stride, 0, out, trees.treeCount, trees.depth, columns.length]);
    runTask(kernel, ORDER_MODEL);
    const result = new Float64Array(rowCount);
    for (let first = 0; first < rowCount; first += stageRows) {
      const count = Math.min(stageRows, rowCount - first);
      for (const [feature, column] of columns.entries()) {
        new Float64Array(kernel.memory, values + feature * stride, count).set(column.subarray(first, first + count));
      }
      job[ROWS_WORD] = Math.ceil(count / BLOCK_ROWS) * BLOCK_ROWS;
      job[NEXT_BLOCK_WORD] = 0;
      runTask(kernel, SUM);
      result.set(new Float64Array(kernel.memory, out, count), first);
    }
    return result;
  } finally {
    releaseKernel(kernel);
  }
}

function writeModel({ memory }: LoadedKernel<TaskKernel>, trees: PerfectTrees, model: number, stride: number): void {
  const { treeCount, depth, thresholds, features, missingGoesLeft, leaves } = trees;
  const size = 2 ** depth;
  const treeBytes = (NODE_BYTES + 8) * size;
  const doubles = new Float64Array(memory, model, (treeCount * treeBytes) / 8);
  const words = new Uint32Array(memory, model, (treeCount * treeBytes) / 4);
  for (let tree = 0; tree < treeCount; tree++) {
    const first = tree * size;
    const start = (tree * treeBytes) / 8;
    for (let node = 1; node < size; node++) {
      doubles[start + node * 2] = thresholds[first + node];
      words[(start + node * 2 + 1) * 2] = features[first + node] * stride;
      words[(start + node * 2 + 1) * 2 + 1] = missingGoesLeft[first + node];
    }
    doubles.set(leaves.subarray(first, first + size), start + size * 2);
  }
}

function checkTrees(trees: PerfectTrees, columns: readonly Float64Array[], rowCount: number): void {
  const { treeCount, depth, features, missingGoesLeft } = trees;
  const isDepth = Number.isInteger(depth) && depth >= 0 && depth <= DEEPEST_PERFECT_TREE;
  if (!isDepth) {
    throw new RangeError(`\`depth\` of \`sumPerfectTrees\` must be in [0, ${DEEPEST_PERFECT_TREE}]; got ${depth}`);
  }
  for (const name of ['thresholds', 'features', 'missingGoesLeft', 'leaves'] as const) {
    if (trees[name].length === treeCount * 2 ** depth) continue;
    throw new RangeError(
      `\`${name}\` of \`sumPerfectTrees\` must have ${treeCount * 2 ** depth} entries; got ${trees[name].length}`,
    );
  }
  for (const column of columns) {
    if (column.length === rowCount) continue;
    throw new RangeError(`\`columns\` of \`sumPerfectTrees\` must have ${rowCount} entries; got ${column.length}`);
  }
  // The kernel trusts offsets: a wild one would read beyond the rows.
  const stray = features.findIndex((feature) => feature >= Math.max(1, columns.length));
  if (stray >= 0) throw new RangeError(`\`features\` of \`sumPerfectTrees\` must be columns; got ${features[stray]}`);
  if (missingGoesLeft.some((value) => value > 1)) {
    throw new RangeError('`missingGoesLeft` of `sumPerfectTrees` must be 0 or 1');
  }
}
