// Time and memory as the tasks report them; peers/trees_peers.py reports the same.
import { readFileSync } from 'node:fs';

/** @returns the result of the work, its wall seconds and the processor seconds of all threads */
export function timed(work) {
  const processor = process.cpuUsage();
  const started = performance.now();
  const result = work();
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(processor);
  return { result, seconds, cpuSeconds: (user + system) / 1e6 };
}

/** The most memory this process has ever held (Linux's own high-water mark; elsewhere what it holds now). */
export function peakBytes() {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
  } catch {
    return process.memoryUsage.rss();
  }
}

/** Microseconds of each call work(0) … work(count - 1), after as many to warm up: the middle and the 99th hundredth. */
export function eachMicroseconds(work, count) {
  for (let index = 0; index < count; index++) work(index);
  const times = new Float64Array(count);
  for (let index = 0; index < count; index++) {
    const started = performance.now();
    work(index);
    times[index] = performance.now() - started;
  }
  times.sort();
  return { microseconds: times[count >> 1] * 1000, p99: times[Math.floor(0.99 * count)] * 1000 };
}
