// Exact Shapley values of models of 500 trees: ten thousand rows at once, and one row.
import { interleave, middle, nameOf, ours, peers, seconds, spread, THREADS } from './contenders.mjs';
import { describeModels, models } from './session.mjs';

const ROUNDS = 3;
const growths = ['depth6', 'leaf63'];
const batchWanted = { measure: 'ratio', floor: 5, goal: 10 };
const rowWanted = { measure: 'ours', floor: 400, goal: 150 };

export const figures = [
  { name: 'shap-10k', measure: (options) => forEachGrowth(measureBatch, options) },
  { name: 'shap-row', measure: (options) => forEachGrowth(measureRow, options) },
];

async function forEachGrowth(measure, options) {
  const rows = [];
  for (const growth of growths) rows.push(...(await measure(growth, await models(growth, options), options)));
  return rows;
}

async function measureBatch(growth, made, { quick, note }) {
  const rows = quick ? 1000 : 10_000;
  const peerRows = { xgboost: quick ? 500 : 4000, lightgbm: quick ? 500 : 4000, shap: quick ? 100 : 500 };
  const task = { kind: 'shap', data: made.data, trainRows: made.size.train, rows, threads: THREADS };
  const contenders = contendersOf(made, task, note, (library) => ({ peerRows: peerRows[library] }));
  const { results, load, rounds } = await interleave(
    contenders,
    quick ? 1 : ROUNDS,
    note,
    ({ seconds: taken }) => `${seconds(taken)} for ${rows} rows`,
  );
  const perRow = (list) => (middle(list, 'seconds') / rows) * 1e6;
  const conditions = `${rows} rows, ${THREADS} threads, ${describeModels(made, growth)}; ours cold, tables included, sums checked; median of ${rounds} interleaved rounds`;
  return tabulate(contenders, results, {
    row: { name: `shap-10k ${growth}`, higherIsBetter: false, unit: 'µs/row' },
    of: perRow,
    wanted: (library) => (library === 'lightgbm' ? {} : { wanted: batchWanted }),
    conditions: (library, own) =>
      `${conditions}; ours ${spread(own, 'seconds')} s${library === undefined ? '' : `, peer timed on ${peerRows[library]} rows and scaled`}${library === 'shap' ? ', shap.TreeExplainer on one thread of its own' : ''}; ${load}`,
  });
}

async function measureRow(growth, made, { quick, note }) {
  const task = { kind: 'shap-row', data: made.data, trainRows: made.size.train, threads: 1 };
  const counts = { ours: 1000, xgboost: 200, lightgbm: 200, shap: quick ? 20 : 50 };
  const contenders = contendersOf(made, task, note, (library) => ({ count: counts[library] })).filter(
    ({ library }) => library !== 'shap',
  );
  const { results, load, rounds } = await interleave(
    contenders,
    quick ? 1 : ROUNDS,
    note,
    ({ microseconds, p99 }) => `${microseconds.toFixed(0)} µs (p99 ${p99.toFixed(0)})`,
  );
  const of = (list) => middle(list, 'microseconds');
  return tabulate(contenders, results, {
    row: { name: `shap-row ${growth}`, higherIsBetter: false, unit: 'µs' },
    of,
    wanted: () => ({ wanted: rowWanted }),
    conditions: (library, own) =>
      `one row a call, 1 thread, ${describeModels(made, growth)}; the middle of ${counts.ours} calls after as many, no tables of many rows; ours first call of all ${middle(own, 'firstMicroseconds').toFixed(0)} µs, p99 ${middle(own, 'p99').toFixed(0)}${library === undefined ? '' : `; peer through Python, ${counts[library]} calls`}; median of ${rounds} interleaved rounds; ${load}`,
  });
}

/**
 * Ours on our model, and beside each library on that library's own, taken in: both then explain the very same trees. shap explains
 * XGBoost's.
 */
function contendersOf(made, task, note, extra) {
  const own = ours({ ...task, ...extra('ours'), path: made.models.ours.path });
  if (made.models.xgboost === undefined) return [own];
  const rivals = ['xgboost', 'lightgbm', 'shap'].map((library) => {
    const { path } = made.models[library === 'shap' ? 'xgboost' : library];
    const [peer] = peers([library], { ...task, ...extra(library), path }, note);
    return library === 'shap' ? { ...peer, label: "shap.TreeExplainer on XGBoost's model" } : peer;
  });
  const taken = ['xgboost', 'lightgbm'].map((library) =>
    ours({ ...task, ...extra('ours'), path: made.models[library].path, isForeign: true }, library),
  );
  return [own, ...taken, ...rivals];
}

function tabulate(contenders, results, { row, of, wanted, conditions }) {
  const rivals = contenders.filter(({ library }) => library !== undefined);
  const own = results.get('ours');
  const alone = { ...row, name: `${row.name}, our own model`, ours: of(own), conditions: conditions(undefined, own) };
  return [
    { ...alone, ...(rivals.length === 0 || row.unit === 'µs' ? wanted('ours') : {}) },
    ...rivals.map(({ label, library }) => {
      const same = library === 'lightgbm' ? 'lightgbm' : 'xgboost';
      return {
        ...row,
        name: `${row.name}, ${nameOf(same)}'s model`,
        ours: of(results.get(same)),
        peer: of(results.get(label)),
        peerName: label,
        ...wanted(library),
        conditions: conditions(library, results.get(same)),
      };
    }),
  ];
}
