// What one run of the area makes once and figures share: simulated rows on disk, and models of 500 trees of every library.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTreePeersPython, run } from '../../programs.mjs';
import { ours, peers, THREADS } from './contenders.mjs';
import { simulateOutliers, simulateRows } from './simulate.mjs';

let folder;
const made = new Map();

/** A folder that is gone when the program ends, however it ends. */
export function sessionFolder() {
  if (folder === undefined) {
    folder = mkdtempSync(join(tmpdir(), 'probity-bench-trees-'));
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  }
  return folder;
}

/** Makes a thing once. */
export function once(key, make) {
  if (!made.has(key)) made.set(key, make());
  return made.get(key);
}

/** A folder of its own for a data set, made once by `write(folder)`. */
export function dataSet(key, write) {
  return once(`data ${key}`, async () => {
    const place = join(sessionFolder(), key);
    mkdirSync(place);
    await write(place);
    return place;
  });
}

/** Simulated rows, the last `heldOut` of them for testing. */
export function simulated({ train, heldOut, features }) {
  return dataSet(`rows-${train}-${heldOut}-${features}`, (place) => simulateRows(place, train + heldOut, features));
}

export function outliers(rows, features) {
  return dataSet(`outliers-${rows}-${features}`, (place) => simulateOutliers(place, rows, features));
}

/** Rows that the models of 500 trees learn from, and rows to score. */
export const modelRows = {
  full: { train: 100_000, heldOut: 100_000, features: 28 },
  quick: { train: 30_000, heldOut: 20_000, features: 28 },
};

/**
 * Models of 500 trees, one of each library with equal settings on equal rows, as files.
 * @returns {{data: string, size: object, trees: number, models: Record<string, {path: string, leaves: number}>}}
 */
export function models(growth, { quick, note }) {
  return once(`models ${growth}`, async () => {
    const size = quick ? modelRows.quick : modelRows.full;
    const trees = 500;
    const data = await simulated(size);
    const result = {};
    for (const library of ['ours', ...(findTreePeersPython() === undefined ? [] : ['xgboost', 'lightgbm'])]) {
      const path = join(sessionFolder(), `${growth}-${library}.model`);
      const task = { kind: 'model', data, trainRows: size.train, rounds: trees, growth, threads: THREADS, path };
      const [{ program, args, env }] = library === 'ours' ? [ours(task)] : peers([library], task, note);
      const { stdout } = await run(program, args, { env: { ...process.env, ...env } });
      result[library] = { path, ...JSON.parse(stdout) };
      note(`  a model of ${trees} trees (${growth}) by ${library}: ${result[library].leaves} leaves`);
    }
    return { data, size, trees, models: result };
  });
}

/** The conditions that all figures on these models share. */
export function describeModels({ size, trees, models: made }, growth) {
  const leaves = Object.entries(made).map(([library, { leaves }]) => `${library} ${(leaves / trees).toFixed(0)}`);
  const shape = growth === 'depth6' ? 'depth 6' : '63 leaves';
  return `${trees} trees of ${shape} each learnt with equal settings on ${size.train} simulated rows × ${size.features} (leaves a tree: ${leaves.join(', ')})`;
}
