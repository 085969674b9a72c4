import { type LoadedKernel, MEMORY_LIMIT_BYTES, runTask } from '../wasm/load-kernel.js';
import { StretchAllocator } from './allocate-stretches.js';
import { FIRST_IMAGE_ADDRESS, JOB_ADDRESS, loadScoreKernel, type ScoreKernel } from './score-kernel.js';

const PAGE_BYTES = 65536;

/** How blocks are scored: an image for blocks by bits, an image for rows (linked) by walking. */
export type BlockTask = 'bits' | 'walk';
const TASKS: Readonly<Record<BlockTask, number>> = { bits: 1, walk: 2 };

/** What blocks of rows are scored with; addresses in bytes, each a multiple of 16. */
export interface BlockJob {
  readonly task: BlockTask;
  readonly model: number;
  /** Doubles: for each input of the model `blockCount` · 128 of them, `stride` bytes apart. */
  readonly values: number;
  readonly stride: number;
  readonly blockCount: number;
  /** Room for `blockCount` · 128 doubles. */
  readonly out: number;
  /** `scratchBytes` for each thread. */
  readonly scratch: number;
  readonly scratchBytes: number;
  readonly base: number;
}

/**
 * One memory that the images of many models share, growing as they come: a model takes what its image takes, and not a
 * memory of its own. Calls are synchronous and leave nothing behind, so models may be used in any order.
 */
export class ScoringMemory {
  readonly #kernel: LoadedKernel<ScoreKernel> = loadScoreKernel(PAGE_BYTES);
  readonly #stretches = new StretchAllocator();
  #byteLength = PAGE_BYTES;
  #buffer: ArrayBufferLike;
  /** All of it; another view after `take`. */
  doubles: Float64Array;
  bytes: Uint8Array;

  constructor() {
    this.#stretches.extend(FIRST_IMAGE_ADDRESS, PAGE_BYTES - FIRST_IMAGE_ADDRESS);
    this.#buffer = this.#kernel.memory;
    this.doubles = new Float64Array(this.#buffer);
    this.bytes = new Uint8Array(this.#buffer);
  }

  /** @returns the address of so many bytes, undefined where there is no memory for them */
  take(byteLength: number): number | undefined {
    const address = this.#stretches.take(byteLength);
    if (address !== undefined) return address;
    const pages = Math.ceil((byteLength + 16) / PAGE_BYTES);
    if (this.#byteLength + pages * PAGE_BYTES > MEMORY_LIMIT_BYTES || this.#kernel.exports.grow(pages) < 0)
      return undefined;
    this.#stretches.extend(this.#byteLength, pages * PAGE_BYTES);
    this.#byteLength += pages * PAGE_BYTES;
    this.#buffer = this.#kernel.memory;
    this.doubles = new Float64Array(this.#buffer);
    this.bytes = new Uint8Array(this.#buffer);
    return this.#stretches.take(byteLength);
  }

  /** Takes an image in. @returns its address, undefined where there is no memory for it */
  seat(image: Uint8Array): number | undefined {
    const address = this.take(image.length);
    if (address !== undefined) this.bytes.set(image, address);
    return address;
  }

  giveBack(address: number): void {
    this.#stretches.giveBack(address);
  }

  /** `base` plus the leaves of the row whose values stand at the image's input values. */
  scoreRow(model: number, base: number): number {
    return this.#kernel.exports.scoreRow(model, base);
  }

  scoreBlocks(job: BlockJob): void {
    runBlockJob(this.#kernel, job);
  }

  /** Bytes in use by images and data. */
  get takenBytes(): number {
    return this.#stretches.takenBytes;
  }
}

/** Scores blocks on all threads of a kernel. */
export function runBlockJob(kernel: LoadedKernel<ScoreKernel>, job: BlockJob): void {
  const words = new Uint32Array(kernel.memory, JOB_ADDRESS, 8);
  words.set([job.model, job.values, job.stride, job.blockCount, job.out, job.scratch, job.scratchBytes, 0]);
  new Float64Array(kernel.memory, JOB_ADDRESS + 32, 1)[0] = job.base;
  runTask(kernel, TASKS[job.task]);
}
