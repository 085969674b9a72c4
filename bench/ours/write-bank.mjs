// Usage: node write-bank.mjs <folder> <customers> <rows>: users.parquet and transactions.parquet of a simulated bank.

import { once } from 'node:events';
import { createWriteStream, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const { simulateTransactions, customerHead, customerLines, transactionCategories, transactionChannels } = await import(
  new URL('../../packages/simulation/dist/index.js', import.meta.url).href
);
const { DuckDBInstance } = createRequire(new URL('../../packages/warehouse/package.json', import.meta.url))(
  '@duckdb/node-api',
);
const [folder, customers, rows] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
mkdirSync(folder, { recursive: true });
const done = join(folder, 'transactions.parquet');
if (existsSync(done)) process.exit(0);

const world = simulateTransactions({ customers, rows, days: 90, seed: 1 });
const usersFile = join(folder, 'users.csv');
await writeLines(
  usersFile,
  (function* () {
    let lines = `${customerHead}\n`;
    for (const line of customerLines(world)) {
      lines += line;
      if (lines.length > 1 << 20) {
        yield lines;
        lines = '';
      }
    }
    yield lines;
  })(),
);
// Codes and cents: DuckDB turns them into names and money faster than strings are joined here.
const paymentsFile = join(folder, 'transactions.csv');
await writeLines(
  paymentsFile,
  (function* () {
    for (const batch of world.chunks(100_000)) {
      const lines = new Array(batch.count);
      for (let row = 0; row < batch.count; row++) {
        lines[row] =
          `${batch.number[row]},${batch.at[row]},${batch.customer[row]},${batch.merchant[row]},${batch.amountMinor[row]},${batch.category[row]},${batch.channel[row]}`;
      }
      yield `${lines.join('\n')}\n`;
    }
  })(),
);
const instance = await DuckDBInstance.create(':memory:', { threads: '2', memory_limit: '3GiB' });
const connection = await instance.connect();
await connection.run(`COPY (FROM read_csv('${usersFile}')) TO '${join(folder, 'users.parquet')}' (FORMAT parquet)`);
const names = (words) => `[${words.map((word) => `'${word}'`).join(', ')}]`;
await connection.run(`COPY (SELECT 'X' || lpad(number::VARCHAR, 8, '0') AS transaction_id, epoch_ms(moment) AS "at",
    'C' || lpad(customer::VARCHAR, 7, '0') AS customer, 'M' || lpad(merchant::VARCHAR, 7, '0') AS merchant, cents / 100.0::DOUBLE AS amount,
    ${names(transactionCategories)}[category + 1] AS category, ${names(transactionChannels)}[channel + 1] AS channel
  FROM read_csv('${paymentsFile}', header = false, columns = {number: 'BIGINT', moment: 'BIGINT', customer: 'INTEGER', merchant: 'INTEGER', cents: 'BIGINT', category: 'INTEGER', channel: 'INTEGER'}))
  TO '${done}.tmp' (FORMAT parquet, COMPRESSION zstd)`);
connection.closeSync();
instance.closeSync();
renameSync(`${done}.tmp`, done);
rmSync(paymentsFile);
rmSync(usersFile);

async function writeLines(file, pieces) {
  const stream = createWriteStream(file);
  for (const piece of pieces) if (!stream.write(piece)) await once(stream, 'drain');
  stream.end();
  await once(stream, 'close');
}
