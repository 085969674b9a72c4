import { binaryExponent, powerOfTwo } from '../elementary/float-bits.js';
import { forestWasm } from '../generated/forest-wasm.js';
import type { Random } from '../random/random.js';
import type { KernelThreads } from '../wasm/kernel-threads.js';
import {
  FIRST_DATA_ADDRESS,
  type LoadedKernel,
  loadKernel,
  MEMORY_LIMIT_BYTES,
  releaseKernel,
  runTask,
  type TaskKernel,
} from '../wasm/load-kernel.js';
import { checkForestShape, type ForestShape } from './forest-shape.js';
import { GrownTree } from './grown-tree.js';
import { BINS, type ForestLayout, layOutForest } from './lay-out-forest.js';

/** Bins of values at most; the bin of missing values is `MISSING_FOREST_BIN`. */
const MOST_BINS = 254;
/** The bin of missing values, whatever the number of bins. */
export const MISSING_FOREST_BIN = 255;

/** Sums of weights are whole numbers of units below 2^this: doubles hold them exactly. */
const EXACT_BITS = 52;
const NEXT_TREE_ADDRESS = 1280;
const ARENA_USED_ADDRESS = 1344;
const GROW = 1;
/** Gains below this share of the weight are rounding. */
const ROUNDING = 1e-12;
/** Units of a share out of bag, and of the trees counted beside it. */
const SHARE_UNITS = 2n ** 36n;
const TREE_SHIFT = 50n;

/** What rows did in the trees that had not drawn them. */
export interface OutOfBagShares {
  /** Trees that left the row out, one number per row. */
  readonly counts: Uint32Array;
  /** Mean share of bads over those trees, NaN where there are none; exact to 2⁻³⁷. */
  readonly shares: Float64Array;
}

/**
 * Grows random forests and extra trees in WebAssembly, whole trees at a time on each thread.
 *
 * Set every feature and the outcomes, then `grow` trees by number, any number of times, and `release`. Each tree is fixed by
 * the data and its own stream of random numbers; sums are whole numbers of units: neither the order of the rows of a
 * node nor the number of threads changes a bit.
 *
 * Memory: 1 byte a cell; per row 1 byte, 8 with weights, 8 with rows left out; per thread and row 2 bytes and 16 for each row
 * drawn, and 64 for each leaf a tree can have (96 with categories); 32 MiB or a largest tree for finished trees.
 * Cost: a tree costs about 1.5 ns × rows drawn × (features drawn + 2) × levels.
 */
export class ForestGrower {
  readonly #shape: ForestShape;
  readonly #layout: ForestLayout;
  readonly #kernel: LoadedKernel<TaskKernel>;
  /** What one unit of weight stands for. */
  #unit = 1;
  /** Units a tree draws, about: what gains are held against. */
  #drawnWeight: number;

  /**
   * @param threads as many are used as memory allows; the trees are the same
   * @throws RangeError for sizes out of range or together beyond 4 GiB
   */
  constructor(shape: ForestShape, threads?: KernelThreads) {
    checkForestShape(shape);
    this.#shape = shape;
    this.#drawnWeight = shape.draws;
    const leaves = leafCapacity(shape);
    const wanted = threads?.count ?? 1;
    const isRoomForAll = layOutForest(shape, wanted, leaves).byteLength <= MEMORY_LIMIT_BYTES;
    this.#layout = layOutForest(shape, isRoomForAll ? wanted : 1, leaves);
    if (this.#layout.byteLength > MEMORY_LIMIT_BYTES) {
      throw new RangeError(`a \`ForestGrower\` must fit 4 GiB; this one needs ${this.#layout.byteLength} bytes`);
    }
    this.#kernel = loadKernel<TaskKernel>(forestWasm, this.#layout.byteLength, isRoomForAll ? threads : undefined);
  }

  /**
   * Sets the bins of one feature.
   *
   * @param bins one per row, below `binCount`, or `MISSING_FOREST_BIN`
   * @param middles for extra trees: ascending, one per bin, the middle of the bin's values
   * @throws RangeError for other lengths or bins
   */
  setFeature(feature: number, bins: Uint8Array, binCount: number, isCategory: boolean, middles?: Float64Array): void {
    const { rowCount, featureCount, isExtra } = this.#shape;
    checkWhole('feature', feature, 0, featureCount - 1);
    checkWhole('binCount', binCount, 0, MOST_BINS);
    checkWhole('bins.length', bins.length, rowCount, rowCount);
    for (let row = 0; row < rowCount; row++) {
      const bin = bins[row];
      if (bin >= binCount && bin !== MISSING_FOREST_BIN) checkWhole('bins', bin, 0, binCount - 1);
    }
    const { memory } = this.#kernel;
    new Uint8Array(memory, this.#layout.bins + feature * rowCount, rowCount).set(bins);
    new Uint32Array(memory, this.#layout.features + feature * 8, 2).set([binCount, isCategory ? 1 : 0]);
    if (!isExtra || isCategory) return;
    checkWhole('middles.length', middles?.length ?? 0, binCount, binCount);
    new Float64Array(memory, this.#layout.values + feature * BINS * 8, BINS).set(middles ?? []);
  }

  /** Sets labels (1 = bad) and, if the shape says so, weights > 0, one per row. @throws RangeError for others */
  setOutcomes(labels: Uint8Array, weights?: Float64Array): void {
    const { rowCount, isWeighted, draws } = this.#shape;
    checkWhole('labels.length', labels.length, rowCount, rowCount);
    const target = new Uint8Array(this.#kernel.memory, this.#layout.labels, rowCount);
    for (let row = 0; row < rowCount; row++) {
      checkWhole('labels', labels[row], 0, 1);
      target[row] = labels[row];
    }
    if (!isWeighted) return;
    checkWhole('weights.length', weights?.length ?? 0, rowCount, rowCount);
    this.#setWeights(weights ?? new Float64Array(0), draws);
  }

  /** Takes weights as whole numbers of a unit so fine that the sum over any draw is exact. */
  #setWeights(weights: Float64Array, draws: number): void {
    let largest = 0;
    for (const weight of weights) {
      if (!(weight > 0 && weight < Infinity)) {
        throw new RangeError(`\`weights\` of \`ForestGrower\` must be finite and > 0; got ${weight}`);
      }
      largest = Math.max(largest, weight);
    }
    const exponent = binaryExponent(largest) + 1 + (binaryExponent(draws) + 1) - EXACT_BITS;
    this.#unit = powerOfTwo(Math.max(-1000, Math.min(1000, exponent)));
    const target = new BigInt64Array(this.#kernel.memory, this.#layout.weights, weights.length);
    // No row may vanish, however light.
    let total = 0;
    for (let row = 0; row < weights.length; row++) {
      const units = Math.max(1, Math.round(weights[row] / this.#unit));
      target[row] = BigInt(units);
      total += units;
    }
    this.#drawnWeight = total * (draws / weights.length);
  }

  /**
   * Grows trees and hands them over in the order of `streams`.
   *
   * Trees that do not fit what is kept for finished ones are left for the next call: the first always fits.
   * @param streams one stream of random numbers per tree, at most `batchSize`; four numbers are taken of each
   * @returns one per stream, undefined for those to be asked for again; views that end with the next call
   * @throws Error when a thread broke
   */
  grow(streams: readonly Random[]): readonly (GrownTree | undefined)[] {
    checkWhole('streams.length', streams.length, 1, this.#shape.batchSize);
    const { memory } = this.#kernel;
    const seeds = new Uint32Array(memory, this.#layout.seeds, streams.length * 4);
    for (const [index, stream] of streams.entries()) {
      for (let word = 0; word < 4; word++) seeds[index * 4 + word] = stream.nextUint32();
    }
    const results = new Uint32Array(memory, this.#layout.results, streams.length * 4).fill(0);
    this.#writeProblem(streams.length);
    runTask(this.#kernel, GROW);
    return streams.map((_, index) => {
      const [nodes, nodeCount, masks, maskCount] = results.subarray(index * 4, index * 4 + 4);
      return nodes === 0 ? undefined : new GrownTree(memory, nodes, nodeCount, masks, maskCount, this.#unit);
    });
  }

  /** What the trees grown so far say of rows they had not drawn; undefined where every tree has every row. */
  outOfBag(): OutOfBagShares | undefined {
    const { rowCount } = this.#shape;
    if (!this.#layout.wantsOutOfBag) return undefined;
    const cells = new BigInt64Array(this.#kernel.memory, this.#layout.outOfBag, rowCount);
    const counts = new Uint32Array(rowCount);
    const shares = new Float64Array(rowCount);
    for (let row = 0; row < rowCount; row++) {
      counts[row] = Number(cells[row] >> TREE_SHIFT);
      const sum = Number(cells[row] & ((1n << TREE_SHIFT) - 1n)) / Number(SHARE_UNITS);
      shares[row] = Math.min(1, sum / counts[row]);
    }
    return { counts, shares };
  }

  /** Lets the threads go. What was handed over stays readable. */
  release(): void {
    releaseKernel(this.#kernel);
  }

  #writeProblem(batchSize: number): void {
    const { memory } = this.#kernel;
    const shape = this.#shape;
    const layout = this.#layout;
    // In the order of `readProblem` in kernels/parts/forest-problem.ts.
    new Uint32Array(memory, FIRST_DATA_ADDRESS, 25).set([
      shape.rowCount,
      shape.featureCount,
      shape.drawnFeatures,
      shape.draws,
      shape.withReplacement ? 1 : 0,
      shape.criterion === 'entropy' ? 1 : 0,
      shape.isExtra ? 1 : 0,
      shape.isWeighted ? 1 : 0,
      layout.wantsOutOfBag ? 1 : 0,
      shape.maxDepth,
      batchSize,
      layout.leafCapacity,
      layout.maskCapacity,
      layout.bins,
      layout.features,
      layout.values,
      layout.labels,
      layout.weights,
      layout.outOfBag,
      layout.seeds,
      layout.results,
      layout.arena,
      layout.arenaBytes,
      layout.scratch,
      layout.scratchBytes,
    ]);
    new Float64Array(memory, FIRST_DATA_ADDRESS + 104, 3).set([
      shape.minLeafWeight / this.#unit,
      shape.levelSmoothing / this.#unit,
      ROUNDING * this.#drawnWeight,
    ]);
    new Uint32Array(memory, NEXT_TREE_ADDRESS, 1)[0] = 0;
    new Uint32Array(memory, ARENA_USED_ADDRESS, 1)[0] = 0;
  }
}

/** Leaves a tree can have: one per row drawn, and no more than the weight it can draw has room for. */
function leafCapacity({ draws, maxDepth, minLeafWeight, isWeighted }: ForestShape): number {
  const byDepth = 2 ** Math.min(31, maxDepth);
  const byWeight = isWeighted || !(minLeafWeight > 0) ? Infinity : Math.max(1, Math.floor(draws / minLeafWeight));
  return Math.min(draws, byDepth, byWeight);
}

function checkWhole(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new RangeError(`\`${name}\` of \`ForestGrower\` must be a whole number in [${least}, ${most}]; got ${value}`);
}
