import { FIRST_DATA_ADDRESS } from '../wasm/load-kernel.js';
import type { BinnedFeature } from './training-shape.js';

/** Tasks of kernels/train.ts. */
export const Task = {
  mapBins: 1,
  listRows: 2,
  findLargest: 3,
  packCells: 4,
  packStaged: 5,
  buildRoot: 6,
  splitNodes: 7,
  scanBatch: 8,
  foldLanes: 9,
  applyTree: 10,
  sumLosses: 11,
} as const;

/** Words that the tasks read, by index; see kernels/parts/train-state.ts. */
export const Word = {
  rowCount: 0,
  rowStride: 1,
  featureCount: 2,
  laneCount: 3,
  binsByRow: 4,
  binsByFeature: 5,
  cells: 6,
  scores: 7,
  targets: 8,
  weights: 9,
  roles: 10,
  rows: 11,
  scratch: 12,
  segments: 13,
  nodeCapacity: 14,
  slots: 15,
  slotBytes: 16,
  locals: 17,
  batchCapacity: 18,
  localCount: 19,
  results: 20,
  tables: 21,
  batch: 22,
  batchSize: 23,
  candidates: 24,
  candidateCount: 25,
  isWide: 26,
  isEveryRow: 27,
  features: 28,
  objective: 29,
  laneSums: 30,
  stage: 31,
  stageFirst: 32,
  stageCount: 33,
  stageCapacity: 34,
  edges: 35,
  levels: 36,
  countBits: 37,
  isSpread: 38,
  walkNodes: 39,
  walkNodeCount: 40,
  blockSums: 41,
  isEveryFeature: 42,
  sorting: 43,
  criterion: 44,
  isBounded: 45,
  mostLevels: 46,
  finalCount: 47,
  finals: 48,
  laneCovers: 49,
  isAway: 50,
} as const;

/** Numbers that the tasks read, by index. */
export const Value = {
  gradientScale: 0,
  hessianScale: 1,
  gradientUnit: 2,
  hessianUnit: 3,
  l1: 4,
  l2: 5,
  minGain: 6,
  minChildWeight: 7,
  minRows: 8,
  minRowsInLevel: 9,
  levelSmoothing: 10,
  levelL2: 11,
  weightScale: 12,
} as const;

export const WORDS_ADDRESS = FIRST_DATA_ADDRESS;
export const NUMBERS_ADDRESS = FIRST_DATA_ADDRESS + 256;
const DATA_ADDRESS = FIRST_DATA_ADDRESS + 512;

/** Rows are dealt out to lanes, and cut into shards, in whole blocks. */
export const BLOCK_ROWS = 1024;
/** Bytes of a feature's bins in a histogram of wide cells; narrow ones take half. */
const FEATURE_BYTES = 4224;
export const RESULT_BYTES = 128;
export const ENTRY_BYTES = 128;
export const FINAL_BYTES = 32;
export const WALK_NODE_BYTES = 48;
export const EDGES_PER_FEATURE = 256;
/** Doubles that are staged at a time: enough for a fork to be worth it, few enough for the cache. */
const STAGE_DOUBLES = 2 ** 18;

/** What a shard's memory is laid out for. */
export interface ShardShape {
  readonly rowCount: number;
  readonly features: readonly BinnedFeature[];
  readonly hasWeights: boolean;
  /** Histograms kept, 0 in all shards but the first. */
  readonly slotCount: number;
  /** Histograms that are added to each slot of a batch: those of lanes and of other shards. */
  readonly localCount: number;
  readonly laneCount: number;
  readonly nodeCapacity: number;
  readonly batchCapacity: number;
}

export type ShardLayout = ReturnType<typeof layOutShard>;

/** Where everything lies in a shard's memory, in bytes; each part starts at a multiple of 64. */
export function layOutShard(shape: ShardShape) {
  let byteLength = DATA_ADDRESS;
  const reserve = (bytes: number): number => {
    const address = byteLength;
    // 32 more: up to four rows are read at a time.
    byteLength += Math.ceil((bytes + 32) / 64) * 64;
    return address;
  };
  const { rowCount, features, laneCount, nodeCapacity, batchCapacity } = shape;
  const featureCount = features.length;
  const rowStride = Math.ceil(featureCount / 4) * 4;
  const slotBytes = featureCount * FEATURE_BYTES;
  const splitCapacity = Math.ceil(nodeCapacity / 2);
  const levelCount = features.reduce((total, { binOfLevel }) => total + binOfLevel.length, 0);
  const blockRows = Math.ceil(rowCount / BLOCK_ROWS) * BLOCK_ROWS;
  const perStage = Math.floor(STAGE_DOUBLES / featureCount / BLOCK_ROWS) * BLOCK_ROWS;
  const stageCapacity = Math.min(blockRows, Math.max(BLOCK_ROWS, perStage));
  return {
    rowStride,
    slotBytes,
    stageCapacity,
    splitCapacity,
    features: reserve(featureCount * 16),
    levels: reserve(levelCount),
    edges: reserve(featureCount * EDGES_PER_FEATURE * 8),
    candidates: reserve(featureCount * 4),
    laneSums: reserve(laneCount * 64),
    laneCovers: reserve(laneCount * nodeCapacity * 8),
    sorting: reserve(laneCount * 8192),
    segments: reserve(laneCount * nodeCapacity * 8),
    batch: reserve(batchCapacity * ENTRY_BYTES),
    allowed: reserve(batchCapacity * featureCount),
    tables: reserve(splitCapacity * 256),
    finals: reserve(nodeCapacity * FINAL_BYTES),
    walkNodes: reserve(nodeCapacity * WALK_NODE_BYTES),
    results: reserve(batchCapacity * 2 * featureCount * RESULT_BYTES),
    blockSums: reserve((blockRows / BLOCK_ROWS) * 8),
    stage: reserve(stageCapacity * Math.max(2, featureCount) * 8),
    slots: reserve(shape.slotCount * slotBytes),
    locals: reserve(shape.localCount * batchCapacity * slotBytes),
    roles: reserve(rowCount),
    cells: reserve(rowCount * 16),
    scores: reserve(rowCount * 8),
    targets: reserve(rowCount * 8),
    weights: reserve(shape.hasWeights ? rowCount * 8 : 0),
    rows: reserve(rowCount * 4),
    scratch: reserve(rowCount * 4),
    binsByRow: reserve(rowCount * rowStride),
    binsByFeature: reserve(rowCount * featureCount),
    byteLength,
  };
}
