// Sums of cells per feature and bin: the inner loop of training. Addresses are in bytes.
//
// A *narrow* cell is one whole number of 64 bits, gradient · 2^32 + hessian; a *wide* one is two, the gradient and
// hessian · 2^countBits + count. Whole numbers add up exactly in any order, so the sums do not depend on how rows are ordered
// or shared among threads. A histogram holds BINS cells for each candidate feature. `candidates` lists their columns, a word
// each; where every feature is one, in order, `isPicked` is false.

/**
 * Cells of a feature in a histogram. Not 256: distances that are multiples of a page half would put the few bins of short
 * features all into the same few sets of the cache.
 */
export const BINS: i32 = 264;
export const NARROW_BYTES: usize = 2112;
export const WIDE_BYTES: usize = 4224;
/** A node with less than this share of a lane's rows (as a power of ½) is fetched ahead: the processor cannot guess where its rows lie. */
export const SPARSE_SHIFT: i32 = 3;
/** Rows fetched ahead at a time. */
export const AHEAD: i32 = 16;

/** Kept so that fetching ahead is not optimised away. */
let touched: i32 = 0;

/** Two rows into the bins of four features that lie side by side. */
// @ts-ignore: decorator
@inline
function fourNarrow(one: usize, two: usize, oneCell: i64, twoCell: i64, histogram: usize): void {
  let at: usize = 0;
  at = histogram + (<usize>load<u8>(one) << 3);
  store<i64>(at, load<i64>(at) + oneCell);
  at = histogram + (<usize>load<u8>(two) << 3);
  store<i64>(at, load<i64>(at) + twoCell);
  at = histogram + (<usize>load<u8>(one, 1) << 3);
  store<i64>(at, load<i64>(at, 2112) + oneCell, 2112);
  at = histogram + (<usize>load<u8>(two, 1) << 3);
  store<i64>(at, load<i64>(at, 2112) + twoCell, 2112);
  at = histogram + (<usize>load<u8>(one, 2) << 3);
  store<i64>(at, load<i64>(at, 4224) + oneCell, 4224);
  at = histogram + (<usize>load<u8>(two, 2) << 3);
  store<i64>(at, load<i64>(at, 4224) + twoCell, 4224);
  at = histogram + (<usize>load<u8>(one, 3) << 3);
  store<i64>(at, load<i64>(at, 6336) + oneCell, 6336);
  at = histogram + (<usize>load<u8>(two, 3) << 3);
  store<i64>(at, load<i64>(at, 6336) + twoCell, 6336);
}

/** Two rows into the bins of four features picked from the row. */
// @ts-ignore: decorator
@inline
function fourPickedNarrow(one: usize, two: usize, oneCell: i64, twoCell: i64, columns: usize, histogram: usize): void {
  let at: usize = 0;
  let column: usize = 0;
  column = <usize>load<u32>(columns);
  at = histogram + (<usize>load<u8>(one + column) << 3);
  store<i64>(at, load<i64>(at) + oneCell);
  at = histogram + (<usize>load<u8>(two + column) << 3);
  store<i64>(at, load<i64>(at) + twoCell);
  column = <usize>load<u32>(columns, 4);
  at = histogram + (<usize>load<u8>(one + column) << 3);
  store<i64>(at, load<i64>(at, 2112) + oneCell, 2112);
  at = histogram + (<usize>load<u8>(two + column) << 3);
  store<i64>(at, load<i64>(at, 2112) + twoCell, 2112);
  column = <usize>load<u32>(columns, 8);
  at = histogram + (<usize>load<u8>(one + column) << 3);
  store<i64>(at, load<i64>(at, 4224) + oneCell, 4224);
  at = histogram + (<usize>load<u8>(two + column) << 3);
  store<i64>(at, load<i64>(at, 4224) + twoCell, 4224);
  column = <usize>load<u32>(columns, 12);
  at = histogram + (<usize>load<u8>(one + column) << 3);
  store<i64>(at, load<i64>(at, 6336) + oneCell, 6336);
  at = histogram + (<usize>load<u8>(two + column) << 3);
  store<i64>(at, load<i64>(at, 6336) + twoCell, 6336);
}

/** Two rows into the bins of every candidate, the features in their order. Two at a time, and four features, hide each other's latency; more would not fit the registers. */
// @ts-ignore: decorator
@inline
function pairNarrow(
  one: usize,
  two: usize,
  oneCell: i64,
  twoCell: i64,
  candidates: usize,
  count: i32,
  histogram: usize,
): void {
  const end = count & ~3;
  let k: i32 = 0;
  for (; k < end; k += 4) {
    fourNarrow(one, two, oneCell, twoCell, histogram);
    one += 4;
    two += 4;
    histogram += NARROW_BYTES * 4;
  }
  for (; k < count; k++) {
    const column = <usize>(k & 3);
    let at = histogram + (<usize>load<u8>(one + column) << 3);
    store<i64>(at, load<i64>(at) + oneCell);
    at = histogram + (<usize>load<u8>(two + column) << 3);
    store<i64>(at, load<i64>(at) + twoCell);
    histogram += NARROW_BYTES;
  }
}

/** Two rows into the bins of every candidate listed. Two at a time, and four features, hide each other's latency; more would not fit the registers. */
// @ts-ignore: decorator
@inline
function pairPickedNarrow(
  one: usize,
  two: usize,
  oneCell: i64,
  twoCell: i64,
  candidates: usize,
  count: i32,
  histogram: usize,
): void {
  const end = count & ~3;
  let k: i32 = 0;
  for (; k < end; k += 4) {
    fourPickedNarrow(one, two, oneCell, twoCell, candidates + (<usize>k << 2), histogram);
    histogram += NARROW_BYTES * 4;
  }
  for (; k < count; k++) {
    const column = <usize>load<u32>(candidates + (<usize>k << 2));
    let at = histogram + (<usize>load<u8>(one + column) << 3);
    store<i64>(at, load<i64>(at) + oneCell);
    at = histogram + (<usize>load<u8>(two + column) << 3);
    store<i64>(at, load<i64>(at) + twoCell);
    histogram += NARROW_BYTES;
  }
}

/** Adds the rows `rows[0 … count - 1]` (row numbers) to a histogram. */
export function accumulateNarrow(
  bins: usize,
  stride: usize,
  cells: usize,
  rows: usize,
  count: i32,
  candidates: usize,
  candidateCount: i32,
  isPicked: bool,
  histogram: usize,
): void {
  const even = count & ~1;
  if (isPicked) {
    for (let i: i32 = 0; i < even; i += 2) {
      const one = <usize>load<u32>(rows + (<usize>i << 2));
      const two = <usize>load<u32>(rows + (<usize>i << 2), 4);
      pairPickedNarrow(
        bins + one * stride,
        bins + two * stride,
        load<i64>(cells + (one << 3)),
        load<i64>(cells + (two << 3)),
        candidates,
        candidateCount,
        histogram,
      );
    }
  } else {
    for (let i: i32 = 0; i < even; i += 2) {
      const one = <usize>load<u32>(rows + (<usize>i << 2));
      const two = <usize>load<u32>(rows + (<usize>i << 2), 4);
      pairNarrow(
        bins + one * stride,
        bins + two * stride,
        load<i64>(cells + (one << 3)),
        load<i64>(cells + (two << 3)),
        candidates,
        candidateCount,
        histogram,
      );
    }
  }
  if (even < count) {
    addOneNarrow(
      bins,
      stride,
      cells,
      <usize>load<u32>(rows + (<usize>even << 2)),
      candidates,
      candidateCount,
      histogram,
    );
  }
}

/** The last row of an odd number: the second of the pair adds nothing. */
function addOneNarrow(
  bins: usize,
  stride: usize,
  cells: usize,
  row: usize,
  candidates: usize,
  candidateCount: i32,
  histogram: usize,
): void {
  const at = bins + row * stride;
  pairPickedNarrow(at, at, load<i64>(cells + (row << 3)), 0, candidates, candidateCount, histogram);
}

/** Adds the rows `first … first + count - 1` to a histogram: no row numbers needed. */
export function accumulateRunNarrow(
  bins: usize,
  stride: usize,
  cells: usize,
  first: i32,
  count: i32,
  candidates: usize,
  candidateCount: i32,
  isPicked: bool,
  histogram: usize,
): void {
  const even = count & ~1;
  let at = bins + <usize>first * stride;
  let cell = cells + (<usize>first << 3);
  if (isPicked) {
    for (let i: i32 = 0; i < even; i += 2) {
      pairPickedNarrow(at, at + stride, load<i64>(cell), load<i64>(cell, 8), candidates, candidateCount, histogram);
      at += stride << 1;
      cell += 16;
    }
  } else {
    for (let i: i32 = 0; i < even; i += 2) {
      pairNarrow(at, at + stride, load<i64>(cell), load<i64>(cell, 8), candidates, candidateCount, histogram);
      at += stride << 1;
      cell += 16;
    }
  }
  if (even < count) addOneNarrow(bins, stride, cells, <usize>(first + even), candidates, candidateCount, histogram);
}

/** As `accumulateNarrow`, for rows that lie far apart. */
export function accumulateSparseNarrow(
  bins: usize,
  stride: usize,
  cells: usize,
  rows: usize,
  count: i32,
  candidates: usize,
  candidateCount: i32,
  isPicked: bool,
  histogram: usize,
): void {
  let i: i32 = 0;
  for (; i + AHEAD <= count; i += AHEAD) {
    const at = rows + (<usize>i << 2);
    touch(bins, stride, cells, 3, at);
    accumulateNarrow(bins, stride, cells, at, AHEAD, candidates, candidateCount, isPicked, histogram);
  }
  accumulateNarrow(
    bins,
    stride,
    cells,
    rows + (<usize>i << 2),
    count - i,
    candidates,
    candidateCount,
    isPicked,
    histogram,
  );
}

/** Reads a byte of each of the next rows' bins and cells, all independent, so that their cache lines arrive together. */
export function touch(bins: usize, stride: usize, cells: usize, cellShift: usize, rows: usize): void {
  let sum: i32 = 0;
  for (let k: usize = 0; k < <usize>AHEAD << 2; k += 16) {
    const a = <usize>load<u32>(rows + k);
    const b = <usize>load<u32>(rows + k, 4);
    const c = <usize>load<u32>(rows + k, 8);
    const d = <usize>load<u32>(rows + k, 12);
    sum += <i32>load<u8>(bins + a * stride) + <i32>load<u8>(bins + b * stride);
    sum += <i32>load<u8>(bins + c * stride) + <i32>load<u8>(bins + d * stride);
    sum += load<i32>(cells + (a << cellShift)) + load<i32>(cells + (b << cellShift));
    sum += load<i32>(cells + (c << cellShift)) + load<i32>(cells + (d << cellShift));
  }
  touched += sum;
}
