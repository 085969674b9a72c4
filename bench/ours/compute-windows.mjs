// Window features over payments in memory, sorted by customer and time: compute-windows.mjs <file> <rounds>; prints JSON.
// peers/windows_peers.py does the same for polars and the area's file for DuckDB: whatever is changed here is changed there.
import { createRequire } from 'node:module';
import { checkFeatureSet, computeSorted, planFeatures } from '@probity/features';

const { DuckDBInstance } = createRequire(new URL('../../packages/warehouse/package.json', import.meta.url))(
  '@duckdb/node-api',
);
const [file, rounds] = process.argv.slice(2);

const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
const connection = await instance.connect();
const result = await connection.stream(
  `SELECT customer, epoch_ms(moment)::DOUBLE, amount FROM read_parquet('${file}') ORDER BY customer, moment`,
);
const pieces = [];
let count = 0;
for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
  pieces.push([0, 1, 2].map((index) => chunk.getColumnVector(index).items));
  count += chunk.rowCount;
}
const codes = new Int32Array(count);
const at = new Float64Array(count);
const amount = new Float64Array(count);
let offset = 0;
for (const [customers, moments, amounts] of pieces.splice(0)) {
  codes.set(customers, offset);
  at.set(moments, offset);
  amount.set(amounts, offset);
  offset += customers.length;
}
connection.closeSync();
instance.closeSync();

const plan = planFeatures(
  checkFeatureSet({
    format: 'probity-features/1',
    name: 'windows',
    sources: [{ name: 'payments', columns: { customer: { kind: 'key' }, amount: { kind: 'number', decimals: 2 } } }],
    features: ['1h', '24h', '7d', '30d'].flatMap((window) => [
      { name: `sum_${window}`, entity: 'customer', aggregate: 'sum', of: 'amount', window },
      { name: `count_${window}`, entity: 'customer', aggregate: 'count', window },
    ]),
  }),
);
const levels = Array.from({ length: codes.at(-1) + 1 }, (_, code) => String(code));
const columns = { customer: { codes, levels }, amount };
let seconds = Number.POSITIVE_INFINITY;
let cpuSeconds = Number.POSITIVE_INFINITY;
let values;
for (let round = 0; round < Number(rounds); round++) {
  const started = performance.now();
  const before = process.cpuUsage();
  ({ values } = computeSorted(plan, 'customer', { count, at, columns }));
  const { user, system } = process.cpuUsage(before);
  seconds = Math.min(seconds, (performance.now() - started) / 1000);
  cpuSeconds = Math.min(cpuSeconds, (user + system) / 1e6);
}
const totals = values.map((column) => column.reduce((sum, value) => sum + value, 0));
process.stdout.write(JSON.stringify({ seconds, cpuSeconds, rows: count, totals }));
