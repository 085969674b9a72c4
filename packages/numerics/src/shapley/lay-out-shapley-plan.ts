import { gaussLegendre } from '../quadrature/gauss-legendre.js';
import { type ArrangedTree, arrangeTree, shareOf } from './arrange-tree.js';
import { ByteWriter } from './byte-writer.js';
import type { ShapleyTrees } from './shapley-trees.js';
import { SlotTable, type ValueSlot } from './value-slots.js';

/** Addresses in the kernel's memory; see kernels/parts/shap-plan.ts. */
export const PLAN_ADDRESS = 1024;
const PLAN_BYTES = 64;
const TREE_BYTES = 48;
/** Added to 8 times a slot's number in splits by category. */
const BY_CATEGORY = 1;

/** An ensemble as the kernel reads it: what does not depend on rows. Made once, never changed. */
export interface ShapleyPlan {
  /** From `PLAN_ADDRESS` up; the words of values, contributions and scratch are still 0. */
  readonly bytes: Uint8Array;
  readonly slots: readonly ValueSlot[];
  readonly featureCount: number;
  /** Σ over the trees of the leaves' mean, weighted as the training rows fell into them. */
  readonly expected: number;
  /** Scratch that one row takes, and four rows at a time. */
  readonly rowWorkBytes: number;
  readonly fourWorkBytes: number;
}

/**
 * Lays an ensemble out for the kernel of SHAP values.
 *
 * Cost: O(nodes × depth) time; 40 bytes a split, 40 + 8 · (features on a path) / 2 more for one whose feature its path met before.
 */
export function layOutShapleyPlan(trees: ShapleyTrees): ShapleyPlan {
  const { treeStarts, splitFeatures } = trees;
  const treeCount = Math.max(0, treeStarts.length - 1);
  const writer = new ByteWriter();
  const slots = new SlotTable(trees.levelCounts);
  const rules = new RuleTable(writer);
  writer.skip(PLAN_BYTES);
  const treeTable = writer.skip(treeCount * TREE_BYTES);
  let [splitTreeCount, expected] = [0, 0];
  let [rowWorkBytes, fourWorkBytes] = [0, 0];
  for (let tree = 0; tree < treeCount; tree++) {
    const arranged = arrangeTree(trees, tree);
    expected += arranged.expected;
    // A tree that is one leaf has nothing to share out.
    if (splitFeatures[treeStarts[tree]] < 0) continue;
    const pointCount = Math.ceil(arranged.mostFeatures / 2);
    const rule = rules.addressOf(pointCount);
    const words = writeTree(writer, trees, tree, arranged, slots, pointCount);
    const table = treeTable + splitTreeCount++ * TREE_BYTES;
    for (const [index, word] of [...words, rule, pointCount].entries()) writer.setWord(table + 4 * index, word);
    const { inner, plain, repeated, loneLeaves, innerRepeats } = arranged;
    const placeCount = inner.length + plain.length + repeated.length + loneLeaves.length;
    rowWorkBytes = Math.max(rowWorkBytes, 16 * (innerRepeats.length + 1) + placeCount * rowPlaceBytes(pointCount));
    fourWorkBytes = Math.max(fourWorkBytes, 32 * (innerRepeats.length + 1) + placeCount * fourPlaceBytes(pointCount));
  }
  writer.setWord(0, splitTreeCount);
  writer.setWord(4, PLAN_ADDRESS + treeTable);
  writer.setWord(16, slots.slots.length);
  writer.setWord(20, trees.levelCounts.length);
  writer.align();
  const featureCount = trees.levelCounts.length;
  return { bytes: writer.bytes, slots: slots.slots, featureCount, expected, rowWorkBytes, fourWorkBytes };
}

/** Scratch that a split takes for one row: see kernels/parts/shap-row.ts. */
function rowPlaceBytes(pointCount: number): number {
  return 32 + 32 * Math.ceil(pointCount / 2);
}

/** Scratch that a split takes for four rows: see kernels/parts/shap-four.ts. */
function fourPlaceBytes(pointCount: number): number {
  return 64 + 64 * pointCount;
}

/** Writes all of a tree; returns the words of its record up to the rule. */
function writeTree(
  writer: ByteWriter,
  trees: ShapleyTrees,
  tree: number,
  arranged: ArrangedTree,
  slots: SlotTable,
  pointCount: number,
): number[] {
  const { inner, plain, repeated, loneLeaves } = arranged;
  const start = trees.treeStarts[tree];
  const splits = [...inner, ...plain, ...repeated];
  const places = new Uint32Array(trees.treeStarts[tree + 1] - start);
  for (const [place, node] of splits.entries()) places[node - start] = place;
  for (const [index, leaf] of loneLeaves.entries()) places[leaf - start] = splits.length + index;
  const levels = splits.map((node) => (trees.categoryStarts[node] < 0 ? 0 : writeLevels(writer, trees, node)));
  const nodes = writer.align();
  for (const [place, node] of splits.entries()) {
    const isCategory = trees.categoryStarts[node] >= 0;
    if (!isCategory) writer.addDouble(trees.thresholds[node]);
    else {
      writer.addWord(levels[place]);
      writer.addWord(0);
    }
    writer.addDouble(shareOf(trees, node));
    for (const child of [trees.leftChildren[node], trees.rightChildren[node]]) {
      if (place >= inner.length) writer.addDouble(trees.leafValues[child]);
      else {
        writer.addWord(places[child - start] * rowPlaceBytes(pointCount));
        writer.addWord(places[child - start] * fourPlaceBytes(pointCount));
      }
    }
    writer.addWord(8 * slots.slotOf(trees, node) + (isCategory ? BY_CATEGORY : 0));
    writer.addWord(8 * trees.splitFeatures[node]);
  }
  const leaves = writer.align();
  for (const leaf of loneLeaves) writer.addDouble(trees.leafValues[leaf]);
  const repeats = writer.align();
  writeRepeats(writer, trees, arranged, (node) => places[node - start], pointCount);
  return [
    PLAN_ADDRESS + nodes,
    inner.length,
    plain.length,
    repeated.length,
    PLAN_ADDRESS + leaves,
    loneLeaves.length,
    PLAN_ADDRESS + repeats,
    arranged.innerRepeats.length,
  ];
}

/** One bit for each level that goes left, and one more for missing; returns their address. */
function writeLevels(writer: ByteWriter, trees: ShapleyTrees, node: number): number {
  const levelCount = trees.levelCounts[trees.splitFeatures[node]];
  const words = new Uint32Array((levelCount >>> 5) + 1);
  for (let level = 0; level < levelCount; level++) {
    const word = trees.categoryBits[trees.categoryStarts[node] + (level >>> 5)];
    if ((word >>> (level & 31)) & 1) words[level >>> 5] |= 1 << (level & 31);
  }
  if (trees.missingGoesLeft[node] === 1) words[levelCount >>> 5] |= 1 << (levelCount & 31);
  const start = writer.length;
  for (const word of words) writer.addWord(word);
  return PLAN_ADDRESS + start;
}

function writeRepeats(
  writer: ByteWriter,
  trees: ShapleyTrees,
  { inner, innerRepeats, lastRepeats }: ArrangedTree,
  placeOf: (node: number) => number,
  pointCount: number,
): void {
  const numbers = new Map(innerRepeats.map(({ node }, index) => [node, index + 1]));
  const points = paddedPoints(pointCount);
  for (const { node, before, isRight, zero } of [...innerRepeats, ...lastRepeats]) {
    const place = placeOf(node);
    const isInner = place < inner.length;
    const [left, right] = [trees.leftChildren[node], trees.rightChildren[node]];
    const spread = isInner ? 1 : trees.leafValues[left] - trees.leafValues[right];
    writer.addWord(place);
    writer.addWord(placeOf(before));
    writer.addWord(numbers.get(before) ?? 0);
    writer.addWord(isRight ? 0xffffffff : 0);
    writer.addDouble(zero);
    writer.addDouble(zero * spread);
    writer.addWord(8 * trees.splitFeatures[node]);
    writer.addWord(0);
    for (const t of points) writer.addDouble(1 / (zero * (1 - t) + t));
  }
}

/** The rule's points, and one in the middle where their number is odd. */
function paddedPoints(pointCount: number): readonly number[] {
  const points = [...gaussLegendreOf(pointCount).points];
  return points.length % 2 === 0 ? points : [...points, 0.5];
}

/** Rules written so far, each once. */
class RuleTable {
  readonly #writer: ByteWriter;
  readonly #addresses = new Map<number, number>();

  constructor(writer: ByteWriter) {
    this.#writer = writer;
  }

  addressOf(pointCount: number): number {
    const known = this.#addresses.get(pointCount);
    if (known !== undefined) return known;
    const address = PLAN_ADDRESS + this.#writer.align();
    const points = paddedPoints(pointCount);
    const { weights } = gaussLegendreOf(pointCount);
    for (const t of points) this.#writer.addDouble(t);
    for (const t of points) this.#writer.addDouble(1 - t);
    // The point that makes their number even weighs nothing.
    for (let i = 0; i < points.length; i++) this.#writer.addDouble(weights[i] ?? 0);
    this.#addresses.set(pointCount, address);
    return address;
  }
}

const quadratures = new Map<number, ReturnType<typeof gaussLegendre>>();

/** A rule takes O(n³) to find: once is enough. */
function gaussLegendreOf(pointCount: number): ReturnType<typeof gaussLegendre> {
  const known = quadratures.get(pointCount) ?? gaussLegendre(pointCount);
  quadratures.set(pointCount, known);
  return known;
}
