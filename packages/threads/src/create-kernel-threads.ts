import { Worker } from 'node:worker_threads';
import type { KernelThreads } from '@probity/numerics';
import { countFreeCores } from './count-free-cores.js';
import { BUSY, READY, STATE_BYTES, workerSource } from './worker-source.js';

/** Settings of `createKernelThreads`. */
export interface ThreadSettings {
  /** Threads that work together, the caller's among them, in [1, 256]; default: as many as cores are free now. */
  readonly count?: number;
}

/** Threads with an end. */
export interface OwnedThreads extends KernelThreads {
  /** Ends the workers. Not needed for the process to end: idle workers do not keep it alive. */
  close(): Promise<void>;
}

/** A worker keeps the memory it served until its next collection: after so large a one it is better gone. */
const LARGE_MEMORY_BYTES = 256 * 2 ** 20;

/** A machine so slow that a worker takes longer has no use for more threads. */
const START_LIMIT_MS = 30_000;

interface Helper {
  readonly worker: Worker;
  readonly state: Int32Array<SharedArrayBuffer>;
  readonly isLeaving: boolean;
}

/**
 * Worker threads for kernels, started when first needed and used again after.
 *
 * Cost: about 15 ms for each new worker, 0.1 ms for one used again. Idle workers sleep and do not keep the process alive.
 * @throws RangeError for a count out of range
 * @example
 * const threads = createKernelThreads({ count: 2 });
 * fitGradientBoosting({}, data, { seed: 1, threads });
 */
export function createKernelThreads(settings: ThreadSettings = {}): OwnedThreads {
  const count = settings.count ?? countFreeCores();
  if (!Number.isInteger(count) || count < 1 || count > 256) {
    throw new RangeError(`\`count\` of \`createKernelThreads\` must be a whole number in [1, 256]; got ${count}`);
  }
  const helpers: Helper[] = [];
  return {
    count,
    serve(module, memory) {
      const isLarge = memory.buffer.byteLength > LARGE_MEMORY_BYTES;
      const serving: Helper[] = [];
      for (let thread = 1; thread < count; thread++) {
        const idle = helpers.findIndex(({ state, isLeaving }) => !isLeaving && Atomics.load(state, BUSY) === 0);
        const helper = idle >= 0 ? helpers.splice(idle, 1)[0] : undefined;
        const { worker, state } = helper ?? startHelper();
        const taken = { worker, state, isLeaving: isLarge };
        helpers.push(taken);
        serving.push(taken);
        if (isLarge) worker.once('exit', () => helpers.splice(helpers.indexOf(taken), 1));
        Atomics.store(state, BUSY, 1);
        worker.postMessage({ module, memory, thread, isLast: isLarge });
      }
      // They come up side by side; a kernel whose thread never came would wait for ever.
      for (const { state } of serving) {
        if (Atomics.wait(state, READY, 0, START_LIMIT_MS) === 'timed-out')
          throw new Error('a worker thread did not start');
      }
    },
    async close() {
      await Promise.all(helpers.splice(0).map(({ worker }) => worker.terminate()));
    },
  };
}

function startHelper(): { worker: Worker; state: Int32Array<SharedArrayBuffer> } {
  const state = new Int32Array(new SharedArrayBuffer(STATE_BYTES));
  // Without the program's own options: a loader or another kind of module would not fit this source.
  const worker = new Worker(workerSource, { eval: true, workerData: state.buffer, execArgv: [] });
  worker.unref();
  return { worker, state };
}
