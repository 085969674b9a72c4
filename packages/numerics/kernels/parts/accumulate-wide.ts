// As accumulate.ts, for wide cells: two whole numbers of 64 bits in one register.
import { AHEAD, touch, WIDE_BYTES } from './accumulate';

/** Two rows into the bins of four features that lie side by side. */
// @ts-ignore: decorator
@inline
function fourWide(one: usize, two: usize, oneCell: v128, twoCell: v128, histogram: usize): void {
  let at: usize = 0;
  at = histogram + (<usize>load<u8>(one) << 4);
  store<v128>(at, i64x2.add(load<v128>(at), oneCell));
  at = histogram + (<usize>load<u8>(two) << 4);
  store<v128>(at, i64x2.add(load<v128>(at), twoCell));
  at = histogram + (<usize>load<u8>(one, 1) << 4);
  store<v128>(at, i64x2.add(load<v128>(at, 4224), oneCell), 4224);
  at = histogram + (<usize>load<u8>(two, 1) << 4);
  store<v128>(at, i64x2.add(load<v128>(at, 4224), twoCell), 4224);
  at = histogram + (<usize>load<u8>(one, 2) << 4);
  store<v128>(at, i64x2.add(load<v128>(at, 8448), oneCell), 8448);
  at = histogram + (<usize>load<u8>(two, 2) << 4);
  store<v128>(at, i64x2.add(load<v128>(at, 8448), twoCell), 8448);
  at = histogram + (<usize>load<u8>(one, 3) << 4);
  store<v128>(at, i64x2.add(load<v128>(at, 12672), oneCell), 12672);
  at = histogram + (<usize>load<u8>(two, 3) << 4);
  store<v128>(at, i64x2.add(load<v128>(at, 12672), twoCell), 12672);
}

/** Two rows into the bins of four features picked from the row. */
// @ts-ignore: decorator
@inline
function fourPickedWide(one: usize, two: usize, oneCell: v128, twoCell: v128, columns: usize, histogram: usize): void {
  let at: usize = 0;
  let column: usize = 0;
  column = <usize>load<u32>(columns);
  at = histogram + (<usize>load<u8>(one + column) << 4);
  store<v128>(at, i64x2.add(load<v128>(at), oneCell));
  at = histogram + (<usize>load<u8>(two + column) << 4);
  store<v128>(at, i64x2.add(load<v128>(at), twoCell));
  column = <usize>load<u32>(columns, 4);
  at = histogram + (<usize>load<u8>(one + column) << 4);
  store<v128>(at, i64x2.add(load<v128>(at, 4224), oneCell), 4224);
  at = histogram + (<usize>load<u8>(two + column) << 4);
  store<v128>(at, i64x2.add(load<v128>(at, 4224), twoCell), 4224);
  column = <usize>load<u32>(columns, 8);
  at = histogram + (<usize>load<u8>(one + column) << 4);
  store<v128>(at, i64x2.add(load<v128>(at, 8448), oneCell), 8448);
  at = histogram + (<usize>load<u8>(two + column) << 4);
  store<v128>(at, i64x2.add(load<v128>(at, 8448), twoCell), 8448);
  column = <usize>load<u32>(columns, 12);
  at = histogram + (<usize>load<u8>(one + column) << 4);
  store<v128>(at, i64x2.add(load<v128>(at, 12672), oneCell), 12672);
  at = histogram + (<usize>load<u8>(two + column) << 4);
  store<v128>(at, i64x2.add(load<v128>(at, 12672), twoCell), 12672);
}

/** Two rows into the bins of every candidate, the features in their order. Two at a time, and four features, hide each other's latency; more would not fit the registers. */
// @ts-ignore: decorator
@inline
function pairWide(
  one: usize,
  two: usize,
  oneCell: v128,
  twoCell: v128,
  candidates: usize,
  count: i32,
  histogram: usize,
): void {
  const end = count & ~3;
  let k: i32 = 0;
  for (; k < end; k += 4) {
    fourWide(one, two, oneCell, twoCell, histogram);
    one += 4;
    two += 4;
    histogram += WIDE_BYTES * 4;
  }
  for (; k < count; k++) {
    const column = <usize>(k & 3);
    let at = histogram + (<usize>load<u8>(one + column) << 4);
    store<v128>(at, i64x2.add(load<v128>(at), oneCell));
    at = histogram + (<usize>load<u8>(two + column) << 4);
    store<v128>(at, i64x2.add(load<v128>(at), twoCell));
    histogram += WIDE_BYTES;
  }
}

/** Two rows into the bins of every candidate listed. Two at a time, and four features, hide each other's latency; more would not fit the registers. */
// @ts-ignore: decorator
@inline
function pairPickedWide(
  one: usize,
  two: usize,
  oneCell: v128,
  twoCell: v128,
  candidates: usize,
  count: i32,
  histogram: usize,
): void {
  const end = count & ~3;
  let k: i32 = 0;
  for (; k < end; k += 4) {
    fourPickedWide(one, two, oneCell, twoCell, candidates + (<usize>k << 2), histogram);
    histogram += WIDE_BYTES * 4;
  }
  for (; k < count; k++) {
    const column = <usize>load<u32>(candidates + (<usize>k << 2));
    let at = histogram + (<usize>load<u8>(one + column) << 4);
    store<v128>(at, i64x2.add(load<v128>(at), oneCell));
    at = histogram + (<usize>load<u8>(two + column) << 4);
    store<v128>(at, i64x2.add(load<v128>(at), twoCell));
    histogram += WIDE_BYTES;
  }
}

/** Adds the rows `rows[0 … count - 1]` (row numbers) to a histogram. */
export function accumulateWide(
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
      pairPickedWide(
        bins + one * stride,
        bins + two * stride,
        load<v128>(cells + (one << 4)),
        load<v128>(cells + (two << 4)),
        candidates,
        candidateCount,
        histogram,
      );
    }
  } else {
    for (let i: i32 = 0; i < even; i += 2) {
      const one = <usize>load<u32>(rows + (<usize>i << 2));
      const two = <usize>load<u32>(rows + (<usize>i << 2), 4);
      pairWide(
        bins + one * stride,
        bins + two * stride,
        load<v128>(cells + (one << 4)),
        load<v128>(cells + (two << 4)),
        candidates,
        candidateCount,
        histogram,
      );
    }
  }
  if (even < count) {
    addOneWide(
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
function addOneWide(
  bins: usize,
  stride: usize,
  cells: usize,
  row: usize,
  candidates: usize,
  candidateCount: i32,
  histogram: usize,
): void {
  const at = bins + row * stride;
  pairPickedWide(at, at, load<v128>(cells + (row << 4)), i64x2.splat(0), candidates, candidateCount, histogram);
}

/** Adds the rows `first … first + count - 1` to a histogram: no row numbers needed. */
export function accumulateRunWide(
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
  let cell = cells + (<usize>first << 4);
  if (isPicked) {
    for (let i: i32 = 0; i < even; i += 2) {
      pairPickedWide(at, at + stride, load<v128>(cell), load<v128>(cell, 16), candidates, candidateCount, histogram);
      at += stride << 1;
      cell += 32;
    }
  } else {
    for (let i: i32 = 0; i < even; i += 2) {
      pairWide(at, at + stride, load<v128>(cell), load<v128>(cell, 16), candidates, candidateCount, histogram);
      at += stride << 1;
      cell += 32;
    }
  }
  if (even < count) addOneWide(bins, stride, cells, <usize>(first + even), candidates, candidateCount, histogram);
}

/** As `accumulateWide`, for rows that lie far apart. */
export function accumulateSparseWide(
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
    touch(bins, stride, cells, 4, at);
    accumulateWide(bins, stride, cells, at, AHEAD, candidates, candidateCount, isPicked, histogram);
  }
  accumulateWide(
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
