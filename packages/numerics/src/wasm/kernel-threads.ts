import type { WasmMemory, WasmModule } from './wasm-api.js';

/**
 * Threads that kernels may use beside the caller's: a port, so that this package knows no platform.
 *
 * `@probity/threads` implements it with Node's worker threads. Where none are given, the caller's thread does all; results
 * are the same bytes either way.
 */
export interface KernelThreads {
  /** Threads that work together, the caller's among them: whole, ≥ 1. */
  readonly count: number;
  /**
   * Lets `count - 1` threads help a kernel: thread i (from 1) makes an instance of the module on the shared memory, then calls
   * its exports `awaitTask()`, `runPart(task, i)` and `finishTask()` in turn, until a task is 0: there is nothing to run then, but
   * that too is finished. Returns at once; does nothing when `count` is 1.
   *
   * A thread whose kernel breaks must store 1 in the 32-bit word at `FAILURE_ADDRESS` and notify `REMAINING_ADDRESS`.
   */
  serve(module: WasmModule, memory: WasmMemory): void;
}

/** Byte addresses in every kernel's memory; see kernels/parts/team.ts. */
export const FAILURE_ADDRESS = 192;
export const REMAINING_ADDRESS = 64;
