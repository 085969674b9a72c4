// Computes buckets of events on a thread of its own; which ones it learns from a counter that all threads share.
import { parentPort, workerData } from 'node:worker_threads';
import { type FeatureTask, runFeatureTask } from './feature-task.js';

/** What the thread is started with. */
export interface FeatureWorkerData {
  readonly task: FeatureTask;
  readonly buckets: number;
  /** The next bucket; beyond the last there is none, and none after an abort. */
  readonly counter: Int32Array<SharedArrayBuffer>;
}

const { task, buckets, counter } = workerData as FeatureWorkerData;
const extents = await runFeatureTask(task, () => {
  const bucket = Atomics.add(counter, 0, 1);
  parentPort?.postMessage({ bucket });
  return bucket < buckets ? bucket : undefined;
});
parentPort?.postMessage({ extents });
