// Eight window features (four windows, sum and count) at every payment, in memory and in process, beside DuckDB's windows and polars.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { simulatedPayments } from './simulated-payments.mjs';

const { DuckDBInstance } = createRequire(new URL('../../../packages/warehouse/package.json', import.meta.url))(
  '@duckdb/node-api',
);
const local = (path) => fileURLToPath(new URL(path, import.meta.url));
const python = process.env.PROBITY_PEERS_PYTHON ?? local('../../.peers-transactions/bin/python');

export async function measure({ quick, note }) {
  const rows = quick ? 2_000_000 : 20_000_000;
  const rounds = quick ? 3 : 5;
  const file = await simulatedPayments(rows);
  const run = (program, ...args) => JSON.parse(execFileSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 26 }));
  note('  ours');
  const ours = run(process.execPath, local('../../ours/compute-windows.mjs'), file, rounds);
  note('  DuckDB');
  const peers = [['DuckDB SQL windows', await duckdbWindows(file, rounds)]];
  if (existsSync(python)) {
    note('  polars');
    const polars = run(python, local('../../peers/windows_peers.py'), file, rounds);
    peers.push([`polars ${polars.version}`, polars]);
  } else note('  polars is not installed: node bench/peers/install.mjs peers-transactions');
  return peers.map(([peerName, peer]) => {
    // Float sums of a peer may differ in the last digits; another window would differ in the first.
    const differs = ours.totals.some((total, index) => Math.abs(total - peer.totals[index]) > 1e-9 * Math.abs(total));
    return {
      name: peerName.startsWith('polars') ? 'window-rows-per-second-polars' : 'window-rows-per-second',
      ...{ ours: ours.rows / ours.seconds, peer: peer.rows / peer.seconds, peerName },
      ...{ unit: 'rows/s', higherIsBetter: true, wanted: { measure: 'ours', goal: 5e6 } },
      conditions: `${rows} rows in memory sorted by customer and time, 4 windows x sum and count, the best of ${rounds} rounds; ours on one thread (${(ours.rows / ours.cpuSeconds / 1e6).toFixed(1)} M rows a second of processor), the peer on two`,
      ...(differs ? { failure: `the totals differ: ${ours.totals} against ${peer.totals}` } : {}),
    };
  });
}

async function duckdbWindows(file, rounds) {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  await connection.run(
    `CREATE TABLE payments AS SELECT customer, moment, round(amount * 100)::BIGINT AS cents FROM read_parquet('${file}') ORDER BY customer, moment`,
  );
  const lengths = ['1 HOUR', '24 HOUR', '7 DAY', '30 DAY'];
  const names = lengths.map((_, index) => `w${index}`);
  // [t - length, t): the frame ends a microsecond, the smallest step of a timestamp, before the row's own moment.
  const frames = lengths.map(
    (length, index) =>
      `${names[index]} AS (PARTITION BY customer ORDER BY moment RANGE BETWEEN INTERVAL ${length} PRECEDING AND INTERVAL 1 MICROSECOND PRECEDING)`,
  );
  const list = names.flatMap((name, index) => [
    `coalesce(sum(cents) OVER ${name}, 0) AS s${index}`,
    `count(*) OVER ${name} AS c${index}`,
  ]);
  let seconds = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    await connection.run(
      `CREATE OR REPLACE TABLE features AS SELECT ${list.join(', ')} FROM payments WINDOW ${frames.join(', ')}`,
    );
    seconds = Math.min(seconds, (performance.now() - started) / 1000);
  }
  const sums = names.flatMap((_, index) => [`(sum(s${index}) / 100)::DOUBLE`, `sum(c${index})::DOUBLE`]);
  const [totals] = await (await connection.run(`SELECT count(*)::DOUBLE, ${sums.join(', ')} FROM features`)).getRows();
  connection.closeSync();
  instance.closeSync();
  const [rows, ...rest] = totals;
  return { seconds, rows, totals: rest };
}
