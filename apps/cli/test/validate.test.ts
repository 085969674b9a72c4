import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ValidationReport } from '@probity/validation';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runJson, runProbity } from './run-probity.js';

interface Validated {
  readonly id: string;
  readonly report: ValidationReport;
}

let folder = '';
let workspace: readonly string[] = [];

/** Loans whose risk rises with debt; the same seed, the same lines. */
function loans(rows: number, seed: number): string {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const lines = ['issued,debt,income,purpose,late'];
  for (let row = 0; row < rows; row++) {
    const [debt, income] = [next(), 20 + 60 * next()];
    const late = next() < 0.05 + 0.5 * debt ? 1 : 0;
    const month = 1 + Math.floor(12 * next());
    lines.push(
      `2024-${String(month).padStart(2, '0')}-15,${debt.toFixed(4)},${income.toFixed(2)},${next() < 0.5 ? 'car' : 'home'},${late}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'probity-validate-'));
  workspace = ['--workspace', join(folder, 'ws')];
  await writeFile(join(folder, 'train.csv'), loans(600, 1));
  await writeFile(join(folder, 'test.csv'), loans(400, 2));
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const file = (name: string) => join(folder, name);

describe('probity validate', () => {
  it('tells figures that cannot hold together, without a workspace', async () => {
    const run = await runProbity([
      'validate',
      '--check-figures',
      'accuracy=94.2%,precision=91.8%,recall=89.3%,bads=8.5%',
    ]);
    expect(run.code).toBe(0);
    expect(run.stdout).toContain('IMPOSSIBLE');
    expect(run.stdout).toContain('98.4');
    const wrong = await runProbity(['validate', '--check-figures', 'accuracy']);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('--check-figures')]);
  });

  it('seals, trains, opens once and counts; page and report are kept', { timeout: 240_000 }, async () => {
    const sealed = await runJson(['validate', '--seal', file('test.csv'), '--actor', 'anna', ...workspace]);
    expect(sealed).toMatchObject({ rows: 400, isNew: true });

    const refused = await runProbity([
      'train',
      file('test.csv'),
      '--target',
      'late',
      '--learner',
      'logistic',
      ...workspace,
    ]);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('stand in the test set sealed on')]);
    const card = await runProbity(['scorecard', file('test.csv'), '--target', 'late', ...workspace]);
    expect([card.code, card.stderr]).toEqual([2, expect.stringContaining('stand in the test set sealed on')]);

    await runJson([
      'train',
      file('train.csv'),
      '--target',
      'late',
      '--bad',
      '1',
      '--exclude',
      'issued',
      '--name',
      'loans',
      '--learner',
      'logistic',
      ...workspace,
    ]);

    const inside = await runJson<Validated>([
      'validate',
      '--model',
      'loans',
      '--no-benchmarks',
      '--resamples',
      '20',
      ...workspace,
    ]);
    expect(inside.report.data).toMatchObject({ basis: 'out-of-fold', rows: 600 });
    expect(JSON.stringify(inside.report.sections[0])).toContain('were reproduced to the bit');

    const args = [
      'validate',
      file('test.csv'),
      '--time',
      'issued',
      '--segment',
      'purpose',
      '--monotone',
      'debt:+',
      '--resamples',
      '20',
      '--no-benchmarks',
      '--html',
      file('report.html'),
      ...workspace,
    ];
    const first = await runJson<Validated>(args);
    const sealOf = ({ report }: Validated) => report.sections.find(({ id }) => id === 'seal');
    expect(sealOf(first)).toMatchObject({ status: 'assessed', light: 'green' });
    expect(await readFile(file('report.html'), 'utf8')).toContain('Validation of loans@1');

    const again = await runProbity([...args, '--json']);
    expect(again.stderr).toContain('opened for the 2nd time');
    expect(sealOf(JSON.parse(again.stdout) as Validated)).toMatchObject({ light: 'red' });

    const suggested = await runProbity([
      'policy',
      'suggest',
      '--history',
      file('test.csv'),
      '--by',
      'profit',
      ...workspace,
    ]);
    expect([suggested.code, suggested.stderr]).toEqual([0, expect.stringContaining('opened for the 3rd time')]);
  });
});
