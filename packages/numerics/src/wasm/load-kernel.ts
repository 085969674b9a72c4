import { decodeBase64 } from './decode-base64.js';
import type { KernelThreads } from './kernel-threads.js';
import { shareMemory } from './share-memory.js';
import { type WasmMemory, type WasmModule, wasm } from './wasm-api.js';

/** First address a kernel's data may use; below lies what its threads agree by. */
export const FIRST_DATA_ADDRESS = 1024;
/** What one memory holds at most: 4 GiB less a page. */
export const MEMORY_LIMIT_BYTES = 2 ** 32 - 2 ** 16;
const PAGE_BYTES = 2 ** 16;
const MOST_PAGES = 2 ** 16;

/** What every kernel with tasks exports beside its own functions; see kernels/parts/team.ts. */
export interface TaskKernel {
  startTask(task: number, helperCount: number): void;
  runPart(task: number, thread: number): void;
  /** 0 when a helper broke. */
  awaitHelpers(): number;
}

/** A kernel on a memory of its own. */
export interface LoadedKernel<Exports> {
  readonly exports: Exports;
  /** All zero at first. A kernel that lets its memory grow leaves older buffers empty. */
  readonly memory: ArrayBuffer | SharedArrayBuffer;
  /** Threads that run its tasks. */
  readonly threadCount: number;
}

const modules = new Map<string, { plain?: WasmModule; shared?: WasmModule }>();

/**
 * An instance of a kernel with a memory of its own.
 *
 * With threads the memory is shared and they begin to serve: call `releaseKernel` when done, or they wait for ever.
 * @param base64 the compiled kernel, as in src/generated
 * @param byteLength size of the memory, at most `MEMORY_LIMIT_BYTES`
 * @throws RangeError when the memory cannot be had
 */
export function loadKernel<Exports>(
  base64: string,
  byteLength: number,
  threads?: KernelThreads,
): LoadedKernel<Exports> {
  const isShared = threads !== undefined && threads.count > 1;
  const module = compile(base64, isShared);
  const initial = Math.max(1, Math.ceil(byteLength / PAGE_BYTES));
  const memory: WasmMemory = new wasm.Memory({ initial, maximum: isShared ? initial : MOST_PAGES, shared: isShared });
  const { exports } = new wasm.Instance(module, { env: { memory } });
  if (isShared) threads.serve(module, memory);
  return {
    exports: exports as Exports,
    // Asked for anew each time: a memory that grows gets another buffer.
    get memory() {
      return memory.buffer;
    },
    threadCount: isShared ? threads.count : 1,
  };
}

/** Runs a task of a kernel on all its threads. @throws Error when a thread broke: the memory is then worthless */
export function runTask({ exports, threadCount }: LoadedKernel<TaskKernel>, task: number): void {
  if (threadCount === 1) {
    exports.runPart(task, 0);
    return;
  }
  exports.startTask(task, threadCount - 1);
  exports.runPart(task, 0);
  if (exports.awaitHelpers() === 0) throw new Error(`a thread broke in task ${task} of a kernel`);
}

/** Lets a kernel's threads go; nothing happens without threads. The memory stays readable. */
export function releaseKernel({ exports, threadCount }: LoadedKernel<TaskKernel>): void {
  if (threadCount === 1) return;
  exports.startTask(STOP_TASK, threadCount - 1);
  exports.awaitHelpers();
}

const STOP_TASK = 0;

function compile(base64: string, isShared: boolean): WasmModule {
  const known = modules.get(base64) ?? {};
  modules.set(base64, known);
  if (isShared) {
    known.shared ??= new wasm.Module(shareMemory(decodeBase64(base64)));
    return known.shared;
  }
  known.plain ??= new wasm.Module(decodeBase64(base64));
  return known.plain;
}
