// The rows of each node: every lane keeps those it owns in stretches of its own. Addresses are in bytes.
import {
  accumulateNarrow,
  accumulateRunNarrow,
  accumulateSparseNarrow,
  NARROW_BYTES,
  SPARSE_SHIFT,
  WIDE_BYTES,
} from './accumulate';
import { accumulateRunWide, accumulateSparseWide, accumulateWide } from './accumulate-wide';
import {
  address,
  BATCH,
  BATCH_CAPACITY,
  BATCH_SIZE,
  BINS_BY_FEATURE,
  BINS_BY_ROW,
  BLOCK,
  CANDIDATE_COUNT,
  CANDIDATES,
  CELLS,
  firstPosition,
  IS_AWAY,
  IS_EVERY_FEATURE,
  IS_EVERY_ROW,
  IS_SPREAD,
  IS_WIDE,
  LANE_COUNT,
  LOCALS,
  missingBinOf,
  ownedRows,
  ROLES,
  ROW_COUNT,
  ROW_STRIDE,
  ROWS,
  SCRATCH,
  segment,
  SLOT_BYTES,
  SLOTS,
  TABLES,
  word,
} from './train-state';

/** An entry of the batch: see src/training/layout.ts. */
export const ENTRY_BYTES: usize = 128;
export const BUILDS: i32 = 1;
export const LEFT_IS_SMALLER: i32 = 2;
export const IS_ROOT: i32 = 4;

/** Lists a lane's rows that are learned from as those of the root, in ascending order; not needed where all are. */
export function listRows(lane: i32): void {
  const position = firstPosition(lane);
  const root = segment(lane, 0);
  store<i32>(root, position);
  if (word(IS_EVERY_ROW) != 0) {
    store<i32>(root, ownedRows(lane), 4);
    return;
  }
  const rowCount = word(ROW_COUNT);
  const lanes = word(LANE_COUNT);
  const roles = address(ROLES);
  const begin = address(ROWS) + (<usize>position << 2);
  let at = begin;
  for (let first = lane * BLOCK; first < rowCount; first += lanes * BLOCK) {
    const end = min<i32>(first + BLOCK, rowCount);
    for (let row = first; row < end; row++) {
      // Written either way: a branch on chance is guessed wrong too often. There is room: no lane lists more than it owns.
      store<u32>(at, row);
      at += <usize>(<u32>load<u8>(roles + <usize>row) == 1) << 2;
    }
  }
  store<i32>(root, <i32>((at - begin) >> 2), 4);
}

/** Builds a lane's histogram of the root. */
export function buildRoot(lane: i32): void {
  const histogram = histogramOf(lane, 0, address(SLOTS));
  if (lane == 0 || word(IS_SPREAD) != 0) clearHistogram(histogram);
  addNode(lane, 0, histogram);
}

/** For every entry of the batch: divides a lane's rows of the node, and builds its histogram of the smaller child. */
export function splitNodes(lane: i32): void {
  const size = word(BATCH_SIZE);
  for (let j: i32 = 0; j < size; j++) {
    const entry = address(BATCH) + <usize>j * ENTRY_BYTES;
    const node = load<i32>(entry);
    const left = load<i32>(entry, 4);
    const feature = load<i32>(entry, 8);
    const flags = load<i32>(entry, 12);
    divide(lane, node, left, feature, address(TABLES) + (<usize>load<u32>(entry, 116) << 8));
    if ((flags & BUILDS) == 0) continue;
    const smaller = (flags & LEFT_IS_SMALLER) != 0 ? left : left + 1;
    const slot = address(SLOTS) + <usize>load<u32>(entry, 16) * address(SLOT_BYTES);
    const histogram = histogramOf(lane, j, slot);
    if (lane == 0 || word(IS_SPREAD) != 0) clearHistogram(histogram);
    addNode(lane, smaller, histogram);
  }
}

/** Where a lane adds up: lane 0 in the slot itself, the others in histograms of their own, unless they run one by one. */
function histogramOf(lane: i32, j: i32, slot: usize): usize {
  const isAway = word(IS_AWAY);
  if (word(IS_SPREAD) == 0) return isAway != 0 ? address(LOCALS) + <usize>j * address(SLOT_BYTES) : slot;
  const local = lane - 1 + isAway;
  if (local < 0) return slot;
  return address(LOCALS) + <usize>(local * word(BATCH_CAPACITY) + j) * address(SLOT_BYTES);
}

/** Sets the bins that the candidates have to zero, and no others. */
function clearHistogram(histogram: usize): void {
  const isWide = word(IS_WIDE) != 0;
  const count = word(CANDIDATE_COUNT);
  const candidates = address(CANDIDATES);
  const stride = isWide ? WIDE_BYTES : NARROW_BYTES;
  const shift: usize = isWide ? 4 : 3;
  const zero = i64x2.splat(0);
  for (let k: i32 = 0; k < count; k++) {
    const feature = load<i32>(candidates + (<usize>k << 2));
    const end = histogram + ((<usize>missingBinOf(feature) + 1) << shift);
    for (let at = histogram; at < end; at += 16) store<v128>(at, zero);
    histogram += stride;
  }
}

function addNode(lane: i32, node: i32, histogram: usize): void {
  const bins = address(BINS_BY_ROW);
  const stride = address(ROW_STRIDE);
  const cells = address(CELLS);
  const candidates = address(CANDIDATES);
  const candidateCount = word(CANDIDATE_COUNT);
  const isPicked = word(IS_EVERY_FEATURE) == 0;
  const isWide = word(IS_WIDE) != 0;
  if (node == 0 && word(IS_EVERY_ROW) != 0) {
    const rowCount = word(ROW_COUNT);
    const lanes = word(LANE_COUNT);
    for (let first = lane * BLOCK; first < rowCount; first += lanes * BLOCK) {
      const count = min<i32>(BLOCK, rowCount - first);
      if (isWide) accumulateRunWide(bins, stride, cells, first, count, candidates, candidateCount, isPicked, histogram);
      else accumulateRunNarrow(bins, stride, cells, first, count, candidates, candidateCount, isPicked, histogram);
    }
    return;
  }
  const held = segment(lane, node);
  const rows = address(ROWS) + (<usize>load<u32>(held) << 2);
  const count = load<i32>(held, 4);
  const isSparse = count < ownedRows(lane) >> SPARSE_SHIFT;
  if (isWide) {
    if (isSparse) {
      accumulateSparseWide(
        bins,
        stride,
        cells,
        rows,
        count,
        candidates,
        candidateCount,
        isPicked,
        histogram,
      );
    }
    else accumulateWide(bins, stride, cells, rows, count, candidates, candidateCount, isPicked, histogram);
  } else if (isSparse) {
    accumulateSparseNarrow(bins, stride, cells, rows, count, candidates, candidateCount, isPicked, histogram);
  } else {
    accumulateNarrow(bins, stride, cells, rows, count, candidates, candidateCount, isPicked, histogram);
  }
}

/** Moves a lane's rows whose bin has a 1 in the table to the front of the node's stretch; both sides keep their order. */
function divide(lane: i32, node: i32, leftNode: i32, feature: i32, table: usize): void {
  const held = segment(lane, node);
  const start = load<i32>(held);
  const count = load<i32>(held, 4);
  const column = address(BINS_BY_FEATURE) + <usize>feature * address(ROW_COUNT);
  const begin = address(ROWS) + (<usize>start << 2);
  const spare = address(SCRATCH) + (<usize>start << 2);
  let left = begin;
  let right = spare;
  if (node == 0 && word(IS_EVERY_ROW) != 0) {
    const rowCount = word(ROW_COUNT);
    const lanes = word(LANE_COUNT);
    for (let first = lane * BLOCK; first < rowCount; first += lanes * BLOCK) {
      const end = min<i32>(first + BLOCK, rowCount);
      for (let row = first; row < end; row++) {
        const goes = <usize>load<u8>(table + <usize>load<u8>(column + <usize>row)) << 2;
        store<u32>(left, row);
        store<u32>(right, row);
        left += goes;
        right += 4 - goes;
      }
    }
  } else {
    const end = begin + (<usize>count << 2);
    const unrolled = begin + (<usize>(count & ~3) << 2);
    let at = begin;
    // Written to both sides, so that no branch has to be guessed; four rows are read before any is written over.
    for (; at < unrolled; at += 16) {
      const a = load<u32>(at);
      const b = load<u32>(at, 4);
      const c = load<u32>(at, 8);
      const d = load<u32>(at, 12);
      const aGoes = <usize>load<u8>(table + <usize>load<u8>(column + <usize>a)) << 2;
      const bGoes = <usize>load<u8>(table + <usize>load<u8>(column + <usize>b)) << 2;
      const cGoes = <usize>load<u8>(table + <usize>load<u8>(column + <usize>c)) << 2;
      const dGoes = <usize>load<u8>(table + <usize>load<u8>(column + <usize>d)) << 2;
      store<u32>(left, a);
      store<u32>(right, a);
      left += aGoes;
      right += 4 - aGoes;
      store<u32>(left, b);
      store<u32>(right, b);
      left += bGoes;
      right += 4 - bGoes;
      store<u32>(left, c);
      store<u32>(right, c);
      left += cGoes;
      right += 4 - cGoes;
      store<u32>(left, d);
      store<u32>(right, d);
      left += dGoes;
      right += 4 - dGoes;
    }
    for (; at < end; at += 4) {
      const row = load<u32>(at);
      const goes = <usize>load<u8>(table + <usize>load<u8>(column + <usize>row)) << 2;
      store<u32>(left, row);
      store<u32>(right, row);
      left += goes;
      right += 4 - goes;
    }
  }
  memory.copy(left, spare, right - spare);
  const leftCount = <i32>((left - begin) >> 2);
  const leftHeld = segment(lane, leftNode);
  store<i32>(leftHeld, start);
  store<i32>(leftHeld, leftCount, 4);
  store<i32>(leftHeld, start + leftCount, 8);
  store<i32>(leftHeld, count - leftCount, 12);
}
