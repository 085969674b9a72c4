import {
  BLOCK_ROWS,
  type BlockTask,
  FIRST_IMAGE_ADDRESS,
  type KernelThreads,
  type LoadedKernel,
  loadScoreKernel,
  releaseKernel,
  runBlockJob,
  type ScoreKernel,
  type ScoringMemory,
} from '@probity/numerics';
import type { FeatureMatrix } from '../matrix/feature-matrix.js';
import type { BatchOptions } from '../model/model.js';

/** Values held in the kernel's memory at a time, in bytes: so memory does not grow with the rows. */
const STAGE_BYTES = 4 * 2 ** 20;
/** Sharing fewer rows takes longer than scoring them. */
const FEWEST_SHARED_ROWS = 4096;

/** An image in the shared memory, with how blocks are scored by it. */
export interface SeatedImage {
  readonly task: BlockTask;
  readonly address: number;
  readonly imageBytes: number;
  /** Bytes that each thread needs beside it. */
  readonly scratchBytes: number;
}

interface Place {
  readonly buffer: ArrayBufferLike;
  readonly values: number;
  readonly out: number;
  readonly stageRows: number;
}

/** The margins of all rows, by blocks of rows on as many threads as there are. */
export function scoreBlocks(
  memory: ScoringMemory,
  image: SeatedImage,
  features: Uint32Array,
  matrix: FeatureMatrix,
  base: number,
  { threads }: BatchOptions,
): Float64Array | undefined {
  if (threads !== undefined && threads.count > 1 && matrix.rowCount >= FEWEST_SHARED_ROWS) {
    const shared = loadShared(image, features.length, matrix.rowCount, threads);
    if (shared !== undefined) return scoreOnThreads(shared, memory, image, features, matrix, base);
  }
  const { stageRows, stageBytes } = planStage(features.length, matrix.rowCount);
  const start = memory.take(image.scratchBytes + stageBytes);
  if (start === undefined) return undefined;
  try {
    const values = start + image.scratchBytes;
    const place = { buffer: memory.bytes.buffer, values, out: values + stageRows * 8 * features.length, stageRows };
    return scoreStages(place, features, matrix, (blockCount) =>
      memory.scoreBlocks({
        ...{ task: image.task, model: image.address, values, stride: stageRows * 8, blockCount, out: place.out },
        ...{ scratch: start, scratchBytes: image.scratchBytes, base },
      }),
    );
  } finally {
    memory.giveBack(start);
  }
}

interface SharedPlace {
  readonly kernel: LoadedKernel<ScoreKernel>;
  readonly scratch: number;
  readonly values: number;
  readonly stageRows: number;
}

/** A memory shared with other threads, for one batch; undefined where there is none so large. */
function loadShared(
  image: SeatedImage,
  inputCount: number,
  rowCount: number,
  threads: KernelThreads,
): SharedPlace | undefined {
  const { stageRows, stageBytes } = planStage(inputCount, rowCount);
  const scratch = FIRST_IMAGE_ADDRESS + image.imageBytes;
  const values = scratch + threads.count * image.scratchBytes;
  try {
    return { kernel: loadScoreKernel(values + stageBytes, threads), scratch, values, stageRows };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function scoreOnThreads(
  { kernel, scratch, values, stageRows }: SharedPlace,
  memory: ScoringMemory,
  image: SeatedImage,
  features: Uint32Array,
  matrix: FeatureMatrix,
  base: number,
): Float64Array {
  try {
    new Uint8Array(kernel.memory).set(
      memory.bytes.subarray(image.address, image.address + image.imageBytes),
      FIRST_IMAGE_ADDRESS,
    );
    const place = { buffer: kernel.memory, values, out: values + stageRows * 8 * features.length, stageRows };
    return scoreStages(place, features, matrix, (blockCount) =>
      runBlockJob(kernel, {
        ...{ task: image.task, model: FIRST_IMAGE_ADDRESS, values, stride: stageRows * 8, blockCount, out: place.out },
        ...{ scratch, scratchBytes: image.scratchBytes, base },
      }),
    );
  } finally {
    releaseKernel(kernel);
  }
}

function planStage(inputCount: number, rowCount: number): { readonly stageRows: number; readonly stageBytes: number } {
  const most = Math.max(1, Math.floor(STAGE_BYTES / (8 * Math.max(1, inputCount) * BLOCK_ROWS)));
  const stageRows = Math.min(most, Math.ceil(rowCount / BLOCK_ROWS)) * BLOCK_ROWS;
  return { stageRows, stageBytes: stageRows * 8 * (inputCount + 1) };
}

/** Copies rows in and margins out, as many at a time as there is room for. */
function scoreStages(
  { buffer, values, out, stageRows }: Place,
  features: Uint32Array,
  { rowCount, columns }: FeatureMatrix,
  score: (blockCount: number) => void,
): Float64Array {
  const result = new Float64Array(rowCount);
  const stages = Array.from(
    features,
    (_, input) => new Float64Array(buffer, values + input * stageRows * 8, stageRows),
  );
  for (let start = 0; start < rowCount; start += stageRows) {
    const count = Math.min(stageRows, rowCount - start);
    for (const [input, feature] of features.entries())
      stages[input].set(columns[feature].subarray(start, start + count));
    score(Math.ceil(count / BLOCK_ROWS));
    result.set(new Float64Array(buffer, out, count), start);
  }
  return result;
}
