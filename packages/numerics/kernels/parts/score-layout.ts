// A tree model as the scoring kernels read it, written by learn/src/compiled. Everything is little-endian and addressed
// from the start of the image, which begins with a head of 32-bit words; a part starts at a multiple of 16.
//
// inputs, 16 bytes each: [steps, address of split points (f64), first column, end of columns]; first numbers, in fours that
//   share their steps, with 2^steps - 1 ascending points each, +Infinity filling up; then categories, with the number of
//   levels instead of steps.
// columns, 4 bytes each: base * 2 + missingGoesRight. A column holds for a row, in a byte, its rank less the base, kept
//   within 0 and 255: a node tests column > byte and sends the row right if so. A missing value is 0 or 255. So features
//   with more than 254 split points take several columns, and every test is one of bytes.
// sets (row image), 8 bytes each: [input, address of bits]; bit `level` is 1 where the level goes right, and bit `levels`
//   says so of missing. Their columns follow the ranks', holding 0 or 1.

/** Bytes of an input. */
export const INPUT_BYTES: usize = 16;

export const INPUT_COUNT: usize = 0;
export const INPUTS: usize = 4;
export const COLUMNS: usize = 8;
/** Columns of ranks; those of sets follow. */
export const COLUMN_COUNT: usize = 12;
export const SET_COUNT: usize = 16;
export const SETS: usize = 20;
export const TREE_COUNT: usize = 24;
/** 1 where sums are rounded to 32-bit floats after every tree. */
export const ADDS_SINGLES: usize = 28;

// The row image's own words.
/** HEAP_NARROW, HEAP_WIDE, LINKED_NARROW or LINKED_WIDE. */
export const FORM: usize = 32;
/** Heap: steps from a root to a leaf. */
export const DEPTH: usize = 36;
export const NODES: usize = 40;
/** f64; heap: 2^depth a tree; linked: one a node. */
export const LEAVES: usize = 44;
/** Linked: u32, the first node of each tree. */
export const TREE_STARTS: usize = 48;
/** What the caller fills: f64, one per input. */
export const INPUT_VALUES: usize = 52;
export const RANKS: usize = 56;
/** Wide forms: room for a row's columns; narrow ones have theirs at NARROW_CODES. */
export const CODES: usize = 60;

// The block image's own words; see bit-trees.ts.
/** Bytes, a threshold each, column by column. */
export const MASK_THRESHOLDS: usize = 32;
/** u32, one per column and one more: where its thresholds begin. */
export const MASK_STARTS: usize = 36;
export const MASK_COUNT: usize = 40;
/** u32, one per set and one more: where its flips begin. */
export const FLIP_STARTS: usize = 44;
/** u32: addresses within the masks. */
export const FLIPS: usize = 48;
/** Per set, u32: 1 where level 0 goes right. */
export const SET_BEGINNINGS: usize = 52;
/** 16 bytes a tree: [program address, splits, leaves, …]. */
export const PROGRAMS: usize = 56;
/** f64, `LEAF_STRIDE` bytes a tree. */
export const BLOCK_LEAVES: usize = 60;
/** 512 or 2048. */
export const LEAF_STRIDE: usize = 64;

/** Inputs that are numbers: a multiple of 4. */
export const NUMBER_COUNT: usize = 68;

/** Where the columns of one row lie for narrow forms, 256 bytes: a fixed place saves an addition in every step of a walk. */
export const NARROW_CODES: usize = 1280;

export const HEAP_NARROW: u32 = 0;
export const HEAP_WIDE: u32 = 1;
export const LINKED_NARROW: u32 = 2;
export const LINKED_WIDE: u32 = 3;
