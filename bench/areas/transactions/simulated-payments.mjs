// Simulated payments as Parquet, written by SQL: the same file for the same number of rows on every machine.
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const { DuckDBInstance } = createRequire(new URL('../../../packages/warehouse/package.json', import.meta.url))(
  '@duckdb/node-api',
);

/** A file of that many payments over a year, in order of time; kept for the next run. Customers have 100 payments on average. */
export async function simulatedPayments(rows) {
  const folder = join(tmpdir(), 'probity-bench');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `payments-${rows}.parquet`);
  if (existsSync(file)) return file;
  const customers = Math.max(1, Math.round(rows / 100));
  const terminals = Math.max(1, Math.round(rows / 400));
  const step = Math.floor((365 * 86_400_000) / rows);
  const instance = await DuckDBInstance.create(':memory:', { threads: '2', memory_limit: '3GiB' });
  const connection = await instance.connect();
  // Hashes of the row stand for chance. Activity is uneven: a square makes some customers and terminals busier.
  await connection.run(`COPY (
    SELECT (${customers} * pow((hash(i) % 1000003) / 1000003.0, 1.5))::INTEGER AS customer,
      (${terminals} * pow((hash(i * 7 + 1) % 1000003) / 1000003.0, 2))::INTEGER AS terminal,
      (100 + hash(i * 3 + 5) % 20000 + CASE WHEN hash(i * 11 + 2) % 50 = 0 THEN hash(i * 13 + 3) % 200000 ELSE 0 END) / 100.0::DOUBLE AS amount,
      epoch_ms(1704067200000 + i * ${step} + (hash(i * 17 + 4) % ${Math.max(1, step)})::BIGINT) AS moment
    FROM range(${rows}) AS rows(i)
  ) TO '${file}.tmp' (FORMAT parquet, COMPRESSION zstd)`);
  connection.closeSync();
  instance.closeSync();
  renameSync(`${file}.tmp`, file);
  return file;
}

/** Twenty window features of customers and terminals. */
export const twentyFeatures = {
  format: 'probity-features/1',
  name: 'bench',
  sources: [
    {
      name: 'payments',
      columns: { customer: { kind: 'key' }, terminal: { kind: 'key' }, amount: { kind: 'number', decimals: 2 } },
    },
  ],
  features: ['customer', 'terminal'].flatMap((entity) => [
    ...['1h', '24h', '7d', '30d'].flatMap((window) => [
      { name: `${entity}_count_${window}`, entity, aggregate: 'count', window },
      { name: `${entity}_sum_${window}`, entity, aggregate: 'sum', of: 'amount', window },
    ]),
    { name: `${entity}_mean_30d`, entity, aggregate: 'mean', of: 'amount', window: '30d' },
    {
      name: `${entity}_distinct_30d`,
      ...{ entity, aggregate: 'distinct', of: entity === 'customer' ? 'terminal' : 'customer', window: '30d' },
    },
  ]),
};
