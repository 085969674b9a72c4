import { ScoringMemory } from '@probity/numerics';
import type { FeatureMatrix } from '../matrix/feature-matrix.js';
import { readRow } from '../matrix/feature-matrix.js';
import type { BatchOptions } from '../model/model.js';
import type { TreeEnsemble } from '../tree/tree-ensemble.js';
import { sumOfLeaves } from '../tree/walk-trees.js';
import { buildBlockImage } from './block-image.js';
import { gatherTests, type ModelTests } from './gather-tests.js';
import { type OrderedTree, orderNodes } from './order-nodes.js';
import { buildRowImage, type RowForm } from './row-image.js';
import { type SeatedImage, scoreBlocks } from './score-blocks.js';

/** Trees made ready to score: equal bit for bit to walking them (`sumOfLeaves`). */
export interface CompiledTrees {
  /** How rows and batches are scored so far, for people: e.g. "heap, bits"; "plain" until it pays to compile. */
  readonly form: string;
  /**
   * `base` plus the leaves of a row, tree by tree.
   * @param row one value per feature, NaN = missing; any double else
   */
  margin(row: Float64Array, base: number): number;
  /** The margins of all rows, equal bit for bit to `margin` row by row. */
  margins(matrix: FeatureMatrix, base: number, options: BatchOptions): Float64Array;
}

/** Blocks of rows by bits, or walked tree by tree; or one row after the other. */
export type BatchForm = 'bits' | 'walk' | 'rows';

/** What may be asked for instead of being chosen: for tests and measurements. */
export interface CompileSettings {
  /** Default: the fastest one that the trees fit. */
  readonly rowForm?: RowForm | 'plain';
  readonly batchForm?: BatchForm;
  /** Rows that are walked plainly before trees are compiled; default: about as many as take as long as compiling. */
  readonly plainRows?: number;
}

/** Padding to one depth takes 2^depth leaves a tree: up to here. */
const DEEPEST_HEAP = 8;
/** A block takes about as long as so many single rows. */
const FEWEST_BLOCK_ROWS = 32;
/** Compiling a node takes about as long as walking a tree plainly does for so many rows. */
const PLAIN_ROWS_PER_NODE = 1.5;
const FEWEST_PLAIN_ROWS = 64;
const MOST_PLAIN_ROWS = 1024;

/** One memory for all models of this process; made when first needed. */
let sharedMemory: ScoringMemory | undefined;
/** Gives a model's memory back once nobody holds the model. */
let releases: FinalizationRegistry<number> | undefined;

/**
 * Makes trees ready to score one row or many, in a form chosen by their shape.
 *
 * Nothing is compiled until it pays: the first rows are walked plainly, 64 to 1,024 of them by the size of the trees, unless a batch
 * brings more. Compiling costs 10 to 40 ms for 500 trees of 63 leaves, and about as many bytes as the trees take; all models of a process share one memory, and a model that nobody holds leaves it.
 *
 * @example
 * const compiled = compileTrees(model.trees);
 * compiled.margin(Float64Array.of(41, 52000), model.baseScore) === model.margin(Float64Array.of(41, 52000)) // true
 */
export function compileTrees(trees: TreeEnsemble, settings: CompileSettings = {}): CompiledTrees {
  return new TreeCompilation(trees, settings);
}

class TreeCompilation implements CompiledTrees {
  readonly #trees: TreeEnsemble;
  readonly #settings: CompileSettings;
  #plainRowsLeft: number;
  /** The feature of each input of the images. */
  #features = new Uint32Array(0);
  /** Address of the row image; undefined before it is made, -1 where there is none. */
  #rowAddress: number | undefined;
  /** Index of the row's first value among the doubles of the memory. */
  #valueIndex = 0;
  #rowForm: RowForm | 'plain' = 'plain';
  /** The row image as batches take it; only trees that are linked. */
  #walked: SeatedImage | undefined;
  /** Undefined before the first batch. */
  #batch: SeatedImage | 'none' | undefined;

  constructor(trees: TreeEnsemble, settings: CompileSettings) {
    this.#trees = trees;
    this.#settings = settings;
    this.#plainRowsLeft = settings.plainRows ?? plainRowsOf(trees);
  }

  get form(): string {
    return this.#batch === undefined || this.#batch === 'none'
      ? this.#rowForm
      : `${this.#rowForm}, ${this.#batch.task}`;
  }

  margin(row: Float64Array, base: number): number {
    if (this.#rowAddress === undefined) {
      if (this.#plainRowsLeft-- > 0) return sumOfLeaves(this.#trees, row, base);
      this.#compileRows();
    }
    const address = this.#rowAddress;
    if (address === undefined || address < 0 || sharedMemory === undefined) return sumOfLeaves(this.#trees, row, base);
    const { doubles } = sharedMemory;
    const features = this.#features;
    const first = this.#valueIndex;
    for (let input = 0; input < features.length; input++) doubles[first + input] = row[features[input]];
    return sharedMemory.scoreRow(address, base);
  }

  margins(matrix: FeatureMatrix, base: number, options: BatchOptions): Float64Array {
    const { rowCount } = matrix;
    const pays = this.#batch !== undefined || this.#rowAddress !== undefined || rowCount > this.#plainRowsLeft;
    if (pays && rowCount >= FEWEST_BLOCK_ROWS && this.#settings.batchForm !== 'rows') {
      this.#batch ??= this.#compileBatch() ?? 'none';
      const scored =
        this.#batch === 'none' || sharedMemory === undefined
          ? undefined
          : scoreBlocks(sharedMemory, this.#batch, this.#features, matrix, base, options);
      if (scored !== undefined) return scored;
    }
    const result = new Float64Array(rowCount);
    const row = new Float64Array(matrix.columns.length);
    for (let i = 0; i < rowCount; i++) {
      readRow(matrix, i, row);
      result[i] = this.margin(row, base);
    }
    return result;
  }

  #analyse(): { readonly tests: ModelTests; readonly ordered: readonly OrderedTree[] } | undefined {
    const tests = gatherTests(this.#trees);
    if (tests === undefined) return undefined;
    this.#features = Uint32Array.from(tests.inputs, ({ feature }) => feature);
    const treeCount = this.#trees.treeStarts.length - 1;
    return { tests, ordered: Array.from({ length: treeCount }, (_, tree) => orderNodes(this.#trees, tree)) };
  }

  #compileRows(): void {
    if (this.#rowAddress !== undefined) return;
    this.#rowAddress = -1;
    if (this.#settings.rowForm === 'plain') return;
    const analysis = this.#analyse();
    if (analysis === undefined) return;
    const { tests, ordered } = analysis;
    const form = this.#settings.rowForm ?? chooseRowForm(ordered);
    const built = buildRowImage(this.#trees, tests, ordered, form);
    const address = built && this.#seat(built.image);
    if (built === undefined || address === undefined) return;
    const { imageBytes, scratchBytes } = built;
    this.#rowAddress = address;
    this.#valueIndex = (address + built.inputValues) / 8;
    this.#rowForm = form;
    if (form === 'linked') this.#walked = { task: 'walk', address, imageBytes, scratchBytes };
  }

  #compileBatch(): SeatedImage | undefined {
    if (this.#settings.batchForm !== 'walk') {
      const analysis = this.#analyse();
      const built = analysis && buildBlockImage(this.#trees, analysis.tests, analysis.ordered);
      const address = built && this.#seat(built.image);
      if (built !== undefined && address !== undefined) {
        return { task: 'bits', address, imageBytes: built.imageBytes, scratchBytes: built.scratchBytes };
      }
    }
    this.#compileRows();
    return this.#walked;
  }

  #seat(image: Uint8Array): number | undefined {
    sharedMemory ??= new ScoringMemory();
    const address = sharedMemory.seat(image);
    if (address !== undefined) {
      releases ??= new FinalizationRegistry((given) => sharedMemory?.giveBack(given));
      releases.register(this, address);
    }
    return address;
  }
}

function plainRowsOf({ treeStarts, splitFeatures }: TreeEnsemble): number {
  const nodesPerTree = splitFeatures.length / Math.max(1, treeStarts.length - 1);
  return Math.max(FEWEST_PLAIN_ROWS, Math.min(MOST_PLAIN_ROWS, Math.round(nodesPerTree * PLAIN_ROWS_PER_NODE)));
}

/** Padding trees pays where they are shallow, or nearly full. */
function chooseRowForm(ordered: readonly OrderedTree[]): RowForm {
  let depth = 0;
  let leafCount = 0;
  for (const tree of ordered) {
    depth = Math.max(depth, tree.depth);
    leafCount += tree.leafCount;
  }
  if (depth > DEEPEST_HEAP) return 'linked';
  return depth <= 4 || 2 ** depth * ordered.length <= 4 * leafCount ? 'heap' : 'linked';
}
