import { histogramWasm } from '../generated/histogram-wasm.js';
import { loadKernel } from '../wasm/load-kernel.js';

/** The functions of kernels/histogram.ts; addresses and counts in bytes and elements as there. */
export interface HistogramKernel {
  packGradients(
    gradients: number,
    hessians: number,
    cells: number,
    rowCount: number,
    gradientScale: number,
    hessianScale: number,
    countBits: number,
  ): void;
  accumulate(
    binsByRow: number,
    rowStride: number,
    featureCount: number,
    rows: number,
    rowCount: number,
    cells: number,
    histogram: number,
    binCount: number,
  ): void;
  subtract(histogram: number, other: number, cellCount: number): void;
  unpackCells(
    cells: number,
    cellCount: number,
    gradientUnit: number,
    hessianUnit: number,
    countBits: number,
    gradients: number,
    hessians: number,
    counts: number,
  ): void;
  partition(bins: number, goesLeft: number, rows: number, rowCount: number, scratch: number): number;
}

/** An instance of the kernel with a memory of its own, of at least `byteLength` bytes, all zero. */
export function instantiateHistogramKernel(byteLength: number): { kernel: HistogramKernel; memory: ArrayBuffer } {
  const { exports, memory } = loadKernel<HistogramKernel>(histogramWasm, byteLength);
  return { kernel: exports, memory: memory as ArrayBuffer };
}
