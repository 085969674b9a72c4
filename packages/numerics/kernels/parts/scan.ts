// The best split of a node by one feature, from its histogram. Addresses are in bytes.
//
// Sums are whole numbers of units, the units powers of two: in doubles they are exact, and so is what is left on the right.
import { log } from './elementary';
import { scanLevels } from './scan-levels';
import {
  address,
  COUNT_BITS,
  CRITERION,
  directionOf,
  GRADIENT_UNIT,
  HESSIAN_UNIT,
  IS_BOUNDED,
  isCategory,
  L1,
  L2,
  MIN_CHILD_WEIGHT,
  MIN_GAIN,
  MIN_ROWS,
  missingBinOf,
  number,
  word,
} from './train-state';

/** A result: gain, left sums, last left bin, way of missing, whether some are missing; bits of left and of judged bins. */
export const RESULT_BYTES: usize = 128;
const ENTROPY: i32 = 1;
/** Keeps divisions defined where a hessian and every penalty are zero. */
export const TINY: f64 = 1e-16;

/** What is known of the node: set before a scan. Lanes scan at the same time, each with its own globals. */
export let nodeGradient: f64 = 0;
export let nodeHessian: f64 = 0;
export let nodeCount: f64 = 0;
let lowBound: f64 = 0;
let highBound: f64 = 0;
export let isWide: bool = false;
export let leastHessian: f64 = 0;

/** Scans one feature's bins for the best split of a node whose sums (24 bytes) and bounds (16) lie at `node`. */
export function scanFeature(bins: usize, feature: i32, node: usize, wide: bool, lane: i32, result: usize): void {
  nodeGradient = load<f64>(node);
  nodeHessian = load<f64>(node, 8);
  nodeCount = load<f64>(node, 16);
  lowBound = load<f64>(node, 24);
  highBound = load<f64>(node, 32);
  isWide = wide;
  // Narrow cells do not count rows: a side must weigh something to be one.
  leastHessian = wide ? number(MIN_CHILD_WEIGHT) : max<f64>(number(MIN_CHILD_WEIGHT), number(HESSIAN_UNIT));
  store<f64>(result, 0);
  if (isCategory(feature)) scanLevels(bins, feature, lane, result);
  else if (word(CRITERION) == ENTROPY || word(IS_BOUNDED) != 0 || number(L1) > 0) scanPlain(bins, feature, result);
  else if (wide) scanWide(bins, feature, result);
  else scanNarrow(bins, feature, result);
}

/** A bin's gradient and hessian, as two doubles. */
// @ts-ignore: decorator
@inline
export function binSums(bins: usize, bin: i32): v128 {
  const units = f64x2.replace_lane(f64x2.splat(number(HESSIAN_UNIT)), 1, number(GRADIENT_UNIT));
  if (!isWide) return f64x2.mul(f64x2.convert_low_i32x4_s(v128.load64_zero(bins + (<usize>bin << 3))), units);
  const at = bins + (<usize>bin << 4);
  const hessian = <f64>(load<i64>(at, 8) >> <i64>word(COUNT_BITS));
  return f64x2.mul(f64x2.replace_lane(f64x2.splat(hessian), 1, <f64>load<i64>(at)), units);
}

/** Rows in a bin; for narrow cells 1 where it holds any weight at all. */
// @ts-ignore: decorator
@inline
export function binCount(bins: usize, bin: i32): f64 {
  if (!isWide) return load<i64>(bins + (<usize>bin << 3)) == 0 ? 0 : 1;
  return <f64>(load<i64>(bins + (<usize>bin << 4), 8) & (((<i64>1) << <i64>word(COUNT_BITS)) - 1));
}

/** Whether a side is large enough. */
// @ts-ignore: decorator
@inline
export function isLarge(hessian: f64, count: f64): bool {
  return hessian >= leastHessian && (!isWide || count >= number(MIN_ROWS));
}

/** Sums are (hessian, gradient) in one register; both divisions are done at once. */
// @ts-ignore: decorator
@inline
function gainOfPair(left: v128, right: v128, penalty: v128): f64 {
  const gradients = v128.shuffle<f64>(left, right, 1, 3);
  const hessians = v128.shuffle<f64>(left, right, 0, 2);
  const scores = f64x2.div(f64x2.mul(gradients, gradients), f64x2.add(hessians, penalty));
  return f64x2.extract_lane(scores, 0) + f64x2.extract_lane(scores, 1);
}

/** Numbers, narrow cells, no bounds: what nearly all time of scanning goes to. */
function scanNarrow(bins: usize, feature: i32, result: usize): void {
  const missingBin = <i32>missingBinOf(feature);
  const units = f64x2.replace_lane(f64x2.splat(number(HESSIAN_UNIT)), 1, number(GRADIENT_UNIT));
  const penalty = f64x2.splat(number(L2) + TINY);
  const node = f64x2.replace_lane(f64x2.splat(nodeHessian), 1, nodeGradient);
  const parent = nodeGradient * nodeGradient / (nodeHessian + (number(L2) + TINY));
  const least = leastHessian;
  const most = nodeHessian - least;
  const missing = f64x2.mul(f64x2.convert_low_i32x4_s(v128.load64_zero(bins + (<usize>missingBin << 3))), units);
  const hasMissing = load<i64>(bins + (<usize>missingBin << 3)) != 0;
  let bestGain = number(MIN_GAIN) + parent;
  let bestBin: i32 = -1;
  let bestLeft = node;
  let bestDirection: i32 = 0;
  const end = bins + (<usize>missingBin << 3);
  const ways: i32 = hasMissing ? 2 : 1;
  for (let direction: i32 = 0; direction < ways; direction++) {
    let left = direction == 0 ? f64x2.splat(0) : missing;
    // Empty bins are not passed over: they change nothing, and a branch on them is guessed wrong too often.
    for (let at = bins; at < end; at += 8) {
      const cell = v128.load64_zero(at);
      left = f64x2.add(left, f64x2.mul(f64x2.convert_low_i32x4_s(cell), units));
      const hessian = f64x2.extract_lane(left, 0);
      if (hessian < least) continue;
      if (hessian > most) break;
      const gain = gainOfPair(left, f64x2.sub(node, left), penalty);
      if (gain > bestGain) {
        bestGain = gain;
        bestBin = <i32>((at - bins) >> 3);
        bestLeft = left;
        bestDirection = direction;
      }
    }
  }
  if (bestBin < 0) return;
  storeResult(result, bestGain - parent, bestLeft, 0, bestBin, bestDirection, hasMissing);
}

/** As `scanNarrow`, wide cells. */
function scanWide(bins: usize, feature: i32, result: usize): void {
  const missingBin = <i32>missingBinOf(feature);
  const units = f64x2.replace_lane(f64x2.splat(number(HESSIAN_UNIT)), 1, number(GRADIENT_UNIT));
  const penalty = f64x2.splat(number(L2) + TINY);
  const node = f64x2.replace_lane(f64x2.splat(nodeHessian), 1, nodeGradient);
  const parent = nodeGradient * nodeGradient / (nodeHessian + (number(L2) + TINY));
  const least = leastHessian;
  const most = nodeHessian - least;
  const bits = <i64>word(COUNT_BITS);
  const mask = ((<i64>1) << bits) - 1;
  const leastCount = <i64>number(MIN_ROWS);
  const mostCount = <i64>nodeCount - leastCount;
  const missing = binSums(bins, missingBin);
  const missingCount = load<i64>(bins + (<usize>missingBin << 4), 8) & mask;
  let bestGain = number(MIN_GAIN) + parent;
  let bestBin: i32 = -1;
  let bestLeft = node;
  let bestCount: i64 = 0;
  let bestDirection: i32 = 0;
  const end = bins + (<usize>missingBin << 4);
  const ways: i32 = missingCount > 0 ? 2 : 1;
  for (let direction: i32 = 0; direction < ways; direction++) {
    let left = direction == 0 ? f64x2.splat(0) : missing;
    let count: i64 = direction == 0 ? 0 : missingCount;
    for (let at = bins; at < end; at += 16) {
      const second = load<i64>(at, 8);
      const sums = f64x2.replace_lane(f64x2.splat(<f64>(second >> bits)), 1, <f64>load<i64>(at));
      left = f64x2.add(left, f64x2.mul(sums, units));
      count += second & mask;
      const hessian = f64x2.extract_lane(left, 0);
      if (count < leastCount || hessian < least) continue;
      if (count > mostCount || hessian > most) break;
      const gain = gainOfPair(left, f64x2.sub(node, left), penalty);
      if (gain > bestGain) {
        bestGain = gain;
        bestBin = <i32>((at - bins) >> 4);
        bestLeft = left;
        bestCount = count;
        bestDirection = direction;
      }
    }
  }
  if (bestBin < 0) return;
  storeResult(result, bestGain - parent, bestLeft, <f64>bestCount, bestBin, bestDirection, missingCount > 0);
}

/** Numbers under any rule: entropy, L1, bounds. */
function scanPlain(bins: usize, feature: i32, result: usize): void {
  const missingBin = <i32>missingBinOf(feature);
  const direction = directionOf(feature);
  const penalty = number(L2);
  const node = f64x2.replace_lane(f64x2.splat(nodeHessian), 1, nodeGradient);
  const parent = scoreOf(nodeGradient, nodeHessian, penalty);
  const missing = binSums(bins, missingBin);
  const missingCount = binCount(bins, missingBin);
  let bestGain = number(MIN_GAIN);
  let bestBin: i32 = -1;
  let bestLeft = node;
  let bestCount: f64 = 0;
  let bestMissing: i32 = 0;
  const ways: i32 = missingCount > 0 ? 2 : 1;
  for (let way: i32 = 0; way < ways; way++) {
    let left = way == 0 ? f64x2.splat(0) : missing;
    let count: f64 = way == 0 ? 0 : missingCount;
    for (let bin: i32 = 0; bin < missingBin; bin++) {
      const here = binCount(bins, bin);
      if (here == 0) continue;
      left = f64x2.add(left, binSums(bins, bin));
      count += here;
      if (!isLarge(f64x2.extract_lane(left, 0), count)) continue;
      const right = f64x2.sub(node, left);
      if (!isLarge(f64x2.extract_lane(right, 0), nodeCount - count)) break;
      if (!isInOrder(left, right, penalty, direction)) continue;
      const gain = gainOf(left, right, penalty) - parent;
      if (gain > bestGain) {
        bestGain = gain;
        bestBin = bin;
        bestLeft = left;
        bestCount = count;
        bestMissing = way;
      }
    }
  }
  if (bestBin < 0) return;
  storeResult(result, bestGain, bestLeft, bestCount, bestBin, bestMissing, missingCount > 0);
}

export function storeResult(
  result: usize,
  gain: f64,
  left: v128,
  count: f64,
  lastBin: i32,
  missingGoesLeft: i32,
  hasMissing: bool,
): void {
  store<f64>(result, gain);
  store<f64>(result, f64x2.extract_lane(left, 1), 8);
  store<f64>(result, f64x2.extract_lane(left, 0), 16);
  store<f64>(result, count, 24);
  store<i32>(result, lastBin, 32);
  store<i32>(result, missingGoesLeft, 36);
  store<i32>(result, hasMissing ? 1 : 0, 40);
}

/** What both sides save, against knowing nothing. */
export function gainOf(left: v128, right: v128, penalty: f64): f64 {
  return (
    scoreOf(f64x2.extract_lane(left, 1), f64x2.extract_lane(left, 0), penalty) +
    scoreOf(f64x2.extract_lane(right, 1), f64x2.extract_lane(right, 0), penalty)
  );
}

/** Whether what the sides will say obeys the feature's direction. */
function isInOrder(left: v128, right: v128, penalty: f64, direction: i32): bool {
  if (direction == 0) return true;
  const low = weightOf(f64x2.extract_lane(left, 1), f64x2.extract_lane(left, 0), penalty);
  const high = weightOf(f64x2.extract_lane(right, 1), f64x2.extract_lane(right, 0), penalty);
  return direction > 0 ? low <= high : low >= high;
}

/** The gradient less the L1 penalty, which takes it to 0 at most. */
// @ts-ignore: decorator
@inline
function shrink(gradient: f64): f64 {
  const l1 = number(L1);
  if (gradient > l1) return gradient - l1;
  return gradient < -l1 ? gradient + l1 : 0;
}

/** What a leaf with these sums says, within the node's bounds. */
function weightOf(gradient: f64, hessian: f64, penalty: f64): f64 {
  return min<f64>(max<f64>(-shrink(gradient) / (hessian + (penalty + TINY)), lowBound), highBound);
}

/** What a leaf with these sums saves against knowing nothing. */
export function scoreOf(gradient: f64, hessian: f64, penalty: f64): f64 {
  if (word(CRITERION) == ENTROPY) return negativeEntropy(gradient, hessian);
  if (word(IS_BOUNDED) == 0) {
    const shrunk = shrink(gradient);
    return shrunk * shrunk / (hessian + (penalty + TINY));
  }
  const weight = weightOf(gradient, hessian, penalty);
  return -(2 * gradient * weight + (hessian + penalty) * weight * weight + 2 * number(L1) * abs<f64>(weight));
}

/** bads · log(share of bads) + goods · log(share of goods). */
function negativeEntropy(bads: f64, total: f64): f64 {
  const goods = total - bads;
  return (bads > 0 ? bads * log(bads / total) : 0) + (goods > 0 ? goods * log(goods / total) : 0);
}
