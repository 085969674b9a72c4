import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runJson, runProbity, temporaryFolder } from './run-probity.js';

interface Trained {
  readonly model: string;
  readonly version: number;
  readonly hash: string;
  readonly map: Readonly<Record<string, string>>;
  readonly rows: Readonly<Record<'all' | 'train' | 'test', number>>;
  readonly features: readonly string[];
  readonly featureSet: string;
  readonly fraud: {
    readonly rows: number;
    readonly rocAuc: { readonly value: number; readonly interval: readonly [number, number] };
    readonly baselines: readonly { readonly name: string; readonly rocAuc: number }[];
  };
}

interface Streamed {
  readonly read: number;
  readonly decided: number;
  readonly duplicates: number;
  readonly quarantined: number;
  readonly answers: Readonly<Record<'allow' | 'review' | 'block', number>>;
}

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let file = '';
let workspace = '';
const periods = ['--train-from', '2024-02-01', '--train-to', '2024-03-01', '--test-from', '2024-03-08'];
const train = () => ['train', file, '--blueprint', 'fraud', '--target', 'fraud', '--time', 'at', '--label-delay', '3d'];
beforeAll(async () => {
  folder = await temporaryFolder();
  file = join(folder.path, 'payments.csv');
  workspace = join(folder.path, 'workspace');
  const world = ['--customers', '200', '--days', '90', '--fraud', '0.02', '--seed', '3'];
  const run = await runProbity(['simulate', 'transactions', ...world, '--out', file]);
  expect(run.code, run.stderr).toBe(0);
}, 60_000);
afterAll(() => folder.remove());

describe('probity train --blueprint fraud', { timeout: 240_000 }, () => {
  test('trains on a file, registers the model, and `stream` decides the file with it', async () => {
    const rate = ['--alert-rate', '0.02', '--block-rate', '0.005'];
    const trained = await runJson<Trained>([...train(), ...periods, ...rate, '--workspace', workspace]);
    expect(trained).toMatchObject({ model: 'fraud', version: 1 });
    expect(trained.map).toMatchObject({ at: 'at', fraud: 'fraud', customer: 'customer', amount: 'amount' });
    expect(trained.rows.test).toBe(trained.fraud.rows);
    expect(trained.features.length).toBeGreaterThan(30);
    expect(trained.fraud.rocAuc.value).toBeGreaterThan(0.65);
    expect(trained.fraud.baselines.map(({ name }) => name)).toEqual(['logistic', 'dummy']);

    const alerts = join(folder.path, 'alerts.jsonl');
    const args = ['stream', file, '--workspace', workspace];
    const first = await runJson<Streamed>([...args, '--alerts', alerts]);
    expect(first).toMatchObject({ read: trained.rows.all, decided: trained.rows.all, quarantined: 0 });
    const { allow, review, block } = first.answers;
    expect(allow + review + block).toBe(first.decided);
    expect(block).toBeGreaterThan(0);
    // Cut-offs follow the stream: the rate stays, although most of these days are not those the model was fitted on.
    const called = (review + block) / first.decided;
    expect(called).toBeGreaterThan(0.01);
    expect(called).toBeLessThan(0.03);
    const [told] = (await readFile(alerts, 'utf8')).trim().split('\n');
    const decision = JSON.parse(told ?? '') as { model: unknown; featureSet: string; reasons: unknown[] };
    expect(decision.model).toEqual({ name: 'fraud', version: 1, hash: trained.hash });
    expect(decision.featureSet).toBe(trained.featureSet);
    expect(decision.reasons.length).toBeGreaterThan(0);
    // The same file again: every answer is the one that was given.
    expect(await runJson<Streamed>(args)).toMatchObject({ decided: 0, duplicates: trained.rows.all });
  });

  test('the same file and seed give the same bundle; wrong words are refused before anything is fitted', async () => {
    const other = join(folder.path, 'other');
    const options = [...periods, '--learner', 'logistic'];
    const [one, two] = [
      await runJson<Trained>([...train(), ...options, '--workspace', other]),
      await runJson<Trained>([...train(), ...options, '--workspace', other]),
    ];
    expect(two.hash).toBe(one.hash);
    const wrong: [string[], RegExp][] = [
      [[...train(), '--map', 'amount=no_such'], /no_such/],
      [[...train(), '--learner', 'scorecard'], /must be boosting, forest/],
      [['train', file, '--target', 'fraud', '--label-delay', '3d'], /needs `--blueprint fraud`/],
      [[...train(), '--train-from', '2024-03-01', '--train-to', '2024-02-01'], /training period/],
    ];
    for (const [args, message] of wrong) {
      const run = await runProbity([...args, '--workspace', other]);
      expect(run.code, args.join(' ')).not.toBe(0);
      expect(run.stderr).toMatch(message);
    }
  });
});
