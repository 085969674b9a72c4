// Scoring with models of 500 trees: one row at a time in the same process, and a hundred thousand rows at once.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { findTreePeersPython, root, run } from '../../programs.mjs';
import { interleave, middle, nameOf, ours, peerLabel, peers, spread, THREADS } from './contenders.mjs';
import { describeModels, models, once, sessionFolder } from './session.mjs';

const SINGLES = 5000;
const ROUNDS = 5;
const rowsWanted = {
  depth6: { measure: 'ours', floor: 6, goal: 4 },
  leaf63: { measure: 'ours', floor: 12, goal: 8 },
};
const batchWanted = { measure: 'ratio', floor: 2, goal: 3 };

export const figures = [
  ...Object.keys(rowsWanted).map((growth) => ({
    name: `row-${growth}`,
    measure: (options) => measureSingles(growth, options),
  })),
  { name: 'batch-100k', measure: measureBatches },
];

async function measureSingles(growth, { quick, note }) {
  const made = await models(growth, { quick, note });
  const task = { kind: 'rows', data: made.data, trainRows: made.size.train, count: SINGLES, threads: 1 };
  const contenders = [
    ours({ ...task, path: made.models.ours.path }),
    ...(await nativeRows(growth, made, task, note)),
    ...(made.models.xgboost === undefined
      ? []
      : peers(['xgboost'], { ...task, path: made.models.xgboost.path }, note).map((peer) => ({
          ...peer,
          label: 'XGBoost inplace_predict in Python, 1 thread',
        }))),
  ];
  const { results, load, rounds } = await interleave(
    contenders,
    quick ? 1 : ROUNDS,
    note,
    ({ microseconds, p99 }) => `${microseconds.toFixed(2)} µs (p99 ${p99.toFixed(2)})`,
  );
  const own = results.get('ours');
  const conditions = `${describeModels(made, growth)}; the middle of ${SINGLES} calls one by one, clock included, every row scored before; ours p99 ${middle(own, 'p99').toFixed(2)} µs, ${spread(own, 'microseconds')} in ${rounds} interleaved rounds`;
  const row = {
    name: `row-${growth}`,
    ours: middle(own, 'microseconds'),
    higherIsBetter: false,
    unit: 'µs',
    wanted: rowsWanted[growth],
  };
  const rivals = [...results].filter(([label]) => label !== 'ours');
  if (rivals.length === 0) return [{ ...row, conditions: `${conditions}; ${load}` }];
  return rivals.map(([peerName, theirs]) => ({
    ...row,
    peer: middle(theirs, 'microseconds'),
    peerName,
    conditions: `${conditions}; peer p99 ${middle(theirs, 'p99').toFixed(2)} µs, ${spread(theirs, 'microseconds')}; ${load}`,
  }));
}

/** The peers' C functions, called by a C program of ours; none where there is no C compiler. */
async function nativeRows(growth, made, task, note) {
  const python = findTreePeersPython();
  const driver = python === undefined ? undefined : once('driver', () => compileDriver(note));
  if (driver === undefined) return [];
  const names = { xgboost: 'XGBoosterPredictFromDense', lightgbm: 'LGBM_BoosterPredictForMatSingleRowFast' };
  return Promise.all(
    Object.entries(names).map(async ([library, name]) => {
      const rowsPath = join(sessionFolder(), `${growth}-${library}.rows`);
      const [{ program, args }] = peers([library], { ...task, kind: 'native-rows', rowsPath }, note);
      const { libraryPath, columns } = JSON.parse((await run(program, args)).stdout);
      const numbers = [columns, SINGLES, 1].map(String);
      return {
        label: `${peerLabel(library, 1).split(',')[0]} ${name} in C, 1 thread`,
        program: driver,
        args: [library, libraryPath, made.models[library].path, rowsPath, ...numbers],
        env: { OMP_NUM_THREADS: '1' },
      };
    }),
  );
}

function compileDriver(note) {
  const program = join(sessionFolder(), 'single_rows');
  const source = join(root, 'bench', 'peers', 'single_rows.c');
  const { status, error, stderr } = spawnSync('cc', ['-O2', '-o', program, source, '-ldl'], { encoding: 'utf8' });
  if (status === 0) return program;
  note(`  no rows of the peers' C functions: ${error?.message ?? stderr}`);
  return undefined;
}

async function measureBatches(options) {
  const rows = [];
  for (const growth of Object.keys(rowsWanted)) {
    const made = await models(growth, options);
    for (const threads of options.quick ? [THREADS] : [THREADS, 1])
      rows.push(...(await measureBatch(growth, made, threads, options)));
  }
  return rows;
}

async function measureBatch(growth, made, threads, { quick, note }) {
  const task = { kind: 'batch', data: made.data, trainRows: made.size.train, threads };
  const rivals = Object.keys(made.models).filter((library) => library !== 'ours');
  const contenders = [
    ours({ ...task, path: made.models.ours.path }),
    ...rivals.flatMap((library) => {
      const { path } = made.models[library];
      return [ours({ ...task, path, isForeign: true }, library), ...peers([library], { ...task, path }, note)];
    }),
  ];
  const { results, load, rounds } = await interleave(
    contenders,
    quick ? 1 : ROUNDS,
    note,
    ({ seconds, firstSeconds }) =>
      `${(seconds * 1000).toFixed(0)} ms (first call ${(firstSeconds * 1000).toFixed(0)} ms)`,
  );
  const own = results.get('ours');
  const perRow = (list, key) => (middle(list, key) / made.size.heldOut) * 1e6;
  const conditions = `${made.size.heldOut} rows, ${threads} thread${threads === 1 ? '' : 's'}, ${describeModels(made, growth)}; quickest of five calls after a first one, median of ${rounds} interleaved rounds; first call ${perRow(own, 'firstSeconds').toFixed(2)} µs/row`;
  const row = {
    name: `batch-100k ${growth}${threads === THREADS ? '' : ' (1 thread)'}`,
    ours: perRow(own, 'seconds'),
    higherIsBetter: false,
    unit: 'µs/row',
  };
  if (rivals.length === 0) return [{ ...row, conditions: `${conditions}; ${load}` }];
  return rivals.flatMap((library) => {
    const theirs = results.get(peerLabel(library, threads));
    const compared = {
      ...row,
      peer: perRow(theirs, 'seconds'),
      peerName: peerLabel(library, threads),
      ...(threads === THREADS ? { wanted: batchWanted } : {}),
      conditions: `${conditions}, peer ${perRow(theirs, 'firstSeconds').toFixed(2)}; ${load}`,
    };
    const imported = {
      name: `${row.name}, ${nameOf(library)}'s own model`,
      ours: perRow(results.get(library), 'seconds'),
    };
    return [compared, { ...compared, ...imported }];
  });
}
