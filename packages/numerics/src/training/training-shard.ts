import { trainWasm } from '../generated/train-wasm.js';
import type { KernelThreads } from '../wasm/kernel-threads.js';
import { type LoadedKernel, loadKernel, releaseKernel, runTask, type TaskKernel } from '../wasm/load-kernel.js';
import {
  BLOCK_ROWS,
  EDGES_PER_FEATURE,
  layOutShard,
  NUMBERS_ADDRESS,
  type ShardLayout,
  type ShardShape,
  Value,
  WORDS_ADDRESS,
  Word,
} from './layout.js';

interface TrainKernel extends TaskKernel {
  runAlone(task: number, laneCount: number): void;
}

/** Rows in one memory, with the threads that work on them: views of that memory, and tasks. */
export class TrainingShard {
  /** The first of its rows among all. */
  readonly first: number;
  readonly rowCount: number;
  readonly laneCount: number;
  readonly layout: ShardLayout;
  readonly memory: ArrayBuffer | SharedArrayBuffer;
  readonly words: Uint32Array;
  readonly numbers: Float64Array;
  readonly scores: Float64Array;
  readonly targets: Float64Array;
  readonly weights: Float64Array;
  readonly roles: Uint8Array;
  readonly tables: Uint8Array;
  /** Row after row, `layout.rowStride` apart. */
  readonly binsByRow: Uint8Array;
  /** Two per node and lane: first position, how many. */
  readonly segments: Uint32Array;
  readonly laneSums: BigInt64Array;
  readonly laneLargest: Float64Array;
  readonly laneCovers: BigInt64Array;
  readonly blockSums: Float64Array;
  readonly #kernel: LoadedKernel<TrainKernel>;
  readonly #nodeCapacity: number;

  constructor(shape: ShardShape, first: number, isAway: boolean, threads: KernelThreads | undefined) {
    const layout = layOutShard(shape);
    this.first = first;
    this.rowCount = shape.rowCount;
    this.layout = layout;
    this.#kernel = loadKernel<TrainKernel>(trainWasm, layout.byteLength, threads);
    this.#nodeCapacity = shape.nodeCapacity;
    this.laneCount = this.#kernel.threadCount;
    const { memory } = this.#kernel;
    this.memory = memory;
    this.words = new Uint32Array(memory, WORDS_ADDRESS, 64);
    this.numbers = new Float64Array(memory, NUMBERS_ADDRESS, 32);
    this.scores = new Float64Array(memory, layout.scores, shape.rowCount);
    this.targets = new Float64Array(memory, layout.targets, shape.rowCount);
    this.weights = new Float64Array(memory, layout.weights, shape.hasWeights ? shape.rowCount : 0);
    this.roles = new Uint8Array(memory, layout.roles, shape.rowCount);
    this.tables = new Uint8Array(memory, layout.tables, layout.splitCapacity * 256);
    this.binsByRow = new Uint8Array(memory, layout.binsByRow, shape.rowCount * layout.rowStride);
    this.segments = new Uint32Array(memory, layout.segments, this.laneCount * shape.nodeCapacity * 2);
    this.laneSums = new BigInt64Array(memory, layout.laneSums, this.laneCount * 8);
    this.laneLargest = new Float64Array(memory, layout.laneSums, this.laneCount * 8);
    this.laneCovers = new BigInt64Array(memory, layout.laneCovers, this.laneCount * shape.nodeCapacity);
    this.blockSums = new Float64Array(memory, layout.blockSums, Math.ceil(shape.rowCount / BLOCK_ROWS));
    this.#writeWords(shape, isAway);
    this.#writeFeatures(shape);
  }

  /** Runs a task on all lanes: on their threads, or one after the other on the caller's where sharing would not pay. */
  run(task: number, isAlone = false): void {
    if (isAlone && this.laneCount > 1) this.#kernel.exports.runAlone(task, this.laneCount);
    else runTask(this.#kernel, task);
  }

  /** Rows that the lanes hold of a node together. */
  rowsOf(node: number): number {
    let rows = 0;
    for (let lane = 0; lane < this.laneCount; lane++) rows += this.segments[2 * (lane * this.#nodeCapacity + node) + 1];
    return rows;
  }

  /** Weight that reached a leaf when the tree was applied, in units. */
  coverOf(node: number): bigint {
    let cover = 0n;
    for (let lane = 0; lane < this.laneCount; lane++) cover += this.laneCovers[lane * this.#nodeCapacity + node];
    return cover;
  }

  /** Stages columns block by block and runs a task on each block. */
  forEachStage(columns: readonly Float64Array[], task: number): void {
    const { stageCapacity, stage } = this.layout;
    const staged = new Float64Array(this.memory, stage, stageCapacity * columns.length);
    for (let start = 0; start < this.rowCount; start += stageCapacity) {
      const count = Math.min(stageCapacity, this.rowCount - start);
      const from = this.first + start;
      columns.forEach((column, index) => {
        staged.set(column.subarray(from, from + count), index * stageCapacity);
      });
      this.words[Word.stageFirst] = start;
      this.words[Word.stageCount] = count;
      this.run(task);
    }
  }

  release(): void {
    releaseKernel(this.#kernel);
  }

  #writeWords(shape: ShardShape, isAway: boolean): void {
    const { layout, words } = this;
    for (const name of Object.keys(Word) as (keyof typeof Word)[]) {
      const address = (layout as Record<string, number>)[name];
      if (address !== undefined) words[Word[name]] = address;
    }
    words[Word.rowCount] = shape.rowCount;
    words[Word.featureCount] = shape.features.length;
    words[Word.laneCount] = this.laneCount;
    words[Word.weights] = shape.hasWeights ? layout.weights : 0;
    words[Word.nodeCapacity] = shape.nodeCapacity;
    words[Word.batchCapacity] = shape.batchCapacity;
    words[Word.isAway] = isAway ? 1 : 0;
    this.numbers[Value.weightScale] = 1;
  }

  #writeFeatures({ features }: ShardShape): void {
    const { layout, memory } = this;
    const table = new Uint32Array(memory, layout.features, features.length * 4);
    let levels = layout.levels;
    features.forEach(({ isCategory, binCount, edges, binOfLevel }, index) => {
      table.set([binCount, isCategory ? 1 : 0, levels, binOfLevel.length], index * 4);
      const bins = new Uint8Array(memory, levels, binOfLevel.length);
      binOfLevel.forEach((bin, level) => {
        bins[level] = bin < 0 ? binCount : bin;
      });
      levels += binOfLevel.length;
      const room = new Float64Array(memory, layout.edges + index * EDGES_PER_FEATURE * 8, EDGES_PER_FEATURE);
      room.fill(Infinity);
      room.set(edges);
    });
  }
}
