import { binaryExponent, powerOfTwo } from '../elementary/float-bits.js';
import { type HistogramKernel, instantiateHistogramKernel } from './kernel-instance.js';

/** Sizes of a workspace: whole numbers. */
export interface HistogramShape {
  /** Rows, in [1, 2³⁰]. */
  readonly rowCount: number;
  /** Features, at least 1. */
  readonly featureCount: number;
  /** Bins of every feature, in [1, 256]; features with fewer leave the rest at zero. */
  readonly binCount: number;
  /** Histograms that can be held at the same time, at least 1. */
  readonly slotCount: number;
}

const CELL_BYTES = 16;
/** Sums up to here are whole numbers that a double holds exactly. */
const EXACT_BITS = 52;
const MEMORY_LIMIT_BYTES = 2 ** 32 - 2 ** 16;

/**
 * Sums gradients and hessians per feature and bin: the inner loop of histogram gradient boosting, in WebAssembly.
 *
 * Fill `bins`, then for each round write `gradients` and `hessians` and call `packGradients`; for each node of a tree
 * `accumulate` or `subtract` into a slot and read it feature by feature with `readFeature`. The order of `rows` is the
 * caller's to fill; `partition` reorders a stretch of it.
 *
 * Gradients and hessians are rounded to multiples of a power of two fine enough that every sum is exact: results do not
 * depend on the order of the rows, and equal sums compare equal.
 *
 * The bins are held twice (by row and by feature): memory is 2 bytes a cell, 40 bytes a row and 16 bytes for each bin,
 * feature and slot.
 */
export class HistogramWorkspace {
  readonly shape: HistogramShape;
  /** Row numbers, in any order and with any share left out; initially all zero. */
  readonly rows: Uint32Array;
  /** One per row, any finite number. */
  readonly gradients: Float64Array;
  /** One per row, finite and ≥ 0. */
  readonly hessians: Float64Array;
  /** What `readFeature` last read: one entry per bin. */
  readonly binGradients: Float64Array;
  readonly binHessians: Float64Array;
  readonly binCounts: Float64Array;

  readonly #kernel: HistogramKernel;
  readonly #layout: Layout;
  readonly #binsByRow: Uint8Array;
  readonly #binsByFeature: Uint8Array;
  readonly #goesLeft: Uint8Array;
  readonly #countBits: number;
  #gradientUnit = 1;
  #hessianUnit = 1;

  /** @throws RangeError for sizes out of range or together beyond 4 GiB */
  constructor(shape: HistogramShape) {
    checkShape(shape);
    this.shape = shape;
    this.#layout = layOut(shape);
    const { kernel, memory } = instantiateHistogramKernel(this.#layout.byteLength);
    const { rowCount, featureCount, binCount } = shape;
    this.#kernel = kernel;
    this.#binsByRow = new Uint8Array(memory, this.#layout.binsByRow, rowCount * this.#layout.rowStride);
    this.#binsByFeature = new Uint8Array(memory, this.#layout.binsByFeature, rowCount * featureCount);
    this.#goesLeft = new Uint8Array(memory, this.#layout.goesLeft, 256);
    this.rows = new Uint32Array(memory, this.#layout.rows, rowCount);
    this.gradients = new Float64Array(memory, this.#layout.gradients, rowCount);
    this.hessians = new Float64Array(memory, this.#layout.hessians, rowCount);
    this.binGradients = new Float64Array(memory, this.#layout.binGradients, binCount);
    this.binHessians = new Float64Array(memory, this.#layout.binHessians, binCount);
    this.binCounts = new Float64Array(memory, this.#layout.binCounts, binCount);
    this.#countBits = binaryExponent(rowCount) + 1;
  }

  /** Sets the bins of one feature: `bins` has one entry per row, each below `binCount`. @throws RangeError otherwise */
  setFeatureBins(feature: number, bins: Uint8Array): void {
    const { rowCount, featureCount, binCount } = this.shape;
    checkIndex('feature', 'setFeatureBins', feature, featureCount);
    if (bins.length !== rowCount) {
      throw new RangeError(`\`bins\` of \`setFeatureBins\` must have ${rowCount} entries; got ${bins.length}`);
    }
    const stride = this.#layout.rowStride;
    for (let row = 0; row < rowCount; row++) {
      if (bins[row] >= binCount) {
        throw new RangeError(`\`bins\` of \`setFeatureBins\` must be below ${binCount}; got ${bins[row]}`);
      }
      this.#binsByRow[row * stride + feature] = bins[row];
    }
    this.#binsByFeature.set(bins, feature * rowCount);
  }

  /** The bins of one feature, one per row: a view, not to be written. */
  featureBins(feature: number): Uint8Array {
    const { rowCount } = this.shape;
    return this.#binsByFeature.subarray(feature * rowCount, (feature + 1) * rowCount);
  }

  /** Takes over `rows`, `gradients` and `hessians` as they are now; call it after writing them. @throws RangeError */
  packGradients(): void {
    const { rowCount } = this.shape;
    let largestGradient = 0;
    let largestHessian = 0;
    for (let row = 0; row < rowCount; row++) {
      const size = Math.abs(this.gradients[row]);
      if (size > largestGradient) largestGradient = size;
      if (this.hessians[row] > largestHessian) largestHessian = this.hessians[row];
      // The kernel trusts row numbers: a wild one would read beyond the bins.
      if (this.rows[row] >= rowCount) throw new RangeError(`\`rows\` must be below ${rowCount}; got ${this.rows[row]}`);
    }
    this.#gradientUnit = exactUnit(largestGradient, rowCount, EXACT_BITS);
    this.#hessianUnit = exactUnit(largestHessian, rowCount, Math.min(EXACT_BITS, 62 - this.#countBits));
    this.#kernel.packGradients(
      this.#layout.gradients,
      this.#layout.hessians,
      this.#layout.cells,
      rowCount,
      1 / this.#gradientUnit,
      1 / this.#hessianUnit,
      this.#countBits,
    );
  }

  /** Sets a slot to the sums over `rows[start] … rows[start + count - 1]`. Cost: about 0.8 ns per row and feature. */
  accumulate(slot: number, start: number, count: number): void {
    const { featureCount, binCount } = this.shape;
    this.#checkStretch('accumulate', start, count);
    this.#kernel.accumulate(
      this.#layout.binsByRow,
      this.#layout.rowStride,
      featureCount,
      this.#layout.rows + start * 4,
      count,
      this.#layout.cells,
      this.#slotAddress('accumulate', slot),
      binCount,
    );
  }

  /** Takes another slot's sums off a slot's: a parent less one child is the other child. */
  subtract(slot: number, other: number): void {
    const { featureCount, binCount } = this.shape;
    this.#kernel.subtract(
      this.#slotAddress('subtract', slot),
      this.#slotAddress('subtract', other),
      featureCount * binCount,
    );
  }

  /** Reads one feature's sums from a slot into `binGradients`, `binHessians` and `binCounts`. */
  readFeature(slot: number, feature: number): void {
    const { featureCount, binCount } = this.shape;
    checkIndex('feature', 'readFeature', feature, featureCount);
    this.#kernel.unpackCells(
      this.#slotAddress('readFeature', slot) + feature * binCount * CELL_BYTES,
      binCount,
      this.#gradientUnit,
      this.#hessianUnit,
      this.#countBits,
      this.#layout.binGradients,
      this.#layout.binHessians,
      this.#layout.binCounts,
    );
  }

  /**
   * Moves the rows of a stretch whose bin of `feature` has a 1 in `goesLeft` to its front; both sides keep their order.
   *
   * @param goesLeft one entry per bin, 1 or 0
   * @returns how many went left
   */
  partition(feature: number, start: number, count: number, goesLeft: Uint8Array): number {
    const { rowCount, featureCount, binCount } = this.shape;
    checkIndex('feature', 'partition', feature, featureCount);
    this.#checkStretch('partition', start, count);
    if (goesLeft.length !== binCount) {
      throw new RangeError(`\`goesLeft\` of \`partition\` must have ${binCount} entries; got ${goesLeft.length}`);
    }
    for (let bin = 0; bin < binCount; bin++) this.#goesLeft[bin] = goesLeft[bin] === 0 ? 0 : 1;
    return this.#kernel.partition(
      this.#layout.binsByFeature + feature * rowCount,
      this.#layout.goesLeft,
      this.#layout.rows + start * 4,
      count,
      this.#layout.scratch,
    );
  }

  #checkStretch(caller: string, start: number, count: number): void {
    const { rowCount } = this.shape;
    if (
      !(Number.isInteger(start) && Number.isInteger(count) && start >= 0 && count >= 0 && start + count <= rowCount)
    ) {
      throw new RangeError(`\`start\` and \`count\` of \`${caller}\` must lie in the rows; got ${start} and ${count}`);
    }
  }

  #slotAddress(caller: string, slot: number): number {
    checkIndex('slot', caller, slot, this.shape.slotCount);
    return this.#layout.histograms + slot * this.shape.featureCount * this.shape.binCount * CELL_BYTES;
  }
}

type Layout = ReturnType<typeof layOut>;

/** Where everything lies in the kernel's memory, in bytes; each part starts at a multiple of 16. */
function layOut({ rowCount, featureCount, binCount, slotCount }: HistogramShape) {
  let byteLength = 0;
  const reserve = (bytes: number): number => {
    const address = byteLength;
    byteLength += Math.ceil(bytes / 16) * 16;
    return address;
  };
  const rowStride = Math.ceil(featureCount / 4) * 4;
  return {
    rowStride,
    goesLeft: reserve(256),
    binGradients: reserve(binCount * 8),
    binHessians: reserve(binCount * 8),
    binCounts: reserve(binCount * 8),
    histograms: reserve(slotCount * featureCount * binCount * CELL_BYTES),
    cells: reserve(rowCount * CELL_BYTES),
    gradients: reserve(rowCount * 8),
    hessians: reserve(rowCount * 8),
    rows: reserve(rowCount * 4),
    scratch: reserve(rowCount * 4),
    binsByRow: reserve(rowCount * rowStride),
    binsByFeature: reserve(rowCount * featureCount),
    byteLength,
  };
}

function checkShape(shape: HistogramShape): void {
  const limits = { rowCount: 2 ** 30, featureCount: 2 ** 20, binCount: 256, slotCount: 2 ** 20 };
  for (const [name, limit] of Object.entries(limits)) {
    const value = shape[name as keyof HistogramShape];
    if (!Number.isInteger(value) || value < 1 || value > limit) {
      throw new RangeError(
        `\`${name}\` of \`HistogramWorkspace\` must be a whole number in [1, ${limit}]; got ${value}`,
      );
    }
  }
  const { byteLength } = layOut(shape);
  if (byteLength > MEMORY_LIMIT_BYTES) {
    throw new RangeError(`a \`HistogramWorkspace\` must fit 4 GiB; this one needs ${byteLength} bytes`);
  }
}

function checkIndex(name: string, caller: string, index: number, limit: number): void {
  if (!Number.isInteger(index) || index < 0 || index >= limit) {
    throw new RangeError(`\`${name}\` of \`${caller}\` must be a whole number in [0, ${limit}); got ${index}`);
  }
}

/** The power of two so fine that `count` values up to `largest` sum to less than 2^bits units. */
function exactUnit(largest: number, count: number, bits: number): number {
  if (!(largest > 0)) return 1;
  if (!(largest < Infinity)) throw new RangeError(`gradients and hessians must be finite; got ${largest}`);
  const exponent = binaryExponent(largest) + 1 + (binaryExponent(count) + 1) - bits;
  return powerOfTwo(Math.max(-1000, Math.min(1000, exponent)));
}
