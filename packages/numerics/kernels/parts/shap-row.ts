// Exact SHAP values of one row, two quadrature points to a register. Scratch of a tree: 16 bytes for each repeat and one more (is
// the row still on the feature's way), then a place for each split and lone leaf: way (16), gain (16), and for each pair of
// points pass (16), later the sum below, and reach (16), later reach times the difference of the sums below.

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
  const places = work + ((<usize>load<u32>(tree, REPEAT_COUNT) + 1) << 4);
  decide(tree, values, places, pairs);
  decideCategories(tree, values, places, pairs);
  passRepeats(tree, work, places, pairs);
  reachDown(tree, places, pairs);
  sumLast(tree, contributions, places, pairs);
  sumUp(tree, contributions, places, pairs);
  claimRepeats(tree, work, contributions, places, pairs);
}

/** Way, gain and pass of every split, as if by number and met first on its path. */
function decide(tree: usize, values: usize, places: usize, pairs: usize): void {
  const count = load<u32>(tree, INNER_COUNT) + load<u32>(tree, LAST_COUNT);
  const rule = <usize>load<u32>(tree, RULE);
  const stride = PASS + pairs * PAIR;
  let node = <usize>load<u32>(tree, NODES);
  let place = places;
  for (let n: u32 = 0; n < count; n++) {
    const value = v128.load64_splat(values + (<usize>load<u32>(node, SLOT) << 3));
    passOnce(place, f64x2.le(value, v128.load64_splat(node, THRESHOLD)), load<f64>(node, SHARE), rule, pairs);
    node += NODE_BYTES;
    place += stride;
  }
}

/** Writes a place's way, gain and pass of a split met first on its path. */
// @ts-ignore: decorator
@inline
function passOnce(place: usize, way: v128, share: f64, rule: usize, pairs: usize): void {
  const shares = f64x2.splat(share);
  v128.store(place, way, WAY);
  v128.store(place, f64x2.sub(v128.and(f64x2.splat(1), way), shares), GAIN);
  const rests = rule + (pairs << 4);
  let to = place;
  for (let p: usize = 0; p < pairs << 4; p += 16) {
    v128.store(to, f64x2.add(f64x2.mul(shares, v128.load(rests + p)), v128.and(v128.load(rule + p), way)), PASS);
    to += PAIR;
  }
}

/** The same for splits by category. */
function decideCategories(tree: usize, values: usize, places: usize, pairs: usize): void {
  const count = load<u32>(tree, CATEGORY_COUNT);
  const nodes = <usize>load<u32>(tree, NODES);
  const rule = <usize>load<u32>(tree, RULE);
  let category = <usize>load<u32>(tree, CATEGORIES);
  for (let n: u32 = 0; n < count; n++) {
    const at = <usize>load<u32>(category, CATEGORY_PLACE);
    const level = <u32>load<f64>(values + (<usize>load<u32>(category, CATEGORY_SLOT) << 3));
    const bits = load<u32>(<usize>load<u32>(category, CATEGORY_BITS) + (<usize>(level >> 5) << 2));
    const way = i64x2.splat(-(<i64>((bits >> (level & 31)) & 1)));
    passOnce(places + at * (PASS + pairs * PAIR), way, load<f64>(nodes + at * NODE_BYTES, SHARE), rule, pairs);
    category += CATEGORY_BYTES;
  }
}

/** Pass of splits on a feature met before; their gain is set to 0 here and claimed at the end. */
function passRepeats(tree: usize, work: usize, places: usize, pairs: usize): void {
  const count = load<u32>(tree, REPEAT_COUNT);
  const nodes = <usize>load<u32>(tree, NODES);
  const rule = <usize>load<u32>(tree, RULE);
  const rests = rule + (pairs << 4);
  const stride = PASS + pairs * PAIR;
  let repeat = <usize>load<u32>(tree, REPEATS);
  let onWay = work;
  v128.store(onWay, i64x2.splat(-1));
  for (let n: u32 = 0; n < count; n++) {
    onWay += 16;
    const at = <usize>load<u32>(repeat, REPEAT_PLACE);
    const place = places + at * stride;
    const before = v128.load(places + <usize>load<u32>(repeat, REPEAT_BEFORE) * stride, WAY);
    const chain = v128.load(work + (<usize>load<u32>(repeat, REPEAT_CHAIN) << 4));
    const on = v128.and(chain, v128.xor(before, i32x4.splat(load<i32>(repeat, REPEAT_FLIP))));
    v128.store(onWay, on);
    const share = load<f64>(nodes + at * NODE_BYTES, SHARE);
    const off = f64x2.splat(share);
    const zero = f64x2.splat(load<f64>(repeat, REPEAT_ZERO) * share);
    const way = v128.load(place, WAY);
    v128.store(place, f64x2.splat(0), GAIN);
    const inverses = repeat + REPEAT_BYTES;
    let to = place;
    for (let p: usize = 0; p < pairs << 4; p += 16) {
      const pass = f64x2.add(f64x2.mul(zero, v128.load(rests + p)), v128.and(v128.load(rule + p), way));
      v128.store(to, v128.bitselect(f64x2.mul(pass, v128.load(inverses + p)), off, on), PASS);
      to += PAIR;
    }
    repeat += REPEAT_BYTES + (pairs << 4);
  }
}

/** Reach of every place, parents first: the weights of the rule times the passes on the way. */
function reachDown(tree: usize, places: usize, pairs: usize): void {
  const count = load<u32>(tree, INNER_COUNT);
  const stride = PASS + pairs * PAIR;
  const weights = <usize>load<u32>(tree, RULE) + (pairs << 5);
  for (let p: usize = 0; p < pairs; p++) v128.store(places + p * PAIR, v128.load(weights + (p << 4)), REACH);
  let node = <usize>load<u32>(tree, NODES);
  let place = places;
  for (let n: u32 = 0; n < count; n++) {
    let left = places + <usize>load<u32>(node, LEFT) * stride;
    let right = places + <usize>load<u32>(node, RIGHT) * stride;
    let from = place;
    for (let p: usize = 0; p < pairs; p++) {
      const reach = v128.load(from, REACH);
      const reachLeft = f64x2.mul(reach, v128.load(from, PASS));
      v128.store(left, reachLeft, REACH);
      v128.store(right, f64x2.sub(reach, reachLeft), REACH);
      from += PAIR;
      left += PAIR;
      right += PAIR;
    }
    node += NODE_BYTES;
    place += stride;
  }
}

/** Sums below the last splits, and what these contribute. */
function sumLast(tree: usize, contributions: usize, places: usize, pairs: usize): void {
  const inner = <usize>load<u32>(tree, INNER_COUNT);
  const count = load<u32>(tree, LAST_COUNT);
  const stride = PASS + pairs * PAIR;
  let node = <usize>load<u32>(tree, NODES) + inner * NODE_BYTES;
  let place = places + inner * stride;
  for (let n: u32 = 0; n < count; n++) {
    const right = v128.load64_splat(node, RIGHT);
    const spread = f64x2.sub(v128.load64_splat(node, LEFT), right);
    let total = f64x2.splat(0);
    let at = place;
    for (let p: usize = 0; p < pairs; p++) {
      v128.store(at, f64x2.add(right, f64x2.mul(v128.load(at, PASS), spread)), PASS);
      total = f64x2.add(total, v128.load(at, REACH));
      at += PAIR;
    }
    add(contributions, load<u32>(node, FEATURE), place, addLanes(total) * f64x2.extract_lane(spread, 0));
    node += NODE_BYTES;
    place += stride;
  }
}

/** Sums below the inner splits, children first, and what these contribute. */
function sumUp(tree: usize, contributions: usize, places: usize, pairs: usize): void {
  const inner = <usize>load<u32>(tree, INNER_COUNT);
  const stride = PASS + pairs * PAIR;
  const leafCount = <usize>load<u32>(tree, LEAF_COUNT);
  const leaves = <usize>load<u32>(tree, LEAVES);
  let leafPlace = places + (inner + <usize>load<u32>(tree, LAST_COUNT)) * stride;
  for (let leaf: usize = 0; leaf < leafCount; leaf++) {
    const value = v128.load64_splat(leaves + (leaf << 3));
    for (let p: usize = 0; p < pairs; p++) v128.store(leafPlace + p * PAIR, value, PASS);
    leafPlace += stride;
  }
  let node = <usize>load<u32>(tree, NODES) + inner * NODE_BYTES;
  let place = places + inner * stride;
  for (let n: usize = 0; n < inner; n++) {
    node -= NODE_BYTES;
    place -= stride;
    let left = places + <usize>load<u32>(node, LEFT) * stride;
    let right = places + <usize>load<u32>(node, RIGHT) * stride;
    let total = f64x2.splat(0);
    let at = place;
    for (let p: usize = 0; p < pairs; p++) {
      const sumRight = v128.load(right, PASS);
      const spread = f64x2.sub(v128.load(left, PASS), sumRight);
      v128.store(at, f64x2.add(sumRight, f64x2.mul(v128.load(at, PASS), spread)), PASS);
      const product = f64x2.mul(v128.load(at, REACH), spread);
      v128.store(at, product, REACH);
      total = f64x2.add(total, product);
      at += PAIR;
      left += PAIR;
      right += PAIR;
    }
    add(contributions, load<u32>(node, FEATURE), place, addLanes(total));
  }
}

/** What splits on a feature met before contribute. */
function claimRepeats(tree: usize, work: usize, contributions: usize, places: usize, pairs: usize): void {
  const count = load<u32>(tree, REPEAT_COUNT);
  const nodes = <usize>load<u32>(tree, NODES);
  const stride = PASS + pairs * PAIR;
  let repeat = <usize>load<u32>(tree, REPEATS);
  let onWay = work;
  for (let n: u32 = 0; n < count; n++) {
    onWay += 16;
    const at = <usize>load<u32>(repeat, REPEAT_PLACE);
    const inverses = repeat + REPEAT_BYTES;
    let from = places + at * stride;
    const way = v128.load(from, WAY);
    let total = f64x2.splat(0);
    for (let p: usize = 0; p < pairs << 4; p += 16) {
      const inverse = v128.load(inverses + p);
      total = f64x2.add(total, f64x2.mul(v128.load(from, REACH), f64x2.mul(inverse, inverse)));
      from += PAIR;
    }
    const gain = f64x2.sub(v128.and(f64x2.splat(1), way), v128.load64_splat(nodes + at * NODE_BYTES, SHARE));
    const claims = f64x2.splat(addLanes(total) * load<f64>(repeat, REPEAT_SCALE));
    const claim = v128.and(f64x2.mul(claims, gain), v128.load(onWay));
    const to = contributions + (<usize>load<u32>(repeat, REPEAT_FEATURE) << 3);
    store<f64>(to, load<f64>(to) + f64x2.extract_lane(claim, 0));
    repeat += REPEAT_BYTES + (pairs << 4);
  }
}

// @ts-ignore: decorator
@inline
function addLanes(pair: v128): f64 {
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
}

// @ts-ignore: decorator
@inline
function add(contributions: usize, feature: u32, place: usize, total: f64): void {
  const to = contributions + (<usize>feature << 3);
  store<f64>(to, load<f64>(to) + total * load<f64>(place, GAIN));
}
