import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runJson, runProbity, temporaryFolder } from './run-probity.js';

const example = fileURLToPath(new URL('../../../examples/features-from-history/', import.meta.url));
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const at = (name: string) => join(folder.path, name);

beforeAll(async () => {
  folder = await temporaryFolder();
  const { makePayments } = (await import(join(example, 'make-payments.mjs'))) as { makePayments: () => string[] };
  await writeFile(at('payments.csv'), `${makePayments().join('\n')}\n`);
});
afterAll(() => folder.remove());

describe('probity features', () => {
  it('proposes what the payments were made with, and writes a set that compute takes', async () => {
    const proposal = await runJson<{
      map: Record<string, string>;
      measure: string;
      judged: { name: string; kept: boolean; title: string; reason: string }[];
    }>(['features', 'propose', 'payments.csv', '--most', '6', '--out', 'proposed.json'], { cwd: folder.path });
    expect(proposal.map).toMatchObject({ customer: 'customer_id', merchant: 'merchant_id', fraud: 'is_fraud' });
    expect(proposal.judged[0]).toMatchObject({ kept: true, name: expect.stringMatching(/^merchant_fraud_/) });
    expect(proposal.judged.filter(({ kept }) => kept)).toHaveLength(6);
    const computed = await runJson<{ rows: number; features: string[] }>(
      ['features', 'compute', 'payments.csv', '--features', 'proposed.json', '--out', 'proposed.parquet'],
      { cwd: folder.path },
    );
    expect(computed).toMatchObject({ rows: 9_000, rowsQuarantined: 0 });
    expect(computed.features).toHaveLength(6);
    expect((await readFile(at('proposed.parquet'))).toString('latin1', 0, 4)).toBe('PAR1');
  }, 120_000);

  it('says in words what a set means, and which entry is wrong', async () => {
    const { stdout } = await runProbity(['features', 'check', join(example, 'features.json')], { cwd: folder.path });
    expect(stdout).toContain('spend at new merchants, last 7 days, against own 30-day habit');
    const set = JSON.parse(await readFile(join(example, 'features.json'), 'utf8')) as {
      features: { window: string }[];
    };
    (set.features[1] as { window: string }).window = 'a week';
    await writeFile(at('wrong.json'), JSON.stringify(set));
    const wrong = await runProbity(['features', 'check', 'wrong.json'], { cwd: folder.path });
    expect(wrong.code).toBe(3);
    expect(wrong.stderr).toMatch(/FEATURES_INVALID[\s\S]*features\[1\]\.window/);
  }, 60_000);

  it('builds a training set as of the rows of a table of labels', async () => {
    const rows = [
      'customer_id,merchant_id,asked,good',
      'C1,S1,2024-01-01 00:00:00,1',
      'C1,S1,2024-03-01 12:00:00,0',
      'nobody,S2,2024-03-01 12:00:00,1',
    ];
    await writeFile(at('labels.csv'), `${rows.join('\n')}\n`);
    const report = await runJson<{ rows: number; events: number }>(
      [
        ...['features', 'compute', 'payments.csv', '--features', join(example, 'features.json')],
        ...['--labels', 'labels.csv', '--as-of', 'asked', '--out', 'train.parquet'],
      ],
      { cwd: folder.path },
    );
    expect(report).toMatchObject({ rows: 3, events: 9_000 });
  }, 60_000);

  it('refuses an output that is there, a missing column and a map that is none, and leaves nothing behind', async () => {
    const before = (await readdir(folder.path)).sort();
    const compute = (...more: string[]) =>
      runProbity(['features', 'compute', 'payments.csv', '--features', join(example, 'features.json'), ...more], {
        cwd: folder.path,
      });
    const taken = await compute('--out', 'payments.csv');
    expect([taken.code, taken.stderr]).toEqual([2, expect.stringContaining('OUTPUT_EXISTS')]);
    const lacking = await compute('--out', 'x.parquet', '--map', 'customer=nobody');
    expect([lacking.code, lacking.stderr]).toEqual([
      3,
      expect.stringContaining('"customer" is bound to column "nobody"'),
    ]);
    const odd = await compute('--out', 'x.parquet', '--map', 'customer');
    expect([odd.code, odd.stderr]).toEqual([2, expect.stringContaining('must be name=column')]);
    expect((await readdir(folder.path)).sort()).toEqual(before);
  }, 60_000);
});
