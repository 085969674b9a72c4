// Who takes part, each in a fresh process, and how their rounds become figures.
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { findTreePeersPython, median, root, run } from '../../programs.mjs';

const OURS = join(root, 'bench', 'ours', 'measure-trees.mjs');
const PEERS = join(root, 'bench', 'peers', 'trees_peers.py');
const libraryNames = { xgboost: 'XGBoost', lightgbm: 'LightGBM', sklearn: 'scikit-learn', shap: 'shap' };

/** Threads of the figures that are quoted. */
export const THREADS = 2;

/** Our side of a task, in a process of its own. */
export function ours(task, label = 'ours') {
  return { label, program: process.execPath, args: [OURS, JSON.stringify(task)], env: {} };
}

/** How a library is called in the table. */
export function nameOf(library) {
  return libraryNames[library];
}

/** A peer's side of the same task; none when the peers are not installed. */
export function peers(libraries, task, note) {
  const python = findTreePeersPython();
  if (python === undefined) {
    note('  no peers: node bench/peers/install.mjs');
    return [];
  }
  return libraries.map((library) => ({
    label: peerLabel(library, task.threads),
    library,
    program: python,
    args: [PEERS, JSON.stringify({ ...task, library })],
    env: { OMP_NUM_THREADS: String(task.threads), OPENBLAS_NUM_THREADS: '1' },
  }));
}

export function peerLabel(library, threads) {
  return `${libraryNames[library]}, ${threads} thread${threads === 1 ? '' : 's'}`;
}

/**
 * Every contender once a round, another one first each time: what the machine does meanwhile falls on all alike.
 * The programs are told the round (BENCH_ROUND), since `bins` of a task may hold a number for each.
 * @returns results by label, in rounds; and the load average before and after
 */
export async function interleave(contenders, rounds, note, describe) {
  const before = loadavg()[0];
  if (before > availableParallelism() / 4)
    note(`  the machine is busy (load ${before.toFixed(1)}): do not quote, above all not 2 threads`);
  const results = new Map(contenders.map(({ label }) => [label, []]));
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const { label, program, args, env } = contenders[(round + turn) % contenders.length];
      const { stdout } = await run(program, args, { env: { ...process.env, ...env, BENCH_ROUND: String(round) } });
      const result = JSON.parse(stdout);
      results.get(label).push(result);
      note(`  ${rounds === 1 ? '' : `round ${round + 1} `}${label}: ${describe(result)}`);
    }
  }
  const waiting = process.env.OMP_WAIT_POLICY === undefined ? '' : `, OMP_WAIT_POLICY ${process.env.OMP_WAIT_POLICY}`;
  return {
    results,
    rounds,
    load: `load average ${before.toFixed(1)} before, ${loadavg()[0].toFixed(1)} after${waiting}`,
  };
}

/** The mean of a key over the rounds of a contender. */
export function mean(results, key) {
  return results.reduce((sum, result) => sum + result[key], 0) / results.length;
}

/** The middle of a key over the rounds of a contender. */
export function middle(results, key) {
  return median(results.map((result) => result[key]));
}

export function spread(results, key) {
  const values = results.map((result) => result[key]);
  return `${Math.min(...values).toPrecision(4)}–${Math.max(...values).toPrecision(4)}`;
}

export function seconds(value) {
  return `${value.toPrecision(3)} s`;
}

/** Peak memory of the process, and what of it is neither the raw data nor the program as it stood before it read the data. */
export function memory(results) {
  const peak = Math.max(...results.map(({ peakBytes }) => peakBytes));
  return `${(peak / 1e6).toFixed(0)} MB, ${(beyondRaw(results) / 1e6).toFixed(0)} MB beside program and raw data`;
}

export function beyondRaw(results) {
  return Math.max(...results.map(({ peakBytes, baseBytes, rawBytes }) => peakBytes - baseBytes - rawBytes));
}

/** Marks a figure whose quality lies further behind than allowed; a quick run has too few rows to tell. */
export function failsBehind(behind, tolerance, quick) {
  return behind > tolerance && !quick ? { failure: `AUC is ${behind.toFixed(4)} behind; ${tolerance} is allowed` } : {};
}
