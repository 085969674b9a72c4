// What a finished tree says of the rows: scores, covers, losses. Addresses are in bytes.
import { softplus } from './elementary';
import {
  address,
  BINS_BY_FEATURE,
  BINS_BY_ROW,
  BLOCK,
  BLOCK_SUMS,
  FINAL_COUNT,
  FINALS,
  IS_EVERY_ROW,
  LANE_COUNT,
  LANE_COVERS,
  NODE_CAPACITY,
  number,
  OBJECTIVE,
  ROLES,
  ROW_COUNT,
  ROW_STRIDE,
  ROWS,
  SCORES,
  segment,
  TABLES,
  TARGETS,
  WALK_NODES,
  WEIGHT_SCALE,
  WEIGHTS,
  word,
} from './train-state';

/** A leaf, or a split whose children are leaves: node, feature or -1, table, left child; the values said. */
const FINAL_BYTES: usize = 32;
/** A node to walk by: feature or -1, left child, value, 256 bits of bins that go left. */
const WALK_NODE_BYTES: usize = 48;
const LEARNED: u32 = 1;
const LEFT_OUT: u32 = 2;
const LOGISTIC: i32 = 1;

let covers: usize = 0;

/** Adds the tree to the scores of a lane's rows, and their weights to the covers of the leaves (lane by lane). */
export function applyTree(lane: i32): void {
  const nodes = address(NODE_CAPACITY);
  covers = address(LANE_COVERS) + (<usize>lane * nodes << 3);
  memory.fill(covers, 0, nodes << 3);
  const count = word(FINAL_COUNT);
  for (let i: i32 = 0; i < count; i++) applyFinal(lane, address(FINALS) + <usize>i * FINAL_BYTES);
  if (word(IS_EVERY_ROW) == 0) walkRows(lane);
}

function applyFinal(lane: i32, final: usize): void {
  const node = load<i32>(final);
  if (node == 0 && word(IS_EVERY_ROW) != 0) {
    const rowCount = word(ROW_COUNT);
    const lanes = word(LANE_COUNT);
    for (let first = lane * BLOCK; first < rowCount; first += lanes * BLOCK) {
      applyRows(final, 0, first, min<i32>(BLOCK, rowCount - first));
    }
    return;
  }
  const held = segment(lane, node);
  applyRows(final, address(ROWS) + (<usize>load<u32>(held) << 2), 0, load<i32>(held, 4));
}

/** Rows by number, or, where `rows` is 0, those from `first` on. */
// @ts-ignore: decorator
@inline
function applyRows(final: usize, rows: usize, first: i32, count: i32): void {
  const feature = load<i32>(final, 4);
  const scores = address(SCORES);
  const weights = address(WEIGHTS);
  const left = load<f64>(final, 16);
  if (feature < 0) {
    let weight: i64 = count;
    if (weights != 0) weight = 0;
    for (let i: i32 = 0; i < count; i++) {
      const row = rows != 0 ? <usize>load<u32>(rows + (<usize>i << 2)) : <usize>(first + i);
      const at = scores + (row << 3);
      store<f64>(at, load<f64>(at) + left);
      if (weights != 0) weight += weightOf(weights, row);
    }
    addCover(load<i32>(final), weight);
    return;
  }
  const right = load<f64>(final, 24);
  const table = address(TABLES) + (<usize>load<u32>(final, 8) << 8);
  const column = address(BINS_BY_FEATURE) + <usize>feature * address(ROW_COUNT);
  let leftWeight: i64 = 0;
  let rightWeight: i64 = 0;
  for (let i: i32 = 0; i < count; i++) {
    const row = rows != 0 ? <usize>load<u32>(rows + (<usize>i << 2)) : <usize>(first + i);
    const goes = <i64>load<u8>(table + <usize>load<u8>(column + row));
    const at = scores + (row << 3);
    store<f64>(at, load<f64>(at) + select<f64>(left, right, goes != 0));
    const weight: i64 = weights != 0 ? weightOf(weights, row) : 1;
    leftWeight += weight * goes;
    rightWeight += weight;
  }
  const child = load<i32>(final, 12);
  addCover(child, leftWeight);
  addCover(child + 1, rightWeight - leftWeight);
}

/** A weight in whole units, so that sums do not depend on their order. */
// @ts-ignore: decorator
@inline
function weightOf(weights: usize, row: usize): i64 {
  return <i64>nearest(load<f64>(weights + (row << 3)) * number(WEIGHT_SCALE));
}

// @ts-ignore: decorator
@inline
function addCover(node: i32, weight: i64): void {
  const at = covers + (<usize>node << 3);
  store<i64>(at, load<i64>(at) + weight);
}

/** Rows that the tree was not grown on find their leaves by their bins. */
function walkRows(lane: i32): void {
  const rowCount = word(ROW_COUNT);
  const lanes = word(LANE_COUNT);
  const roles = address(ROLES);
  const nodes = address(WALK_NODES);
  const weights = address(WEIGHTS);
  const bins = address(BINS_BY_ROW);
  const stride = address(ROW_STRIDE);
  for (let first = lane * BLOCK; first < rowCount; first += lanes * BLOCK) {
    const end = min<i32>(first + BLOCK, rowCount);
    for (let row = first; row < end; row++) {
      const role = <u32>load<u8>(roles + <usize>row);
      if (role <= LEARNED) continue;
      const at = bins + <usize>row * stride;
      let node: i32 = 0;
      let here = nodes;
      while (true) {
        const feature = load<i32>(here);
        if (feature < 0) break;
        const bin = <u32>load<u8>(at + <usize>feature);
        const goes = (load<u32>(here + (<usize>(bin >> 5) << 2), 16) >> (bin & 31)) & 1;
        node = load<i32>(here, 4) + 1 - <i32>goes;
        here = nodes + <usize>node * WALK_NODE_BYTES;
      }
      const score = address(SCORES) + (<usize>row << 3);
      store<f64>(score, load<f64>(score) + load<f64>(here, 8));
      if (role == LEFT_OUT) addCover(node, weights != 0 ? weightOf(weights, <usize>row) : 1);
    }
  }
}

/** Adds up the loss of the rows to validate on, block by block: the caller adds the blocks up in their order. */
export function sumLosses(lane: i32): void {
  const rowCount = word(ROW_COUNT);
  const lanes = word(LANE_COUNT);
  const isLogistic = word(OBJECTIVE) == LOGISTIC;
  const roles = address(ROLES);
  const weights = address(WEIGHTS);
  for (let first = lane * BLOCK; first < rowCount; first += lanes * BLOCK) {
    const end = min<i32>(first + BLOCK, rowCount);
    let total: f64 = 0;
    for (let row = first; row < end; row++) {
      if (<u32>load<u8>(roles + <usize>row) != 3) continue;
      const at = <usize>row << 3;
      const score = load<f64>(address(SCORES) + at);
      const target = load<f64>(address(TARGETS) + at);
      const loss = isLogistic ? logLoss(score, target) : 0.5 * (score - target) * (score - target);
      total += weights != 0 ? load<f64>(weights + at) * loss : loss;
    }
    store<f64>(address(BLOCK_SUMS) + (<usize>(first / BLOCK) << 3), total);
  }
}

/** Log loss of a margin; targets are 0, 1 or a share between. */
function logLoss(score: f64, target: f64): f64 {
  if (target == 1) return softplus(-score);
  if (target == 0) return softplus(score);
  return target * softplus(-score) + (1 - target) * softplus(score);
}
