// Kernels that score tree models, for AssemblyScript: one row by walking five trees at a time, 128 rows by bits. Models lie
// in memory as images (kernels/parts/score-layout.ts) that learn/src/compiled writes and checks. Addresses are in bytes.

import { scoreBlock } from './parts/bit-trees';
import { encodeBlock, encodeRow } from './parts/encode-row';
import { CODES, COLUMN_COUNT, FORM, HEAP_NARROW, HEAP_WIDE, LINKED_NARROW, NARROW_CODES, SET_COUNT } from './parts/score-layout';

export { awaitHelpers, awaitTask, finishTask, startTask } from './parts/team';
import { sumHeap } from './parts/walk-heap';
import { addLinked, sumLinked } from './parts/walk-linked';

/** Asks for more memory, in pages of 64 KiB. Returns -1 where there is none. */
export function grow(pages: i32): i32 {
  return memory.grow(pages);
}

/** `base` plus the leaves of the row whose values the caller has put at the image's INPUT_VALUES. */
export function scoreRow(model: usize, base: f64): f64 {
  const form = load<u32>(model, FORM);
  const isNarrow = form == HEAP_NARROW || form == LINKED_NARROW;
  const codes = isNarrow ? NARROW_CODES : model + <usize>load<u32>(model, CODES);
  encodeRow(model, codes);
  if (form == HEAP_NARROW) return sumHeap<u16>(model, codes, base);
  if (form == HEAP_WIDE) return sumHeap<u32>(model, codes, base);
  if (form == LINKED_NARROW) return sumLinked<u32>(model, codes, base);
  return sumLinked<u64>(model, codes, base);
}

// What a batch consists of, at the job's address: [model, values, stride, blocks, out, scratch, scratch of a thread, next
// block, base (f64)]; all but the base 32-bit.
const NEXT_BLOCK: usize = 28;

/** Where every thread finds the job of a task. */
const JOB: usize = 1024;
/** Blocks of a block image. */
const SCORE_BLOCKS: i32 = 1;
/** Blocks of a row image in a linked form. */
const WALK_BLOCKS: i32 = 2;

/** Scores blocks of 128 rows until there is none left. */
export function runPart(task: i32, thread: i32): void {
  const model = <usize>load<u32>(JOB);
  const values = <usize>load<u32>(JOB, 4);
  const stride = <usize>load<u32>(JOB, 8);
  const blockCount = load<u32>(JOB, 12);
  const out = <usize>load<u32>(JOB, 16);
  const scratch = <usize>load<u32>(JOB, 20) + <usize>thread * <usize>load<u32>(JOB, 24);
  const base = load<f64>(JOB, 32);
  while (true) {
    const block = atomic.add<u32>(JOB + NEXT_BLOCK, 1);
    if (block >= blockCount) return;
    const at = <usize>block << 10;
    if (task == SCORE_BLOCKS) scoreBlock(model, values + at, stride, base, out + at, scratch);
    else if (task == WALK_BLOCKS) walkBlock(model, values + at, stride, base, out + at, scratch);
  }
}

/** As `scoreBlock`, for a row image. `scratch` has 512 bytes, and for 128 rows the columns, up to a multiple of 16 bytes. */
function walkBlock(model: usize, values: usize, stride: usize, base: f64, out: usize, scratch: usize): void {
  const columnCount = <usize>load<u32>(model, COLUMN_COUNT) + <usize>load<u32>(model, SET_COUNT);
  const rowBytes = (columnCount + 16) & ~15;
  encodeBlock(model, values, stride, scratch, scratch + 512, rowBytes);
  for (let i: usize = 0; i < 128; i++) store<f64>(out + (i << 3), base);
  if (load<u32>(model, FORM) == LINKED_NARROW) addLinked<u32>(model, scratch + 512, rowBytes, out);
  else addLinked<u64>(model, scratch + 512, rowBytes, out);
}
