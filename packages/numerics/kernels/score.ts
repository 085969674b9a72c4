// Kernels that score tree models, for AssemblyScript: one row by walking four trees at a time, 128 rows by bits. Models lie
// in memory as images (kernels/parts/score-layout.ts) that learn/src/compiled writes and checks. Addresses are in bytes.

import { scoreBlock } from './parts/bit-trees';
import { encodeRow } from './parts/encode-row';
import { FORM, HEAP_NARROW, HEAP_WIDE, LINKED_NARROW } from './parts/score-layout';

export { awaitHelpers, awaitTask, finishTask, startTask } from './parts/team';
import { sumHeap } from './parts/walk-heap';
import { sumLinked } from './parts/walk-linked';

/** Asks for more memory, in pages of 64 KiB. Returns -1 where there is none. */
export function grow(pages: i32): i32 {
  return memory.grow(pages);
}

/** `base` plus the leaves of the row whose values the caller has put at the image's INPUT_VALUES. */
export function scoreRow(model: usize, base: f64): f64 {
  encodeRow(model);
  const form = load<u32>(model, FORM);
  if (form == HEAP_NARROW) return sumHeap<u16>(model, base);
  if (form == HEAP_WIDE) return sumHeap<u32>(model, base);
  if (form == LINKED_NARROW) return sumLinked<u32>(model, base);
  return sumLinked<u64>(model, base);
}

// What a batch consists of, at the job's address: [model, values, stride, blocks, out, scratch, scratch of a thread, next
// block, base (f64)]; all but the base 32-bit.
const NEXT_BLOCK: usize = 28;

/** Where every thread finds the job of a task. */
const JOB: usize = 1024;
const SCORE_BLOCKS: i32 = 1;

/** Scores blocks of 128 rows until there is none left. */
function scoreBlocks(job: usize, thread: i32): void {
  const model = <usize>load<u32>(job);
  const values = <usize>load<u32>(job, 4);
  const stride = <usize>load<u32>(job, 8);
  const blockCount = load<u32>(job, 12);
  const out = <usize>load<u32>(job, 16);
  const scratch = <usize>load<u32>(job, 20) + <usize>thread * <usize>load<u32>(job, 24);
  const base = load<f64>(job, 32);
  while (true) {
    const block = atomic.add<u32>(job + NEXT_BLOCK, 1);
    if (block >= blockCount) return;
    scoreBlock(model, values + (<usize>block << 10), stride, base, out + (<usize>block << 10), scratch);
  }
}

export function runPart(task: i32, thread: i32): void {
  if (task == SCORE_BLOCKS) scoreBlocks(JOB, thread);
}
