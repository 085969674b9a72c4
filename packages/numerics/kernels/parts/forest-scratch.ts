import { BINS, drawnRowCapacity, featureCount, leafCapacity, maskCapacity, scratch, scratchBytes } from './forest-problem';

// A thread's own room. Its layout is said here and sized in src/forest/lay-out-forest.ts: both in the same order.
//
// entries (twice, equally long): a node's rows, 8 bytes each: row number u32, times drawn u16, times drawn if bad u16 (else 0).
//   A node's rows lie in one of the two; its children's are written to the other, at the same place.
// nodes: NODE bytes each: feature i32 (-1 for leaves), left child u32 (the right one is next to it), split u32, free u32,
//   weight of the bads f64, weight f64. A split is its last left bin, or for categories the number of its mask, with
//   MISSING_LEFT and CATEGORY_SPLIT.
// masks: MASK bytes each: one bit per bin, set where the bin goes left.
// histogram: one cell per bin, 8 bytes (bads u32 · 2³² + weight u32) or, weighted, 16 (bads i64, weight i64). All zero between uses.

export const ENTRY: usize = 8;
export const NODE: usize = 32;
export const MASK: usize = 32;
export const STACK_ENTRY: usize = 32;

export const MISSING_LEFT: u32 = 1 << 30;
export const CATEGORY_SPLIT: u32 = 1 << 31;

export let firstEntries: usize = 0;
export let secondEntries: usize = 0;
export let nodes: usize = 0;
export let masks: usize = 0;
export let stack: usize = 0;
/** f64 [bin]: what levels are put in order by. */
export let levelKeys: usize = 0;
export let histogram: usize = 0;
/** u8 [bin]: bins that hold rows, in order. */
export let present: usize = 0;
/** The mask of the split looked at, and of the best so far. */
export let triedMask: usize = 0;
export let bestMask: usize = 0;
/** u32 [feature]: all features, those drawn for a node in front. */
export let drawOrder: usize = 0;
/** u16 [row]: how often drawn for this tree. */
export let timesDrawn: usize = 0;

/** Finds the thread's own stretch. */
export function layOutScratch(thread: i32): void {
  let at = scratch + <usize>thread * scratchBytes;
  firstEntries = at;
  at += round64((<usize>drawnRowCapacity + 1) * ENTRY);
  secondEntries = at;
  at += round64((<usize>drawnRowCapacity + 1) * ENTRY);
  nodes = at;
  at += <usize>(2 * leafCapacity) * NODE;
  masks = at;
  at += <usize>maskCapacity * MASK;
  stack = at;
  at += 128 * STACK_ENTRY;
  levelKeys = at;
  at += <usize>BINS * 8;
  histogram = at;
  at += <usize>BINS * 16;
  present = at;
  at += <usize>BINS;
  triedMask = at;
  at += MASK;
  bestMask = at;
  at += MASK;
  drawOrder = at;
  at += round64(<usize>featureCount * 4);
  timesDrawn = at;
}

function round64(bytes: usize): usize {
  return (bytes + 63) & ~(<usize>63);
}
