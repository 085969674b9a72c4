// What every thread of the forest kernel reads: the problem as src/forest/forest-grower.ts has laid it out and checked.
// Addresses and sizes are in bytes. The problem's words start at PROBLEM, in the order of `readProblem`.
//
// bins      u8 [feature][row]; MISSING_BIN where there is no value, else below the feature's bin count
// features  8 bytes each: bin count u32, then 1 for categories and 0 for numbers, u32
// values    f64 [feature][256]: the middle of each bin's values; read by extra trees only
// labels    u8 [row], 0 or 1
// weights   i64 [row], whole units > 0; read where weighted
// outOfBag  i64 [row]: trees that left the row out · 2⁵⁰ + sum of their shares of bads in units of 2⁻³⁶
// seeds     16 bytes for each tree of the batch: its generator's first state
// results   16 bytes for each tree of the batch: address of its nodes (0: did not fit), node count, address of its masks, mask count
// arena     finished trees, one after the other, each its nodes and then its masks
// scratch   one stretch per thread, see forest-scratch.ts

export const PROBLEM: usize = 1024;
/** Where the next tree's number and the arena's used bytes are counted by all threads; a cache line each. */
export const NEXT_TREE: usize = 1280;
export const ARENA_USED: usize = 1344;

export const MISSING_BIN: u32 = 255;
/** Bins of a feature at most, the missing one among them. */
export const BINS: i32 = 256;

export let rowCount: u32 = 0;
export let featureCount: u32 = 0;
/** Features a split is chosen among, at least. */
export let drawnFeatures: u32 = 0;
/** Rows drawn for each tree. */
export let draws: u32 = 0;
export let withReplacement: bool = false;
export let isEntropy: bool = false;
export let isExtra: bool = false;
export let isWeighted: bool = false;
export let wantsOutOfBag: bool = false;
export let maxDepth: u32 = 0;
export let batchSize: u32 = 0;
export let leafCapacity: u32 = 0;
export let maskCapacity: u32 = 0;
/** Different rows a tree can hold. */
export let drawnRowCapacity: u32 = 0;
export let bins: usize = 0;
export let features: usize = 0;
export let values: usize = 0;
export let labels: usize = 0;
export let weights: usize = 0;
export let outOfBag: usize = 0;
export let seeds: usize = 0;
export let results: usize = 0;
export let arena: usize = 0;
export let arenaBytes: usize = 0;
export let scratch: usize = 0;
export let scratchBytes: usize = 0;
/** In units of weight, like every sum. */
export let minLeafWeight: f64 = 0;
export let levelSmoothing: f64 = 0;
export let minGain: f64 = 0;

/** Takes over the problem's words: globals belong to one thread, so each does this at the start of a task. */
export function readProblem(): void {
  rowCount = load<u32>(PROBLEM);
  featureCount = load<u32>(PROBLEM, 4);
  drawnFeatures = load<u32>(PROBLEM, 8);
  draws = load<u32>(PROBLEM, 12);
  withReplacement = load<u32>(PROBLEM, 16) != 0;
  isEntropy = load<u32>(PROBLEM, 20) != 0;
  isExtra = load<u32>(PROBLEM, 24) != 0;
  isWeighted = load<u32>(PROBLEM, 28) != 0;
  wantsOutOfBag = load<u32>(PROBLEM, 32) != 0;
  maxDepth = load<u32>(PROBLEM, 36);
  batchSize = load<u32>(PROBLEM, 40);
  leafCapacity = load<u32>(PROBLEM, 44);
  maskCapacity = load<u32>(PROBLEM, 48);
  bins = <usize>load<u32>(PROBLEM, 52);
  features = <usize>load<u32>(PROBLEM, 56);
  values = <usize>load<u32>(PROBLEM, 60);
  labels = <usize>load<u32>(PROBLEM, 64);
  weights = <usize>load<u32>(PROBLEM, 68);
  outOfBag = <usize>load<u32>(PROBLEM, 72);
  seeds = <usize>load<u32>(PROBLEM, 76);
  results = <usize>load<u32>(PROBLEM, 80);
  arena = <usize>load<u32>(PROBLEM, 84);
  arenaBytes = <usize>load<u32>(PROBLEM, 88);
  scratch = <usize>load<u32>(PROBLEM, 92);
  scratchBytes = <usize>load<u32>(PROBLEM, 96);
  drawnRowCapacity = min<u32>(draws, rowCount);
  minLeafWeight = load<f64>(PROBLEM, 104);
  levelSmoothing = load<f64>(PROBLEM, 112);
  minGain = load<f64>(PROBLEM, 120);
}

/** Bins of a feature's values. */
// @ts-ignore: a decorator of AssemblyScript
@inline
export function binCountOf(feature: u32): i32 {
  return load<i32>(features + ((<usize>feature) << 3));
}

/** Whether a feature's bins are levels of a category. */
// @ts-ignore: a decorator of AssemblyScript
@inline
export function isCategory(feature: u32): bool {
  return load<u32>(features + ((<usize>feature) << 3), 4) != 0;
}

/** The bins of a feature, by row. */
// @ts-ignore: a decorator of AssemblyScript
@inline
export function columnOf(feature: u32): usize {
  return bins + <usize>feature * <usize>rowCount;
}
