// Gradient boosting beside LightGBM and XGBoost at equal settings on the same seeded rows: speed, memory, and the quality reached.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from '@probity/numerics';
import { findPeersPython, median, root, run } from '../programs.mjs';

const FEATURES = 28;
const sizes = {
  full: { train: 200_000, heldOut: 50_000, rounds: 5 },
  quick: { train: 20_000, heldOut: 5_000, rounds: 2 },
};
/** Equal for all; no early stopping, every row and feature for every tree. */
const settings = {
  rounds: 100,
  leaves: 31,
  learningRate: 0.1,
  bins: 254,
  l2: 1,
  minChildWeight: 1,
  singleRows: 5000,
  shapRows: 500,
};
const peers = [
  { name: 'LightGBM, 1 thread', library: 'lightgbm', threads: 1 },
  { name: 'LightGBM, 2 threads', library: 'lightgbm', threads: 2 },
  { name: 'XGBoost, 1 thread', library: 'xgboost', threads: 1 },
  { name: 'XGBoost, 2 threads', library: 'xgboost', threads: 2 },
];
const measurements = [
  { name: 'train', key: 'train', unit: 's', higherIsBetter: false },
  { name: 'single-row margin', key: 'single', unit: 'µs', higherIsBetter: false },
  { name: 'batch margins', key: 'batch', unit: 'µs/row', higherIsBetter: false },
  { name: 'SHAP', key: 'shap', unit: 'µs/row', higherIsBetter: false },
  { name: 'held-out rocAuc', key: 'auc', unit: 'ROC AUC', higherIsBetter: true },
];

// All five come out of the same processes, so whichever is asked for first measures for the others too.
let measuring;
export const figures = measurements.map((measurement) => ({
  name: measurement.name,
  measure: async (options) => {
    measuring ??= measureContenders(options);
    return tabulate(measurement, await measuring);
  },
}));

async function measureContenders({ quick, note }) {
  const size = quick ? sizes.quick : sizes.full;
  const loads = [loadavg()];
  if (loads[0][0] > availableParallelism() / 4)
    note('  the machine is busy: do not quote, above all not the rows of 2 threads');
  const python = findPeersPython();
  if (python === undefined) note('  no peers: node bench/peers/install.mjs');
  const folder = await mkdtemp(join(tmpdir(), 'probity-bench-'));
  try {
    const file = join(folder, 'rows.bin');
    await writeFile(file, simulateRows(size.train + size.heldOut));
    const shared = [file, size.train, size.heldOut, FEATURES, JSON.stringify(settings)].map(String);
    const contenders = [
      { name: 'ours', program: process.execPath, args: [join(root, 'bench', 'ours', 'measure-learn.mjs'), ...shared] },
      ...(python === undefined ? [] : peers).map(({ name, library, threads }) => ({
        name,
        program: python,
        args: [join(root, 'bench', 'peers', 'learn_peers.py'), ...shared, library, String(threads)],
        env: { OMP_NUM_THREADS: String(threads), OPENBLAS_NUM_THREADS: '1' },
      })),
    ];
    const rounds = await interleave(contenders, size.rounds, note);
    return { size, rounds, loads: [...loads, loadavg()] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Every contender once a round, another one first each time: what the machine does meanwhile falls on all alike. */
async function interleave(contenders, rounds, note) {
  const results = new Map(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const { name, program, args, env } = contenders[(round + turn) % contenders.length];
      const { stdout, peakBytes } = await run(program, args, { env: { ...process.env, ...env } });
      const result = { ...JSON.parse(stdout), peakBytes };
      if (result.trees !== settings.rounds) throw new Error(`${name} grew ${result.trees} trees`);
      results.get(name).push(result);
      note(`  round ${round + 1} ${name}: trained in ${result.train.toFixed(2)} s, AUC ${result.auc.toFixed(4)}`);
    }
  }
  return results;
}

function tabulate({ name, key, unit, higherIsBetter }, { size, rounds, loads }) {
  const ours = rounds.get('ours');
  const middle = (results, of) => median(results.map((result) => result[of]));
  const memory = (results) => `${(Math.max(...results.map(({ peakBytes }) => peakBytes)) / 1e6).toFixed(0)} MB`;
  const conditions = [
    `${size.train} rows × ${FEATURES} simulated features, ${size.heldOut} held out`,
    `${settings.rounds} trees of ${settings.leaves} leaves, learning rate ${settings.learningRate}, ${settings.bins} bins, no early stopping`,
    `ours on 1 thread`,
    `median of ${size.rounds} interleaved rounds`,
    `ours ${spread(ours, key)}`,
    `peak memory of the process: ours ${memory(ours)}`,
  ].join('; ');
  const [before, after] = loads.map(([lastMinute]) => lastMinute.toFixed(1));
  const waiting = process.env.OMP_WAIT_POLICY === undefined ? '' : `, OMP_WAIT_POLICY ${process.env.OMP_WAIT_POLICY}`;
  const load = `load average ${before} before, ${after} after${waiting}`;
  const row = { name: `boosting ${name}`, ours: middle(ours, key), higherIsBetter, unit };
  const others = [...rounds].filter(([contender]) => contender !== 'ours');
  if (others.length === 0) return [{ ...row, conditions: `${conditions}; ${load}` }];
  return others.flatMap(([peerName, results]) =>
    [
      { of: key, peerName: key === 'single' || key === 'batch' ? `${peerName} (Python)` : peerName },
      ...(key === 'single' && results[0].singleFast !== undefined
        ? [{ of: 'singleFast', peerName: `${peerName} (C function for single rows)` }]
        : []),
    ].map((column) => ({
      ...row,
      peer: middle(results, column.of),
      peerName: column.peerName,
      conditions: `${conditions}, peer ${memory(results)}; peer ${spread(results, column.of)}; ${load}`,
    })),
  );
}

function spread(results, key) {
  const values = results.map((result) => result[key]);
  return `${Math.min(...values).toPrecision(4)}–${Math.max(...values).toPrecision(4)}`;
}

/**
 * Rows like a loan file's: skewed amounts, counts, few-valued codes, noise, missing values; about one in six is bad, by thresholds and
 * interactions. Column by column as float64 that float32 holds exactly, then one byte of label a row.
 */
function simulateRows(rowCount) {
  const random = createRandom(20_260_101);
  const columns = new Float64Array(rowCount * FEATURES);
  const labels = new Uint8Array(rowCount);
  const row = new Float64Array(FEATURES);
  for (let index = 0; index < rowCount; index++) {
    const common = random.nextNormal();
    for (let feature = 0; feature < FEATURES; feature++) row[feature] = drawValue(feature, common, random);
    const margin =
      -2.4 +
      0.8 * row[8] +
      (row[0] > 3 ? -0.7 : 0) +
      0.25 * Math.min(row[12], 4) +
      (row[9] > 0.5 && row[16] >= 3 ? 1.1 : 0) +
      0.6 * Math.tanh(row[10] * row[11]) +
      0.3 * Math.sin(2 * row[13]) -
      0.2 * Math.log1p(row[1]) +
      (row[17] === 2 ? 0.8 : 0);
    labels[index] = random.nextFloat() < 1 / (1 + Math.exp(-margin)) ? 1 : 0;
    for (let feature = 0; feature < FEATURES; feature++) {
      const missing = feature % 4 === 0 && random.nextFloat() < 0.05;
      columns[feature * rowCount + index] = missing ? Number.NaN : Math.fround(row[feature]);
    }
  }
  return Buffer.concat([Buffer.from(columns.buffer), labels]);
}

function drawValue(feature, common, random) {
  if (feature < 8) return Math.exp(0.5 * common + 0.8 * random.nextNormal());
  if (feature < 12) return 0.4 * common + 0.9 * random.nextNormal();
  if (feature < 16) return Math.floor(-2 * Math.log(1 - random.nextFloat()));
  if (feature < 20) return random.nextUint32Below(5);
  return random.nextNormal();
}
