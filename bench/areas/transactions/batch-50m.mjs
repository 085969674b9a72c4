// 50 M payments, 20 window features at every one, Parquet to Parquet; with --quick 2 M.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { simulatedPayments, twentyFeatures } from './simulated-payments.mjs';

const program = fileURLToPath(new URL('../../ours/compute-feature-file.mjs', import.meta.url));

export async function measure({ quick, note }) {
  const rows = quick ? 2_000_000 : 50_000_000;
  note(`  writing ${rows} payments`);
  const input = await simulatedPayments(rows);
  const folder = mkdtempSync(join(tmpdir(), 'probity-batch-'));
  try {
    const set = join(folder, 'set.json');
    const output = join(folder, 'features.parquet');
    writeFileSync(set, JSON.stringify(twentyFeatures));
    const { seconds, cpuSeconds, peakMib, marks } = JSON.parse(
      execFileSync(process.execPath, [program, input, output, set, '2'], { encoding: 'utf8' }),
    );
    const parts = marks.map(([what, at]) => `${what} from ${at.toFixed(0)} s`).join(', ');
    const conditions = `${rows} rows, 20 features, 2 threads; ${seconds.toFixed(1)} s (${parts}), ${cpuSeconds.toFixed(0)} s of processor, ${(statSync(output).size / 2 ** 20).toFixed(0)} MiB written`;
    return [
      {
        name: 'batch-50m',
        ours: seconds / 60,
        unit: 'min',
        higherIsBetter: false,
        conditions,
        ...(quick ? {} : { wanted: { goal: 4 } }),
      },
      {
        name: 'batch-50m-memory',
        ours: peakMib / 1024,
        unit: 'GiB',
        higherIsBetter: false,
        conditions: 'peak resident memory of the same run',
        wanted: { goal: 8 },
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
