// A million customers and their 50 million payments: `probity customers` from two Parquet files to scores, anomalies and segments.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { probity, root, run } from '../../programs.mjs';

export async function measure({ quick, note }) {
  const [customers, rows] = quick ? [20_000, 1_000_000] : [1_000_000, 50_000_000];
  const bank = join(tmpdir(), 'probity-bench', `bank-${customers}-${rows}`);
  note(`  simulating ${customers} customers with ${rows} payments`);
  execFileSync(process.execPath, [join(root, 'bench/ours/write-bank.mjs'), bank, String(customers), String(rows)]);
  const folder = mkdtempSync(join(tmpdir(), 'probity-customers-'));
  try {
    const out = join(folder, 'customers.csv');
    const files = [join(bank, 'users.parquet'), join(bank, 'transactions.parquet')];
    const options = ['--json', '--workspace', join(folder, 'workspace'), '--out', out];
    const ran = await run(process.execPath, [probity, 'customers', ...files, ...options]);
    const { stdout, seconds, cpuSeconds, peakBytes } = ran;
    const answer = JSON.parse(stdout);
    const isWhole = answer.customers === customers && answer.read.transactionsUsed === rows;
    const segments = answer.segments.map(({ name, size }) => `${name}: ${size}`).join('; ');
    const conditions = `${customers} customers, ${rows} payments of 90 days, two Parquet files in, model registered and two CSVs out; ${cpuSeconds.toFixed(0)} s of processor; ${segments}; load average ${loadavg()[0].toFixed(1)}`;
    const failure = isWhole ? {} : { failure: `used ${answer.read.transactionsUsed} of ${rows} payments` };
    return [
      {
        name: 'customers-1m',
        ours: seconds / 60,
        unit: 'min',
        higherIsBetter: false,
        conditions,
        ...failure,
        ...(quick ? {} : { wanted: { measure: 'ours', floor: 5 } }),
      },
      {
        name: 'customers-1m-memory',
        ours: peakBytes / 2 ** 30,
        unit: 'GiB',
        higherIsBetter: false,
        conditions: 'peak resident memory of the command',
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
