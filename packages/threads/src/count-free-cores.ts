import { availableParallelism, cpus } from 'node:os';

const SAMPLE_MS = 40;

/**
 * Cores that are idle just now, at least 1: what may be used without taking from others.
 *
 * Looks at the processor times of a short moment, during which the caller sleeps; a load average would still count what this
 * process itself did before. Cost: 40 ms.
 */
export function countFreeCores(): number {
  const most = availableParallelism();
  if (most === 1) return 1;
  const before = processorTimes();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, SAMPLE_MS);
  const after = processorTimes();
  const passed = after.total - before.total;
  if (!(passed > 0)) return most;
  const idleCores = ((after.idle - before.idle) / passed) * after.cores;
  return Math.max(1, Math.min(most, Math.round(idleCores)));
}

function processorTimes(): { idle: number; total: number; cores: number } {
  let idle = 0;
  let total = 0;
  const cores = cpus();
  for (const { times } of cores) {
    idle += times.idle;
    total += times.user + times.nice + times.sys + times.irq + times.idle;
  }
  return { idle, total, cores: cores.length };
}
