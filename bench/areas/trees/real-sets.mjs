// Gradient boosting as each library comes, with no settings, on the real sets: seconds of a fit after a first one, and the quality reached.
import { median } from '../../programs.mjs';
import { failsBehind, interleave, ours, peers, seconds, THREADS } from './contenders.mjs';
import { findRealSet, foldsOf, realSetNames, writeRealSet } from './real-data.mjs';
import { dataSet } from './session.mjs';

const ROUNDS = 3;
const AUC_TOLERANCE = 0.002;
const wanted = { measure: 'ratio', floor: 1, goal: 1.3 };

export const figures = realSetNames.map((name) => ({
  name: `train-real-${name}`,
  measure: (options) => measureSet(name, options),
}));

async function measureSet(name, { quick, note }) {
  const set = findRealSet(name);
  if (set === undefined) {
    note(`  skipped: ${name} is not in the data folder`);
    return [];
  }
  const data = await dataSet(`real-${name}`, (place) => writeRealSet(place, set, quick));
  const folds = foldsOf(set, quick);
  const task = { kind: 'real', data, folds, threads: THREADS };
  const contenders = [ours(task), ...peers(['xgboost', 'lightgbm'], task, note)];
  const { results, load, rounds } = await interleave(
    contenders,
    quick ? 1 : ROUNDS,
    note,
    (result) =>
      `${seconds(median(result.seconds))} a fit (first ${seconds(result.firstSeconds)}), AUC ${mean(result.aucs).toFixed(4)}`,
  );
  const time = (label) => median(results.get(label).flatMap((result) => result.seconds));
  const quality = (label) => mean(results.get(label)[0].aucs);
  const tests =
    folds.length === 1 && set.isTested !== undefined
      ? 'later rows held out'
      : `mean of ${folds.length} of 5 folds${set.familyOf === undefined ? '' : ' of whole families'}`;
  const first = (label) => seconds(median(results.get(label).map((result) => result.firstSeconds)));
  const conditions = `default settings of each, ${THREADS} threads, a fit after a first one in the same process (first ${first('ours')}), median of ${rounds} interleaved rounds of ${folds.length} fits; AUC ${tests}; ${load}`;
  const row = { name: `train-real-${name}`, ours: time('ours'), higherIsBetter: false, unit: 's' };
  const auc = { name: `train-real-${name} rocAuc`, ours: quality('ours'), higherIsBetter: true, unit: 'ROC AUC' };
  const rivals = contenders.filter(({ library }) => library !== undefined).map(({ label }) => label);
  if (rivals.length === 0) return [row, auc].map((figure) => ({ ...figure, conditions }));
  const best = rivals.reduce((better, label) => (quality(label) > quality(better) ? label : better));
  const behind = quality(best) - quality('ours');
  return [
    ...rivals.map((peerName) => ({
      ...row,
      peer: time(peerName),
      peerName,
      wanted,
      conditions: `${conditions}; peer's first fit ${first(peerName)}`,
    })),
    {
      ...auc,
      peer: quality(best),
      peerName: `better of both: ${best}`,
      ...failsBehind(behind, AUC_TOLERANCE, quick),
      conditions: `${conditions}; ours ${behind > 0 ? 'below' : 'above'} the better peer by ${Math.abs(behind).toFixed(5)} (${rivals.map((label) => `${label} ${quality(label).toFixed(4)}`).join(', ')})`,
    },
  ];
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
