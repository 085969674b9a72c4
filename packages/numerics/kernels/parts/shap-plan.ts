// Where a plan of trees lies in the memory of kernels/shap.ts: what src/shapley/lay-out-shapley-plan.ts writes and the kernel reads.
// Addresses and offsets are in bytes; counts and addresses are 32-bit words, all other numbers doubles.

/** The plan's own words, right above what the threads agree by. */
export const PLAN: usize = 1024;
export const TREE_COUNT: usize = 0;
export const TREES: usize = 4;
/** One row: a double per slot. Tiles of rows: tile by tile, slot by slot, TILE_ROWS doubles each. */
export const VALUES: usize = 8;
/** One row: a double per feature. Tiles: tile by tile, feature by feature, TILE_ROWS doubles each. */
export const CONTRIBUTIONS: usize = 12;
export const SLOT_COUNT: usize = 16;
export const FEATURE_COUNT: usize = 20;
/** Scratch: WORK_BYTES for each thread. */
export const WORK: usize = 24;
export const WORK_BYTES: usize = 28;
export const TILE_COUNT: usize = 32;
/** The next tile nobody has taken. */
export const NEXT_TILE: usize = 36;

/** Rows of a tile: as many as keep its values and contributions near the core. */
export const TILE_ROWS: usize = 32;
/** Turns 8 times the number of a slot or feature into its distance in a tile: TILE_ROWS, as a power of two. */
export const TILE_SHIFT: usize = 5;

/** A tree: twelve words. */
export const TREE_BYTES: usize = 48;
/**
 * Its splits: inner ones (with a split below), parents first, then the last ones (with two leaves below) whose feature their
 * path did not meet before, then the last ones whose feature it did. A split's number in this order is its place; the
 * lone leaves (below inner splits) have the places after.
 */
export const NODES: usize = 0;
export const INNER_COUNT: usize = 4;
export const PLAIN_COUNT: usize = 8;
export const REPEATED_COUNT: usize = 12;
/** Values of the lone leaves, a double each. */
export const LEAVES: usize = 16;
export const LEAF_COUNT: usize = 20;
/** Repeats of inner splits, parents first, then those of the last ones in their order. */
export const REPEATS: usize = 24;
/** Of inner splits. */
export const REPEAT_COUNT: usize = 28;
/** Points t, then 1 - t, then weights; a point of weight 0 makes their number even. */
export const RULE: usize = 32;
/** Without that point. */
export const POINT_COUNT: usize = 36;

/** A split. */
export const NODE_BYTES: usize = 40;
/** By number: a row goes left when its value is at or below. By category: the word is the address of a bit for each level. */
export const THRESHOLD: usize = 0;
/** Share of the training weight that goes left. */
export const SHARE: usize = 8;
/** Of a last split: doubles, its leaves' values. */
export const LEFT: usize = 16;
export const RIGHT: usize = 24;
/** Of an inner split: words, how far its children's places lie from the first, in the scratch of one row and of four. */
export const LEFT_OF_ROW: usize = 16;
export const LEFT_OF_FOUR: usize = 20;
export const RIGHT_OF_ROW: usize = 24;
export const RIGHT_OF_FOUR: usize = 28;
/** 8 times the number of the value slot; BY_CATEGORY is added where that holds a level (or the number of levels, for missing). */
export const SLOT: usize = 32;
export const BY_CATEGORY: u32 = 1;
/** 8 times the number of the feature. */
export const FEATURE: usize = 36;

/** What is more of a split on a feature met before; followed by 1 / pass of the feature so far for each point of the rule. */
export const REPEAT_BYTES: usize = 40;
export const REPEAT_PLACE: usize = 0;
/** Place of the split met before. */
export const REPEAT_BEFORE: usize = 4;
/** 1 + number of that one's own repeat, 0 where it is the feature's first. */
export const REPEAT_CHAIN: usize = 8;
/** -1 when this split lies right of it, 0 when left. */
export const REPEAT_FLIP: usize = 12;
/** Share of the training weight that the splits on the feature before let through. */
export const REPEAT_ZERO: usize = 16;
/** That share, of a last split times the difference of its leaves. */
export const REPEAT_SCALE: usize = 24;
/** 8 times the number of the feature. */
export const REPEAT_FEATURE: usize = 32;
