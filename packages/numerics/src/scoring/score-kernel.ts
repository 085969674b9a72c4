import { scoreWasm } from '../generated/score-wasm.js';
import type { KernelThreads } from '../wasm/kernel-threads.js';
import { type LoadedKernel, loadKernel, type TaskKernel } from '../wasm/load-kernel.js';

/** The functions of kernels/score.ts; addresses in bytes. */
export interface ScoreKernel extends TaskKernel {
  /** @returns -1 where there is no more memory */
  grow(pages: number): number;
  scoreRow(model: number, base: number): number;
}

/** Where tasks find their job. */
export const JOB_ADDRESS = 1024;
/** Images and data lie from here on. */
export const FIRST_IMAGE_ADDRESS = 2048;

/**
 * The kernels that score tree models, on a memory of so many bytes; `ScoringMemory` has one that grows.
 *
 * With threads call `releaseKernel` when done. Images are `@probity/learn`'s to write: the kernels trust what they find there.
 */
export function loadScoreKernel(byteLength: number, threads?: KernelThreads): LoadedKernel<ScoreKernel> {
  return loadKernel<ScoreKernel>(scoreWasm, byteLength, threads);
}
