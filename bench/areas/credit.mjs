// Out-of-fold ROC AUC on real loan files through the command line, beside the usual Python models on five folds of the same rows.
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataFolder, findPeersPython, probity, root, run } from '../programs.mjs';

const sets = [
  {
    name: 'give_me_some_credit',
    file: 'give_me_some_credit/cs-training.csv.gz',
    target: 'SeriousDlqin2yrs',
    bad: '1',
    goal: 0.8645,
    seeds: [1],
  },
  {
    name: 'taiwan_credit_card',
    file: 'taiwan_credit_card/UCI_Credit_Card.csv.gz',
    target: 'default.payment.next.month',
    bad: '1',
    goal: 0.782,
    seeds: [1],
  },
  { name: 'hmeq', file: 'hmeq/hmeq.csv.gz', target: 'BAD', bad: '1', goal: 0.965, seeds: [1] },
  {
    name: 'german_credit',
    file: 'german_credit/german.data.gz',
    target: 'column_21',
    bad: '2',
    goal: 0.785,
    seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  },
];

export const figures = sets.map((set) => ({ name: set.name, measure: (options) => measure(set, options) }));

async function measure(set, { quick, note }) {
  const file = join(dataFolder, set.file);
  if (!existsSync(file)) {
    note(`  skipped: ${set.file} is not in the data folder`);
    return [];
  }
  const seeds = quick ? set.seeds.slice(0, 2) : set.seeds;
  const workspace = await mkdtemp(join(tmpdir(), 'probity-bench-'));
  const runs = [];
  try {
    for (const seed of seeds) {
      const args = [
        probity,
        'train',
        file,
        '--target',
        set.target,
        '--bad',
        set.bad,
        '--seed',
        String(seed),
        '--name',
        'bench',
        '--json',
        '--workspace',
        workspace,
      ];
      const { stdout, seconds, peakBytes } = await run(process.execPath, args);
      runs.push({ ...JSON.parse(stdout), wall: seconds, peakBytes });
      const { metrics, intervals, baselines, learner } = runs.at(-1);
      note(
        `  seed ${seed}: ${learner} ${metrics.rocAuc.toFixed(4)} [${intervals.rocAuc.map((end) => end.toFixed(4)).join(', ')}], logistic ${baselines.logistic.rocAuc.toFixed(4)}, dummy ${baselines.dummy.rocAuc.toFixed(4)}, ${seconds.toFixed(1)} s, ${(peakBytes / 1e6).toFixed(0)} MB`,
      );
    }
  } finally {
    await rm(workspace, { recursive: true, force: true });
  }
  const ours = mean(runs.map((result) => result.metrics.rocAuc));
  note(`  ${set.name}: ${ours.toFixed(4)}, goal ${set.goal}: ${ours >= set.goal ? 'reached' : 'MISSED'}`);
  const [first] = runs;
  const conditions = [
    `5-fold out-of-fold, ${runs[0].rows} rows, ${seeds.length === 1 ? `seed ${seeds[0]}` : `mean of seeds ${seeds[0]}–${seeds.at(-1)}`}`,
    `95 % interval${seeds.length === 1 ? '' : ` of seed ${seeds[0]}`} ${first.intervals.rocAuc.map((end) => end.toFixed(4)).join('–')}`,
    `logistic ${mean(runs.map((result) => result.baselines.logistic.rocAuc)).toFixed(4)}`,
    `dummy ${mean(runs.map((result) => result.baselines.dummy.rocAuc)).toFixed(4)}`,
    `goal ${set.goal}`,
    `${mean(runs.map((result) => result.wall)).toFixed(1)} s and ${(Math.max(...runs.map((result) => result.peakBytes)) / 1e6).toFixed(0)} MB per run, ingest and registration included`,
  ].join('; ');
  const peers = await measurePeers(set, file, seeds, note);
  const name = `${set.name} rocAuc`;
  if (peers.length === 0) return [{ name, ours, higherIsBetter: true, unit: 'ROC AUC', conditions }];
  return peers.map((peer) => ({
    name,
    ours,
    peer: peer.rocAuc,
    peerName: peer.name,
    higherIsBetter: true,
    unit: 'ROC AUC',
    conditions: `${conditions}; peer ${peer.seconds.toFixed(1)} s`,
  }));
}

async function measurePeers(set, file, seeds, note) {
  const python = findPeersPython();
  if (python === undefined) {
    note('  no peers: node bench/peers/install.mjs');
    return [];
  }
  const { stdout } = await run(python, [
    join(root, 'bench', 'peers', 'credit_peers.py'),
    file,
    set.target,
    set.bad,
    seeds.join(','),
  ]);
  return JSON.parse(stdout).peers;
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
