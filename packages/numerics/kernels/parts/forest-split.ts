import {
  binCountOf,
  drawnFeatures,
  featureCount,
  isCategory,
  isEntropy,
  isExtra,
  levelSmoothing,
  minGain,
  minLeafWeight,
  values,
} from './forest-problem';
import {
  badsOf,
  clearFeature,
  missingBads,
  missingWeight,
  presentCount,
  readFeature,
  weightOf,
} from './forest-histogram';
import { bestMask, drawOrder, levelKeys, MASK, present, triedMask } from './forest-scratch';
import { log } from './elementary';
import { nextBelow, nextFloat, nextU32 } from './random';

// The best split of a node. Sums are whole numbers below 2⁵², held in doubles: exact in any order.

/** The split found; `bestFeature` is -1 where there is none. */
export let bestFeature: i32 = -1;
export let bestGain: f64 = 0;
/** Numbers: bins up to this one go left. Categories: the left bins are in `bestMask`. */
export let bestLastLeft: u32 = 0;
export let bestMissingLeft: bool = false;
export let bestLeftBads: f64 = 0;
export let bestLeftWeight: f64 = 0;

let nodeBads: f64 = 0;
let nodeWeight: f64 = 0;
let nodeScore: f64 = 0;

/**
 * Looks for the best split of a node among features drawn anew: as many as wanted, and then on until one of them takes
 * different values in the node.
 */
export function findBestSplit(from: usize, rows: u32, bads: f64, weight: f64): void {
  bestFeature = -1;
  bestGain = minGain;
  nodeBads = bads;
  nodeWeight = weight;
  nodeScore = purity(bads, weight);
  let hasChoice = false;
  for (let drawn: u32 = 0; drawn < featureCount; drawn++) {
    if (drawn >= drawnFeatures && hasChoice) return;
    const feature = drawFeature(drawn);
    readFeature(feature, from, rows);
    if (presentCount > 1 || (presentCount == 1 && missingWeight > 0)) {
      hasChoice = true;
      if (isCategory(feature)) tryLevels(feature);
      else if (isExtra) tryRandomCut(feature);
      else tryCuts(feature);
    }
    clearFeature();
  }
}

/** Swaps one of the features not drawn yet to the front. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function drawFeature(drawn: u32): u32 {
  const other = drawOrder + ((<usize>(drawn + nextBelow(featureCount - drawn))) << 2);
  const here = drawOrder + ((<usize>drawn) << 2);
  const feature = load<u32>(other);
  store<u32>(other, load<u32>(here));
  store<u32>(here, feature);
  return feature;
}

/** What knowing the share of bads saves: b² / n, or b log(b / n) + g log(g / n). */
// @ts-ignore: a decorator of AssemblyScript
@inline
function purity(bads: f64, weight: f64): f64 {
  return isEntropy ? negativeEntropy(bads, weight) : (bads * bads) / weight;
}

function negativeEntropy(bads: f64, weight: f64): f64 {
  const goods = weight - bads;
  let sum: f64 = 0;
  if (bads > 0) sum += bads * log(bads / weight);
  if (goods > 0) sum += goods * log(goods / weight);
  return sum;
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function gainOf(bads: f64, weight: f64): f64 {
  return purity(bads, weight) + purity(nodeBads - bads, nodeWeight - weight) - nodeScore;
}

/** Keeps a split of the rows if it gains more than the best so far and both sides are heavy enough. */
function offer(feature: u32, lastLeft: u32, missingLeft: bool, bads: f64, weight: f64): bool {
  const rest = nodeWeight - weight;
  if (weight < minLeafWeight || rest < minLeafWeight || weight == 0 || rest == 0) return false;
  const gain = gainOf(bads, weight);
  if (!(gain > bestGain)) return false;
  bestGain = gain;
  bestFeature = <i32>feature;
  bestLastLeft = lastLeft;
  // Where the node has no missing value, one will go with most of the weight.
  bestMissingLeft = missingWeight > 0 ? missingLeft : weight > rest;
  bestLeftBads = bads;
  bestLeftWeight = weight;
  return true;
}

/** Numbers: every cut between two bins of the node, the missing values on either side. */
function tryCuts(feature: u32): void {
  const directions = missingWeight > 0 ? 2 : 1;
  for (let direction: i32 = 0; direction < directions; direction++) {
    let bads = direction == 0 ? 0.0 : missingBads;
    let weight = direction == 0 ? 0.0 : missingWeight;
    for (let i: i32 = 0; i < presentCount; i++) {
      const bin = <u32>load<u8>(present + <usize>i);
      bads += badsOf(bin);
      weight += weightOf(bin);
      if (weight < minLeafWeight) continue;
      const rest = nodeWeight - weight;
      if (rest < minLeafWeight || rest == 0) break;
      const gain = gainOf(bads, weight);
      if (gain > bestGain) offer(feature, cutAfter(feature, i), direction == 1, bads, weight);
    }
  }
}

/** The cut after the i-th bin present: halfway, counted in bins, to the next; after the last, above every number. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function cutAfter(feature: u32, i: i32): u32 {
  if (i + 1 == presentCount) return <u32>(binCountOf(feature) - 1);
  const bin = <u32>load<u8>(present + <usize>i);
  return (bin + <u32>load<u8>(present + <usize>i, 1) - 1) >> 1;
}

/** Numbers, extra trees: one cut at random between the least and the greatest value of the node. */
function tryRandomCut(feature: u32): void {
  const last = presentCount - 1;
  let cut: u32 = <u32>(binCountOf(feature) - 1);
  let bads: f64 = 0;
  let weight: f64 = 0;
  if (last > 0) {
    cut = randomCut(feature, <u32>load<u8>(present), <u32>load<u8>(present + <usize>last));
  }
  for (let i: i32 = 0; i <= last; i++) {
    const bin = <u32>load<u8>(present + <usize>i);
    if (bin > cut) break;
    bads += badsOf(bin);
    weight += weightOf(bin);
  }
  offer(feature, cut, false, bads, weight);
  if (missingWeight > 0) offer(feature, cut, true, bads + missingBads, weight + missingWeight);
}

/** The last bin whose middle is at or below a value drawn between the middles of two bins; never the upper one. */
function randomCut(feature: u32, low: u32, high: u32): u32 {
  const middles = values + ((<usize>feature) << 11);
  const share = nextFloat();
  const value = load<f64>(middles + ((<usize>low) << 3)) * (1 - share) + load<f64>(middles + ((<usize>high) << 3)) * share;
  let from = low;
  let to = high - 1;
  while (from < to) {
    const middle = (from + to + 1) >> 1;
    if (load<f64>(middles + ((<usize>middle) << 3)) <= value) from = middle;
    else to = middle - 1;
  }
  return from;
}

/** Categories: levels in order of their shares of bads, cut like numbers; extra trees take a set of levels at random. */
function tryLevels(feature: u32): void {
  if (isExtra && presentCount > 1) {
    tryRandomLevels(feature);
    return;
  }
  putLevelsInOrder();
  const directions = missingWeight > 0 ? 2 : 1;
  for (let direction: i32 = 0; direction < directions; direction++) {
    let bads = direction == 0 ? 0.0 : missingBads;
    let weight = direction == 0 ? 0.0 : missingWeight;
    for (let i: i32 = 0; i < presentCount; i++) {
      const bin = <u32>load<u8>(present + <usize>i);
      bads += badsOf(bin);
      weight += weightOf(bin);
      if (offer(feature, 0, direction == 1, bads, weight)) keepFirstLevels(i + 1);
    }
  }
}

/** The levels' order is that of (bads + s · node's share) / (weight + s), then of the bins. By insertion: levels are few. */
function putLevelsInOrder(): void {
  const share = nodeBads / nodeWeight;
  for (let i: i32 = 0; i < presentCount; i++) {
    const bin = load<u8>(present + <usize>i);
    const key = (badsOf(bin) + levelSmoothing * share) / (weightOf(bin) + levelSmoothing);
    let to = i;
    while (to > 0 && load<f64>(levelKeys + ((<usize>(to - 1)) << 3)) > key) {
      store<f64>(levelKeys + ((<usize>to) << 3), load<f64>(levelKeys + ((<usize>(to - 1)) << 3)));
      store<u8>(present + <usize>to, load<u8>(present + <usize>(to - 1)));
      to -= 1;
    }
    store<f64>(levelKeys + ((<usize>to) << 3), key);
    store<u8>(present + <usize>to, bin);
  }
}

function tryRandomLevels(feature: u32): void {
  let lefts: i32 = 0;
  let bads: f64 = 0;
  let weight: f64 = 0;
  while (lefts == 0 || lefts == presentCount) {
    lefts = 0;
    bads = 0;
    weight = 0;
    let bits: u32 = 0;
    memory.fill(triedMask, 0, MASK);
    for (let i: i32 = 0; i < presentCount; i++) {
      if ((i & 31) == 0) bits = nextU32();
      const bin = <u32>load<u8>(present + <usize>i);
      if ((bits & 1) == 1) {
        setBit(triedMask, bin, true);
        lefts += 1;
        bads += badsOf(bin);
        weight += weightOf(bin);
      }
      bits >>= 1;
    }
  }
  let isBest = offer(feature, 0, false, bads, weight);
  if (missingWeight > 0 && offer(feature, 0, true, bads + missingBads, weight + missingWeight)) isBest = true;
  if (!isBest) return;
  // Levels the node does not have go with the missing values.
  memory.fill(bestMask, bestMissingLeft ? 0xff : 0, MASK);
  for (let i: i32 = 0; i < presentCount; i++) {
    const bin = <u32>load<u8>(present + <usize>i);
    setBit(bestMask, bin, hasBit(triedMask, bin));
  }
}

/** Sets `bestMask` to the first levels in order; those the node does not have go with the missing values. */
function keepFirstLevels(count: i32): void {
  memory.fill(bestMask, bestMissingLeft ? 0xff : 0, MASK);
  for (let i: i32 = 0; i < presentCount; i++) setBit(bestMask, <u32>load<u8>(present + <usize>i), i < count);
}

// @ts-ignore: a decorator of AssemblyScript
@inline
export function hasBit(mask: usize, bin: u32): bool {
  return ((load<u8>(mask + <usize>(bin >> 3)) >> (<u8>(bin & 7))) & 1) != 0;
}

function setBit(mask: usize, bin: u32, isSet: bool): void {
  const at = mask + <usize>(bin >> 3);
  const bit = <u8>1 << (<u8>(bin & 7));
  store<u8>(at, isSet ? load<u8>(at) | bit : load<u8>(at) & ~bit);
}
