// Out-of-fold ROC AUC on real loan files through the command line, beside the usual Python models on five folds of the same rows.
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { dataFolder, findPeersPython, probity, root, run } from '../programs.mjs';

const sets = [
  {
    name: 'give_me_some_credit',
    file: 'give_me_some_credit/cs-training.csv.gz',
    target: 'SeriousDlqin2yrs',
    bad: '1',
    goal: 0.8655,
    seeds: [1],
  },
  {
    name: 'taiwan_credit_card',
    file: 'taiwan_credit_card/UCI_Credit_Card.csv.gz',
    target: 'default.payment.next.month',
    bad: '1',
    goal: 0.783,
    seeds: [1],
  },
  { name: 'hmeq', file: 'hmeq/hmeq.csv.gz', target: 'BAD', bad: '1', goal: 0.97, seeds: [1] },
  {
    name: 'german_credit',
    file: 'german_credit/german.data.gz',
    target: 'column_21',
    bad: '2',
    goal: 0.79,
    seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  },
  {
    // Trained on January to May, tested on June to December. The id, the month (it decides the split) and a second copy
    // of the grade are left out; every other column is known when the loan is granted.
    name: 'lendingclub_2018',
    file: 'lendingclub_2018/lendingclub_2018.csv.gz',
    target: 'loan_status',
    bad: '1',
    goal: 0.73,
    seeds: [1],
    exclude: ['id', 'issue_d', 'grade.1'],
    lastTrainingMonth: 5,
  },
  {
    // The lender's own judgement left out: its grades, and the instalment, which tells the interest rate.
    name: 'lendingclub_2018 without grade',
    file: 'lendingclub_2018/lendingclub_2018.csv.gz',
    target: 'loan_status',
    bad: '1',
    goal: 0.715,
    seeds: [1],
    exclude: ['id', 'issue_d', 'grade.1', 'grade', 'sub_grade', 'installment'],
    lastTrainingMonth: 5,
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
    const files =
      set.lastTrainingMonth === undefined ? [file] : await splitByMonth(file, set.lastTrainingMonth, workspace);
    for (const seed of seeds) {
      const args = [probity, 'train', files[0], '--target', set.target, '--bad', set.bad, '--seed', String(seed)];
      if (files[1] !== undefined) args.push('--test', files[1]);
      if (set.exclude !== undefined) args.push('--exclude', set.exclude.join(','));
      args.push('--learner', 'stacking', '--name', 'bench', '--json', '--workspace', workspace);
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
  const isTested = set.lastTrainingMonth !== undefined;
  const conditions = [
    isTested
      ? `stacking trained on ${first.rows} rows of January to month ${set.lastTrainingMonth}, ${first.split}`
      : `stacking, 5-fold out-of-fold, ${first.rows} rows`,
    seeds.length === 1 ? `seed ${seeds[0]}` : `mean of seeds ${seeds[0]}–${seeds.at(-1)}`,
    `95 % interval${seeds.length === 1 ? '' : ` of seed ${seeds[0]}`} ${first.intervals.rocAuc.map((end) => end.toFixed(4)).join('–')}`,
    `logistic ${mean(runs.map((result) => result.baselines.logistic.rocAuc)).toFixed(4)}`,
    `dummy ${mean(runs.map((result) => result.baselines.dummy.rocAuc)).toFixed(4)}`,
    `goal ${set.goal}`,
    `${mean(runs.map((result) => result.wall)).toFixed(1)} s and ${(Math.max(...runs.map((result) => result.peakBytes)) / 1e6).toFixed(0)} MB per run, ingest and registration included`,
  ].join('; ');
  // The peers' script knows folds only.
  const peers = isTested ? [] : await measurePeers(set, file, seeds, note);
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

/** Writes the rows up to a month and those after it as two files, lines as they are. */
async function splitByMonth(file, lastTrainingMonth, folder) {
  const [head, ...lines] = gunzipSync(await readFile(file))
    .toString('utf8')
    .trimEnd()
    .split('\n');
  const monthOf = (line) => {
    const month = /^"?\d+"?,"?2018\/(\d+)\/1"?,/.exec(line)?.[1];
    if (month === undefined) throw new Error(`no month in the line that begins ${line.slice(0, 40)}`);
    return Number(month);
  };
  const isTraining = lines.map((line) => monthOf(line) <= lastTrainingMonth);
  const paths = [join(folder, 'train.csv'), join(folder, 'test.csv')];
  await writeFile(paths[0], [head, ...lines.filter((_, index) => isTraining[index]), ''].join('\n'));
  await writeFile(paths[1], [head, ...lines.filter((_, index) => !isTraining[index]), ''].join('\n'));
  return paths;
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
