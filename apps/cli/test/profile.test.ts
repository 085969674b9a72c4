import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runJson, runProbity, temporaryFolder } from './run-probity.js';

interface Profile {
  readonly rows: number;
  readonly columns: readonly { readonly name: string }[];
  readonly quality: { readonly rowsRead: number; readonly expectations: unknown };
  readonly leaks: readonly { readonly column: string | null; readonly kind: string; readonly evidence: string }[];
  readonly dataset: string;
}

describe('probity profile', () => {
  let folder: string;
  let remove: () => Promise<void>;
  const at = (name: string) => join(folder, name);

  beforeAll(async () => {
    ({ path: folder, remove } = await temporaryFolder());
    const lines = Array.from({ length: 400 }, (_, row) => {
      const bad = Math.abs(Math.sin(row * 12.9898) * 43_758.5453) % 1 < 0.2 ? 1 : 0;
      const income = 2000 + ((row * 104_729) % 3000);
      return `${row + 1},${income},${bad === 1 ? 1000 + row : ''},${bad}`;
    });
    await writeFile(at('loans.csv'), `id,income,lossAmount,bad\n${lines.join('\n')}\n`);
    const months = [0, 0, 30, 60, 90, 90, 90, 90];
    const history = ['A', 'B', 'C'].flatMap((account, index) =>
      months.map(
        (days, month) => `${account},20200${month + 1},${index === 0 ? days : index === 1 ? Math.min(days, 30) : 0}`,
      ),
    );
    await writeFile(at('history.csv'), `account,month,dpd\n${history.join('\n')}\n`);
  });

  afterAll(() => remove());

  it('prints rows, columns, quality and leaks as JSON, and keeps the profile beside the data', async () => {
    const profile = await runJson<Profile>(['profile', at('loans.csv'), '--target', 'bad', '--workspace', at('space')]);
    expect(profile.rows).toBe(400);
    expect(profile.columns.map(({ name }) => name)).toEqual(['id', 'income', 'lossAmount', 'bad']);
    expect(profile.quality).toMatchObject({ rowsRead: 400, expectations: null });
    expect(profile.leaks.map(({ column, kind }) => `${column} ${kind}`)).toEqual(['lossAmount post-outcome']);
    expect(profile.leaks[0]?.evidence).toContain('filled in 100.0 % of bads and 0.0 % of goods');
    const kept = JSON.parse(await readFile(join(at('space'), 'datasets', profile.dataset, 'profile.json'), 'utf8'));
    expect(kept.leaks).toEqual(profile.leaks);
  });

  it('tells people leaks before all else', async () => {
    const { code, stdout } = await runProbity([
      'profile',
      at('loans.csv'),
      '--target',
      'bad',
      '--workspace',
      at('space'),
    ]);
    expect(code).toBe(0);
    expect(stdout.indexOf('lossAmount  post-outcome')).toBeGreaterThan(0);
    expect(stdout.indexOf('lossAmount  post-outcome')).toBeLessThan(stdout.search(/^ +column +kind/m));
  });

  it('says nothing of a column that was left out knowingly', async () => {
    const args = ['profile', at('loans.csv'), '--target', 'bad', '--exclude', 'lossAmount', '--workspace', at('space')];
    expect((await runJson<Profile>(args)).leaks).toEqual([]);
  });

  it('describes a file without a target, and says that leaks are not assessed', async () => {
    const { code, stdout } = await runProbity(['profile', at('loans.csv'), '--workspace', at('space')]);
    expect(code).toBe(0);
    expect(stdout).toContain('Leaks: not assessed');
  });

  it('calls accounts good, bad and neither from their months', async () => {
    const output = at('outcomes.csv');
    const args = ['outcome', at('history.csv'), '--account', 'account', '--month', 'month', '--days', 'dpd'];
    const answer = await runJson<{ counts: Record<string, number> }>([
      ...args,
      ...['--window', '7', '--output', output, '--workspace', at('space')],
    ]);
    expect(answer.counts).toEqual({ bad: 1, good: 1, indeterminate: 1, excluded: 0 });
    expect((await readFile(output, 'utf8')).trim().split('\n')).toEqual([
      'account,opened,outcome,reason,worst_days',
      'A,2020-01,bad,,90',
      'B,2020-01,indeterminate,,30',
      'C,2020-01,good,,0',
    ]);
  });

  it('is asked by train as well: leaks are told before training, left-out columns are not', async () => {
    const train = ['train', at('loans.csv'), '--target', 'bad', '--learner', 'logistic', '--workspace', at('space')];
    const { code, stdout, stderr } = await runProbity(train);
    expect(code).toBe(0);
    expect(stdout.indexOf('! lossAmount  post-outcome')).toBeGreaterThan(0);
    expect(stdout.indexOf('! lossAmount  post-outcome')).toBeLessThan(stdout.indexOf('ROC AUC'));
    expect(stderr).toMatch(/leaks hunted in \d+\.\d s/);
    const model = await runJson<Pick<Profile, 'leaks'>>(train);
    expect(model.leaks.map(({ column, kind }) => `${column} ${kind}`)).toEqual(['lossAmount post-outcome']);
    const without = await runJson<Pick<Profile, 'leaks'>>([...train, '--exclude', 'lossAmount']);
    expect(without.leaks).toEqual([]);
  });

  it('refuses a window of no months by name', async () => {
    const args = [
      'outcome',
      at('history.csv'),
      '--account',
      'account',
      '--month',
      'month',
      '--days',
      'dpd',
      '--window',
      '0',
    ];
    const { code, stderr } = await runProbity(args);
    expect(code).toBe(2);
    expect(stderr).toContain('--window');
  });
});
