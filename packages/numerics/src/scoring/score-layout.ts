/**
 * Where the words of a model's image lie, in bytes from its start: as kernels/parts/score-layout.ts has them, which also says
 * what they mean.
 */
export const SCORE_WORDS = {
  inputCount: 0,
  inputs: 4,
  columns: 8,
  columnCount: 12,
  setCount: 16,
  sets: 20,
  treeCount: 24,
  addsSingles: 28,
  form: 32,
  depth: 36,
  nodes: 40,
  leaves: 44,
  treeStarts: 48,
  inputValues: 52,
  ranks: 56,
  codes: 60,
  numberCount: 68,
  maskThresholds: 32,
  maskStarts: 36,
  maskCount: 40,
  flipStarts: 44,
  flips: 48,
  setBeginnings: 52,
  programs: 56,
  blockLeaves: 60,
  leafStride: 64,
} as const;

/** Bytes of an image's head. */
export const SCORE_HEAD_BYTES = 80;

/** How trees lie in an image for rows. */
export const ROW_FORMS = { heapNarrow: 0, heapWide: 1, linkedNarrow: 2, linkedWide: 3 } as const;

/** Rows that blocks are scored by. */
export const BLOCK_ROWS = 128;

/** Bytes that a thread needs to score blocks of a model with that many masks; see kernels/parts/bit-trees.ts. */
export function blockScratchBytes(maskCount: number): number {
  return 512 + (512 + 48 + 9) * 16 + 8 * BLOCK_ROWS + maskCount * 16;
}
