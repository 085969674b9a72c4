// How benchmarks run other programs: ours and the peers', with time and peak memory.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
export const probity = join(root, 'apps', 'cli', 'bin', 'probity.js');
export const dataFolder = process.env.PROBITY_DATA ?? join(root, '..', 'shared', 'data');

const peersPython = process.env.PROBITY_PEERS_PYTHON ?? join(root, 'bench', '.peers', 'bin', 'python');
const treePeersPython = process.env.PROBITY_PEERS_PYTHON ?? join(root, 'bench', '.peers-trees', 'bin', 'python');
const SAMPLE_MS = 50;

/** The Python that has the peers, or undefined when they are not installed. */
export function findPeersPython() {
  return existsSync(peersPython) ? peersPython : undefined;
}

/** The Python that has the current releases of the libraries of trees, or undefined when they are not installed. */
export function findTreePeersPython() {
  return existsSync(treePeersPython) ? treePeersPython : undefined;
}

/**
 * Runs a program to its end. Processor time and peak memory are as last sampled (Linux; else 0).
 * @returns {{stdout: string, seconds: number, cpuSeconds: number, peakBytes: number}}
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let stdout = '';
    let stderr = '';
    let peakBytes = 0;
    let cpuSeconds = 0;
    child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
    const sampling = setInterval(() => {
      peakBytes = Math.max(peakBytes, peakOf(child.pid));
      cpuSeconds = Math.max(cpuSeconds, processorTimeOf(child.pid));
    }, SAMPLE_MS);
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(sampling);
      const seconds = (performance.now() - started) / 1000;
      if (code === 0) resolve({ stdout, seconds, cpuSeconds, peakBytes });
      else reject(new Error(`${command} ${args[0]} exited ${code}: ${stderr.slice(-2000)}`));
    });
  });
}

/** The kernel's own high-water mark, where there is one (Linux). */
function peakOf(pid) {
  try {
    const kilobytes = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kilobytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** User and system time so far, all threads, in seconds (Linux counts in hundredths). */
function processorTimeOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The value below which this share of the sample lies. */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}
