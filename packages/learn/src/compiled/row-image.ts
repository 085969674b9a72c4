import { ROW_FORMS, SCORE_WORDS } from '@probity/numerics';
import type { TreeEnsemble } from '../tree/tree-ensemble.js';
import type { ModelTests } from './gather-tests.js';
import { ImageWriter } from './image-writer.js';
import { ColumnTable } from './number-columns.js';
import type { OrderedTree } from './order-nodes.js';

/** How trees lie for rows: padded to one depth, or as they are. */
export type RowForm = 'heap' | 'linked';

/** Trees walked at a time. */
const WALKED = 4;
const MOST_NARROW_COLUMNS = 256;
const MOST_WIDE_COLUMNS = 65536;
const MOST_NARROW_NODES = 65536;
/** A test no row passes: goes left whatever the column holds. */
const NEVER = 255;

/** The image of a model for one row at a time, with where the row's values go. */
export interface RowImage {
  readonly image: Uint8Array;
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
  const writer = new ImageWriter();
  const heads = nodeHeads(trees, tests, columns);
  writer.setWord(SCORE_WORDS.addsSingles, trees.addsSingles === true ? 1 : 0);
  addInputs(writer, tests, columns);
  if (form === 'heap') addHeap(writer, trees, ordered, heads, isNarrow);
  else addLinked(writer, trees, ordered, heads, isNarrow);
  const inputValues = writer.reserve(tests.inputs.length * 8);
  writer.setWord(SCORE_WORDS.inputValues, inputValues);
  writer.setWord(SCORE_WORDS.ranks, writer.reserve(tests.inputs.length * 4));
  writer.setWord(SCORE_WORDS.codes, writer.reserve(Math.max(1, columnCount)));
  return { image: writer.finish(), inputValues };
}

/** What is tested of each input that is a number: rank * 2 + missingGoesRight. */
export function numberUses({ splitFeatures, missingGoesLeft }: TreeEnsemble, tests: ModelTests): Set<number>[] {
  const uses = tests.inputs.map(() => new Set<number>());
  for (let node = 0; node < splitFeatures.length; node++) {
    const input = tests.nodeInputs[node];
    if (splitFeatures[node] < 0 || tests.inputs[input].levelCount > 0) continue;
    uses[input].add(tests.nodeTests[node] * 2 + (missingGoesLeft[node] === 1 ? 0 : 1));
  }
  return uses;
}

/** One per node: column * 256 + byte; at leaves what goes left for ever. */
function nodeHeads(
  { splitFeatures, missingGoesLeft }: TreeEnsemble,
  tests: ModelTests,
  columns: ColumnTable,
): Uint32Array {
  const heads = new Uint32Array(splitFeatures.length).fill(NEVER);
  for (let node = 0; node < splitFeatures.length; node++) {
    if (splitFeatures[node] < 0) continue;
    const input = tests.nodeInputs[node];
    if (tests.inputs[input].levelCount > 0) {
      heads[node] = (columns.count + tests.nodeTests[node]) * 256;
    } else {
      const { column, byte } = columns.find(input, tests.nodeTests[node], missingGoesLeft[node] !== 1);
      heads[node] = column * 256 + byte;
    }
  }
  return heads;
}

function addInputs(writer: ImageWriter, { inputs, sets }: ModelTests, columns: ColumnTable): void {
  const pointAddresses = inputs.map(({ points }) => (points.length > 0 ? writer.add(points) : 0));
  writer.setWord(SCORE_WORDS.inputCount, inputs.length);
  writer.setWord(SCORE_WORDS.inputs, writer.add(columns.inputWords(inputs, pointAddresses)));
  writer.setWord(SCORE_WORDS.columnCount, columns.count);
  writer.setWord(SCORE_WORDS.columns, writer.add(columns.words()));
  const words = new Uint32Array(sets.length * 2);
  for (const [index, { input, bits }] of sets.entries()) words.set([input, writer.add(bits)], index * 2);
  writer.setWord(SCORE_WORDS.setCount, sets.length);
  writer.setWord(SCORE_WORDS.sets, writer.add(words));
}

function addHeap(
  writer: ImageWriter,
  trees: TreeEnsemble,
  ordered: readonly OrderedTree[],
  heads: Uint32Array,
  isNarrow: boolean,
): void {
  const depth = ordered.reduce((most, tree) => Math.max(most, tree.depth), 0);
  const size = 2 ** depth;
  const treeCount = Math.ceil(ordered.length / WALKED) * WALKED;
  const nodes = isNarrow ? new Uint16Array(treeCount * size) : new Uint32Array(treeCount * size);
  nodes.fill(NEVER);
  // -0 changes no sum: what trees that fill up add.
  const leaves = new Float64Array(treeCount * size).fill(-0);
  for (const [index, tree] of ordered.entries()) {
    const places = new Uint32Array(tree.nodes.length);
    places[0] = 1;
    for (const [at, node] of tree.nodes.entries()) {
      const place = places[at];
      if (trees.splitFeatures[node] >= 0) {
        nodes[index * size + place] = heads[node];
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
  heads: Uint32Array,
  isNarrow: boolean,
): void {
  const nodeCount = ordered.reduce((count, tree) => count + tree.nodes.length, 0);
  const nodeWords = new Uint32Array(nodeCount * (isNarrow ? 1 : 2));
  const leaves = new Float64Array(nodeCount);
  const starts: number[] = [];
  let next = 0;
  for (const tree of ordered) {
    starts.push(next);
    for (const [at, node] of tree.nodes.entries()) {
      const left = tree.lefts[at];
      if (isNarrow) nodeWords[next] = ((left << 16) | heads[node]) >>> 0;
      else nodeWords.set([heads[node], left], next * 2);
      leaves[next++] = trees.leafValues[node];
    }
  }
  const deepestFirst = ordered.map((_, index) => index).sort((a, b) => ordered[b].depth - ordered[a].depth || a - b);
  const groupCount = Math.ceil(ordered.length / WALKED);
  const groups = new Uint32Array(groupCount * (4 + 2 * WALKED));
  for (let group = 0; group < groupCount; group++) {
    const at = group * (4 + 2 * WALKED);
    groups[at] = ordered[deepestFirst[group * WALKED]].depth;
    for (let i = 0; i < WALKED; i++) {
      // Beyond the last tree the first is walked once more, for nothing.
      const tree = deepestFirst[group * WALKED + i];
      groups.set(tree === undefined ? [0, ordered.length] : [starts[tree], tree], at + 4 + 2 * i);
    }
  }
  writer.setWord(SCORE_WORDS.form, isNarrow ? ROW_FORMS.linkedNarrow : ROW_FORMS.linkedWide);
  writer.setWord(SCORE_WORDS.treeCount, ordered.length);
  writer.setWord(SCORE_WORDS.nodes, writer.add(nodeWords));
  writer.setWord(SCORE_WORDS.leaves, writer.add(leaves));
  writer.setWord(SCORE_WORDS.groupCount, groupCount);
  writer.setWord(SCORE_WORDS.groups, writer.add(groups));
  writer.setWord(SCORE_WORDS.treeValues, writer.reserve((ordered.length + 1) * 8));
}
