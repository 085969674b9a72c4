import { type CellFormat, chooseNarrow, chooseWide, LEAST_MEAN_UNITS, ROWS_FOR_NARROW } from './cell-format.js';
import { ENTRY_BYTES, FINAL_BYTES, RESULT_BYTES, Task, Value, Word } from './layout.js';
import { checkShape, makeShards } from './make-shards.js';
import type { RowSums, ScanRules, TrainingShape } from './training-shape.js';
import type { TrainingShard } from './training-shard.js';
import { type AppliedTree, writeWalkNodes } from './write-walk-nodes.js';

/** A division of a node, as the workspace must know it to carry it out. */
export interface NodeSplit {
  readonly node: number;
  /** The right child is the next one. */
  readonly leftNode: number;
  readonly feature: number;
  /** Which of the tree's tables says what bins go left. */
  readonly table: number;
}

/** A child whose best split is looked for: its sums, and the bounds on what its leaves may say. */
export interface ScannedNode extends RowSums {
  readonly low: number;
  readonly high: number;
}

/** Entries of a batch: enough that forks cost nothing, few enough that histograms of a batch stay in the cache. */
const MOST_BATCH = 32;
const MOST_BATCH_BYTES = 2 ** 26;
/** Fewer cells than this in all are not worth waking a thread for. */
const CELLS_FOR_THREADS = 2 ** 16;
/** Fewer updates than this in one fork are done sooner by the caller alone. */
const UPDATES_FOR_FORK = 2 ** 14;
const PAIRS_FOR_FORK = 12;
const BUILDS = 1;
const LEFT_IS_SMALLER = 2;
const IS_ROOT = 4;

/**
 * Binned rows, their scores and gradients, and the histograms of a growing tree: the data side of boosting and of single
 * trees, in WebAssembly and on as many threads as it is given.
 *
 * Order of use: `mapColumns` once; for each tree `setRoles` if not every row takes part, one of the `pack…`, `startTree`,
 * `scanRoot`, then `addSplit` … `runSplits` as often as the tree grows, and `applyTree`. What to split and when to stop is the caller's.
 *
 * Gradients and hessians are rounded to multiples of powers of two such that every sum is exact: results are the same bits
 * for any number of threads and of memories. Narrow cells hold both in 64 bits; wide ones take 128, hold 52 bits of
 * each, and count rows (see `cell-format.ts` for which is taken).
 *
 * Memory: 2 bytes a cell (rows × features, padded to fours), 49 bytes a row (8 more with weights) and 4,224 bytes for each
 * feature and histogram (slots, and 32 for each thread beside the caller's). Call `release` when done.
 */
export class TrainingWorkspace {
  readonly shape: TrainingShape;
  /** Splits in a batch at most. */
  readonly batchCapacity: number;
  /** Histograms that can be kept at the same time. */
  readonly slotCount: number;
  /** One row of 256 bytes per split of the tree: 1 for bins that go left. */
  readonly tables: Uint8Array;
  /** What the last scan found: 16 doubles for each (entry, side, candidate); see `resultAt`. */
  readonly results: Float64Array;
  readonly #resultWords: Int32Array;
  readonly #shards: readonly TrainingShard[];
  readonly #entryWords: readonly Uint32Array[];
  readonly #entryNumbers: readonly Float64Array[];
  readonly #allowed: Uint8Array;
  readonly #allowedAddress: number;
  readonly #nodeCapacity: number;
  #batchSize = 0;
  #batchRows = 0;
  #candidateCount = 0;
  #isEveryRow = true;
  #learnedRows: number;
  #largestWeight = 1;
  #isWide = false;
  #finalCount = 0;

  /** @throws RangeError for sizes out of range, or where one histogram would not fit a memory */
  constructor(shape: TrainingShape) {
    checkShape(shape);
    this.shape = shape;
    const { rowCount, features, maxLeaves } = shape;
    const threads = rowCount * features.length < CELLS_FOR_THREADS ? undefined : shape.threads;
    const laneCount = threads === undefined ? 1 : Math.max(1, threads.count);
    this.slotCount = Math.max(1, Math.min(maxLeaves, rowCount));
    this.batchCapacity = Math.max(
      1,
      Math.min(MOST_BATCH, this.slotCount, Math.floor(MOST_BATCH_BYTES / (features.length * 4224))),
    );
    this.#nodeCapacity = 2 * Math.min(maxLeaves, rowCount) + 1;
    const { batchCapacity, slotCount } = this;
    const base = { features, hasWeights: shape.hasWeights, laneCount, nodeCapacity: this.#nodeCapacity, batchCapacity };
    this.#shards = makeShards(base, slotCount, shape, threads);
    const [shard] = this.#shards;
    const { layout, memory } = shard;
    this.tables = shard.tables;
    const resultCount = batchCapacity * 2 * features.length * RESULT_BYTES;
    this.results = new Float64Array(memory, layout.results, resultCount / 8);
    this.#resultWords = new Int32Array(memory, layout.results, resultCount / 4);
    this.#entryWords = this.#shards.map(
      (each) => new Uint32Array(each.memory, each.layout.batch, (batchCapacity * ENTRY_BYTES) / 4),
    );
    this.#entryNumbers = this.#shards.map(
      (each) => new Float64Array(each.memory, each.layout.batch, (batchCapacity * ENTRY_BYTES) / 8),
    );
    this.#allowed = new Uint8Array(memory, layout.allowed, batchCapacity * features.length);
    this.#allowedAddress = layout.allowed;
    this.#learnedRows = rowCount;
    this.setEveryRow();
  }

  /** Lets the threads go. The workspace is of no use afterwards. */
  release(): void {
    for (const shard of this.#shards) shard.release();
  }

  /** Memories that the rows are spread over. */
  get shardCount(): number {
    return this.#shards.length;
  }

  /** Bins the columns, one per feature, `rowCount` long. Cost: about 4 ns per value and thread. */
  mapColumns(columns: readonly Float64Array[]): void {
    const { rowCount, features } = this.shape;
    if (columns.length !== features.length || columns.some(({ length }) => length !== rowCount)) {
      throw new RangeError(`\`columns\` of \`mapColumns\` must be ${features.length}, each ${rowCount} long`);
    }
    for (const shard of this.#shards) shard.forEachStage(columns, Task.mapBins);
  }

  /** What is learned, and how much each row counts. Weights are finite and ≥ 0. */
  setTargets(targets: ArrayLike<number>, weights?: Float64Array): void {
    for (const { first, rowCount, targets: into, weights: weightsInto } of this.#shards) {
      for (let i = 0; i < rowCount; i++) into[i] = targets[first + i];
      if (weights !== undefined) weightsInto.set(weights.subarray(first, first + rowCount));
    }
    if (weights === undefined) return;
    this.#largestWeight = 0;
    for (const weight of weights) if (weight > this.#largestWeight) this.#largestWeight = weight;
    const scale = 1 / chooseWide(this.#largestWeight, 0, this.shape.rowCount).gradientUnit;
    for (const { numbers } of this.#shards) numbers[Value.weightScale] = scale;
  }

  /** Copies the scores out. */
  readScores(into: Float64Array): void {
    for (const { first, scores } of this.#shards) into.set(scores, first);
  }

  /** Copies scores in. */
  writeScores(from: Float64Array): void {
    for (const { first, rowCount, scores } of this.#shards) scores.set(from.subarray(first, first + rowCount));
  }

  /** From here on every row is learned from. */
  setEveryRow(): void {
    this.#isEveryRow = true;
    this.#learnedRows = this.shape.rowCount;
    for (const { words } of this.#shards) words[Word.isEveryRow] = 1;
  }

  /** What each row is to the next trees: one `RowRole` per row, `learnedRows` of them learned from. */
  setRoles(roles: Uint8Array, learnedRows: number): void {
    this.#isEveryRow = false;
    this.#learnedRows = learnedRows;
    for (const { first, rowCount, roles: into, words } of this.#shards) {
      into.set(roles.subarray(first, first + rowCount));
      words[Word.isEveryRow] = 0;
    }
  }

  /**
   * Computes and packs the gradients of the scores.
   *
   * @param countsRows whether rows must be counted: wide cells then
   * @param format default: chosen by what precision it leaves
   * @returns the sums over the rows learned from
   */
  packObjective(objective: 'logistic' | 'squared', countsRows: boolean, format?: CellFormat): RowSums {
    for (const { words } of this.#shards) words[Word.objective] = objective === 'logistic' ? 1 : 2;
    let largestGradient = this.#largestWeight;
    let largestHessian = this.#largestWeight / 4;
    if (objective === 'squared') {
      largestHessian = this.#largestWeight;
      largestGradient = 0;
      for (const shard of this.#shards) {
        shard.run(Task.findLargest);
        for (let lane = 0; lane < shard.laneCount; lane++) {
          largestGradient = Math.max(largestGradient, shard.laneLargest[lane * 8 + 4]);
        }
      }
    }
    return this.#pack(largestGradient, largestHessian, countsRows, format, (shard) => shard.run(Task.packCells));
  }

  /** Packs gradients and hessians given for every row; as `packObjective`. Hessians are finite and ≥ 0. */
  packGiven(gradients: Float64Array, hessians: Float64Array, countsRows: boolean, format?: CellFormat): RowSums {
    let largestGradient = 0;
    let largestHessian = 0;
    for (let row = 0; row < gradients.length; row++) {
      // Once it is not a number it stays so.
      largestGradient = Math.max(largestGradient, Math.abs(gradients[row]));
      largestHessian = Math.max(largestHessian, hessians[row]);
    }
    const columns = [gradients, hessians];
    return this.#pack(largestGradient, largestHessian, countsRows, format, (shard) => {
      shard.forEachStage(columns, Task.packStaged);
    });
  }

  /** Whether the cells of the current tree are wide. */
  get isWide(): boolean {
    return this.#isWide;
  }

  /** Begins a tree under the rules, on the features listed (ascending). */
  startTree(rules: ScanRules, candidates: Uint32Array): void {
    this.#candidateCount = candidates.length;
    this.#finalCount = 0;
    for (const { words, numbers, memory, layout } of this.#shards) {
      words[Word.criterion] = rules.criterion === 'entropy' ? 1 : 0;
      words[Word.isBounded] = rules.directions === undefined ? 0 : 1;
      words[Word.mostLevels] = Math.min(256, rules.maxLevelsPerSplit);
      numbers[Value.l1] = rules.l1;
      numbers[Value.l2] = rules.l2;
      numbers[Value.minGain] = rules.minGain;
      numbers[Value.minChildWeight] = rules.minChildWeight;
      numbers[Value.minRows] = rules.minRowsInLeaf;
      numbers[Value.minRowsInLevel] = rules.minRowsInLevel;
      numbers[Value.levelSmoothing] = rules.levelSmoothing;
      numbers[Value.levelL2] = rules.levelL2;
      words[Word.candidateCount] = candidates.length;
      words[Word.isEveryFeature] = candidates.length === this.shape.features.length ? 1 : 0;
      new Uint32Array(memory, layout.candidates, candidates.length).set(candidates);
      const kinds = new Int32Array(memory, layout.features, this.shape.features.length * 4);
      this.shape.features.forEach(({ isCategory }, feature) => {
        const direction = isCategory ? 0 : (rules.directions?.[feature] ?? 0);
        kinds[feature * 4 + 1] = (direction << 1) | (isCategory ? 1 : 0);
      });
    }
  }

  /** Builds the histogram of all rows learned from in slot 0 and scans it: results of entry 0, left. */
  scanRoot(root: ScannedNode): void {
    this.#batchSize = 0;
    this.#batchRows = 0;
    this.#writeEntry(
      { node: 0, leftNode: 0, feature: 0, table: 0 },
      IS_ROOT | BUILDS | LEFT_IS_SMALLER,
      0,
      0,
      undefined,
    );
    this.#writeNode(0, 8, root, true);
    this.#writeNode(0, 18, root, false);
    const isAlone = this.#learnedRows * this.#candidateCount < UPDATES_FOR_FORK;
    this.#runBatch(Task.buildRoot, isAlone, isAlone);
    this.#batchSize = 0;
  }

  /** Lists the rows of the tree: after packing, before the first split. */
  listRows(): void {
    for (const shard of this.#shards) shard.run(Task.listRows, this.#learnedRows < UPDATES_FOR_FORK);
  }

  /**
   * Adds a division to the batch whose children may be divided further.
   *
   * @param smallerSlot a free slot; the larger child takes over the parent's
   * @param allowed one byte per feature, 0 for those the children may not be divided by; undefined: all may
   */
  addSplit(
    split: NodeSplit,
    smallerSlot: number,
    parentSlot: number,
    leftIsSmaller: boolean,
    left: ScannedNode,
    right: ScannedNode,
    scansLeft: boolean,
    scansRight: boolean,
    allowed: Uint8Array | undefined,
  ): void {
    this.#writeEntry(split, BUILDS | (leftIsSmaller ? LEFT_IS_SMALLER : 0), smallerSlot, parentSlot, allowed);
    this.#writeNode(this.#batchSize - 1, 8, left, scansLeft);
    this.#writeNode(this.#batchSize - 1, 18, right, scansRight);
  }

  /** Carries out the batch: rows divided, histograms built, children scanned. Results: entries in the order added. */
  runSplits(): void {
    if (this.#batchSize === 0) return;
    const updates = this.#batchRows * (this.#candidateCount / 2 + 2);
    this.#runBatch(
      Task.splitNodes,
      updates < UPDATES_FOR_FORK,
      this.#batchSize * this.#candidateCount < PAIRS_FOR_FORK,
    );
    this.#batchSize = 0;
    this.#batchRows = 0;
  }

  /** Rows learned from that a node holds, of this tree. Known once its parent was divided. */
  rowsOf(node: number): number {
    if (node === 0 && this.#isEveryRow) return this.shape.rowCount;
    let rows = 0;
    for (const shard of this.#shards) rows += shard.rowsOf(node);
    return rows;
  }

  /** Index into `results` of what was found for an entry's left (0) or right (1) child by the candidate at a position. */
  resultAt(entry: number, side: number, position: number): number {
    return ((2 * entry + side) * this.#candidateCount + position) * (RESULT_BYTES / 8);
  }

  /** A 32-bit word of a result: 8 last left bin, 9 missing goes left, 10 has missing, 16 … left bins, 24 … judged bins. */
  resultWord(result: number, word: number): number {
    return this.#resultWords[2 * result + word];
  }

  /** Says what a leaf adds to the scores of its rows. */
  addLeaf(node: number, value: number): void {
    this.#addFinal(node, -1, 0, 0, value, 0);
  }

  /** Says what the children of a node add to the scores of its rows, which were not divided. */
  addLeafPair(split: NodeSplit, leftValue: number, rightValue: number): void {
    for (const { tables } of this.#shards.slice(1)) this.#copyTable(split.table, tables);
    this.#addFinal(split.node, split.feature, split.table, split.leftNode, leftValue, rightValue);
  }

  /**
   * Adds the tree to the scores: learned rows by the leaves said, others by their bins.
   *
   * @param covers set to the training weight that reached each leaf; 0 elsewhere
   */
  applyTree(tree: AppliedTree, covers: Float64Array): void {
    for (const shard of this.#shards) {
      if (!this.#isEveryRow) writeWalkNodes(shard, tree, this.tables);
      shard.words[Word.finalCount] = this.#finalCount;
      shard.run(Task.applyTree, this.shape.rowCount < UPDATES_FOR_FORK / 4);
    }
    const unit = this.shape.hasWeights ? 1 / this.#shards[0].numbers[Value.weightScale] : 1;
    for (let node = 0; node < tree.nodeCount; node++) {
      let cover = 0n;
      if (tree.splitFeatures[node] < 0) for (const shard of this.#shards) cover += shard.coverOf(node);
      covers[node] = Number(cover) * unit;
    }
  }

  /** Total loss of the rows to validate on, weighted: log loss, or half the squared error. */
  sumLosses(objective: 'logistic' | 'squared'): number {
    let total = 0;
    for (const shard of this.#shards) {
      shard.words[Word.objective] = objective === 'logistic' ? 1 : 2;
      shard.run(Task.sumLosses);
      for (const sum of shard.blockSums) total += sum;
    }
    return total;
  }

  /** The bin of a row's value. */
  binOf(feature: number, row: number): number {
    for (let index = this.#shards.length - 1; index >= 0; index--) {
      const { first, binsByRow, layout } = this.#shards[index];
      if (row >= first) return binsByRow[(row - first) * layout.rowStride + feature];
    }
    return 0;
  }

  #pack(
    largestGradient: number,
    largestHessian: number,
    countsRows: boolean,
    format: CellFormat | undefined,
    run: (shard: TrainingShard) => void,
  ): RowSums {
    if (!(largestGradient < Infinity && largestHessian < Infinity)) {
      throw new RangeError('gradients and hessians must be finite');
    }
    const rows = Math.max(2, this.#learnedRows);
    const narrow = countsRows || format === 'wide' ? undefined : chooseNarrow(largestGradient, largestHessian, rows);
    const isSmall = rows < ROWS_FOR_NARROW;
    if (narrow !== undefined && (format === 'narrow' || !isSmall)) {
      const { sums, sizes } = this.#packAs(false, narrow, run);
      // The mean gradient must be many units, or rounding would be seen.
      if (format === 'narrow' || sizes >= LEAST_MEAN_UNITS * sums.count) return withoutCount(sums);
    }
    return this.#packAs(true, chooseWide(largestGradient, largestHessian, this.shape.rowCount), run).sums;
  }

  #packAs(isWide: boolean, units: ReturnType<typeof chooseWide>, run: (shard: TrainingShard) => void) {
    this.#isWide = isWide;
    let gradient = 0n;
    let hessian = 0n;
    let count = 0n;
    let sizes = 0n;
    for (const shard of this.#shards) {
      shard.words[Word.isWide] = isWide ? 1 : 0;
      shard.words[Word.countBits] = units.countBits;
      shard.numbers[Value.gradientScale] = 1 / units.gradientUnit;
      shard.numbers[Value.hessianScale] = 1 / units.hessianUnit;
      shard.numbers[Value.gradientUnit] = units.gradientUnit;
      shard.numbers[Value.hessianUnit] = units.hessianUnit;
      shard.laneSums.fill(0n);
      run(shard);
      for (let lane = 0; lane < shard.laneCount; lane++) {
        gradient += shard.laneSums[lane * 8];
        hessian += shard.laneSums[lane * 8 + 1];
        count += shard.laneSums[lane * 8 + 2];
        sizes += shard.laneSums[lane * 8 + 3];
      }
    }
    const sums = {
      gradient: Number(gradient) * units.gradientUnit,
      hessian: Number(hessian) * units.hessianUnit,
      count: Number(count),
    };
    return { sums, sizes: Number(sizes) };
  }

  #writeEntry(
    { node, leftNode, feature, table }: NodeSplit,
    flags: number,
    smallerSlot: number,
    largerSlot: number,
    allowed: Uint8Array | undefined,
  ): void {
    const at = (this.#batchSize * ENTRY_BYTES) / 4;
    const features = this.shape.features.length;
    if (allowed !== undefined) this.#allowed.set(allowed, this.#batchSize * features);
    for (const words of this.#entryWords) {
      words[at] = node;
      words[at + 1] = leftNode;
      words[at + 2] = feature;
      words[at + 3] = flags;
      words[at + 4] = smallerSlot;
      words[at + 5] = largerSlot;
      words[at + 28] = allowed === undefined ? 0 : this.#allowedAddress + this.#batchSize * features;
      words[at + 29] = table;
    }
    for (let shard = 1; shard < this.#shards.length; shard++) this.#copyTable(table, this.#shards[shard].tables);
    if ((flags & IS_ROOT) === 0) this.#batchRows += this.rowsOf(node);
    this.#batchSize += 1;
  }

  #copyTable(table: number, into: Uint8Array): void {
    into.set(this.tables.subarray(table * 256, table * 256 + 256), table * 256);
  }

  /** @param at where the node's sums begin in an entry, in words of 32 bits: 8 for the left child, 18 for the right */
  #writeNode(entry: number, at: number, { gradient, hessian, count, low, high }: ScannedNode, scans: boolean): void {
    const words = this.#entryWords[0];
    words[(entry * ENTRY_BYTES) / 4 + (at === 8 ? 6 : 7)] = scans ? 1 : 0;
    const numbers = this.#entryNumbers[0];
    const from = (entry * ENTRY_BYTES) / 8 + at / 2;
    numbers[from] = gradient;
    numbers[from + 1] = hessian;
    numbers[from + 2] = count;
    numbers[from + 3] = low;
    numbers[from + 4] = high;
  }

  #runBatch(task: number, buildsAlone: boolean, scansAlone: boolean): void {
    const [main, ...others] = this.#shards;
    const isAlone = buildsAlone && others.length === 0;
    for (const shard of this.#shards) {
      shard.words[Word.batchSize] = this.#batchSize;
      shard.words[Word.isSpread] = isAlone ? 0 : 1;
      shard.words[Word.localCount] = isAlone ? 0 : main.laneCount - 1 + others.length;
      shard.run(task, isAlone);
    }
    others.forEach((shard, index) => {
      shard.run(Task.foldLanes);
      const byteCount = this.#batchSize * shard.layout.slotBytes;
      const local = (main.laneCount - 1 + index) * this.batchCapacity * main.layout.slotBytes;
      new Uint8Array(main.memory, main.layout.locals + local, byteCount).set(
        new Uint8Array(shard.memory, shard.layout.locals, byteCount),
      );
    });
    main.run(Task.scanBatch, scansAlone);
  }

  #addFinal(node: number, feature: number, table: number, leftNode: number, left: number, right: number): void {
    for (const { memory, layout } of this.#shards) {
      const at = layout.finals + this.#finalCount * FINAL_BYTES;
      const words = new Int32Array(memory, at, 4);
      words[0] = node;
      words[1] = feature;
      words[2] = table;
      words[3] = leftNode;
      const values = new Float64Array(memory, at + 16, 2);
      values[0] = left;
      values[1] = right;
    }
    this.#finalCount += 1;
  }
}

function withoutCount({ gradient, hessian }: RowSums): RowSums {
  return { gradient, hessian, count: 0 };
}
