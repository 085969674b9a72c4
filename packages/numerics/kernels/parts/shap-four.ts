// Exact SHAP values of four rows at a time, two rows to a register. The same sums in the same order as parts/shap-row.ts: the same
// bits. Scratch of a tree: 32 bytes for each inner repeat and one more (are the rows still on the feature's way), then a place for
// each split and lone leaf: way (32), gain (32), and for each point pass (32), later the sum below, and reach (32). Values and contributions lie in a tile: TILE_ROWS doubles for each slot or feature.

import {
  BY_CATEGORY,
  FEATURE,
  INNER_COUNT,
  LEAF_COUNT,
  LEAVES,
  LEFT,
  LEFT_OF_FOUR,
  NODE_BYTES,
  NODES,
  PLAIN_COUNT,
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
  REPEATED_COUNT,
  REPEATS,
  RIGHT,
  RIGHT_OF_FOUR,
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
  passRepeats(tree, work, places, points);
  reachDown(tree, places, points);
  sumPlain(tree, values, contributions, places, points);
  sumRepeated(tree, values, work, contributions, places, points);
  sumUp(tree, contributions, places, points);
  claimRepeats(tree, work, contributions, places, points);
}

/** Bytes from the points of a rule to their rests 1 - t, and from there to their weights. */
// @ts-ignore: decorator
@inline
function ruleBytes(points: usize): usize {
  return ((points + 1) >> 1) << 4;
}

/** All ones for each of two rows that goes left at a split, else 0. @param half 0 for the first two, 16 for the others */
// @ts-ignore: decorator
@inline
function wayAt(node: usize, values: usize, half: usize): v128 {
  const slot = load<u32>(node, SLOT);
  if (slot & BY_CATEGORY) {
    const bits = <usize>load<u32>(node, THRESHOLD);
    const from = values + (<usize>(slot ^ BY_CATEGORY) << TILE_SHIFT) + half;
    return i64x2.replace_lane(i64x2.splat(wayOfLevel(from, bits)), 1, wayOfLevel(from + 8, bits));
  }
  return f64x2.le(v128.load(values + (<usize>slot << TILE_SHIFT) + half), v128.load64_splat(node, THRESHOLD));
}

/** -1 where the level at the address goes left, else 0. */
// @ts-ignore: decorator
@inline
function wayOfLevel(from: usize, bits: usize): i64 {
  const level = <u32>load<f64>(from);
  return -(<i64>((load<u32>(bits + (<usize>(level >> 5) << 2)) >> (level & 31)) & 1));
}

/** Way less share. */
// @ts-ignore: decorator
@inline
function gainOf(way: v128, share: v128): v128 {
  return f64x2.sub(v128.and(f64x2.splat(1), way), share);
}

/** Way, gain and pass of the inner splits, as if met first on their path. */
function decide(tree: usize, values: usize, places: usize, points: usize): void {
  const count = load<u32>(tree, INNER_COUNT);
  const rule = <usize>load<u32>(tree, RULE);
  const rests = rule + ruleBytes(points);
  let node = <usize>load<u32>(tree, NODES);
  let to = places;
  for (let n: u32 = 0; n < count; n++) {
    const first = wayAt(node, values, 0);
    const second = wayAt(node, values, 16);
    const share = v128.load64_splat(node, SHARE);
    v128.store(to, first, WAY);
    v128.store(to, second, WAY + 16);
    v128.store(to, gainOf(first, share), GAIN);
    v128.store(to, gainOf(second, share), GAIN + 16);
    for (let p: usize = 0; p < points << 3; p += 8) {
      const point = v128.load64_splat(rule + p);
      const unknown = f64x2.mul(share, v128.load64_splat(rests + p));
      v128.store(to, f64x2.add(unknown, v128.and(point, first)), PASS);
      v128.store(to, f64x2.add(unknown, v128.and(point, second)), PASS + 16);
      to += POINT;
    }
    node += NODE_BYTES;
    to += PASS;
  }
}

/** Whether two rows are on the way to a repeat, as far as its feature goes. */
// @ts-ignore: decorator
@inline
function onWayTo(repeat: usize, work: usize, places: usize, points: usize, half: usize): v128 {
  const before = v128.load(places + <usize>load<u32>(repeat, REPEAT_BEFORE) * (PASS + points * POINT) + half, WAY);
  const chain = v128.load(work + (<usize>load<u32>(repeat, REPEAT_CHAIN) << 5) + half);
  return v128.and(chain, v128.xor(before, i32x4.splat(load<i32>(repeat, REPEAT_FLIP))));
}

/** Pass of inner splits on a feature met before; their gain is set to 0 here and claimed at the end. */
function passRepeats(tree: usize, work: usize, places: usize, points: usize): void {
  const count = load<u32>(tree, REPEAT_COUNT);
  const nodes = <usize>load<u32>(tree, NODES);
  const rule = <usize>load<u32>(tree, RULE);
  const rests = rule + ruleBytes(points);
  let repeat = <usize>load<u32>(tree, REPEATS);
  let onWay = work;
  v128.store(onWay, i64x2.splat(-1));
  v128.store(onWay, i64x2.splat(-1), 16);
  for (let n: u32 = 0; n < count; n++) {
    onWay += 32;
    const at = <usize>load<u32>(repeat, REPEAT_PLACE);
    let to = places + at * (PASS + points * POINT);
    const firstOn = onWayTo(repeat, work, places, points, 0);
    const secondOn = onWayTo(repeat, work, places, points, 16);
    v128.store(onWay, firstOn);
    v128.store(onWay, secondOn, 16);
    const share = v128.load64_splat(nodes + at * NODE_BYTES, SHARE);
    const zero = f64x2.mul(v128.load64_splat(repeat, REPEAT_ZERO), share);
    const first = v128.load(to, WAY);
    const second = v128.load(to, WAY + 16);
    v128.store(to, f64x2.splat(0), GAIN);
    v128.store(to, f64x2.splat(0), GAIN + 16);
    for (let p: usize = 0; p < points << 3; p += 8) {
      const point = v128.load64_splat(rule + p);
      const inverse = v128.load64_splat(repeat + p, REPEAT_BYTES);
      const unknown = f64x2.mul(zero, v128.load64_splat(rests + p));
      const firstPass = f64x2.mul(f64x2.add(unknown, v128.and(point, first)), inverse);
      const secondPass = f64x2.mul(f64x2.add(unknown, v128.and(point, second)), inverse);
      v128.store(to, v128.bitselect(firstPass, share, firstOn), PASS);
      v128.store(to, v128.bitselect(secondPass, share, secondOn), PASS + 16);
      to += POINT;
    }
    repeat += REPEAT_BYTES + ruleBytes(points);
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
  let from = places;
  for (let n: u32 = 0; n < count; n++) {
    let left = places + <usize>load<u32>(node, LEFT_OF_FOUR);
    let right = places + <usize>load<u32>(node, RIGHT_OF_FOUR);
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
    from += PASS;
  }
}

/** Sums below last splits on features met first, and what these contribute. */
function sumPlain(tree: usize, values: usize, contributions: usize, places: usize, points: usize): void {
  const inner = <usize>load<u32>(tree, INNER_COUNT);
  const count = load<u32>(tree, PLAIN_COUNT);
  const rule = <usize>load<u32>(tree, RULE);
  const rests = rule + ruleBytes(points);
  let node = <usize>load<u32>(tree, NODES) + inner * NODE_BYTES;
  let at = places + inner * (PASS + points * POINT);
  for (let n: u32 = 0; n < count; n++) {
    const first = wayAt(node, values, 0);
    const second = wayAt(node, values, 16);
    const share = v128.load64_splat(node, SHARE);
    const right = v128.load64_splat(node, RIGHT);
    const spread = f64x2.sub(v128.load64_splat(node, LEFT), right);
    // Even points and odd ones apart, taking turns, as the row's form has them side by side.
    let firstTotal = f64x2.splat(0);
    let firstOther = f64x2.splat(0);
    let secondTotal = f64x2.splat(0);
    let secondOther = f64x2.splat(0);
    for (let p: usize = 0; p < points << 3; p += 8) {
      const point = v128.load64_splat(rule + p);
      const unknown = f64x2.mul(share, v128.load64_splat(rests + p));
      const firstPass = f64x2.add(unknown, v128.and(point, first));
      const secondPass = f64x2.add(unknown, v128.and(point, second));
      v128.store(at, f64x2.add(right, f64x2.mul(firstPass, spread)), PASS);
      v128.store(at, f64x2.add(right, f64x2.mul(secondPass, spread)), PASS + 16);
      const firstNext = f64x2.add(firstTotal, v128.load(at, REACH));
      const secondNext = f64x2.add(secondTotal, v128.load(at, REACH + 16));
      firstTotal = firstOther;
      firstOther = firstNext;
      secondTotal = secondOther;
      secondOther = secondNext;
      at += POINT;
    }
    const to = contributions + (<usize>load<u32>(node, FEATURE) << TILE_SHIFT);
    add(to, f64x2.mul(f64x2.add(firstTotal, firstOther), f64x2.mul(spread, gainOf(first, share))));
    add(to + 16, f64x2.mul(f64x2.add(secondTotal, secondOther), f64x2.mul(spread, gainOf(second, share))));
    node += NODE_BYTES;
    at += PASS;
  }
}

/** The same for last splits on features met before. */
function sumRepeated(tree: usize, values: usize, work: usize, contributions: usize, places: usize, points: usize): void {
  const count = load<u32>(tree, REPEATED_COUNT);
  const inner = <usize>load<u32>(tree, INNER_COUNT) + <usize>load<u32>(tree, PLAIN_COUNT);
  const rule = <usize>load<u32>(tree, RULE);
  const rests = rule + ruleBytes(points);
  const repeatBytes = REPEAT_BYTES + ruleBytes(points);
  let repeat = <usize>load<u32>(tree, REPEATS) + <usize>load<u32>(tree, REPEAT_COUNT) * repeatBytes;
  let node = <usize>load<u32>(tree, NODES) + inner * NODE_BYTES;
  let at = places + inner * (PASS + points * POINT);
  for (let n: u32 = 0; n < count; n++) {
    const first = wayAt(node, values, 0);
    const second = wayAt(node, values, 16);
    const firstOn = onWayTo(repeat, work, places, points, 0);
    const secondOn = onWayTo(repeat, work, places, points, 16);
    const share = v128.load64_splat(node, SHARE);
    const zero = f64x2.mul(v128.load64_splat(repeat, REPEAT_ZERO), share);
    const right = v128.load64_splat(node, RIGHT);
    const spread = f64x2.sub(v128.load64_splat(node, LEFT), right);
    let firstTotal = f64x2.splat(0);
    let firstOther = f64x2.splat(0);
    let secondTotal = f64x2.splat(0);
    let secondOther = f64x2.splat(0);
    for (let p: usize = 0; p < points << 3; p += 8) {
      const point = v128.load64_splat(rule + p);
      const inverse = v128.load64_splat(repeat + p, REPEAT_BYTES);
      const square = f64x2.mul(inverse, inverse);
      const unknown = f64x2.mul(zero, v128.load64_splat(rests + p));
      const firstPass = f64x2.mul(f64x2.add(unknown, v128.and(point, first)), inverse);
      const secondPass = f64x2.mul(f64x2.add(unknown, v128.and(point, second)), inverse);
      v128.store(at, f64x2.add(right, f64x2.mul(v128.bitselect(firstPass, share, firstOn), spread)), PASS);
      v128.store(at, f64x2.add(right, f64x2.mul(v128.bitselect(secondPass, share, secondOn), spread)), PASS + 16);
      const firstNext = f64x2.add(firstTotal, f64x2.mul(v128.load(at, REACH), square));
      const secondNext = f64x2.add(secondTotal, f64x2.mul(v128.load(at, REACH + 16), square));
      firstTotal = firstOther;
      firstOther = firstNext;
      secondTotal = secondOther;
      secondOther = secondNext;
      at += POINT;
    }
    const to = contributions + (<usize>load<u32>(repeat, REPEAT_FEATURE) << TILE_SHIFT);
    const scale = v128.load64_splat(repeat, REPEAT_SCALE);
    claim(to, f64x2.add(firstTotal, firstOther), scale, gainOf(first, share), firstOn);
    claim(to + 16, f64x2.add(secondTotal, secondOther), scale, gainOf(second, share), secondOn);
    node += NODE_BYTES;
    at += PASS;
    repeat += repeatBytes;
  }
}

/** Sums below the inner splits, children first, and what these contribute. */
function sumUp(tree: usize, contributions: usize, places: usize, points: usize): void {
  const inner = <usize>load<u32>(tree, INNER_COUNT);
  const last = <usize>load<u32>(tree, PLAIN_COUNT) + <usize>load<u32>(tree, REPEATED_COUNT);
  const stride = PASS + points * POINT;
  fillLeaves(tree, places + (inner + last) * stride, points);
  let node = <usize>load<u32>(tree, NODES) + inner * NODE_BYTES;
  let place = places + inner * stride;
  for (let n: usize = 0; n < inner; n++) {
    node -= NODE_BYTES;
    place -= stride;
    let left = places + <usize>load<u32>(node, LEFT_OF_FOUR);
    let right = places + <usize>load<u32>(node, RIGHT_OF_FOUR);
    let firstTotal = f64x2.splat(0);
    let firstOther = f64x2.splat(0);
    let secondTotal = f64x2.splat(0);
    let secondOther = f64x2.splat(0);
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
      const firstNext = f64x2.add(firstTotal, first);
      const secondNext = f64x2.add(secondTotal, second);
      firstTotal = firstOther;
      firstOther = firstNext;
      secondTotal = secondOther;
      secondOther = secondNext;
      at += POINT;
      left += POINT;
      right += POINT;
    }
    const to = contributions + (<usize>load<u32>(node, FEATURE) << TILE_SHIFT);
    add(to, f64x2.mul(f64x2.add(firstTotal, firstOther), v128.load(place, GAIN)));
    add(to + 16, f64x2.mul(f64x2.add(secondTotal, secondOther), v128.load(place, GAIN + 16)));
  }
}

/** The sum below a lone leaf is its value. */
function fillLeaves(tree: usize, places: usize, points: usize): void {
  const leafCount = <usize>load<u32>(tree, LEAF_COUNT);
  const leaves = <usize>load<u32>(tree, LEAVES);
  let to = places;
  for (let leaf: usize = 0; leaf < leafCount; leaf++) {
    const value = v128.load64_splat(leaves + (leaf << 3));
    for (let p: usize = 0; p < points; p++) {
      v128.store(to, value, PASS);
      v128.store(to, value, PASS + 16);
      to += POINT;
    }
    to += PASS;
  }
}

/** What inner splits on a feature met before contribute. */
function claimRepeats(tree: usize, work: usize, contributions: usize, places: usize, points: usize): void {
  const count = load<u32>(tree, REPEAT_COUNT);
  const nodes = <usize>load<u32>(tree, NODES);
  let repeat = <usize>load<u32>(tree, REPEATS);
  let onWay = work;
  for (let n: u32 = 0; n < count; n++) {
    onWay += 32;
    const at = <usize>load<u32>(repeat, REPEAT_PLACE);
    const place = places + at * (PASS + points * POINT);
    let firstTotal = f64x2.splat(0);
    let firstOther = f64x2.splat(0);
    let secondTotal = f64x2.splat(0);
    let secondOther = f64x2.splat(0);
    const node = nodes + at * NODE_BYTES;
    let left = places + <usize>load<u32>(node, LEFT_OF_FOUR);
    let right = places + <usize>load<u32>(node, RIGHT_OF_FOUR);
    let from = place;
    for (let p: usize = 0; p < points << 3; p += 8) {
      const inverse = v128.load64_splat(repeat + p, REPEAT_BYTES);
      const square = f64x2.mul(inverse, inverse);
      const firstSpread = f64x2.sub(v128.load(left, PASS), v128.load(right, PASS));
      const secondSpread = f64x2.sub(v128.load(left, PASS + 16), v128.load(right, PASS + 16));
      const first = f64x2.mul(v128.load(from, REACH), firstSpread);
      const second = f64x2.mul(v128.load(from, REACH + 16), secondSpread);
      const firstNext = f64x2.add(firstTotal, f64x2.mul(first, square));
      const secondNext = f64x2.add(secondTotal, f64x2.mul(second, square));
      firstTotal = firstOther;
      firstOther = firstNext;
      secondTotal = secondOther;
      secondOther = secondNext;
      from += POINT;
      left += POINT;
      right += POINT;
    }
    const share = v128.load64_splat(node, SHARE);
    const to = contributions + (<usize>load<u32>(repeat, REPEAT_FEATURE) << TILE_SHIFT);
    const scale = v128.load64_splat(repeat, REPEAT_SCALE);
    claim(to, f64x2.add(firstTotal, firstOther), scale, gainOf(v128.load(place, WAY), share), v128.load(onWay));
    const secondGain = gainOf(v128.load(place, WAY + 16), share);
    claim(to + 16, f64x2.add(secondTotal, secondOther), scale, secondGain, v128.load(onWay, 16));
    repeat += REPEAT_BYTES + ruleBytes(points);
  }
}

/** Adds what a repeat contributes, where the rows are on its way. */
// @ts-ignore: decorator
@inline
function claim(to: usize, total: v128, scale: v128, gain: v128, on: v128): void {
  add(to, v128.and(f64x2.mul(f64x2.mul(total, scale), gain), on));
}

// @ts-ignore: decorator
@inline
function add(to: usize, contributions: v128): void {
  v128.store(to, f64x2.add(v128.load(to), contributions));
}
