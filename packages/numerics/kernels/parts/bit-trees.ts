// Trees for 128 rows at a time, without a branch or a gather: a bit is a row.
//
// 1. A mask is 128 bits: the rows that a test sends right. There is one for each test that occurs, however many nodes share
//    it: first those of columns and bytes, then those of sets of levels. A set's mask is put together from the masks
//    "level > k": it flips wherever neighbouring levels part ways.
// 2. A tree's program goes through its splits, parents first: rows that reach a split and are in its mask reach its right
//    child, the others its left. A split takes 8 bytes: [address of its mask (u32), where the left child's rows go (u16),
//    the right child's (u16)]; splits have their places from 0 on, leaves from LEAF_PLACES on.
// 3. A row's leaf number is read off crosswise: bit p of it is the union of the leaves whose number has bit p. Eight by eight
//    bits are then turned, and a byte a row tells its leaf.

import {
  ADDS_SINGLES,
  BLOCK_LEAVES,
  COLUMN_COUNT,
  COLUMNS,
  FLIP_STARTS,
  FLIPS,
  INPUT_BYTES,
  INPUT_COUNT,
  INPUTS,
  LEAF_STRIDE,
  MASK_COUNT,
  MASK_STARTS,
  MASK_THRESHOLDS,
  NUMBER_COUNT,
  PROGRAMS,
  SET_BEGINNINGS,
  SET_COUNT,
  TREE_COUNT,
} from './score-layout';
import { MISSING_RANK, levelBlock, rankBlock } from './rank-values';

/** Rows of a block. */
export const BLOCK_ROWS: usize = 128;
/** Splits of a tree lie below, its leaves from here on; in bytes. */
const LEAF_PLACES: usize = 256 * 16;
/** Trees whose leaves are added up together. */
const TILE: u32 = 8;

// A thread's scratch memory, from its start: ranks of one input; places of splits and leaves; unions of leaves; the bits of
// leaf numbers; leaf numbers of a tile; the columns of one input; then the masks.
const PLACES: usize = 512;
const UNIONS: usize = PLACES + 512 * 16;
const PLANES: usize = UNIONS + 48 * 16;
// The ninth plane is written but never read: leaf numbers have 8 bits.
const NUMBERS: usize = PLANES + 9 * 16;
const MASKS: usize = NUMBERS + 8 * 128;

/** Scores a block: `values` holds 128 doubles for each input, `stride` bytes apart; writes 128 sums to `out`. */
export function scoreBlock(model: usize, values: usize, stride: usize, base: f64, out: usize, scratch: usize): void {
  fillMasks(model, values, stride, scratch);
  fillSetMasks(model, scratch);
  for (let i: usize = 0; i < BLOCK_ROWS; i++) store<f64>(out + (i << 3), base);
  const treeCount = load<u32>(model, TREE_COUNT);
  const leafStride = load<u32>(model, LEAF_STRIDE);
  const addsSingles = load<u32>(model, ADDS_SINGLES) != 0;
  let program = model + <usize>load<u32>(model, PROGRAMS);
  let leaves = model + <usize>load<u32>(model, BLOCK_LEAVES);
  for (let tree: u32 = 0; tree < treeCount; tree += TILE) {
    let numbers = scratch + NUMBERS;
    for (let i: u32 = 0; i < TILE; i++) {
      const leafCount = load<u32>(program, 8);
      findLeaves(model + <usize>load<u32>(program), load<u32>(program, 4), leafCount, scratch);
      numberRows(scratch, numbers);
      program += 16;
      numbers += BLOCK_ROWS;
    }
    if (leafStride == 512) {
      if (addsSingles) addSingles<u8>(leaves, scratch + NUMBERS, out);
      else addDoubles<u8>(leaves, scratch + NUMBERS, out);
    } else {
      if (addsSingles) addSingles<u32>(leaves, scratch + NUMBERS, out);
      else addDoubles<u32>(leaves, scratch + NUMBERS, out);
    }
    leaves += <usize>TILE * <usize>leafStride;
  }
}

/** The masks "column > byte" of every column and threshold. */
function fillMasks(model: usize, values: usize, stride: usize, scratch: usize): void {
  const inputCount = <usize>load<u32>(model, INPUT_COUNT);
  const numberCount = <usize>load<u32>(model, NUMBER_COUNT);
  const columns = model + <usize>load<u32>(model, COLUMNS);
  const thresholds = model + <usize>load<u32>(model, MASK_THRESHOLDS);
  const starts = model + <usize>load<u32>(model, MASK_STARTS);
  let input = model + <usize>load<u32>(model, INPUTS);
  for (let i: usize = 0; i < inputCount; i++) {
    if (i < numberCount) rankBlock(load<u32>(input), model + <usize>load<u32>(input, 4), values, scratch);
    else levelBlock(load<u32>(input), values, scratch);
    const end = <usize>load<u32>(input, 12);
    for (let column = <usize>load<u32>(input, 8); column < end; column++) {
      const start = <usize>load<u32>(starts + (column << 2));
      const stop = <usize>load<u32>(starts + (column << 2), 4);
      compareColumn(scratch, load<u32>(columns + (column << 2)), thresholds + start, stop - start, scratch + MASKS + (start << 4));
    }
    input += INPUT_BYTES;
    values += stride;
  }
}

/** Sixteen ranks as a column holds them, less 128, for comparisons of signed bytes. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function columnBytes(ranks: usize, base: v128, missingGoesLeft: v128): v128 {
  const missing = i32x4.splat(<i32>MISSING_RANK);
  const first = v128.load(ranks);
  const second = v128.load(ranks, 16);
  const third = v128.load(ranks, 32);
  const fourth = v128.load(ranks, 48);
  const low = i16x8.narrow_i32x4_s(
    i32x4.sub(v128.andnot(first, v128.and(i32x4.eq(first, missing), missingGoesLeft)), base),
    i32x4.sub(v128.andnot(second, v128.and(i32x4.eq(second, missing), missingGoesLeft)), base),
  );
  const high = i16x8.narrow_i32x4_s(
    i32x4.sub(v128.andnot(third, v128.and(i32x4.eq(third, missing), missingGoesLeft)), base),
    i32x4.sub(v128.andnot(fourth, v128.and(i32x4.eq(fourth, missing), missingGoesLeft)), base),
  );
  return v128.xor(i8x16.narrow_i16x8_u(low, high), i8x16.splat(<i8>-128));
}

/** The masks of one column: a threshold each, 16 bytes. */
function compareColumn(ranks: usize, column: u32, thresholds: usize, count: usize, masks: usize): void {
  const base = i32x4.splat(<i32>(column >> 1));
  const missingGoesLeft = i32x4.splat((column & 1) != 0 ? 0 : -1);
  const c0 = columnBytes(ranks, base, missingGoesLeft);
  const c1 = columnBytes(ranks + 64, base, missingGoesLeft);
  const c2 = columnBytes(ranks + 128, base, missingGoesLeft);
  const c3 = columnBytes(ranks + 192, base, missingGoesLeft);
  const c4 = columnBytes(ranks + 256, base, missingGoesLeft);
  const c5 = columnBytes(ranks + 320, base, missingGoesLeft);
  const c6 = columnBytes(ranks + 384, base, missingGoesLeft);
  const c7 = columnBytes(ranks + 448, base, missingGoesLeft);
  for (let i: usize = 0; i < count; i++) {
    const threshold = v128.load_splat<u8>(thresholds + i);
    store<u16>(masks, <u16>i8x16.bitmask(i8x16.gt_s(c0, threshold)));
    store<u16>(masks, <u16>i8x16.bitmask(i8x16.gt_s(c1, threshold)), 2);
    store<u16>(masks, <u16>i8x16.bitmask(i8x16.gt_s(c2, threshold)), 4);
    store<u16>(masks, <u16>i8x16.bitmask(i8x16.gt_s(c3, threshold)), 6);
    store<u16>(masks, <u16>i8x16.bitmask(i8x16.gt_s(c4, threshold)), 8);
    store<u16>(masks, <u16>i8x16.bitmask(i8x16.gt_s(c5, threshold)), 10);
    store<u16>(masks, <u16>i8x16.bitmask(i8x16.gt_s(c6, threshold)), 12);
    store<u16>(masks, <u16>i8x16.bitmask(i8x16.gt_s(c7, threshold)), 14);
    masks += 16;
  }
}

/** The masks of sets of levels, after those of columns. */
function fillSetMasks(model: usize, scratch: usize): void {
  const setCount = <usize>load<u32>(model, SET_COUNT);
  const starts = model + <usize>load<u32>(model, FLIP_STARTS);
  const flips = model + <usize>load<u32>(model, FLIPS);
  const beginnings = model + <usize>load<u32>(model, SET_BEGINNINGS);
  const masks = scratch + MASKS;
  let target = masks + (<usize>load<u32>(model, MASK_COUNT) << 4);
  for (let set: usize = 0; set < setCount; set++) {
    const end = <usize>load<u32>(starts + (set << 2), 4);
    let mask = i32x4.splat(0 - <i32>load<u32>(beginnings + (set << 2)));
    for (let i = <usize>load<u32>(starts + (set << 2)); i < end; i++) {
      mask = v128.xor(mask, v128.load(masks + <usize>load<u32>(flips + (i << 2))));
    }
    v128.store(target, mask);
    target += 16;
  }
}

/** Sets the bits of the rows' leaf numbers, 8 times 128, for one tree. */
function findLeaves(program: usize, splitCount: u32, leafCount: u32, scratch: usize): void {
  const masks = scratch + MASKS;
  const places = scratch + PLACES;
  v128.store(splitCount == 0 ? places + LEAF_PLACES : places, i32x4.splat(-1));
  const end = places + (<usize>splitCount << 4);
  for (let place = places; place < end; place += 16) {
    const mask = v128.load(masks + <usize>load<u32>(program));
    const rows = v128.load(place);
    v128.store(places + <usize>load<u16>(program, 4), v128.andnot(rows, mask));
    v128.store(places + <usize>load<u16>(program, 6), v128.and(rows, mask));
    program += 8;
  }
  const planes = scratch + PLANES;
  const unions = scratch + UNIONS;
  const groups = uniteEight(places + LEAF_PLACES, leafCount, unions, planes);
  if (groups > 1) {
    const more = uniteEight(unions, groups, unions + 32 * 16, planes + 48);
    if (more > 1) {
      uniteEight(unions + 32 * 16, more, unions + 40 * 16, planes + 96);
      return;
    }
  } else clearThree(planes + 48);
  clearThree(planes + 96);
}

/** Three bits of every row's number among `count` places, and the unions of every eight of them. Returns how many eights. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function uniteEight(places: usize, count: u32, unions: usize, planes: usize): u32 {
  // What fills the last eight up is empty.
  for (let i = count; (i & 7) != 0; i++) v128.store(places + (<usize>i << 4), i32x4.splat(0));
  let low = i32x4.splat(0);
  let middle = i32x4.splat(0);
  let high = i32x4.splat(0);
  const groups = (count + 7) >> 3;
  for (let i: u32 = 0; i < groups; i++) {
    const one = v128.load(places, 16);
    const three = v128.load(places, 48);
    const five = v128.load(places, 80);
    const seven = v128.load(places, 112);
    const firstPair = v128.or(v128.load(places), one);
    const secondPair = v128.or(v128.load(places, 32), three);
    const thirdPair = v128.or(v128.load(places, 64), five);
    const fourthPair = v128.or(v128.load(places, 96), seven);
    const lastFour = v128.or(thirdPair, fourthPair);
    low = v128.or(low, v128.or(v128.or(one, three), v128.or(five, seven)));
    middle = v128.or(middle, v128.or(secondPair, fourthPair));
    high = v128.or(high, lastFour);
    v128.store(unions, v128.or(v128.or(firstPair, secondPair), lastFour));
    places += 128;
    unions += 16;
  }
  v128.store(planes, low);
  v128.store(planes, middle, 16);
  v128.store(planes, high, 32);
  return groups;
}

function clearThree(planes: usize): void {
  v128.store(planes, i32x4.splat(0));
  v128.store(planes, i32x4.splat(0), 16);
  v128.store(planes, i32x4.splat(0), 32);
}

/** Turns the bits of leaf numbers into a byte for each of 128 rows. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function numberRows(scratch: usize, numbers: usize): void {
  const planes = scratch + PLANES;
  const p0 = v128.load(planes);
  const p1 = v128.load(planes, 16);
  const p2 = v128.load(planes, 32);
  const p3 = v128.load(planes, 48);
  const p4 = v128.load(planes, 64);
  const p5 = v128.load(planes, 80);
  const p6 = v128.load(planes, 96);
  const p7 = v128.load(planes, 112);
  // Bytes of 8 rows each are brought together, 8 planes after one another...
  const a0 = lowBytes(p0, p1);
  const a1 = lowBytes(p2, p3);
  const a2 = lowBytes(p4, p5);
  const a3 = lowBytes(p6, p7);
  const b0 = lowPairs(a0, a1);
  const b1 = lowPairs(a2, a3);
  const b2 = highPairs(a0, a1);
  const b3 = highPairs(a2, a3);
  storeTurned(numbers, lowFours(b0, b1));
  storeTurned(numbers + 16, highFours(b0, b1));
  storeTurned(numbers + 32, lowFours(b2, b3));
  storeTurned(numbers + 48, highFours(b2, b3));
  const c0 = highBytes(p0, p1);
  const c1 = highBytes(p2, p3);
  const c2 = highBytes(p4, p5);
  const c3 = highBytes(p6, p7);
  const d0 = lowPairs(c0, c1);
  const d1 = lowPairs(c2, c3);
  const d2 = highPairs(c0, c1);
  const d3 = highPairs(c2, c3);
  storeTurned(numbers + 64, lowFours(d0, d1));
  storeTurned(numbers + 80, highFours(d0, d1));
  storeTurned(numbers + 96, lowFours(d2, d3));
  storeTurned(numbers + 112, highFours(d2, d3));
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function lowBytes(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function highBytes(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function lowPairs(a: v128, b: v128): v128 {
  return v128.shuffle<u16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function highPairs(a: v128, b: v128): v128 {
  return v128.shuffle<u16>(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function lowFours(a: v128, b: v128): v128 {
  return v128.shuffle<u32>(a, b, 0, 4, 1, 5);
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function highFours(a: v128, b: v128): v128 {
  return v128.shuffle<u32>(a, b, 2, 6, 3, 7);
}

/** ...and turned, two squares of 8 by 8 bits at a time (H. S. Warren, Hacker's Delight, 7-3). */
// @ts-ignore: a decorator of AssemblyScript
@inline
function storeTurned(target: usize, squares: v128): void {
  let x = squares;
  let t = v128.and(v128.xor(x, i64x2.shr_u(x, 7)), i64x2.splat(0x00aa00aa00aa00aa));
  x = v128.xor(x, v128.xor(t, i64x2.shl(t, 7)));
  t = v128.and(v128.xor(x, i64x2.shr_u(x, 14)), i64x2.splat(0x0000cccc0000cccc));
  x = v128.xor(x, v128.xor(t, i64x2.shl(t, 14)));
  t = v128.and(v128.xor(x, i64x2.shr_u(x, 28)), i64x2.splat(0x00000000f0f0f0f0));
  x = v128.xor(x, v128.xor(t, i64x2.shl(t, 28)));
  v128.store(target, x);
}

/** Adds a tile's leaves to 128 sums, tree by tree. A tree's leaves take 512 bytes for each byte of `Stride`. */
function addDoubles<Stride>(leaves: usize, numbers: usize, out: usize): void {
  for (let i: usize = 0; i < BLOCK_ROWS; i++) {
    const row = numbers + i;
    let sum = load<f64>(out + (i << 3));
    sum = sum + load<f64>(leaves + (<usize>load<u8>(row) << 3));
    sum = sum + load<f64>(leaves + (<usize>load<u8>(row, 1 * 128) << 3), 1 * 512 * sizeof<Stride>());
    sum = sum + load<f64>(leaves + (<usize>load<u8>(row, 2 * 128) << 3), 2 * 512 * sizeof<Stride>());
    sum = sum + load<f64>(leaves + (<usize>load<u8>(row, 3 * 128) << 3), 3 * 512 * sizeof<Stride>());
    sum = sum + load<f64>(leaves + (<usize>load<u8>(row, 4 * 128) << 3), 4 * 512 * sizeof<Stride>());
    sum = sum + load<f64>(leaves + (<usize>load<u8>(row, 5 * 128) << 3), 5 * 512 * sizeof<Stride>());
    sum = sum + load<f64>(leaves + (<usize>load<u8>(row, 6 * 128) << 3), 6 * 512 * sizeof<Stride>());
    sum = sum + load<f64>(leaves + (<usize>load<u8>(row, 7 * 128) << 3), 7 * 512 * sizeof<Stride>());
    store<f64>(out + (i << 3), sum);
  }
}

/** As `addDoubles`, rounding to a 32-bit float after every tree. */
function addSingles<Stride>(leaves: usize, numbers: usize, out: usize): void {
  for (let i: usize = 0; i < BLOCK_ROWS; i++) {
    const row = numbers + i;
    let sum = load<f64>(out + (i << 3));
    sum = <f64>(<f32>(sum + load<f64>(leaves + (<usize>load<u8>(row) << 3))));
    sum = <f64>(<f32>(sum + load<f64>(leaves + (<usize>load<u8>(row, 1 * 128) << 3), 1 * 512 * sizeof<Stride>())));
    sum = <f64>(<f32>(sum + load<f64>(leaves + (<usize>load<u8>(row, 2 * 128) << 3), 2 * 512 * sizeof<Stride>())));
    sum = <f64>(<f32>(sum + load<f64>(leaves + (<usize>load<u8>(row, 3 * 128) << 3), 3 * 512 * sizeof<Stride>())));
    sum = <f64>(<f32>(sum + load<f64>(leaves + (<usize>load<u8>(row, 4 * 128) << 3), 4 * 512 * sizeof<Stride>())));
    sum = <f64>(<f32>(sum + load<f64>(leaves + (<usize>load<u8>(row, 5 * 128) << 3), 5 * 512 * sizeof<Stride>())));
    sum = <f64>(<f32>(sum + load<f64>(leaves + (<usize>load<u8>(row, 6 * 128) << 3), 6 * 512 * sizeof<Stride>())));
    sum = <f64>(<f32>(sum + load<f64>(leaves + (<usize>load<u8>(row, 7 * 128) << 3), 7 * 512 * sizeof<Stride>())));
    store<f64>(out + (i << 3), sum);
  }
}
