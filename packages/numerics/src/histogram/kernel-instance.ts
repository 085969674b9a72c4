import { histogramWasm } from '../generated/histogram-wasm.js';

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

/** The part of the platform's WebAssembly used here; declared because pure packages see neither DOM nor Node types. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

const PAGE_BYTES = 65536;

let compiledKernel: object | undefined;

/** An instance of the kernel with a memory of its own, of at least `byteLength` bytes, all zero. */
export function instantiateHistogramKernel(byteLength: number): { kernel: HistogramKernel; memory: ArrayBuffer } {
  const { Module, Memory, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;
  compiledKernel ??= new Module(decodeBase64(histogramWasm));
  const memory = new Memory({ initial: Math.ceil(byteLength / PAGE_BYTES) });
  const instance = new Instance(compiledKernel, { env: { memory } });
  return { kernel: instance.exports as HistogramKernel, memory: memory.buffer };
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function decodeBase64(text: string): Uint8Array {
  const digits = text.replace(/=+$/, '');
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let bits = 0;
  let bitCount = 0;
  let length = 0;
  for (const digit of digits) {
    bits = ((bits << 6) | BASE64.indexOf(digit)) & 0xffff;
    bitCount += 6;
    if (bitCount >= 8) {
      bitCount -= 8;
      bytes[length++] = bits >>> bitCount;
    }
  }
  return bytes;
}
