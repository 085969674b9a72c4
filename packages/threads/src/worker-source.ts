import { FAILURE_ADDRESS, REMAINING_ADDRESS } from '@probity/numerics';

/** Words that a worker and its owner share: whether it is at work, and whether it has come up. */
export const BUSY = 0;
export const READY = 1;
export const STATE_BYTES = 8;

/**
 * What a worker runs: for each message it serves one kernel until that is released. A text rather than a file, so that it runs
 * from sources, from the build and from a bundle alike.
 */
export const workerSource = `
const { parentPort, workerData } = require('node:worker_threads');
const state = new Int32Array(workerData);
parentPort.on('message', ({ module, memory, thread, isLast }) => {
  try {
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    for (let task = -1; task !== 0; ) {
      task = exports.awaitTask();
      if (task !== 0) exports.runPart(task, thread);
      exports.finishTask();
    }
  } catch (error) {
    const words = new Int32Array(memory.buffer);
    Atomics.store(words, ${FAILURE_ADDRESS / 4}, 1);
    Atomics.notify(words, ${REMAINING_ADDRESS / 4});
  }
  if (isLast) process.exit();
  Atomics.store(state, ${BUSY}, 0);
});
Atomics.store(state, ${READY}, 1);
Atomics.notify(state, ${READY});
`;
