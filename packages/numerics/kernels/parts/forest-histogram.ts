import { binCountOf, columnOf, isWeighted, MISSING_BIN, weights } from './forest-problem';
import { ENTRY, histogram, present } from './forest-scratch';

// The sums of one feature over one node. Weighted cells are i64x2 (bads, weight), others one u64 (bads · 2³² + weight).

/** Nodes of at most so many rows note which bins they touch; larger ones look at all bins. */
const FEW_ROWS: u32 = 96;

/** Bins of values that hold rows; listed in `present`. */
export let presentCount: i32 = 0;
/** Sums over the rows without a value. */
export let missingBads: f64 = 0;
export let missingWeight: f64 = 0;

/** Adds up a feature over a node's entries: fills the cells, `present` and the missing sums. `clearFeature` comes after. */
export function readFeature(feature: u32, from: usize, rows: u32): void {
  const column = columnOf(feature);
  const end = from + <usize>rows * ENTRY;
  if (rows <= FEW_ROWS) {
    if (isWeighted) addFewWeighted(column, from, end);
    else addFew(column, from, end);
  } else {
    if (isWeighted) addWeighted(column, from, end);
    else add(column, from, end);
    listPresent(binCountOf(feature));
  }
  missingBads = badsOf(MISSING_BIN);
  missingWeight = weightOf(MISSING_BIN);
}

/** Makes all cells zero again. */
export function clearFeature(): void {
  for (let i: i32 = 0; i < presentCount; i++) clearCell(<u32>load<u8>(present + <usize>i));
  clearCell(MISSING_BIN);
}

/** Weight of the bads in a bin. */
// @ts-ignore: a decorator of AssemblyScript
@inline
export function badsOf(bin: u32): f64 {
  if (isWeighted) return <f64>load<i64>(histogram + ((<usize>bin) << 4));
  return <f64>load<u32>(histogram + ((<usize>bin) << 3), 4);
}

/** Weight in a bin. */
// @ts-ignore: a decorator of AssemblyScript
@inline
export function weightOf(bin: u32): f64 {
  if (isWeighted) return <f64>load<i64>(histogram + ((<usize>bin) << 4), 8);
  return <f64>load<u32>(histogram + ((<usize>bin) << 3));
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function clearCell(bin: u32): void {
  if (isWeighted) v128.store(histogram + ((<usize>bin) << 4), i64x2.splat(0));
  else store<u64>(histogram + ((<usize>bin) << 3), 0);
}

/** An entry's cell without weights: bads · 2³² + weight. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function cellOf(entry: u64): u64 {
  return ((entry >> 48) << 32) | ((entry >> 32) & 0xffff);
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function weightedCellOf(entry: u64): v128 {
  const weight = load<i64>(weights + ((<usize>(<u32>entry)) << 3));
  const bads = weight * <i64>(entry >> 48);
  return i64x2.replace_lane(i64x2.splat(bads), 1, weight * <i64>((entry >> 32) & 0xffff));
}

function add(column: usize, from: usize, end: usize): void {
  for (let at = from; at < end; at += ENTRY) {
    const entry = load<u64>(at);
    const cell = histogram + ((<usize>load<u8>(column + <usize>(<u32>entry))) << 3);
    store<u64>(cell, load<u64>(cell) + cellOf(entry));
  }
}

function addWeighted(column: usize, from: usize, end: usize): void {
  for (let at = from; at < end; at += ENTRY) {
    const entry = load<u64>(at);
    const cell = histogram + ((<usize>load<u8>(column + <usize>(<u32>entry))) << 4);
    v128.store(cell, i64x2.add(v128.load(cell), weightedCellOf(entry)));
  }
}

/** One bit per bin that is touched: in order of bins without a sort, and untouched bins are never looked at. */
let touched0: u64 = 0;
let touched1: u64 = 0;
let touched2: u64 = 0;
let touched3: u64 = 0;

function addFew(column: usize, from: usize, end: usize): void {
  forgetTouched();
  for (let at = from; at < end; at += ENTRY) {
    const entry = load<u64>(at);
    const bin = <u32>load<u8>(column + <usize>(<u32>entry));
    const cell = histogram + ((<usize>bin) << 3);
    store<u64>(cell, load<u64>(cell) + cellOf(entry));
    touch(bin);
  }
  listTouched();
}

function addFewWeighted(column: usize, from: usize, end: usize): void {
  forgetTouched();
  for (let at = from; at < end; at += ENTRY) {
    const entry = load<u64>(at);
    const bin = <u32>load<u8>(column + <usize>(<u32>entry));
    const cell = histogram + ((<usize>bin) << 4);
    v128.store(cell, i64x2.add(v128.load(cell), weightedCellOf(entry)));
    touch(bin);
  }
  listTouched();
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function forgetTouched(): void {
  touched0 = 0;
  touched1 = 0;
  touched2 = 0;
  touched3 = 0;
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function touch(bin: u32): void {
  const bit = (<u64>1) << (<u64>bin & 63);
  const word = bin >> 6;
  touched0 |= select<u64>(bit, 0, word == 0);
  touched1 |= select<u64>(bit, 0, word == 1);
  touched2 |= select<u64>(bit, 0, word == 2);
  touched3 |= select<u64>(bit, 0, word == 3);
}

function listTouched(): void {
  presentCount = 0;
  listWord(touched0, 0);
  listWord(touched1, 64);
  listWord(touched2, 128);
  // The missing bin is the last one and no value.
  listWord(touched3 & 0x7fffffffffffffff, 192);
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function listWord(word: u64, first: i32): void {
  while (word != 0) {
    store<u8>(present + <usize>presentCount, first + <i32>ctz<u64>(word));
    presentCount += 1;
    word &= word - 1;
  }
}

function listPresent(binCount: i32): void {
  let count: i32 = 0;
  for (let bin: i32 = 0; bin < binCount; bin++) {
    store<u8>(present + <usize>count, bin);
    const isThere = isWeighted
      ? load<i64>(histogram + ((<usize>bin) << 4), 8) != 0
      : load<u64>(histogram + ((<usize>bin) << 3)) != 0;
    count += isThere ? 1 : 0;
  }
  presentCount = count;
}
