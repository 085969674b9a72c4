// What the tasks of training agree by: the words below, written by src/training/training-shard.ts, which lays out the memory
// and checks it. Addresses are in bytes. Words are 32 bits from WORDS on, numbers are doubles from NUMBERS on.

const WORDS: usize = 1024;
const NUMBERS: usize = 1280;

/** A 32-bit word by its index, as listed in src/training/layout.ts. */
// @ts-ignore: decorator
@inline
export function word(index: i32): i32 {
  return load<i32>(WORDS + (<usize>index << 2));
}

/** An address by its index. */
// @ts-ignore: decorator
@inline
export function address(index: i32): usize {
  return <usize>load<u32>(WORDS + (<usize>index << 2));
}

/** A double by its index. */
// @ts-ignore: decorator
@inline
export function number(index: i32): f64 {
  return load<f64>(NUMBERS + (<usize>index << 3));
}

// Words.
export const ROW_COUNT = 0;
export const ROW_STRIDE = 1;
export const FEATURE_COUNT = 2;
export const LANE_COUNT = 3;
export const BINS_BY_ROW = 4;
export const BINS_BY_FEATURE = 5;
export const CELLS = 6;
export const SCORES = 7;
export const TARGETS = 8;
/** 0 where every row has weight 1. */
export const WEIGHTS = 9;
export const ROLES = 10;
export const ROWS = 11;
export const SCRATCH = 12;
export const SEGMENTS = 13;
export const NODE_CAPACITY = 14;
export const SLOTS = 15;
export const SLOT_BYTES = 16;
export const LOCALS = 17;
export const BATCH_CAPACITY = 18;
/** Local histograms to be added to each slot, beside what lane 0 put there. */
export const LOCAL_COUNT = 19;
export const RESULTS = 20;
export const TABLES = 21;
export const BATCH = 22;
export const BATCH_SIZE = 23;
export const CANDIDATES = 24;
export const CANDIDATE_COUNT = 25;
/** Cells are 16 bytes instead of 8. */
export const IS_WIDE = 26;
/** Every row takes part: `ROLES` need not be looked at. */
export const IS_EVERY_ROW = 27;
export const FEATURES = 28;
export const OBJECTIVE = 29;
export const LANE_SUMS = 30;
export const STAGE = 31;
export const STAGE_FIRST = 32;
export const STAGE_COUNT = 33;
export const STAGE_CAPACITY = 34;
export const EDGES = 35;
export const LEVELS = 36;
export const COUNT_BITS = 37;
/** 1: each lane fills a histogram of its own; 0: the caller runs every lane, one after the other, into the slot. */
export const IS_SPREAD = 38;
export const WALK_NODES = 39;
export const WALK_NODE_COUNT = 40;
export const BLOCK_SUMS = 41;
/** Every feature is a candidate, in order. */
export const IS_EVERY_FEATURE = 42;
export const SORTING = 43;
export const CRITERION = 44;
export const IS_BOUNDED = 45;
export const MOST_LEVELS = 46;
export const FINAL_COUNT = 47;
export const FINALS = 48;
export const LANE_COVERS = 49;
/** 1 where lane 0 has a local histogram too: the slots are in another memory. */
export const IS_AWAY = 50;

// Numbers.
export const GRADIENT_SCALE = 0;
export const HESSIAN_SCALE = 1;
export const GRADIENT_UNIT = 2;
export const HESSIAN_UNIT = 3;
export const L1 = 4;
export const L2 = 5;
export const MIN_GAIN = 6;
export const MIN_CHILD_WEIGHT = 7;
export const MIN_ROWS = 8;
export const MIN_ROWS_IN_LEVEL = 9;
export const LEVEL_SMOOTHING = 10;
export const LEVEL_L2 = 11;
export const WEIGHT_SCALE = 12;

/** Rows are dealt out to lanes in blocks of so many: each lane owns every `LANE_COUNT`-th block. */
export const BLOCK: i32 = 1024;

/** What a lane has at `SORTING` for itself, while a task runs: probabilities of a block, or levels in order. */
export const SCRATCH_BYTES: usize = 8192;

/** Where a lane's row numbers begin: after those of the lanes before it, were all their rows to take part. */
export function firstPosition(lane: i32): i32 {
  let position: i32 = 0;
  for (let other: i32 = 0; other < lane; other++) position += ownedRows(other);
  return position;
}

/** How many rows a lane owns. */
export function ownedRows(lane: i32): i32 {
  const rowCount = word(ROW_COUNT);
  const lanes = word(LANE_COUNT);
  const blocks = (rowCount + BLOCK - 1) / BLOCK;
  if (lane >= blocks) return 0;
  const owned = (blocks - lane + lanes - 1) / lanes;
  const ownsLast = (blocks - 1) % lanes == lane;
  return owned * BLOCK - (ownsLast ? blocks * BLOCK - rowCount : 0);
}

/** The stretch of row numbers that a lane holds of a node: its first position, and 4 bytes on how many. */
// @ts-ignore: decorator
@inline
export function segment(lane: i32, node: i32): usize {
  return address(SEGMENTS) + (<usize>(lane * word(NODE_CAPACITY) + node) << 3);
}

/** What is known of a feature: 16 bytes, its value bins, whether it is a category, and where its table of levels lies. */
const FEATURE_SHIFT: usize = 4;

/** The bin of missing values comes right after those of values. */
// @ts-ignore: decorator
@inline
export function missingBinOf(feature: i32): u32 {
  return load<u32>(address(FEATURES) + (<usize>feature << FEATURE_SHIFT));
}

// @ts-ignore: decorator
@inline
export function isCategory(feature: i32): bool {
  return (load<u32>(address(FEATURES) + (<usize>feature << FEATURE_SHIFT), 4) & 1) != 0;
}

/** Which way the model may go with the feature: 1 only up, -1 only down, 0 either. */
// @ts-ignore: decorator
@inline
export function directionOf(feature: i32): i32 {
  return load<i32>(address(FEATURES) + (<usize>feature << FEATURE_SHIFT), 4) >> 1;
}

/** The bin of each level, a byte each. */
// @ts-ignore: decorator
@inline
export function featureLevels(feature: i32): usize {
  return <usize>load<u32>(address(FEATURES) + (<usize>feature << FEATURE_SHIFT), 8);
}

// @ts-ignore: decorator
@inline
export function levelCountOf(feature: i32): u32 {
  return load<u32>(address(FEATURES) + (<usize>feature << FEATURE_SHIFT), 12);
}
