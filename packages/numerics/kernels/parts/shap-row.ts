// Exact SHAP values of one row, two quadrature points to a register. Scratch of a tree: 16 bytes for each inner repeat and one more
// (is the row still on the feature's way), then a place for each split and lone leaf: way (16), gain (16), and for each pair of
// points pass (16), later the sum below, and reach (16).

import {
  BY_CATEGORY,
  FEATURE,
  INNER_COUNT,
  LEAF_COUNT,
  LEAVES,
  LEFT,
  LEFT_OF_ROW,
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
  RIGHT_OF_ROW,
  RULE,
  SHARE,
  SLOT,
  THRESHOLD,
} from './shap-plan';

const WAY: usize = 0;
const GAIN: usize = 16;
const PASS: usize = 32;
const REACH: usize = 48;
/** Bytes of a pair of points in a place. */
const PAIR: usize = 32;

/** Adds one tree's contributions of one row. @param values a double per slot @param contributions a double per feature */
export function explainTreeOfRow(tree: usize, values: usize, contributions: usize, work: usize): void {
  const pairs = (<usize>load<u32>(tree, POINT_COUNT) + 1) >> 1;
  // The usual numbers are constants in functions of their own: no loop over pairs, and distances known.
  if (pairs == 2) explainByTwo(tree, values, contributions, work);
  else if (pairs == 3) explainByThree(tree, values, contributions, work);
  else explainByPairs(tree, values, contributions, work, pairs);
}

function explainByTwo(tree: usize, values: usize, contributions: usize, work: usize): void {
  sweep(tree, values, contributions, work, 2);
}

function explainByThree(tree: usize, values: usize, contributions: usize, work: usize): void {
  sweep(tree, values, contributions, work, 3);
}

function explainByPairs(tree: usize, values: usize, contributions: usize, work: usize, pairs: usize): void {
  sweep(tree, values, contributions, work, pairs);
}

// @ts-ignore: decorator
@inline
function sweep(tree: usize, values: usize, contributions: usize, work: usize, pairs: usize): void {
  const places = work + ((<usize>load<u32>(tree, REPEAT_COUNT) + 1) << 4);
  decide(tree, values, places, pairs);
  passRepeats(tree, work, places, pairs);
  reachDown(tree, places, pairs);
  sumPlain(tree, values, contributions, places, pairs);
  sumRepeated(tree, values, work, contributions, places, pairs);
  sumUp(tree, contributions, places, pairs);
  claimRepeats(tree, work, contributions, places, pairs);
}

/** All ones where the row goes left at a split, else 0. */
// @ts-ignore: decorator
@inline
function wayAt(node: usize, values: usize): v128 {
  const slot = load<u32>(node, SLOT);
  if (slot & BY_CATEGORY) {
    const level = <u32>load<f64>(values + <usize>(slot ^ BY_CATEGORY));
    const bits = load<u32>(<usize>load<u32>(node, THRESHOLD) + (<usize>(level >> 5) << 2));
    return i64x2.splat(-(<i64>((bits >> (level & 31)) & 1)));
  }
  return f64x2.le(v128.load64_splat(values + <usize>slot), v128.load64_splat(node, THRESHOLD));
}

/** Way less share. */
// @ts-ignore: decorator
@inline
function gainOf(way: v128, share: v128): v128 {
  return f64x2.sub(v128.and(f64x2.splat(1), way), share);
}

/** Pass of a feature met first: share · (1 - t) + way · t. */
// @ts-ignore: decorator
@inline
function passOf(way: v128, share: v128, point: v128, rest: v128): v128 {
  return f64x2.add(f64x2.mul(share, rest), v128.and(point, way));
}

/** Way, gain and pass of the inner splits, as if met first on their path. */
// @ts-ignore: decorator
@inline
function decide(tree: usize, values: usize, places: usize, pairs: usize): void {
  const count = load<u32>(tree, INNER_COUNT);
  const rule = <usize>load<u32>(tree, RULE);
  const rests = rule + (pairs << 4);
  const point0 = v128.load(rule);
  const rest0 = v128.load(rests);
  const point1 = v128.load(rule, 16);
  const rest1 = v128.load(rests, 16);
  const point2 = v128.load(rule, 32);
  const rest2 = v128.load(rests, 32);
  let node = <usize>load<u32>(tree, NODES);
  let place = places;
  for (let n: u32 = 0; n < count; n++) {
    const way = wayAt(node, values);
    const share = v128.load64_splat(node, SHARE);
    v128.store(place, way, WAY);
    v128.store(place, gainOf(way, share), GAIN);
    v128.store(place, passOf(way, share, point0, rest0), PASS);
    if (pairs > 1) v128.store(place, passOf(way, share, point1, rest1), PASS + PAIR);
    if (pairs > 2) v128.store(place, passOf(way, share, point2, rest2), PASS + 2 * PAIR);
    for (let p: usize = 3; p < pairs; p++) {
      const pass = passOf(way, share, v128.load(rule + (p << 4)), v128.load(rests + (p << 4)));
      v128.store(place + p * PAIR, pass, PASS);
    }
    node += NODE_BYTES;
    place += PASS + pairs * PAIR;
  }
}

/** Whether the row is on the way to a repeat, as far as its feature goes. */
// @ts-ignore: decorator
@inline
function onWayTo(repeat: usize, work: usize, places: usize, pairs: usize): v128 {
  const before = v128.load(places + <usize>load<u32>(repeat, REPEAT_BEFORE) * (PASS + pairs * PAIR), WAY);
  const chain = v128.load(work + (<usize>load<u32>(repeat, REPEAT_CHAIN) << 4));
  return v128.and(chain, v128.xor(before, i32x4.splat(load<i32>(repeat, REPEAT_FLIP))));
}

/** Pass of inner splits on a feature met before; their gain is set to 0 here and claimed at the end. */
// @ts-ignore: decorator
@inline
function passRepeats(tree: usize, work: usize, places: usize, pairs: usize): void {
  const count = load<u32>(tree, REPEAT_COUNT);
  const nodes = <usize>load<u32>(tree, NODES);
  const rule = <usize>load<u32>(tree, RULE);
  const rests = rule + (pairs << 4);
  let repeat = <usize>load<u32>(tree, REPEATS);
  let onWay = work;
  v128.store(onWay, i64x2.splat(-1));
  for (let n: u32 = 0; n < count; n++) {
    onWay += 16;
    const at = <usize>load<u32>(repeat, REPEAT_PLACE);
    const place = places + at * (PASS + pairs * PAIR);
    const on = onWayTo(repeat, work, places, pairs);
    v128.store(onWay, on);
    const share = v128.load64_splat(nodes + at * NODE_BYTES, SHARE);
    const zero = f64x2.mul(v128.load64_splat(repeat, REPEAT_ZERO), share);
    const way = v128.load(place, WAY);
    v128.store(place, f64x2.splat(0), GAIN);
    passRepeat(place, repeat, way, zero, share, on, rule, rests, 0);
    if (pairs > 1) passRepeat(place, repeat, way, zero, share, on, rule, rests, 1);
    if (pairs > 2) passRepeat(place, repeat, way, zero, share, on, rule, rests, 2);
    for (let p: usize = 3; p < pairs; p++) passRepeat(place, repeat, way, zero, share, on, rule, rests, p);
    repeat += REPEAT_BYTES + (pairs << 4);
  }
}

// @ts-ignore: decorator
@inline
function passRepeat(
  place: usize,
  repeat: usize,
  way: v128,
  zero: v128,
  share: v128,
  on: v128,
  rule: usize,
  rests: usize,
  p: usize,
): void {
  const pass = passOf(way, zero, v128.load(rule + (p << 4)), v128.load(rests + (p << 4)));
  const known = f64x2.mul(pass, v128.load(repeat + (p << 4), REPEAT_BYTES));
  v128.store(place + p * PAIR, v128.bitselect(known, share, on), PASS);
}

/** Reach of every place, parents first: the weights of the rule times the passes on the way. */
// @ts-ignore: decorator
@inline
function reachDown(tree: usize, places: usize, pairs: usize): void {
  const count = load<u32>(tree, INNER_COUNT);
  const weights = <usize>load<u32>(tree, RULE) + (pairs << 5);
  for (let p: usize = 0; p < pairs; p++) v128.store(places + p * PAIR, v128.load(weights + (p << 4)), REACH);
  let node = <usize>load<u32>(tree, NODES);
  let place = places;
  for (let n: u32 = 0; n < count; n++) {
    const left = places + <usize>load<u32>(node, LEFT_OF_ROW);
    const right = places + <usize>load<u32>(node, RIGHT_OF_ROW);
    reachPair(place, left, right, 0);
    if (pairs > 1) reachPair(place, left, right, 1);
    if (pairs > 2) reachPair(place, left, right, 2);
    for (let p: usize = 3; p < pairs; p++) reachPair(place, left, right, p);
    node += NODE_BYTES;
    place += PASS + pairs * PAIR;
  }
}

// @ts-ignore: decorator
@inline
function reachPair(place: usize, left: usize, right: usize, p: usize): void {
  const at = p * PAIR;
  const reach = v128.load(place + at, REACH);
  const reachLeft = f64x2.mul(reach, v128.load(place + at, PASS));
  v128.store(left + at, reachLeft, REACH);
  v128.store(right + at, f64x2.sub(reach, reachLeft), REACH);
}

/** Sums below last splits on features met first, and what these contribute. */
// @ts-ignore: decorator
@inline
function sumPlain(tree: usize, values: usize, contributions: usize, places: usize, pairs: usize): void {
  const inner = <usize>load<u32>(tree, INNER_COUNT);
  const count = load<u32>(tree, PLAIN_COUNT);
  const rule = <usize>load<u32>(tree, RULE);
  const rests = rule + (pairs << 4);
  const point0 = v128.load(rule);
  const rest0 = v128.load(rests);
  const point1 = v128.load(rule, 16);
  const rest1 = v128.load(rests, 16);
  const point2 = v128.load(rule, 32);
  const rest2 = v128.load(rests, 32);
  let node = <usize>load<u32>(tree, NODES) + inner * NODE_BYTES;
  let place = places + inner * (PASS + pairs * PAIR);
  for (let n: u32 = 0; n < count; n++) {
    const way = wayAt(node, values);
    const share = v128.load64_splat(node, SHARE);
    const right = v128.load64_splat(node, RIGHT);
    const spread = f64x2.sub(v128.load64_splat(node, LEFT), right);
    let total = f64x2.splat(0);
    total = f64x2.add(total, sumLastPair(place, passOf(way, share, point0, rest0), right, spread));
    if (pairs > 1) {
      total = f64x2.add(total, sumLastPair(place + PAIR, passOf(way, share, point1, rest1), right, spread));
    }
    if (pairs > 2) {
      total = f64x2.add(total, sumLastPair(place + 2 * PAIR, passOf(way, share, point2, rest2), right, spread));
    }
    for (let p: usize = 3; p < pairs; p++) {
      const pass = passOf(way, share, v128.load(rule + (p << 4)), v128.load(rests + (p << 4)));
      total = f64x2.add(total, sumLastPair(place + p * PAIR, pass, right, spread));
    }
    const scale = f64x2.extract_lane(spread, 0) * f64x2.extract_lane(gainOf(way, share), 0);
    add(contributions, load<u32>(node, FEATURE), addLanes(total) * scale);
    node += NODE_BYTES;
    place += PASS + pairs * PAIR;
  }
}

/** Writes the sum below a last split; returns its reach. */
// @ts-ignore: decorator
@inline
function sumLastPair(pair: usize, pass: v128, right: v128, spread: v128): v128 {
  v128.store(pair, f64x2.add(right, f64x2.mul(pass, spread)), PASS);
  return v128.load(pair, REACH);
}

/** The same for last splits on features met before. */
// @ts-ignore: decorator
@inline
function sumRepeated(tree: usize, values: usize, work: usize, contributions: usize, places: usize, pairs: usize): void {
  const count = load<u32>(tree, REPEATED_COUNT);
  const first = <usize>load<u32>(tree, INNER_COUNT) + <usize>load<u32>(tree, PLAIN_COUNT);
  const rule = <usize>load<u32>(tree, RULE);
  const rests = rule + (pairs << 4);
  const repeatBytes = REPEAT_BYTES + (pairs << 4);
  let repeat = <usize>load<u32>(tree, REPEATS) + <usize>load<u32>(tree, REPEAT_COUNT) * repeatBytes;
  let node = <usize>load<u32>(tree, NODES) + first * NODE_BYTES;
  let place = places + first * (PASS + pairs * PAIR);
  for (let n: u32 = 0; n < count; n++) {
    const way = wayAt(node, values);
    const on = onWayTo(repeat, work, places, pairs);
    const share = v128.load64_splat(node, SHARE);
    const zero = f64x2.mul(v128.load64_splat(repeat, REPEAT_ZERO), share);
    const right = v128.load64_splat(node, RIGHT);
    const spread = f64x2.sub(v128.load64_splat(node, LEFT), right);
    let total = f64x2.splat(0);
    total = f64x2.add(total, sumRepeatedPair(place, repeat, way, zero, share, on, rule, rests, right, spread, 0));
    if (pairs > 1) {
      total = f64x2.add(total, sumRepeatedPair(place, repeat, way, zero, share, on, rule, rests, right, spread, 1));
    }
    if (pairs > 2) {
      total = f64x2.add(total, sumRepeatedPair(place, repeat, way, zero, share, on, rule, rests, right, spread, 2));
    }
    for (let p: usize = 3; p < pairs; p++) {
      total = f64x2.add(total, sumRepeatedPair(place, repeat, way, zero, share, on, rule, rests, right, spread, p));
    }
    claim(contributions, repeat, total, gainOf(way, share), on);
    node += NODE_BYTES;
    place += PASS + pairs * PAIR;
    repeat += repeatBytes;
  }
}

/** Writes the sum below a last split; returns what it is claimed by. */
// @ts-ignore: decorator
@inline
function sumRepeatedPair(
  place: usize,
  repeat: usize,
  way: v128,
  zero: v128,
  share: v128,
  on: v128,
  rule: usize,
  rests: usize,
  right: v128,
  spread: v128,
  p: usize,
): v128 {
  const pass = passOf(way, zero, v128.load(rule + (p << 4)), v128.load(rests + (p << 4)));
  const inverse = v128.load(repeat + (p << 4), REPEAT_BYTES);
  const known = v128.bitselect(f64x2.mul(pass, inverse), share, on);
  return f64x2.mul(sumLastPair(place + p * PAIR, known, right, spread), f64x2.mul(inverse, inverse));
}

/** Sums below the inner splits, children first, and what these contribute. */
// @ts-ignore: decorator
@inline
function sumUp(tree: usize, contributions: usize, places: usize, pairs: usize): void {
  const inner = <usize>load<u32>(tree, INNER_COUNT);
  const last = <usize>load<u32>(tree, PLAIN_COUNT) + <usize>load<u32>(tree, REPEATED_COUNT);
  const leafCount = <usize>load<u32>(tree, LEAF_COUNT);
  const leaves = <usize>load<u32>(tree, LEAVES);
  let leafPlace = places + (inner + last) * (PASS + pairs * PAIR);
  for (let leaf: usize = 0; leaf < leafCount; leaf++) {
    const value = v128.load64_splat(leaves + (leaf << 3));
    for (let p: usize = 0; p < pairs; p++) v128.store(leafPlace + p * PAIR, value, PASS);
    leafPlace += PASS + pairs * PAIR;
  }
  let node = <usize>load<u32>(tree, NODES) + inner * NODE_BYTES;
  let place = places + inner * (PASS + pairs * PAIR);
  for (let n: usize = 0; n < inner; n++) {
    node -= NODE_BYTES;
    place -= PASS + pairs * PAIR;
    const left = places + <usize>load<u32>(node, LEFT_OF_ROW);
    const right = places + <usize>load<u32>(node, RIGHT_OF_ROW);
    let total = f64x2.splat(0);
    total = f64x2.add(total, sumPair(place, left, right, 0));
    if (pairs > 1) total = f64x2.add(total, sumPair(place, left, right, 1));
    if (pairs > 2) total = f64x2.add(total, sumPair(place, left, right, 2));
    for (let p: usize = 3; p < pairs; p++) total = f64x2.add(total, sumPair(place, left, right, p));
    add(contributions, load<u32>(node, FEATURE), addLanes(total) * load<f64>(place, GAIN));
  }
}

/** Writes the sum below an inner split; returns its reach times the difference of the sums below. */
// @ts-ignore: decorator
@inline
function sumPair(place: usize, left: usize, right: usize, p: usize): v128 {
  const at = place + p * PAIR;
  const sumRight = v128.load(right + p * PAIR, PASS);
  const spread = f64x2.sub(v128.load(left + p * PAIR, PASS), sumRight);
  v128.store(at, f64x2.add(sumRight, f64x2.mul(v128.load(at, PASS), spread)), PASS);
  return f64x2.mul(v128.load(at, REACH), spread);
}

/** What inner splits on a feature met before contribute. */
// @ts-ignore: decorator
@inline
function claimRepeats(tree: usize, work: usize, contributions: usize, places: usize, pairs: usize): void {
  const count = load<u32>(tree, REPEAT_COUNT);
  const nodes = <usize>load<u32>(tree, NODES);
  let repeat = <usize>load<u32>(tree, REPEATS);
  let onWay = work;
  for (let n: u32 = 0; n < count; n++) {
    onWay += 16;
    const at = <usize>load<u32>(repeat, REPEAT_PLACE);
    const place = places + at * (PASS + pairs * PAIR);
    const node = nodes + at * NODE_BYTES;
    const left = places + <usize>load<u32>(node, LEFT_OF_ROW);
    const right = places + <usize>load<u32>(node, RIGHT_OF_ROW);
    let total = f64x2.splat(0);
    total = f64x2.add(total, claimPair(place, left, right, repeat, 0));
    if (pairs > 1) total = f64x2.add(total, claimPair(place, left, right, repeat, 1));
    if (pairs > 2) total = f64x2.add(total, claimPair(place, left, right, repeat, 2));
    for (let p: usize = 3; p < pairs; p++) total = f64x2.add(total, claimPair(place, left, right, repeat, p));
    const gain = gainOf(v128.load(place, WAY), v128.load64_splat(node, SHARE));
    claim(contributions, repeat, total, gain, v128.load(onWay));
    repeat += REPEAT_BYTES + (pairs << 4);
  }
}

// @ts-ignore: decorator
@inline
function claimPair(place: usize, left: usize, right: usize, repeat: usize, p: usize): v128 {
  const inverse = v128.load(repeat + (p << 4), REPEAT_BYTES);
  const spread = f64x2.sub(v128.load(left + p * PAIR, PASS), v128.load(right + p * PAIR, PASS));
  return f64x2.mul(f64x2.mul(v128.load(place + p * PAIR, REACH), spread), f64x2.mul(inverse, inverse));
}

/** Adds what a repeat contributes, where the row is on its way. */
// @ts-ignore: decorator
@inline
function claim(contributions: usize, repeat: usize, total: v128, gain: v128, on: v128): void {
  const scaled = f64x2.mul(f64x2.splat(addLanes(total) * load<f64>(repeat, REPEAT_SCALE)), gain);
  add(contributions, load<u32>(repeat, REPEAT_FEATURE), f64x2.extract_lane(v128.and(scaled, on), 0));
}

// @ts-ignore: decorator
@inline
function addLanes(pair: v128): f64 {
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
}

// @ts-ignore: decorator
@inline
function add(contributions: usize, feature: u32, contribution: f64): void {
  const to = contributions + <usize>feature;
  store<f64>(to, load<f64>(to) + contribution);
}
