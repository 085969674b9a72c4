// Adds up trees that are all padded to the same depth, for AssemblyScript: many rows, raw values, splits that hardly any two
// trees share, as in isolation forests. Laid out and checked by src/forest/sum-perfect-trees.ts.

export { awaitHelpers, awaitTask, finishTask, startTask } from './parts/team';

/** Words of a job from here: model, values, stride of a column, rows, out, trees, depth, columns; 32-bit each. */
const JOB: usize = 1024;
const NEXT_BLOCK: usize = 1088;
const SUM: i32 = 1;
const ORDER_MODEL: i32 = 2;

/** Rows whose values and one tree stay in the nearest cache together. */
const BLOCK_ROWS: u32 = 64;
/**
 * A node: threshold i64, byte offset of its column u32, m u32. Values and thresholds are whole numbers in the order of the
 * doubles they stand for (`orderOf`), a missing value above all. A row goes right when value + m > threshold, where m is 1
 * if missing values go left, and the threshold 1 more: then the missing value is below all.
 */
const NODE: usize = 16;
/** What a missing value is. */
const MISSING: i64 = i64.MAX_VALUE;

export function runPart(task: i32, thread: i32): void {
  if (task == SUM) sumBlocks();
  if (task == ORDER_MODEL && thread == 0) orderModel();
}

/** Takes blocks of rows until there are none. The number of rows is a multiple of BLOCK_ROWS. */
function sumBlocks(): void {
  const model = <usize>load<u32>(JOB);
  const values = <usize>load<u32>(JOB, 4);
  const rows = load<u32>(JOB, 12);
  const out = <usize>load<u32>(JOB, 16);
  const treeCount = load<u32>(JOB, 20);
  const depth = load<u32>(JOB, 24);
  const stride = <usize>load<u32>(JOB, 8);
  const columns = load<u32>(JOB, 28);
  const nodeBytes = NODE << depth;
  const treeBytes = nodeBytes + ((<usize>8) << depth);
  while (true) {
    const first = <usize>atomic.add<u32>(NEXT_BLOCK, BLOCK_ROWS);
    if (<u32>first >= rows) return;
    const block = values + (first << 3);
    const sums = out + (first << 3);
    orderBlock(block, stride, columns);
    memory.fill(sums, 0, <usize>BLOCK_ROWS << 3);
    let tree = model;
    for (let i: u32 = 0; i < treeCount; i++) {
      // Leaf j is found as node 2^depth + j.
      sumTree(tree, tree + nodeBytes - ((<usize>8) << depth), depth, block, sums);
      tree += treeBytes;
    }
  }
}

/** Adds a tree's leaves to the sums of a block: eight rows at a time, each waiting for its loads while the others step. */
function sumTree(nodes: usize, leaves: usize, depth: u32, block: usize, sums: usize): void {
  for (let row: usize = 0; row < <usize>BLOCK_ROWS << 3; row += 64) {
    const values = block + row;
    let a: usize = 1;
    let b: usize = 1;
    let c: usize = 1;
    let d: usize = 1;
    let e: usize = 1;
    let f: usize = 1;
    let g: usize = 1;
    let h: usize = 1;
    for (let level: u32 = 0; level < depth; level++) {
      a = step(nodes, values, a);
      b = step(nodes, values + 8, b);
      c = step(nodes, values + 16, c);
      d = step(nodes, values + 24, d);
      e = step(nodes, values + 32, e);
      f = step(nodes, values + 40, f);
      g = step(nodes, values + 48, g);
      h = step(nodes, values + 56, h);
    }
    const at = sums + row;
    store<f64>(at, load<f64>(at) + load<f64>(leaves + (a << 3)));
    store<f64>(at, load<f64>(at, 8) + load<f64>(leaves + (b << 3)), 8);
    store<f64>(at, load<f64>(at, 16) + load<f64>(leaves + (c << 3)), 16);
    store<f64>(at, load<f64>(at, 24) + load<f64>(leaves + (d << 3)), 24);
    store<f64>(at, load<f64>(at, 32) + load<f64>(leaves + (e << 3)), 32);
    store<f64>(at, load<f64>(at, 40) + load<f64>(leaves + (f << 3)), 40);
    store<f64>(at, load<f64>(at, 48) + load<f64>(leaves + (g << 3)), 48);
    store<f64>(at, load<f64>(at, 56) + load<f64>(leaves + (h << 3)), 56);
  }
}

/** The child that a row goes to from node `i`, without a branch. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function step(nodes: usize, values: usize, i: usize): usize {
  const node = nodes + i * NODE;
  const value = load<i64>(values + <usize>load<u32>(node, 8));
  return (i << 1) + <usize>(value + <i64>load<u32>(node, 12) > load<i64>(node));
}

/** The place of a double among all: smaller doubles have smaller ones, -0 that of 0, NaN the greatest. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function orderOf(value: f64): i64 {
  const bits = reinterpret<i64>(value + 0.0);
  return select<i64>(bits ^ ((bits >> 63) & i64.MAX_VALUE), MISSING, value == value);
}

/** Puts places among all doubles where a block's values are. */
function orderBlock(values: usize, stride: usize, columns: u32): void {
  for (let column: u32 = 0; column < columns; column++) {
    for (let row: usize = 0; row < <usize>BLOCK_ROWS << 3; row += 8) {
      store<i64>(values + row, orderOf(load<f64>(values + row)));
    }
    values += stride;
  }
}

/** Makes a model's nodes ready: thresholds come as doubles. */
function orderModel(): void {
  let node = <usize>load<u32>(JOB);
  const treeCount = load<u32>(JOB, 20);
  const size = <usize>1 << load<u32>(JOB, 24);
  for (let tree: u32 = 0; tree < treeCount; tree++) {
    for (let i: usize = 0; i < size; i++) {
      store<i64>(node, orderOf(load<f64>(node)) + <i64>load<u32>(node, 12));
      node += NODE;
    }
    node += size << 3;
  }
}
