import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { EventSource } from './event-source.js';
import type { Extent } from './extent-file.js';
import { type FeatureTask, runFeatureTask } from './feature-task.js';
import type { FeatureWorkerData } from './feature-worker.js';
import type { PartitionedEvents } from './partition-events.js';

/** Features on disk, by block of the output. */
export interface SpilledFeatures {
  readonly file: string;
  readonly extents: readonly Extent[];
  /** Position of each feature in the whole set. */
  readonly positions: readonly number[];
}

export interface ComputeSettings {
  readonly folder: string;
  readonly buckets: number;
  readonly blockRows: number;
  readonly threads: number;
  readonly signal: AbortSignal | undefined;
  /** Called after each bucket. @throws CANCELLED */
  readonly checkpoint: () => void;
}

/** Computes the features of each entity key in turn, its buckets on threads of their own. */
export async function computeParts(
  source: EventSource,
  partitions: readonly PartitionedEvents[],
  settings: ComputeSettings,
): Promise<readonly SpilledFeatures[]> {
  const spilled: SpilledFeatures[] = [];
  for (const [index, { part, file, types, extents }] of partitions.entries()) {
    const levels: Record<string, readonly string[]> = {};
    for (const name of part.textColumns) levels[name] = (await source.columns[name]?.readLevels()) ?? [];
    const layout = {
      ...{ hasKnownAt: source.knownAt !== undefined, hasIds: source.repeatedId !== undefined },
      ...{ columns: part.columns, levels },
    };
    const tasks: FeatureTask[] = Array.from({ length: settings.threads }, (_, thread) => ({
      ...{ set: part.set, replaySet: part.replaySet, layout, file, types, extents, blockRows: settings.blockRows },
      target: join(settings.folder, `features-${index}-${thread}.spill`),
    }));
    const found =
      settings.threads === 1
        ? [await computeHere(tasks[0] as FeatureTask, settings)]
        : await computeOnThreads(tasks, settings);
    for (const [thread, list] of found.entries())
      spilled.push({ file: (tasks[thread] as FeatureTask).target, extents: list, positions: part.positions });
  }
  return spilled;
}

async function computeHere(task: FeatureTask, { buckets, checkpoint }: ComputeSettings): Promise<readonly Extent[]> {
  let next = 0;
  return await runFeatureTask(task, async () => {
    // Lets an abort be heard.
    await setImmediate();
    if (next > 0) checkpoint();
    return next < buckets ? next++ : undefined;
  });
}

async function computeOnThreads(tasks: readonly FeatureTask[], settings: ComputeSettings): Promise<Extent[][]> {
  const counter = new Int32Array(new SharedArrayBuffer(4));
  const workers: Worker[] = [];
  try {
    return await Promise.all(tasks.map((task) => computeOnThread(task, counter, workers, settings)));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function computeOnThread(
  task: FeatureTask,
  counter: Int32Array<SharedArrayBuffer>,
  workers: Worker[],
  { buckets, signal, checkpoint }: ComputeSettings,
): Promise<Extent[]> {
  return new Promise((resolve, reject) => {
    const data: FeatureWorkerData = { task, buckets, counter };
    // Without the program's own options: a loader for sources would not fit the built file.
    const worker = new Worker(workerFile(), { workerData: data, execArgv: [] });
    workers.push(worker);
    const stop = () => {
      try {
        checkpoint();
      } catch (error) {
        reject(error);
      }
    };
    signal?.addEventListener('abort', stop, { once: true });
    worker.on('message', (message: { bucket?: number; extents?: Extent[] }) => {
      if (message.extents !== undefined) resolve(message.extents);
      else stop();
    });
    worker.on('error', reject);
    worker.on('exit', (code) => reject(new Error(`a feature thread ended with ${code}`)));
  });
}

/** The built file: Node cannot run the source, which is what tests import. */
function workerFile(): URL {
  const isSource = import.meta.url.endsWith('.ts');
  return new URL(isSource ? '../../dist/features/feature-worker.js' : './feature-worker.js', import.meta.url);
}
