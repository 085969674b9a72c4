import { FIRST_DATA_ADDRESS } from '../wasm/load-kernel.js';
import type { ForestShape } from './forest-shape.js';

/** Bytes of a node and of a mask, as kernels/parts/forest-scratch.ts has them. */
export const NODE_BYTES = 32;
export const MASK_BYTES = 32;
export const BINS = 256;

/** Room for finished trees that a batch may take beyond its largest tree. */
const ARENA_BYTES = 32 * 2 ** 20;
const STACK_BYTES = 128 * 32;

/** Where everything lies in the kernel's memory, in bytes. */
export type ForestLayout = ReturnType<typeof layOutForest>;

/**
 * Lays out the memory of the forest kernel: what kernels/parts/forest-problem.ts and forest-scratch.ts expect.
 *
 * @param threadCount threads with a scratch of their own
 * @param leafCapacity leaves a tree can have at most
 */
export function layOutForest(shape: ForestShape, threadCount: number, leafCapacity: number) {
  const { rowCount, featureCount, draws, batchSize } = shape;
  let end = FIRST_DATA_ADDRESS + 512;
  const reserve = (bytes: number): number => {
    const address = end;
    end += round64(bytes);
    return address;
  };
  const maskCapacity = shape.hasCategories ? leafCapacity : 0;
  const treeBytes = 2 * leafCapacity * NODE_BYTES + maskCapacity * MASK_BYTES;
  const wantsOutOfBag = shape.withReplacement || draws < rowCount;
  const entryBytes = round64((Math.min(draws, rowCount) + 1) * 8);
  const scratchBytes =
    2 * entryBytes +
    round64(treeBytes) +
    STACK_BYTES +
    BINS * (8 + 16 + 1) +
    64 +
    round64(featureCount * 4) +
    round64(rowCount * 2);
  const arenaBytes = Math.max(treeBytes, Math.min(batchSize * treeBytes, ARENA_BYTES));
  return {
    leafCapacity,
    maskCapacity,
    wantsOutOfBag,
    bins: reserve(rowCount * featureCount),
    features: reserve(featureCount * 8),
    values: reserve(shape.isExtra ? featureCount * BINS * 8 : 0),
    labels: reserve(rowCount),
    weights: reserve(shape.isWeighted ? rowCount * 8 : 0),
    outOfBag: reserve(wantsOutOfBag ? rowCount * 8 : 0),
    seeds: reserve(batchSize * 16),
    results: reserve(batchSize * 16),
    arenaBytes,
    arena: reserve(arenaBytes),
    scratchBytes: round64(scratchBytes),
    scratch: reserve(threadCount * round64(scratchBytes)),
    byteLength: end,
  };
}

function round64(bytes: number): number {
  return Math.ceil(bytes / 64) * 64;
}
