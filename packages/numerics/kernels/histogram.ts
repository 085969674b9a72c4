// Kernels of gradient histograms, for AssemblyScript. Compiled by scripts/build-kernels.mjs; the memory is the caller's,
// laid out and checked by src/histogram/histogram-workspace.ts. Addresses are in bytes.
//
// A cell is 16 bytes, two whole numbers of 64 bits: the gradient, and hessian · 2^countBits + count. Whole numbers add
// up exactly in any order, so the sums do not depend on how rows are ordered or shared among threads.

const CELL: usize = 16;

/** Rounds gradients and hessians to whole numbers of units (given as their inverse) and packs them, one cell a row. */
export function packGradients(
  gradients: usize,
  hessians: usize,
  cells: usize,
  rowCount: i32,
  gradientScale: f64,
  hessianScale: f64,
  countBits: i32,
): void {
  for (let i: i32 = 0; i < rowCount; i++) {
    const at = <usize>i;
    const gradient = <i64>nearest(load<f64>(gradients + at * 8) * gradientScale);
    const hessian = <i64>nearest(load<f64>(hessians + at * 8) * hessianScale);
    store<i64>(cells + at * CELL, gradient);
    store<i64>(cells + at * CELL, (hessian << (<i64>countBits)) + 1, 8);
  }
}

/** Sets the histogram to the sums over the given rows, for every feature and bin. */
export function accumulate(
  binsByRow: usize,
  rowStride: i32,
  featureCount: i32,
  rows: usize,
  rowCount: i32,
  cells: usize,
  histogram: usize,
  binCount: i32,
): void {
  const featureStride = <usize>binCount * CELL;
  memory.fill(histogram, 0, <usize>featureCount * featureStride);
  const stride = <usize>rowStride;
  let i: i32 = 0;
  // Two rows at a time hide the latency of their cells; more would not fit the registers.
  for (; i + 1 < rowCount; i += 2) {
    const first = <usize>load<u32>(rows + (<usize>i << 2));
    const second = <usize>load<u32>(rows + (<usize>i << 2), 4);
    const firstCell = v128.load(cells + first * CELL);
    const secondCell = v128.load(cells + second * CELL);
    const firstBins = binsByRow + first * stride;
    const secondBins = binsByRow + second * stride;
    let base = histogram;
    for (let feature: i32 = 0; feature < featureCount; feature++) {
      const one = base + <usize>load<u8>(firstBins + <usize>feature) * CELL;
      v128.store(one, i64x2.add(v128.load(one), firstCell));
      const two = base + <usize>load<u8>(secondBins + <usize>feature) * CELL;
      v128.store(two, i64x2.add(v128.load(two), secondCell));
      base += featureStride;
    }
  }
  if (i < rowCount) {
    const row = <usize>load<u32>(rows + (<usize>i << 2));
    const cell = v128.load(cells + row * CELL);
    const bins = binsByRow + row * stride;
    let base = histogram;
    for (let feature: i32 = 0; feature < featureCount; feature++) {
      const one = base + <usize>load<u8>(bins + <usize>feature) * CELL;
      v128.store(one, i64x2.add(v128.load(one), cell));
      base += featureStride;
    }
  }
}

/** histogram -= other, cell by cell. */
export function subtract(histogram: usize, other: usize, cellCount: i32): void {
  const end = <usize>cellCount * CELL;
  for (let at: usize = 0; at < end; at += CELL) {
    v128.store(histogram + at, i64x2.sub(v128.load(histogram + at), v128.load(other + at)));
  }
}

/** Unpacks cells into doubles: gradients and hessians in their units, and counts. */
export function unpackCells(
  cells: usize,
  cellCount: i32,
  gradientUnit: f64,
  hessianUnit: f64,
  countBits: i32,
  gradients: usize,
  hessians: usize,
  counts: usize,
): void {
  const bits = <i64>countBits;
  const mask = ((<i64>1) << bits) - 1;
  for (let i: i32 = 0; i < cellCount; i++) {
    const at = <usize>i;
    const second = load<i64>(cells + at * CELL, 8);
    store<f64>(gradients + at * 8, <f64>load<i64>(cells + at * CELL) * gradientUnit);
    store<f64>(hessians + at * 8, <f64>(second >> bits) * hessianUnit);
    store<f64>(counts + at * 8, <f64>(second & mask));
  }
}

/**
 * Moves the rows whose bin's entry in `goesLeft` (256 bytes of 0 or 1) is 1 to the front, both sides in their old order.
 * `scratch` has room for `rowCount` row numbers. Returns how many went left.
 */
export function partition(bins: usize, goesLeft: usize, rows: usize, rowCount: i32, scratch: usize): i32 {
  let left: usize = 0;
  let right: usize = 0;
  for (let i: i32 = 0; i < rowCount; i++) {
    const row = load<u32>(rows + (<usize>i << 2));
    const goes = <usize>load<u8>(goesLeft + <usize>load<u8>(bins + <usize>row));
    // Written to both sides, so that no branch has to be guessed.
    store<u32>(rows + (left << 2), row);
    store<u32>(scratch + (right << 2), row);
    left += goes;
    right += 1 - goes;
  }
  memory.copy(rows + (left << 2), scratch, right << 2);
  return <i32>left;
}
