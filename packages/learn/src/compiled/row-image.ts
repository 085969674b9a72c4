import { BLOCK_ROWS, ROW_FORMS, SCORE_WORDS } from '@probity/numerics';
import type { TreeEnsemble } from '../tree/tree-ensemble.js';
import type { ModelTests } from './gather-tests.js';
import { ImageWriter } from './image-writer.js';
import { byteOf, ColumnTable } from './number-columns.js';
import type { OrderedTree } from './order-nodes.js';

/** How trees lie for rows: padded to one depth, or as they are. */
export type RowForm = 'heap' | 'linked';

/** Trees walked at a time. */
const WALKED = 5;
const MOST_NARROW_COLUMNS = 256;
const MOST_WIDE_COLUMNS = 65536;
const MOST_NARROW_NODES = 65536;
/** A test no row passes: goes left whatever the column holds. */
const NEVER = 255;
/** Rows that are scored together. */
const BLOCK_RANK_BYTES = 512;

/** The image of a model for one row at a time, with where the row's values go. */
export interface RowImage {
  readonly image: Uint8Array;
  readonly imageBytes: number;
  /** Bytes that each thread needs beside it to walk blocks of rows. */
  readonly scratchBytes: number;
  /** Address of the values in the image; a double for each input. */
  readonly inputValues: number;
}

/** @returns undefined where the trees do not fit the form */
export function buildRowImage(
  trees: TreeEnsemble,
  tests: ModelTests,
  ordered: readonly OrderedTree[],
  form: RowForm,
): RowImage | undefined {
  const columns = new ColumnTable(numberUses(trees, tests));
  const columnCount = columns.count + tests.sets.length;
  if (columnCount > MOST_WIDE_COLUMNS) return undefined;
  const isNarrow =
    columnCount <= MOST_NARROW_COLUMNS &&
    (form === 'heap' || ordered.every(({ nodes }) => nodes.length <= MOST_NARROW_NODES));
  const nodeTests = findNodeTests(trees, tests, columns);
  const writer = new ImageWriter();
  writer.setWord(SCORE_WORDS.addsSingles, trees.addsSingles === true ? 1 : 0);
  addInputs(writer, tests, columns);
  addSets(writer, tests);
  if (form === 'heap') addHeap(writer, trees, ordered, nodeTests, isNarrow);
  else addLinked(writer, trees, ordered, nodeTests, isNarrow);
  const inputValues = writer.reserve(tests.inputs.length * 8);
  writer.setWord(SCORE_WORDS.inputValues, inputValues);
  writer.setWord(SCORE_WORDS.ranks, writer.reserve(tests.inputs.length * 4));
  writer.setWord(SCORE_WORDS.codes, writer.reserve(isNarrow ? 0 : columnCount));
  const image = writer.finish();
  const rowBytes = Math.floor((columnCount + 16) / 16) * 16;
  return { image, imageBytes: image.length, inputValues, scratchBytes: BLOCK_RANK_BYTES + BLOCK_ROWS * rowBytes };
}

/** Which tests of inputs that are numbers occur; see `ColumnTable`. */
export function numberUses({ splitFeatures, missingGoesLeft }: TreeEnsemble, tests: ModelTests): Uint8Array[] {
  const uses = tests.inputs.map(({ points, levelCount }) => new Uint8Array(2 * (points.length + levelCount)));
  for (let node = 0; node < splitFeatures.length; node++) {
    const input = tests.nodeInputs[node];
    if (splitFeatures[node] < 0 || tests.inputs[input].levelCount > 0) continue;
    uses[input][tests.nodeTests[node] * 2 + 1 - missingGoesLeft[node]] = 1;
  }
  return uses;
}

/** Adds what both images begin with: inputs and columns. */
export function addInputs(writer: ImageWriter, { inputs, numberCount }: ModelTests, columns: ColumnTable): void {
  const pointAddresses = inputs.map(({ points, levelCount, steps }) => {
    if (levelCount > 0) return 0;
    const padded = new Float64Array(2 ** steps - 1).fill(Infinity);
    padded.set(points);
    return writer.add(padded);
  });
  writer.setWord(SCORE_WORDS.inputCount, inputs.length);
  writer.setWord(SCORE_WORDS.numberCount, numberCount);
  writer.setWord(SCORE_WORDS.inputs, writer.add(columns.inputWords(inputs, pointAddresses)));
  writer.setWord(SCORE_WORDS.columnCount, columns.count);
  writer.setWord(SCORE_WORDS.columns, writer.add(columns.words));
}

/** One per node: the column it looks at and the byte above which a row goes right; at leaves what goes left for ever. */
interface NodeTests {
  readonly columns: Uint16Array;
  readonly bytes: Uint8Array;
}

function findNodeTests(
  { splitFeatures, missingGoesLeft }: TreeEnsemble,
  tests: ModelTests,
  table: ColumnTable,
): NodeTests {
  const columns = new Uint16Array(splitFeatures.length);
  const bytes = new Uint8Array(splitFeatures.length).fill(NEVER);
  for (let node = 0; node < splitFeatures.length; node++) {
    if (splitFeatures[node] < 0) continue;
    const input = tests.nodeInputs[node];
    if (tests.inputs[input].levelCount > 0) {
      columns[node] = table.count + tests.nodeTests[node];
      bytes[node] = 0;
    } else {
      const test = tests.nodeTests[node] * 2 + 1 - missingGoesLeft[node];
      columns[node] = table.columnOf(input, test);
      bytes[node] = byteOf(test);
    }
  }
  return { columns, bytes };
}

function addSets(writer: ImageWriter, { sets }: ModelTests): void {
  const words = new Uint32Array(sets.length * 2);
  for (const [index, { input, bits }] of sets.entries()) words.set([input, writer.add(bits)], index * 2);
  writer.setWord(SCORE_WORDS.setCount, sets.length);
  writer.setWord(SCORE_WORDS.sets, writer.add(words));
}

function addHeap(
  writer: ImageWriter,
  trees: TreeEnsemble,
  ordered: readonly OrderedTree[],
  { columns, bytes }: NodeTests,
  isNarrow: boolean,
): void {
  const depth = ordered.reduce((most, tree) => Math.max(most, tree.depth), 0);
  const size = 2 ** depth;
  const treeCount = Math.ceil(ordered.length / WALKED) * WALKED;
  const columnShift = isNarrow ? 8 : 16;
  const nodes = isNarrow ? new Uint16Array(treeCount * size) : new Uint32Array(treeCount * size);
  nodes.fill(NEVER);
  // -0 changes no sum: what trees that fill up add.
  const leaves = new Float64Array(treeCount * size).fill(-0);
  const places = new Uint32Array(2 * size);
  for (let index = 0; index < ordered.length; index++) {
    const tree = ordered[index];
    places[0] = 1;
    for (let at = 0; at < tree.nodes.length; at++) {
      const node = tree.nodes[at];
      const place = places[at];
      if (trees.splitFeatures[node] >= 0) {
        nodes[index * size + place] = bytes[node] | (columns[node] << columnShift);
        places[tree.lefts[at]] = place * 2;
        places[tree.lefts[at] + 1] = place * 2 + 1;
      } else {
        // A leaf above the last level is reached by going left.
        let leaf = place;
        while (leaf < size) leaf *= 2;
        leaves[index * size + leaf - size] = trees.leafValues[node];
      }
    }
  }
  writer.setWord(SCORE_WORDS.form, isNarrow ? ROW_FORMS.heapNarrow : ROW_FORMS.heapWide);
  writer.setWord(SCORE_WORDS.treeCount, treeCount);
  writer.setWord(SCORE_WORDS.depth, depth);
  writer.setWord(SCORE_WORDS.nodes, writer.add(nodes));
  writer.setWord(SCORE_WORDS.leaves, writer.add(leaves));
}

function addLinked(
  writer: ImageWriter,
  trees: TreeEnsemble,
  ordered: readonly OrderedTree[],
  { columns, bytes }: NodeTests,
  isNarrow: boolean,
): void {
  const nodeCount = ordered.reduce((count, tree) => count + tree.nodes.length, 0);
  const treeCount = Math.ceil(ordered.length / WALKED) * WALKED;
  // One node more: the leaf of trees that fill up, which changes no sum.
  const words = new Uint32Array((nodeCount + 1) * (isNarrow ? 1 : 2));
  const leaves = new Float64Array(nodeCount + 1);
  words[nodeCount * (isNarrow ? 1 : 2)] = NEVER;
  leaves[nodeCount] = -0;
  const starts = new Uint32Array(treeCount).fill(nodeCount);
  let next = 0;
  for (let index = 0; index < ordered.length; index++) {
    const tree = ordered[index];
    starts[index] = next;
    for (let at = 0; at < tree.nodes.length; at++) {
      const node = tree.nodes[at];
      if (isNarrow) words[next] = bytes[node] | (columns[node] << 8) | (tree.lefts[at] << 16);
      else {
        words[next * 2] = bytes[node] | (columns[node] << 16);
        words[next * 2 + 1] = tree.lefts[at];
      }
      leaves[next++] = trees.leafValues[node];
    }
  }
  writer.setWord(SCORE_WORDS.form, isNarrow ? ROW_FORMS.linkedNarrow : ROW_FORMS.linkedWide);
  writer.setWord(SCORE_WORDS.treeCount, treeCount);
  writer.setWord(SCORE_WORDS.nodes, writer.add(words));
  writer.setWord(SCORE_WORDS.leaves, writer.add(leaves));
  writer.setWord(SCORE_WORDS.treeStarts, writer.add(starts));
}
