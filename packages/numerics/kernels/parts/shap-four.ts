// Exact SHAP values of four rows at a time, two rows to a register. The same sums in the same order as parts/shap-row.ts: the same
// bits. Scratch of a tree: 32 bytes for each repeat and one more (are the rows still on the feature's way), then a place for each
// split and lone leaf: way (32), gain (32), and for each point pass (32), later the sum below, and reach (32), later reach times
// the difference of the sums below. Values and contributions lie in a tile: TILE_ROWS doubles for each slot or feature.

import {
  CATEGORIES,
  CATEGORY_BITS,
  CATEGORY_BYTES,
  CATEGORY_COUNT,
  CATEGORY_PLACE,
  CATEGORY_SLOT,
  FEATURE,
  INNER_COUNT,
  LAST_COUNT,
  LEAF_COUNT,
  LEAVES,
  LEFT,
  NODE_BYTES,
  NODES,
  POINT_COUNT,
  REPEAT_BEFORE,
  REPEAT_BYTES,
  REPEAT_CHAIN,
  REPEAT_COUNT,
  REPEAT_FEATURE,
  REPEAT_FLIP,
  REPEAT_PLACE,
  REPEAT_SCALE,
  REPEAT_ZERO,
  REPEATS,
  RIGHT,
  RULE,
  SHARE,
  SLOT,
  THRESHOLD,
  TILE_SHIFT,
} from './shap-plan';

/** Of the first two rows; those of the other two lie 16 bytes after. */
const WAY: usize = 0;
const GAIN: usize = 32;
const PASS: usize = 64;
const REACH: usize = 96;
/** Bytes of a point in a place. */
const POINT: usize = 64;

/** Adds one tree's contributions of four rows. */
export function explainTreeOfFour(tree: usize, values: usize, contributions: usize, work: usize): void {
  const points = <usize>load<u32>(tree, POINT_COUNT);
  const places = work + ((<usize>load<u32>(tree, REPEAT_COUNT) + 1) << 5);
  decide(tree, values, places, points);
  decideCategories(tree, values, places, points);
  passRepeats(tree, work, places, points);
  reachDown(tree, places, points);
  sumLast(tree, contributions, places, points);
  sumUp(tree, contributions, places, points);
  claimRepeats(tree, work, contributions, places, points);
}

/** Bytes from the points of a rule to their rests 1 - t, and from there to their weights. */
// @ts-ignore: decorator
@inline
function ruleBytes(points: usize): usize {
  return ((points + 1) >> 1) << 4;
}

/** Way, gain and pass of every split, as if by number and met first on its path. */
function decide(tree: usize, values: usize, places: usize, points: usize): void {
  const count = load<u32>(tree, INNER_COUNT) + load<u32>(tree, LAST_COUNT);
  const rule = <usize>load<u32>(tree, RULE);
  const stride = PASS + points * POINT;
  let node = <usize>load<u32>(tree, NODES);
  let place = places;
  for (let n: u32 = 0; n < count; n++) {
    const from = values + (<usize>load<u32>(node, SLOT) << TILE_SHIFT);
    const threshold = v128.load64_splat(node, THRESHOLD);
    const first = f64x2.le(v128.load(from), threshold);
    const second = f64x2.le(v128.load(from, 16), threshold);
    passOnce(place, first, second, load<f64>(node, SHARE), rule, points);
    node += NODE_BYTES;
    place += stride;
  }
}

/** Writes a place's way, gain and pass of a split met first on its path. */
// @ts-ignore: decorator
@inline
function passOnce(place: usize, first: v128, second: v128, share: f64, rule: usize, points: usize): void {
  const ones = f64x2.splat(1);
  const shares = f64x2.splat(share);
  v128.store(place, first, WAY);
  v128.store(place, second, WAY + 16);
  v128.store(place, f64x2.sub(v128.and(ones, first), shares), GAIN);
  v128.store(place, f64x2.sub(v128.and(ones, second), shares), GAIN + 16);
  const rests = rule + ruleBytes(points);
  let to = place;
  for (let p: usize = 0; p < points << 3; p += 8) {
    const point = v128.load64_splat(rule + p);
    const unknown = f64x2.mul(shares, v128.load64_splat(rests + p));
    v128.store(to, f64x2.add(unknown, v128.and(point, first)), PASS);
    v128.store(to, f64x2.add(unknown, v128.and(point, second)), PASS + 16);
    to += POINT;
  }
}

/** The same for splits by category. */
function decideCategories(tree: usize, values: usize, places: usize, points: usize): void {
  const count = load<u32>(tree, CATEGORY_COUNT);
  const nodes = <usize>load<u32>(tree, NODES);
  const rule = <usize>load<u32>(tree, RULE);
  let category = <usize>load<u32>(tree, CATEGORIES);
  for (let n: u32 = 0; n < count; n++) {
    const at = <usize>load<u32>(category, CATEGORY_PLACE);
    const from = values + (<usize>load<u32>(category, CATEGORY_SLOT) << TILE_SHIFT);
    const bits = <usize>load<u32>(category, CATEGORY_BITS);
    const first = i64x2.replace_lane(i64x2.splat(wayOf(from, bits)), 1, wayOf(from + 8, bits));
    const second = i64x2.replace_lane(i64x2.splat(wayOf(from + 16, bits)), 1, wayOf(from + 24, bits));
    const share = load<f64>(nodes + at * NODE_BYTES, SHARE);
    passOnce(places + at * (PASS + points * POINT), first, second, share, rule, points);
    category += CATEGORY_BYTES;
  }
}

/** -1 where the level at the address goes left, else 0. */
// @ts-ignore: decorator
@inline
function wayOf(from: usize, bits: usize): i64 {
  const level = <u32>load<f64>(from);
  return -(<i64>((load<u32>(bits + (<usize>(level >> 5) << 2)) >> (level & 31)) & 1));
}

/** Pass of splits on a feature met before; their gain is set to 0 here and claimed at the end. */
function passRepeats(tree: usize, work: usize, places: usize, points: usize): void {
  const count = load<u32>(tree, REPEAT_COUNT);
  const nodes = <usize>load<u32>(tree, NODES);
  const rule = <usize>load<u32>(tree, RULE);
  const bytes = ruleBytes(points);
  const rests = rule + bytes;
  const stride = PASS + points * POINT;
  let repeat = <usize>load<u32>(tree, REPEATS);
  let onWay = work;
  v128.store(onWay, i64x2.splat(-1));
  v128.store(onWay, i64x2.splat(-1), 16);
  for (let n: u32 = 0; n < count; n++) {
    onWay += 32;
    const at = <usize>load<u32>(repeat, REPEAT_PLACE);
    const place = places + at * stride;
    const before = places + <usize>load<u32>(repeat, REPEAT_BEFORE) * stride;
    const chain = work + (<usize>load<u32>(repeat, REPEAT_CHAIN) << 5);
    const flip = i32x4.splat(load<i32>(repeat, REPEAT_FLIP));
    const firstOn = v128.and(v128.load(chain), v128.xor(v128.load(before, WAY), flip));
    const secondOn = v128.and(v128.load(chain, 16), v128.xor(v128.load(before, WAY + 16), flip));
    v128.store(onWay, firstOn);
    v128.store(onWay, secondOn, 16);
    const share = load<f64>(nodes + at * NODE_BYTES, SHARE);
    const off = f64x2.splat(share);
    const zero = f64x2.splat(load<f64>(repeat, REPEAT_ZERO) * share);
    const first = v128.load(place, WAY);
    const second = v128.load(place, WAY + 16);
    v128.store(place, f64x2.splat(0), GAIN);
    v128.store(place, f64x2.splat(0), GAIN + 16);
    const inverses = repeat + REPEAT_BYTES;
    let to = place;
    for (let p: usize = 0; p < points << 3; p += 8) {
      const point = v128.load64_splat(rule + p);
      const inverse = v128.load64_splat(inverses + p);
      const unknown = f64x2.mul(zero, v128.load64_splat(rests + p));
      const firstPass = f64x2.mul(f64x2.add(unknown, v128.and(point, first)), inverse);
      const secondPass = f64x2.mul(f64x2.add(unknown, v128.and(point, second)), inverse);
      v128.store(to, v128.bitselect(firstPass, off, firstOn), PASS);
      v128.store(to, v128.bitselect(secondPass, off, secondOn), PASS + 16);
      to += POINT;
    }
    repeat += REPEAT_BYTES + bytes;
  }
}

/** Reach of every place, parents first: the weights of the rule times the passes on the way. */
function reachDown(tree: usize, places: usize, points: usize): void {
  const count = load<u32>(tree, INNER_COUNT);
  const stride = PASS + points * POINT;
  const weights = <usize>load<u32>(tree, RULE) + (ruleBytes(points) << 1);
  for (let p: usize = 0; p < points; p++) {
    const weight = v128.load64_splat(weights + (p << 3));
    v128.store(places + p * POINT, weight, REACH);
    v128.store(places + p * POINT, weight, REACH + 16);
  }
  let node = <usize>load<u32>(tree, NODES);
  let place = places;
  for (let n: u32 = 0; n < count; n++) {
    let left = places + <usize>load<u32>(node, LEFT) * stride;
    let right = places + <usize>load<u32>(node, RIGHT) * stride;
    let from = place;
    for (let p: usize = 0; p < points; p++) {
      const first = v128.load(from, REACH);
      const second = v128.load(from, REACH + 16);
      const firstLeft = f64x2.mul(first, v128.load(from, PASS));
      const secondLeft = f64x2.mul(second, v128.load(from, PASS + 16));
      v128.store(left, firstLeft, REACH);
      v128.store(left, secondLeft, REACH + 16);
      v128.store(right, f64x2.sub(first, firstLeft), REACH);
      v128.store(right, f64x2.sub(second, secondLeft), REACH + 16);
      from += POINT;
      left += POINT;
      right += POINT;
    }
    node += NODE_BYTES;
    place += stride;
  }
}

/** Sums below the last splits, and what these contribute. */
function sumLast(tree: usize, contributions: usize, places: usize, points: usize): void {
  const inner = <usize>load<u32>(tree, INNER_COUNT);
  const count = load<u32>(tree, LAST_COUNT);
  const stride = PASS + points * POINT;
  let node = <usize>load<u32>(tree, NODES) + inner * NODE_BYTES;
  let place = places + inner * stride;
  for (let n: u32 = 0; n < count; n++) {
    const right = v128.load64_splat(node, RIGHT);
    const spread = f64x2.sub(v128.load64_splat(node, LEFT), right);
    // Even points and odd ones apart, as the row's form has them side by side.
    let firstEven = f64x2.splat(0);
    let secondEven = f64x2.splat(0);
    let firstOdd = f64x2.splat(0);
    let secondOdd = f64x2.splat(0);
    let at = place;
    for (let p: usize = 0; p < points; p++) {
      v128.store(at, f64x2.add(right, f64x2.mul(v128.load(at, PASS), spread)), PASS);
      v128.store(at, f64x2.add(right, f64x2.mul(v128.load(at, PASS + 16), spread)), PASS + 16);
      const firstTotal = f64x2.add(firstEven, v128.load(at, REACH));
      const secondTotal = f64x2.add(secondEven, v128.load(at, REACH + 16));
      firstEven = firstOdd;
      secondEven = secondOdd;
      firstOdd = firstTotal;
      secondOdd = secondTotal;
      at += POINT;
    }
    const first = f64x2.mul(f64x2.add(firstEven, firstOdd), spread);
    const second = f64x2.mul(f64x2.add(secondEven, secondOdd), spread);
    add(contributions, load<u32>(node, FEATURE), place, first, second);
    node += NODE_BYTES;
    place += stride;
  }
}

/** Sums below the inner splits, children first, and what these contribute. */
function sumUp(tree: usize, contributions: usize, places: usize, points: usize): void {
  const inner = <usize>load<u32>(tree, INNER_COUNT);
  const stride = PASS + points * POINT;
  const leafCount = <usize>load<u32>(tree, LEAF_COUNT);
  const leaves = <usize>load<u32>(tree, LEAVES);
  let leafPlace = places + (inner + <usize>load<u32>(tree, LAST_COUNT)) * stride;
  for (let leaf: usize = 0; leaf < leafCount; leaf++) {
    const value = v128.load64_splat(leaves + (leaf << 3));
    for (let p: usize = 0; p < points; p++) {
      v128.store(leafPlace + p * POINT, value, PASS);
      v128.store(leafPlace + p * POINT, value, PASS + 16);
    }
    leafPlace += stride;
  }
  let node = <usize>load<u32>(tree, NODES) + inner * NODE_BYTES;
  let place = places + inner * stride;
  for (let n: usize = 0; n < inner; n++) {
    node -= NODE_BYTES;
    place -= stride;
    let left = places + <usize>load<u32>(node, LEFT) * stride;
    let right = places + <usize>load<u32>(node, RIGHT) * stride;
    let firstEven = f64x2.splat(0);
    let secondEven = f64x2.splat(0);
    let firstOdd = f64x2.splat(0);
    let secondOdd = f64x2.splat(0);
    let at = place;
    for (let p: usize = 0; p < points; p++) {
      const firstRight = v128.load(right, PASS);
      const secondRight = v128.load(right, PASS + 16);
      const firstSpread = f64x2.sub(v128.load(left, PASS), firstRight);
      const secondSpread = f64x2.sub(v128.load(left, PASS + 16), secondRight);
      v128.store(at, f64x2.add(firstRight, f64x2.mul(v128.load(at, PASS), firstSpread)), PASS);
      v128.store(at, f64x2.add(secondRight, f64x2.mul(v128.load(at, PASS + 16), secondSpread)), PASS + 16);
      const first = f64x2.mul(v128.load(at, REACH), firstSpread);
      const second = f64x2.mul(v128.load(at, REACH + 16), secondSpread);
      v128.store(at, first, REACH);
      v128.store(at, second, REACH + 16);
      const firstTotal = f64x2.add(firstEven, first);
      const secondTotal = f64x2.add(secondEven, second);
      firstEven = firstOdd;
      secondEven = secondOdd;
      firstOdd = firstTotal;
      secondOdd = secondTotal;
      at += POINT;
      left += POINT;
      right += POINT;
    }
    const first = f64x2.add(firstEven, firstOdd);
    add(contributions, load<u32>(node, FEATURE), place, first, f64x2.add(secondEven, secondOdd));
  }
}

/** What splits on a feature met before contribute. */
function claimRepeats(tree: usize, work: usize, contributions: usize, places: usize, points: usize): void {
  const count = load<u32>(tree, REPEAT_COUNT);
  const nodes = <usize>load<u32>(tree, NODES);
  const stride = PASS + points * POINT;
  let repeat = <usize>load<u32>(tree, REPEATS);
  let onWay = work;
  for (let n: u32 = 0; n < count; n++) {
    onWay += 32;
    const at = <usize>load<u32>(repeat, REPEAT_PLACE);
    const inverses = repeat + REPEAT_BYTES;
    const place = places + at * stride;
    let firstEven = f64x2.splat(0);
    let secondEven = f64x2.splat(0);
    let firstOdd = f64x2.splat(0);
    let secondOdd = f64x2.splat(0);
    let from = place;
    for (let p: usize = 0; p < points; p++) {
      const inverse = v128.load64_splat(inverses + (p << 3));
      const square = f64x2.mul(inverse, inverse);
      const firstTotal = f64x2.add(firstEven, f64x2.mul(v128.load(from, REACH), square));
      const secondTotal = f64x2.add(secondEven, f64x2.mul(v128.load(from, REACH + 16), square));
      firstEven = firstOdd;
      secondEven = secondOdd;
      firstOdd = firstTotal;
      secondOdd = secondTotal;
      from += POINT;
    }
    const ones = f64x2.splat(1);
    const share = v128.load64_splat(nodes + at * NODE_BYTES, SHARE);
    const scale = v128.load64_splat(repeat, REPEAT_SCALE);
    const firstGain = f64x2.sub(v128.and(ones, v128.load(place, WAY)), share);
    const secondGain = f64x2.sub(v128.and(ones, v128.load(place, WAY + 16)), share);
    const first = f64x2.mul(f64x2.mul(f64x2.add(firstEven, firstOdd), scale), firstGain);
    const second = f64x2.mul(f64x2.mul(f64x2.add(secondEven, secondOdd), scale), secondGain);
    const to = contributions + (<usize>load<u32>(repeat, REPEAT_FEATURE) << TILE_SHIFT);
    v128.store(to, f64x2.add(v128.load(to), v128.and(first, v128.load(onWay))));
    v128.store(to, f64x2.add(v128.load(to, 16), v128.and(second, v128.load(onWay, 16))), 16);
    repeat += REPEAT_BYTES + ruleBytes(points);
  }
}

/** Adds totals times gains to a feature's contributions. */
// @ts-ignore: decorator
@inline
function add(contributions: usize, feature: u32, place: usize, first: v128, second: v128): void {
  const to = contributions + (<usize>feature << TILE_SHIFT);
  v128.store(to, f64x2.add(v128.load(to), f64x2.mul(first, v128.load(place, GAIN))));
  v128.store(to, f64x2.add(v128.load(to, 16), f64x2.mul(second, v128.load(place, GAIN + 16))), 16);
}
