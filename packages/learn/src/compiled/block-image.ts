import { blockScratchBytes, SCORE_WORDS } from '@probity/numerics';
import type { TreeEnsemble } from '../tree/tree-ensemble.js';
import type { LevelSet, ModelTests } from './gather-tests.js';
import { ImageWriter } from './image-writer.js';
import { byteOf, ColumnTable } from './number-columns.js';
import type { OrderedTree } from './order-nodes.js';
import { addInputs, numberUses } from './row-image.js';

/** Leaves that a byte can tell apart. */
const MOST_BLOCK_LEAVES = 256;
/** Trees whose leaves are added up together. */
const TILE = 8;
const FEW_LEAVES = 64;
/** Where leaves' places begin, behind those of splits. */
const LEAF_PLACES = 256 * 16;

/** What blocks of rows are scored with. */
export interface BlockImage {
  readonly imageBytes: number;
  /** Bytes that each thread needs beside it. */
  readonly scratchBytes: number;
}

/** @returns undefined for trees of more than 256 leaves */
export function buildBlockImage(
  trees: TreeEnsemble,
  tests: ModelTests,
  ordered: readonly OrderedTree[],
): (BlockImage & { readonly image: Uint8Array }) | undefined {
  if (ordered.some(({ leafCount }) => leafCount > MOST_BLOCK_LEAVES)) return undefined;
  const { inputs, sets } = tests;
  const uses = numberUses(trees, tests);
  const flips = sets.map((set) => flipsOf(set, inputs[set.input].levelCount));
  // A level is compared as a number is, missing above the last one.
  for (const [index, { input }] of sets.entries()) for (const level of flips[index]) uses[input][level * 2 + 1] = 1;
  const columns = new ColumnTable(uses);
  const masks = new MaskTable(columns, uses);
  const writer = new ImageWriter();
  writer.setWord(SCORE_WORDS.addsSingles, trees.addsSingles === true ? 1 : 0);
  addInputs(writer, tests, columns);
  writer.setWord(SCORE_WORDS.maskCount, masks.count);
  writer.setWord(SCORE_WORDS.maskStarts, writer.add(masks.starts));
  writer.setWord(SCORE_WORDS.maskThresholds, writer.add(masks.bytes));

  const flipStarts = new Uint32Array(sets.length + 1);
  for (const [index, levels] of flips.entries()) flipStarts[index + 1] = flipStarts[index] + levels.length;
  const flipMasks = sets.flatMap(({ input }, index) =>
    flips[index].map((level) => masks.find(input, level * 2 + 1) * 16),
  );
  writer.setWord(SCORE_WORDS.setCount, sets.length);
  writer.setWord(SCORE_WORDS.flipStarts, writer.add(flipStarts));
  writer.setWord(SCORE_WORDS.flips, writer.add(Uint32Array.from(flipMasks)));
  writer.setWord(SCORE_WORDS.setBeginnings, writer.add(Uint32Array.from(sets, ({ bits }) => bits[0] & 1)));

  const maskOf = (node: number): number => {
    const input = tests.nodeInputs[node];
    if (inputs[input].levelCount > 0) return masks.count + tests.nodeTests[node];
    return masks.find(input, tests.nodeTests[node] * 2 + 1 - trees.missingGoesLeft[node]);
  };
  addTrees(writer, trees, ordered, maskOf);
  const image = writer.finish();
  return { image, imageBytes: image.length, scratchBytes: blockScratchBytes(masks.count + sets.length) };
}

/** The levels after which the way changes, the last of them standing before missing. */
function flipsOf({ bits }: LevelSet, levelCount: number): number[] {
  const goesRight = (level: number): number => (bits[level >>> 5] >>> (level & 31)) & 1;
  const flips: number[] = [];
  for (let level = 0; level < levelCount; level++) if (goesRight(level) !== goesRight(level + 1)) flips.push(level);
  return flips;
}

/** Numbers the masks "column > byte", column by column. */
class MaskTable {
  readonly count: number;
  /** One per column and one more: its first mask. */
  readonly starts: Uint32Array;
  /** One per mask, for a comparison of signed bytes. */
  readonly bytes: Uint8Array;
  /** Per input, one per test: its mask. */
  readonly #numbers: readonly Uint32Array[];

  constructor(columns: ColumnTable, uses: readonly Uint8Array[]) {
    this.starts = new Uint32Array(columns.count + 1);
    for (const [input, tests] of uses.entries()) {
      for (let test = 0; test < tests.length; test++) {
        if (tests[test] === 1) this.starts[columns.columnOf(input, test) + 1] += 1;
      }
    }
    for (let column = 0; column < columns.count; column++) this.starts[column + 1] += this.starts[column];
    this.count = this.starts[columns.count];
    this.bytes = new Uint8Array(this.count);
    const next = this.starts.slice();
    this.#numbers = uses.map((tests, input) => {
      const numbers = new Uint32Array(tests.length);
      for (let test = 0; test < tests.length; test++) {
        if (tests[test] !== 1) continue;
        numbers[test] = next[columns.columnOf(input, test)]++;
        this.bytes[numbers[test]] = byteOf(test) ^ 128;
      }
      return numbers;
    });
  }

  find(input: number, test: number): number {
    return this.#numbers[input][test];
  }
}

function addTrees(
  writer: ImageWriter,
  trees: TreeEnsemble,
  ordered: readonly OrderedTree[],
  maskOf: (node: number) => number,
): void {
  const treeCount = Math.ceil(ordered.length / TILE) * TILE;
  const most = ordered.reduce((count, tree) => Math.max(count, tree.leafCount), 1);
  const leafStride = (most <= FEW_LEAVES ? FEW_LEAVES : MOST_BLOCK_LEAVES) * 8;
  // -0 changes no sum: what trees that fill up add.
  const leaves = new Float64Array((treeCount * leafStride) / 8).fill(-0);
  const records = new Uint32Array(treeCount * 4);
  const splitCount = ordered.reduce((count, tree) => count + tree.leafCount - 1, 0);
  const words = new Uint32Array(splitCount * 2);
  const address = writer.add(words);
  let next = 0;
  for (let index = 0; index < treeCount; index++) {
    const tree = ordered[index];
    records.set([address + next * 8, tree === undefined ? 0 : tree.leafCount - 1, tree?.leafCount ?? 1], index * 4);
    if (tree === undefined) continue;
    // Where the rows of each node go: splits and leaves counted apart, both level by level.
    const places = new Uint32Array(tree.nodes.length);
    let splits = 0;
    let leafCount = 0;
    for (let at = 0; at < tree.nodes.length; at++) {
      const node = tree.nodes[at];
      if (trees.splitFeatures[node] >= 0) places[at] = splits++ * 16;
      else {
        leaves[(index * leafStride) / 8 + leafCount] = trees.leafValues[node];
        places[at] = LEAF_PLACES + leafCount++ * 16;
      }
    }
    for (let at = 0; at < tree.nodes.length; at++) {
      const node = tree.nodes[at];
      if (trees.splitFeatures[node] < 0) continue;
      const left = tree.lefts[at];
      words[next * 2] = maskOf(node) * 16;
      words[next * 2 + 1] = places[left] | (places[left + 1] << 16);
      next += 1;
    }
  }
  writer.setWord(SCORE_WORDS.treeCount, treeCount);
  writer.setWord(SCORE_WORDS.programs, writer.add(records));
  writer.setWord(SCORE_WORDS.blockLeaves, writer.add(leaves));
  writer.setWord(SCORE_WORDS.leafStride, leafStride);
}
