// The best division of a category's levels: in order of their mean gradient they are divided like numbers.
import {
  binCount,
  binSums,
  gainOf,
  isLarge,
  nodeCount,
  nodeGradient,
  nodeHessian,
  scoreOf,
  storeResult,
  TINY,
} from './scan';
import {
  address,
  L2,
  LEVEL_L2,
  LEVEL_SMOOTHING,
  MIN_GAIN,
  MIN_ROWS_IN_LEVEL,
  missingBinOf,
  MOST_LEVELS,
  number,
  SCRATCH_BYTES,
  SORTING,
  word,
} from './train-state';

/** Levels are put in order by their means, with their bins behind them. */
const BINS_AT: usize = 2048;

/** Levels with too few rows in the node are not judged: they go with the missing values. */
export function scanLevels(bins: usize, feature: i32, lane: i32, result: usize): void {
  const missingBin = <i32>missingBinOf(feature);
  const penalty = number(L2) + number(LEVEL_L2);
  const smoothing = number(LEVEL_SMOOTHING);
  const leastRows = number(MIN_ROWS_IN_LEVEL);
  const means = address(SORTING) + <usize>lane * SCRATCH_BYTES;
  const node = f64x2.replace_lane(f64x2.splat(nodeHessian), 1, nodeGradient);
  const nodeMean = nodeGradient / (nodeHessian + TINY);
  let judged: i32 = 0;
  let rest = node;
  let restCount = nodeCount;
  let hasRest = binCount(bins, missingBin) > 0;
  for (let bin: i32 = 0; bin < missingBin; bin++) {
    const count = binCount(bins, bin);
    if (count < leastRows) {
      if (count > 0) hasRest = true;
      continue;
    }
    const sums = binSums(bins, bin);
    rest = f64x2.sub(rest, sums);
    restCount -= count;
    const mean =
      (f64x2.extract_lane(sums, 1) + smoothing * nodeMean) / (f64x2.extract_lane(sums, 0) + smoothing + TINY);
    store<f64>(means + (<usize>judged << 3), mean);
    store<i32>(means + BINS_AT + (<usize>judged << 2), bin);
    judged += 1;
  }
  sortByMean(means, judged);
  const parent = scoreOf(nodeGradient, nodeHessian, penalty);
  const mostLevels = word(MOST_LEVELS);
  let bestGain = number(MIN_GAIN);
  let bestLength: i32 = 0;
  let bestWay: i32 = 0;
  let bestLeft = node;
  let bestCount: f64 = 0;
  const ways: i32 = hasRest ? 2 : 1;
  for (let way: i32 = 0; way < ways; way++) {
    let left = way == 0 ? f64x2.splat(0) : rest;
    let count: f64 = way == 0 ? 0 : restCount;
    for (let i: i32 = 0; i < judged; i++) {
      const bin = load<i32>(means + BINS_AT + (<usize>i << 2));
      left = f64x2.add(left, binSums(bins, bin));
      count += binCount(bins, bin);
      if (i + 1 > mostLevels && judged - i - 1 > mostLevels) continue;
      if (!isLarge(f64x2.extract_lane(left, 0), count)) continue;
      const right = f64x2.sub(node, left);
      if (!isLarge(f64x2.extract_lane(right, 0), nodeCount - count)) break;
      const gain = gainOf(left, right, penalty) - parent;
      if (gain > bestGain) {
        bestGain = gain;
        bestLength = i + 1;
        bestWay = way;
        bestLeft = left;
        bestCount = count;
      }
    }
  }
  if (bestLength == 0) return;
  storeResult(result, bestGain, bestLeft, bestCount, -1, bestWay, hasRest);
  memory.fill(result + 64, 0, 64);
  for (let i: i32 = 0; i < judged; i++) {
    const bin = load<i32>(means + BINS_AT + (<usize>i << 2));
    if (i < bestLength) setBit(result + 64, bin);
    setBit(result + 96, bin);
  }
}

// @ts-ignore: decorator
@inline
function setBit(bits: usize, bin: i32): void {
  const at = bits + (<usize>(bin >> 5) << 2);
  store<u32>(at, load<u32>(at) | (<u32>1 << (bin & 31)));
}

/** Shell's sort, by mean and then by bin: no two are equal, so any sorting gives the same order. */
function sortByMean(means: usize, count: i32): void {
  const bins = means + BINS_AT;
  for (let gap: i32 = 121; gap > 0; gap = gap / 3) {
    for (let i = gap; i < count; i++) {
      const mean = load<f64>(means + (<usize>i << 3));
      const bin = load<i32>(bins + (<usize>i << 2));
      let at = i;
      for (; at >= gap; at -= gap) {
        const other = load<f64>(means + (<usize>(at - gap) << 3));
        const otherBin = load<i32>(bins + (<usize>(at - gap) << 2));
        if (other < mean || (other == mean && otherBin < bin)) break;
        store<f64>(means + (<usize>at << 3), other);
        store<i32>(bins + (<usize>at << 2), otherBin);
      }
      store<f64>(means + (<usize>at << 3), mean);
      store<i32>(bins + (<usize>at << 2), bin);
    }
  }
}
