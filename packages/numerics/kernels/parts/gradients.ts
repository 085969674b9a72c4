// Gradients and hessians of a round, rounded to whole numbers of units: one cell a row. Addresses are in bytes.
import { sigmoidRun } from './elementary';
import {
  address,
  BLOCK,
  CELLS,
  COUNT_BITS,
  GRADIENT_SCALE,
  HESSIAN_SCALE,
  IS_EVERY_ROW,
  IS_WIDE,
  LANE_COUNT,
  LANE_SUMS,
  number,
  OBJECTIVE,
  ROLES,
  ROW_COUNT,
  SCORES,
  SCRATCH_BYTES,
  SORTING,
  STAGE,
  STAGE_CAPACITY,
  STAGE_COUNT,
  STAGE_FIRST,
  TARGETS,
  WEIGHTS,
  word,
} from './train-state';

const LOGISTIC: i32 = 1;
const SQUARED: i32 = 2;
/** A row that the tree is grown on. */
const LEARNED: u32 = 1;
/** Per lane: sums of gradients, hessians, rows and sizes of gradients as 64-bit numbers, then two largest values as doubles. */
const SUMS_SHIFT: usize = 6;

/** Packs the cells of a lane's rows from scores and targets, and adds up those that are learned from. */
export function packCells(lane: i32): void {
  const rowCount = word(ROW_COUNT);
  const lanes = word(LANE_COUNT);
  for (let first = lane * BLOCK; first < rowCount; first += lanes * BLOCK) {
    packBlock(lane, first, min<i32>(BLOCK, rowCount - first), 0, 0);
  }
}

/** As `packCells`, for staged gradients and hessians of some rows (whole blocks of them). */
export function packStaged(lane: i32): void {
  const count = word(STAGE_COUNT);
  const lanes = word(LANE_COUNT);
  const hessians = address(STAGE_CAPACITY) << 3;
  for (let start = lane * BLOCK; start < count; start += lanes * BLOCK) {
    const at = address(STAGE) + (<usize>start << 3);
    packBlock(lane, word(STAGE_FIRST) + start, min<i32>(BLOCK, count - start), at, at + hessians);
  }
}

/** Two rows at a time; where the last block is odd, one row too many is packed into a cell that nobody reads. */
function packBlock(lane: i32, first: i32, count: i32, givenGradients: usize, givenHessians: usize): void {
  const objective = givenGradients != 0 ? 0 : word(OBJECTIVE);
  const isWide = word(IS_WIDE) != 0;
  const isEveryRow = word(IS_EVERY_ROW) != 0;
  const roles = address(ROLES) + <usize>first;
  const scores = address(SCORES) + (<usize>first << 3);
  const targets = address(TARGETS) + (<usize>first << 3);
  const weights = address(WEIGHTS) != 0 ? address(WEIGHTS) + (<usize>first << 3) : 0;
  const cells = address(CELLS) + (<usize>first << (isWide ? 4 : 3));
  const gradientScale = f64x2.splat(number(GRADIENT_SCALE));
  const hessianScale = f64x2.splat(number(HESSIAN_SCALE));
  const countBits = <i64>word(COUNT_BITS);
  const probabilities = address(SORTING) + <usize>lane * SCRATCH_BYTES;
  if (objective == LOGISTIC) sigmoidRun(scores, count, probabilities);
  const one = f64x2.splat(1);
  let gradientSum: i64 = 0;
  let hessianSum: i64 = 0;
  let rowSum: i64 = 0;
  let sizeSum: i64 = 0;
  let narrowSum = i64x2.splat(0);
  let narrowSizes = i64x2.splat(0);
  for (let i: i32 = 0; i < count; i += 2) {
    const at = <usize>i << 3;
    let gradient = f64x2.splat(0);
    let hessian = one;
    if (objective == LOGISTIC) {
      const probability = load<v128>(probabilities + at);
      gradient = f64x2.sub(probability, load<v128>(targets + at));
      let weighted = probability;
      if (weights != 0) {
        const weight = load<v128>(weights + at);
        gradient = f64x2.mul(weight, gradient);
        weighted = f64x2.mul(weight, probability);
      }
      hessian = f64x2.mul(weighted, f64x2.sub(one, probability));
    } else if (objective == SQUARED) {
      gradient = f64x2.sub(load<v128>(scores + at), load<v128>(targets + at));
      if (weights != 0) {
        hessian = load<v128>(weights + at);
        gradient = f64x2.mul(hessian, gradient);
      }
    } else {
      gradient = load<v128>(givenGradients + at);
      hessian = load<v128>(givenHessians + at);
    }
    gradient = f64x2.nearest(f64x2.mul(gradient, gradientScale));
    hessian = f64x2.nearest(f64x2.mul(hessian, hessianScale));
    let firstCounts: i64 = 1;
    let secondCounts: i64 = i + 1 < count ? 1 : 0;
    if (!isEveryRow) {
      firstCounts = <i64>(<u32>load<u8>(roles + <usize>i) == LEARNED);
      secondCounts &= <i64>(<u32>load<u8>(roles + <usize>i, 1) == LEARNED);
    }
    if (isWide) {
      const g0 = <i64>f64x2.extract_lane(gradient, 0);
      const h0 = (<i64>f64x2.extract_lane(hessian, 0) << countBits) + 1;
      store<i64>(cells + (at << 1), g0);
      store<i64>(cells + (at << 1), h0, 8);
      gradientSum += g0 * firstCounts;
      hessianSum += (h0 >> countBits) * firstCounts;
      rowSum += firstCounts + secondCounts;
      if (secondCounts != 0 || i + 1 < count) {
        const g1 = <i64>f64x2.extract_lane(gradient, 1);
        const h1 = (<i64>f64x2.extract_lane(hessian, 1) << countBits) + 1;
        store<i64>(cells + (at << 1), g1, 16);
        store<i64>(cells + (at << 1), h1, 24);
        gradientSum += g1 * secondCounts;
        hessianSum += (h1 >> countBits) * secondCounts;
      }
    } else {
      const gradients = i32x4.trunc_sat_f64x2_s_zero(gradient);
      const hessians = i32x4.trunc_sat_f64x2_s_zero(hessian);
      const pair = v128.shuffle<i32>(hessians, gradients, 0, 4, 1, 5);
      store<v128>(cells + at, pair);
      const counted = i64x2.replace_lane(i64x2.splat(-firstCounts), 1, -secondCounts);
      narrowSum = i64x2.add(narrowSum, v128.and(pair, counted));
      narrowSizes = i64x2.add(narrowSizes, v128.and(i64x2.extend_low_i32x4_u(i32x4.abs(gradients)), counted));
      rowSum += firstCounts + secondCounts;
    }
  }
  const sums = address(LANE_SUMS) + (<usize>lane << SUMS_SHIFT);
  if (!isWide) {
    // A lane's packed sum stays apart until here: hessians are ≥ 0 and stay below 2^31.
    const packed = i64x2.extract_lane(narrowSum, 0) + i64x2.extract_lane(narrowSum, 1);
    gradientSum = packed >> 32;
    hessianSum = packed & 0xffffffff;
    sizeSum = i64x2.extract_lane(narrowSizes, 0) + i64x2.extract_lane(narrowSizes, 1);
  }
  store<i64>(sums, load<i64>(sums) + gradientSum);
  store<i64>(sums, load<i64>(sums, 8) + hessianSum, 8);
  store<i64>(sums, load<i64>(sums, 16) + rowSum, 16);
  store<i64>(sums, load<i64>(sums, 24) + sizeSum, 24);
}

/** The largest gradient of squared loss, in size, among a lane's rows that are learned from. NaN where one is not a number. */
export function findLargest(lane: i32): void {
  const rowCount = word(ROW_COUNT);
  const lanes = word(LANE_COUNT);
  const isEveryRow = word(IS_EVERY_ROW) != 0;
  const roles = address(ROLES);
  const weights = address(WEIGHTS);
  let largest: f64 = 0;
  for (let first = lane * BLOCK; first < rowCount; first += lanes * BLOCK) {
    const end = min<i32>(first + BLOCK, rowCount);
    for (let row = first; row < end; row++) {
      if (!isEveryRow && <u32>load<u8>(roles + <usize>row) != LEARNED) continue;
      const at = <usize>row << 3;
      let size = abs<f64>(load<f64>(address(SCORES) + at) - load<f64>(address(TARGETS) + at));
      if (weights != 0) size *= load<f64>(weights + at);
      largest = max<f64>(largest, size);
    }
  }
  store<f64>(address(LANE_SUMS) + (<usize>lane << SUMS_SHIFT), largest, 32);
}
