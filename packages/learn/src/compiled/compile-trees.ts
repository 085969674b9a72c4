import { ScoringMemory } from '@probity/numerics';
import type { FeatureMatrix } from '../matrix/feature-matrix.js';
import { readRow } from '../matrix/feature-matrix.js';
import type { BatchOptions } from '../model/model.js';
import type { TreeEnsemble } from '../tree/tree-ensemble.js';
import { sumOfLeaves } from '../tree/walk-trees.js';
import { type BlockImage, buildBlockImage } from './block-image.js';
import { gatherTests, type ModelTests } from './gather-tests.js';
import { type OrderedTree, orderNodes } from './order-nodes.js';
import { buildRowImage, type RowForm } from './row-image.js';
import { scoreBlocks } from './score-blocks.js';

/** Trees made ready to score: equal bit for bit to walking them (`sumOfLeaves`). */
export interface CompiledTrees {
  /** How rows and batches are scored, for people: e.g. "heap, blocks"; "plain" until it pays to compile. */
  readonly form: string;
  /**
   * `base` plus the leaves of a row, tree by tree.
   * @param row one value per feature, NaN = missing; any double else
   */
  margin(row: Float64Array, base: number): number;
  /** The margins of all rows, equal bit for bit to `margin` row by row. */
  margins(matrix: FeatureMatrix, base: number, options: BatchOptions): Float64Array;
}

/** What may be asked for instead of being chosen: for tests and measurements. */
export interface CompileSettings {
  /** Default: the faster one of those that the trees fit. */
  readonly rowForm?: RowForm | 'plain';
  readonly batchForm?: 'blocks' | 'rows';
  /** Rows that are walked plainly before trees are compiled, default 16. */
  readonly plainRows?: number;
}

/** Padding to one depth takes 2^depth leaves a tree: up to here. */
const DEEPEST_HEAP = 8;
/** A block takes as long as so many single rows. */
const FEWEST_BLOCK_ROWS = 16;
const PLAIN_ROWS = 16;

/** One memory for all models of this process; made when first needed. */
let sharedMemory: ScoringMemory | undefined;
/** Gives a model's memory back once nobody holds the model. */
let releases: FinalizationRegistry<number> | undefined;

/**
 * Makes trees ready to score one row or many, in a form chosen by their shape.
 *
 * Nothing is compiled until it pays: the first rows are walked plainly. Compiling costs some milliseconds for 500 trees, and
 * as many bytes as the trees take; all models of a process share one memory, and a model that is no longer held leaves it.
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
  #analysis: { readonly tests: ModelTests; readonly ordered: readonly OrderedTree[] } | 'impossible' | undefined;
  #features: Uint32Array = new Uint32Array(0);
  /** Address of the row image; undefined before it is made, -1 where it cannot be. */
  #rowAddress: number | undefined;
  /** Index of the row's first value among the doubles of the memory. */
  #valueIndex = 0;
  #rowForm: RowForm | 'plain' = 'plain';
  #block: (BlockImage & { readonly address: number }) | 'none' | undefined;

  constructor(trees: TreeEnsemble, settings: CompileSettings) {
    this.#trees = trees;
    this.#settings = settings;
    this.#plainRowsLeft = settings.plainRows ?? PLAIN_ROWS;
  }

  get form(): string {
    const batch = this.#block === undefined || this.#block === 'none' ? '' : ', blocks';
    return `${this.#rowForm}${batch}`;
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
    if (rowCount >= FEWEST_BLOCK_ROWS && this.#settings.batchForm !== 'rows') {
      const result = this.#scoreBlocks(matrix, base, options);
      if (result !== undefined) return result;
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
    if (this.#analysis === undefined) {
      const tests = gatherTests(this.#trees);
      if (tests === undefined) this.#analysis = 'impossible';
      else {
        const treeCount = this.#trees.treeStarts.length - 1;
        const ordered = Array.from({ length: treeCount }, (_, tree) => orderNodes(this.#trees, tree));
        this.#analysis = { tests, ordered };
        this.#features = Uint32Array.from(tests.inputs, ({ feature }) => feature);
      }
    }
    return this.#analysis === 'impossible' ? undefined : this.#analysis;
  }

  #compileRows(): void {
    this.#rowAddress = -1;
    if (this.#settings.rowForm === 'plain') return;
    const analysis = this.#analyse();
    if (analysis === undefined) return;
    const { tests, ordered } = analysis;
    const form = this.#settings.rowForm ?? chooseRowForm(ordered);
    const built = buildRowImage(this.#trees, tests, ordered, form);
    const address = built === undefined ? undefined : this.#seat(built.image);
    if (built === undefined || address === undefined) return;
    this.#rowAddress = address;
    this.#valueIndex = (address + built.inputValues) / 8;
    this.#rowForm = form;
  }

  #scoreBlocks(matrix: FeatureMatrix, base: number, options: BatchOptions): Float64Array | undefined {
    if (this.#block === undefined) {
      this.#block = 'none';
      const analysis = this.#analyse();
      const built = analysis && buildBlockImage(this.#trees, analysis.tests, analysis.ordered);
      const address = built && this.#seat(built.image);
      if (built !== undefined && address !== undefined)
        this.#block = { imageBytes: built.imageBytes, scratchBytes: built.scratchBytes, address };
    }
    if (this.#block === 'none' || sharedMemory === undefined) return undefined;
    return scoreBlocks(sharedMemory, this.#block, this.#features, matrix, base, options);
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
