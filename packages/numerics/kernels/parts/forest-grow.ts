import { drawnBads, drawnRows, drawnWeight } from './forest-draw';
import { columnOf, featureCount, isCategory, maxDepth, minLeafWeight } from './forest-problem';
import {
  bestMask,
  CATEGORY_SPLIT,
  drawOrder,
  ENTRY,
  firstEntries,
  MASK,
  masks,
  MISSING_LEFT,
  NODE,
  nodes,
  secondEntries,
  stack,
  STACK_ENTRY,
} from './forest-scratch';
import {
  bestFeature,
  bestLastLeft,
  bestLeftBads,
  bestLeftWeight,
  bestMissingLeft,
  findBestSplit,
  hasBit,
} from './forest-split';

/** Nodes and masks of the tree grown last. */
export let nodeCount: u32 = 0;
export let maskCount: u32 = 0;

// The stack of nodes still to be divided, STACK_ENTRY bytes each: node u32, depth u32, first entry u32, rows u32, whether
// the entries lie in the second stretch u32. Depth first, so that it never holds more than one node a level and one.
let waiting: u32 = 0;

/** Grows a tree on the rows drawn. */
export function growTree(): void {
  // A tree must not depend on what its thread did before.
  for (let feature: u32 = 0; feature < featureCount; feature++) {
    store<u32>(drawOrder + ((<usize>feature) << 2), feature);
  }
  nodeCount = 0;
  maskCount = 0;
  waiting = 0;
  addNode(drawnBads, drawnWeight);
  if (isDivisible(drawnBads, drawnWeight, 0)) wait(0, 0, 0, drawnRows, 0);
  while (waiting > 0) {
    waiting -= 1;
    const at = stack + <usize>waiting * STACK_ENTRY;
    divide(load<u32>(at), load<u32>(at, 4), load<u32>(at, 8), load<u32>(at, 12), load<u32>(at, 16));
  }
}

/** Turns a leaf into a split if one gains enough; its children wait if they may be divided. */
function divide(node: u32, depth: u32, first: u32, rows: u32, isSecond: u32): void {
  const entries = (isSecond != 0 ? secondEntries : firstEntries) + <usize>first * ENTRY;
  const record = nodes + <usize>node * NODE;
  const bads = load<f64>(record, 16);
  const weight = load<f64>(record, 24);
  findBestSplit(entries, rows, bads, weight);
  if (bestFeature < 0) return;
  const feature = <u32>bestFeature;
  const left = nodeCount;
  addNode(bestLeftBads, bestLeftWeight);
  addNode(bads - bestLeftBads, weight - bestLeftWeight);
  store<i32>(record, bestFeature);
  store<u32>(record, left, 4);
  const isLevels = isCategory(feature);
  if (isLevels) {
    store<u32>(record, maskCount | CATEGORY_SPLIT | (bestMissingLeft ? MISSING_LEFT : 0), 8);
    memory.copy(masks + <usize>maskCount * MASK, bestMask, MASK);
    maskCount += 1;
  } else {
    store<u32>(record, bestLastLeft | (bestMissingLeft ? MISSING_LEFT : 0), 8);
  }
  const leftWaits = isDivisible(bestLeftBads, bestLeftWeight, depth + 1);
  const rightWaits = isDivisible(bads - bestLeftBads, weight - bestLeftWeight, depth + 1);
  // Nobody looks at the rows of two leaves.
  if (!leftWaits && !rightWaits) return;
  const to = (isSecond != 0 ? firstEntries : secondEntries) + <usize>first * ENTRY;
  const leftRows = isLevels
    ? partitionLevels(columnOf(feature), entries, rows, to)
    : partition(columnOf(feature), entries, rows, to, bestLastLeft, bestMissingLeft ? 1 : 0);
  if (rightWaits) wait(left + 1, depth + 1, first + leftRows, rows - leftRows, isSecond ^ 1);
  if (leftWaits) wait(left, depth + 1, first, leftRows, isSecond ^ 1);
}

function isDivisible(bads: f64, weight: f64, depth: u32): bool {
  return depth < maxDepth && bads > 0 && bads < weight && weight >= 2 * minLeafWeight;
}

function addNode(bads: f64, weight: f64): void {
  const record = nodes + <usize>nodeCount * NODE;
  store<i32>(record, -1);
  store<u32>(record, 0, 4);
  store<u64>(record, 0, 8);
  store<f64>(record, bads, 16);
  store<f64>(record, weight, 24);
  nodeCount += 1;
}

function wait(node: u32, depth: u32, first: u32, rows: u32, isSecond: u32): void {
  const at = stack + <usize>waiting * STACK_ENTRY;
  store<u32>(at, node);
  store<u32>(at, depth, 4);
  store<u32>(at, first, 8);
  store<u32>(at, rows, 12);
  store<u32>(at, isSecond, 16);
  waiting += 1;
}

/**
 * Writes the entries of a node to another place: those that go left from the front, the others from the back. Returns how
 * many went left. Sums are exact, so that their order does not matter.
 *
 * A bin goes left when (bin + m) mod 256 ≤ last + m, with m = 1 where missing values go left: the missing bin, 255, is then 0.
 */
function partition(column: usize, from: usize, rows: u32, to: usize, lastLeft: u32, missingLeft: u32): u32 {
  const end = from + <usize>rows * ENTRY;
  const last = lastLeft + missingLeft;
  let left = to;
  let right = to + <usize>(rows - 1) * ENTRY;
  for (let at = from; at < end; at += ENTRY) {
    const entry = load<u64>(at);
    const bin = <u32>load<u8>(column + <usize>(<u32>entry));
    const goesLeft = <usize>(((bin + missingLeft) & 255) <= last);
    // To both sides, since a branch on chance is guessed wrong too often: the place not meant is written again later.
    store<u64>(left, entry);
    store<u64>(right, entry);
    left += goesLeft << 3;
    right -= (1 - goesLeft) << 3;
  }
  return <u32>((left - to) / ENTRY);
}

function partitionLevels(column: usize, from: usize, rows: u32, to: usize): u32 {
  const end = from + <usize>rows * ENTRY;
  let left = to;
  let right = to + <usize>(rows - 1) * ENTRY;
  for (let at = from; at < end; at += ENTRY) {
    const entry = load<u64>(at);
    const goesLeft = <usize>hasBit(bestMask, <u32>load<u8>(column + <usize>(<u32>entry)));
    store<u64>(left, entry);
    store<u64>(right, entry);
    left += goesLeft << 3;
    right -= (1 - goesLeft) << 3;
  }
  return <u32>((left - to) / ENTRY);
}
