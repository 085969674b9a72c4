// Random forest and isolation forest beside scikit-learn's.
import { failsBehind, interleave, middle, ours, peers, seconds, spread, THREADS } from './contenders.mjs';
import { findRealSet, writeRealSet } from './real-data.mjs';
import { dataSet, outliers, simulated } from './session.mjs';

const ROUNDS = 3;
/** Few trees of few rows: between seeds the quality of an isolation forest differs by more than that of a forest. */
const AUC_TOLERANCES = { 'forest-150k': 0.002, 'isolation-100k': 0.01 };
const wanted = { measure: 'ratio', floor: 2, goal: 4 };

export const figures = [
  { name: 'forest-150k', measure: measureForest },
  { name: 'isolation-100k', measure: measureIsolation },
];

async function measureForest({ quick, note }) {
  const [trees, minLeaf] = [quick ? 50 : 500, 5];
  const real = findRealSet('give_me_some_credit');
  const data =
    real === undefined
      ? await simulated({ train: 150_000, heldOut: 0, features: 10 })
      : await dataSet('real-give_me_some_credit', (place) => writeRealSet(place, real, false));
  const featureShare = 0.316; // 3 of 10: the root, as is usual.
  const task = { kind: 'forest', data, trees, minLeaf, featureShare, threads: THREADS };
  const contenders = [ours(task), ...peers(['sklearn'], { ...task, hasQuality: true }, note)];
  const { results, load, rounds } = await interleave(contenders, quick ? 1 : ROUNDS, note, describe);
  const conditions = `${trees} trees on 150000 rows × 10 ${real === undefined ? 'simulated' : 'of give_me_some_credit'}, leaves of ${minLeaf} rows or more, 3 features a split, rows drawn with replacement, ${THREADS} threads, binning included, our time with the out-of-bag quality and scikit-learn's without; median of ${rounds} interleaved rounds; ${load}`;
  return compare('forest-150k', 'out-of-bag rocAuc', results, conditions, quick);
}

async function measureIsolation({ quick, note }) {
  const rows = 100_000;
  const task = { kind: 'isolation', data: await outliers(rows, 20), trees: 100, samples: 256, threads: THREADS };
  const { results, load, rounds } = await interleave(
    [ours(task), ...peers(['sklearn'], task, note)],
    quick ? 1 : ROUNDS,
    note,
    describe,
  );
  const parts = [...results].map(
    ([label, list]) =>
      `${label}: fit ${seconds(middle(list, 'fitSeconds'))}, score ${seconds(middle(list, 'scoreSeconds'))}`,
  );
  const conditions = `${rows} rows × 20 simulated, one in a hundred far out, fit and score all, 100 trees of 256 rows, ${THREADS} threads; ${parts.join('; ')}; median of ${rounds} interleaved rounds; ${load}`;
  return compare('isolation-100k', 'rocAuc of planted outliers', results, conditions, quick);
}

function describe({ seconds: taken, cpuSeconds, auc }) {
  return `${seconds(taken)} (${seconds(cpuSeconds)} of processor), AUC ${auc.toFixed(4)}`;
}

function compare(name, quality, results, conditions, quick) {
  const own = results.get('ours');
  const [peerName, theirs] = [...results].find(([label]) => label !== 'ours') ?? [];
  const row = { name, ours: middle(own, 'seconds'), higherIsBetter: false, unit: 's' };
  const auc = {
    name: `${name} ${quality}`,
    ours: middle(own, 'auc'),
    higherIsBetter: true,
    unit: 'ROC AUC',
    conditions,
  };
  if (theirs === undefined) return [{ ...row, conditions }, auc];
  const peerAuc = middle(theirs, 'auc');
  const behind = peerAuc - auc.ours;
  return [
    {
      ...row,
      peer: middle(theirs, 'seconds'),
      peerName,
      wanted,
      conditions: `${conditions}; ours ${spread(own, 'seconds')}, peer ${spread(theirs, 'seconds')}`,
    },
    {
      ...auc,
      peer: peerAuc,
      peerName,
      ...failsBehind(behind, AUC_TOLERANCES[name], quick),
    },
  ];
}
