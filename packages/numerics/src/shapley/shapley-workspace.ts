import { shapWasm } from '../generated/shap-wasm.js';
import type { KernelThreads } from '../wasm/kernel-threads.js';
import {
  type LoadedKernel,
  loadKernel,
  MEMORY_LIMIT_BYTES,
  releaseKernel,
  runTask,
  type TaskKernel,
} from '../wasm/load-kernel.js';
import { PLAN_ADDRESS, type ShapleyPlan } from './lay-out-shapley-plan.js';
import { slotValue } from './value-slots.js';

interface ShapKernel extends TaskKernel {
  explainRow(): void;
}

const EXPLAIN_TILES = 1;
/** Rows of a tile; see kernels/parts/shap-plan.ts, as for the numbers of the plan's words. */
const TILE_ROWS = 32;
const [VALUES, CONTRIBUTIONS, WORK, WORK_BYTES, TILE_COUNT, NEXT_TILE] = [2, 3, 6, 7, 8, 9];
/** What values and contributions of rows under way may take together, where a tile for each thread does not take more. */
const ROWS_BYTES = 2 ** 24;

/** Columns of rows, as a `FeatureMatrix` has them: one array per feature. */
type Columns = readonly ArrayLike<number>[];

/**
 * Works out exact SHAP values of rows in WebAssembly, for one plan: row by row, or many rows on several threads.
 *
 * Both give the same bits, for any number of threads. With threads call `release` at the end.
 */
export class ShapleyWorkspace {
  readonly plan: ShapleyPlan;
  readonly #kernel: LoadedKernel<ShapKernel>;
  readonly #words: Uint32Array;
  readonly #values: Float64Array;
  readonly #contributions: Float64Array;
  readonly #tileCapacity: number;

  /**
   * @param rowCount rows that `explainRows` will be asked for, at most; 0 for `explainRow` alone
   * @throws RangeError when the plan is larger than a memory of 4 GiB
   */
  constructor(plan: ShapleyPlan, rowCount: number, threads?: KernelThreads) {
    const threadCount = rowCount > 0 ? (threads?.count ?? 1) : 1;
    const slotCount = plan.slots.length;
    const rowBytes = 8 * (slotCount + plan.featureCount);
    const mostTiles = Math.max(threadCount, Math.floor(ROWS_BYTES / Math.max(1, rowBytes * TILE_ROWS)));
    this.#tileCapacity = rowCount > 0 ? Math.min(Math.ceil(rowCount / TILE_ROWS), mostTiles) : 0;
    const capacity = Math.max(1, this.#tileCapacity * TILE_ROWS);
    const workBytes =
      Math.ceil((rowCount > 0 ? Math.max(plan.fourWorkBytes, plan.rowWorkBytes) : plan.rowWorkBytes) / 64) * 64;
    const work = Math.ceil((PLAN_ADDRESS + plan.bytes.length) / 64) * 64;
    const values = work + threadCount * workBytes;
    const contributions = values + capacity * slotCount * 8;
    const byteLength = contributions + capacity * plan.featureCount * 8;
    if (byteLength > MEMORY_LIMIT_BYTES) {
      throw new RangeError(`SHAP values of these trees need ${byteLength} bytes; a memory holds ${MEMORY_LIMIT_BYTES}`);
    }
    this.plan = plan;
    this.#kernel = loadKernel<ShapKernel>(shapWasm, byteLength, threadCount > 1 ? threads : undefined);
    const { memory } = this.#kernel;
    new Uint8Array(memory, PLAN_ADDRESS, plan.bytes.length).set(plan.bytes);
    this.#words = new Uint32Array(memory, PLAN_ADDRESS, 16);
    this.#values = new Float64Array(memory, values, capacity * slotCount);
    this.#contributions = new Float64Array(memory, contributions, capacity * plan.featureCount);
    this.#words[VALUES] = values;
    this.#words[CONTRIBUTIONS] = contributions;
    this.#words[WORK] = work;
    this.#words[WORK_BYTES] = workBytes;
  }

  /** Fills in one row's contributions, one per feature. @param row one value per feature, NaN = missing */
  explainRow(row: Float64Array, contributions: Float64Array): void {
    const { slots, featureCount } = this.plan;
    const values = this.#values;
    for (let slot = 0; slot < slots.length; slot++) values[slot] = slotValue(slots[slot], row[slots[slot].feature]);
    this.#kernel.exports.explainRow();
    for (let feature = 0; feature < featureCount; feature++) contributions[feature] = this.#contributions[feature];
  }

  /**
   * Fills in many rows' contributions, row by row.
   *
   * @param columns one per feature, each of `rowCount` values or more, NaN = missing
   * @param contributions rowCount × features
   * @throws RangeError when they do not fit, or the workspace was made for no rows
   */
  explainRows(columns: Columns, rowCount: number, contributions: Float64Array): void {
    const { featureCount } = this.plan;
    if (contributions.length < rowCount * featureCount) {
      throw new RangeError(
        `\`contributions\` of \`explainRows\` must hold ${rowCount * featureCount} numbers; got ${contributions.length}`,
      );
    }
    if (rowCount > 0 && this.#tileCapacity === 0) {
      throw new RangeError('`explainRows` needs a workspace made for rows; this one was made for 0');
    }
    const mostRows = this.#tileCapacity * TILE_ROWS;
    for (let start = 0; start < rowCount; start += mostRows) {
      const count = Math.min(mostRows, rowCount - start);
      this.#fillTiles(columns, start, count);
      this.#words[TILE_COUNT] = Math.ceil(count / TILE_ROWS);
      this.#words[NEXT_TILE] = 0;
      runTask(this.#kernel, EXPLAIN_TILES);
      this.#readTiles(start, count, contributions);
    }
  }

  /** Lets the threads go; the workspace is of no use after that. */
  release(): void {
    releaseKernel(this.#kernel);
  }

  /** What is left of the last tile keeps the values of rows before: worked out too, and not read. */
  #fillTiles(columns: Columns, start: number, count: number): void {
    const { slots } = this.plan;
    for (const [index, slot] of slots.entries()) {
      const column = columns[slot.feature];
      for (let first = 0; first < count; first += TILE_ROWS) {
        const at = first * slots.length + index * TILE_ROWS;
        const end = Math.min(TILE_ROWS, count - first);
        for (let i = 0; i < end; i++) this.#values[at + i] = slotValue(slot, column[start + first + i]);
      }
    }
  }

  #readTiles(start: number, count: number, contributions: Float64Array): void {
    const { featureCount } = this.plan;
    for (let first = 0; first < count; first += TILE_ROWS) {
      const end = Math.min(TILE_ROWS, count - first);
      for (let feature = 0; feature < featureCount; feature++) {
        const at = first * featureCount + feature * TILE_ROWS;
        const to = (start + first) * featureCount + feature;
        for (let i = 0; i < end; i++) contributions[to + i * featureCount] = this.#contributions[at + i];
      }
    }
  }
}
