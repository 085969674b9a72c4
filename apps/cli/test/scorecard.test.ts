import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runJson, runProbity, temporaryFolder } from './run-probity.js';

interface Card {
  readonly model: string;
  readonly version: number;
  readonly metrics: { readonly gini: number };
  readonly scale: { readonly pointsToDoubleOdds: number };
  readonly variables: readonly {
    readonly name: string;
    readonly origin: string;
    readonly bins: readonly { readonly label: string; readonly points: number }[];
  }[];
  readonly excluded: readonly { readonly name: string; readonly reason: string }[];
  readonly edits: Record<string, unknown>;
}

describe('from a file to an exported scorecard', () => {
  let folder: { path: string; remove: () => Promise<void> };
  let common: readonly string[];
  let trained: Card;

  beforeAll(async () => {
    folder = await temporaryFolder();
    common = ['--workspace', join(folder.path, '.probity')];
    await runJson(['init', folder.path, '--rows', '1500', '--seed', '7']);
    const schema = join(folder.path, 'applications.schema.json');
    const options = ['--schema', schema, '--name', 'card', '--folds', '3', '--pdo', '40', '--max-bins', '5'];
    trained = await runJson<Card>(['scorecard', join(folder.path, 'applications.csv'), ...options, ...common]);
  });

  afterAll(async () => {
    await folder?.remove();
  });

  it('trains with the options of the command line and registers it', async () => {
    expect(trained).toMatchObject({ model: 'card', version: 1, scale: { pointsToDoubleOdds: 40 } });
    expect(trained.metrics.gini).toBeGreaterThan(0.1);
    for (const { bins } of trained.variables) {
      expect(bins.filter(({ label }) => label !== 'missing' && !label.startsWith('code')).length).toBeLessThanOrEqual(
        5,
      );
    }
  });

  it('shows a registered card for people', async () => {
    const { stdout, code } = await runProbity(['scorecard', 'card', ...common]);
    expect(code).toBe(0);
    expect(stdout).toContain('card@1  scorecard of');
    expect(stdout).toMatch(/values\s+share\s+bad rate\s+WOE\s+points/);
  });

  it('fits it again with edits by hand, as a new version that keeps them', async () => {
    const number = trained.variables.find(({ bins }) => bins[0]?.label.startsWith('≤'));
    const left = trained.variables.find(({ name }) => name !== number?.name);
    const edge = Number(number?.bins[0]?.label.replace('≤ ', ''));
    const file = join(folder.path, 'edits.json');
    const edits = { [number?.name ?? '']: { edges: [edge] }, [left?.name ?? '']: { exclude: true } };
    await writeFile(file, JSON.stringify({ formatVersion: 1, edits }));
    const again = await runJson<Card>(['scorecard', 'card@1', '--edits', file, ...common]);
    expect(again).toMatchObject({ version: 2, edits, scale: { pointsToDoubleOdds: 40 } });
    expect(again.variables.find(({ name }) => name === number?.name)).toMatchObject({ origin: 'edited' });
    expect(again.excluded).toContainEqual(expect.objectContaining({ name: left?.name, reason: 'edited out' }));
  });

  it('refuses edits that it cannot read', async () => {
    const file = join(folder.path, 'wrong.json');
    await writeFile(file, '{"edits": {"age": {"edge": [1]}}}');
    const run = await runProbity(['scorecard', 'card@1', '--edits', file, ...common]);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('got "edge"');
  });

  it('exports it, never over a file that is there unless forced', async () => {
    const output = join(folder.path, 'card.mjs');
    const args = ['export', 'card@1', '--format', 'js', '--output', output, ...common];
    expect(await runJson(args)).toMatchObject({ format: 'js', file: output });
    const module = (await import(pathToFileURL(output).href)) as {
      score(row: unknown): { points: number; bins: Record<string, string> };
      variables: string[];
    };
    const missing = Object.fromEntries(module.variables.map((name) => [name, null]));
    const points = trained.variables.map(({ bins }) => bins.find(({ label }) => label === 'missing')?.points ?? 0);
    expect(module.score(missing).points).toBe(points.reduce((sum, value) => sum + value, 0));
    const again = await runProbity(args);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('OUTPUT_EXISTS');
    expect((await runProbity([...args, '--force'])).code).toBe(0);
    const sql = await runProbity([
      'export',
      'card@1',
      '--format',
      'sql',
      '--table',
      'risk.loans',
      '--output',
      '-',
      ...common,
    ]);
    expect(sql.stdout).toContain('FROM "risk"."loans"');
    expect(await readFile(output, 'utf8')).toContain('export function score');
  });

  it('says what can be exported where a model is no scorecard', async () => {
    const schema = join(folder.path, 'applications.schema.json');
    const file = join(folder.path, 'applications.csv');
    await runJson([
      'train',
      file,
      '--schema',
      schema,
      '--name',
      'line',
      '--learner',
      'logistic',
      '--folds',
      '3',
      ...common,
    ]);
    const run = await runProbity(['export', 'line', '--format', 'pmml', ...common]);
    expect(run.code).toBe(3);
    expect(run.stderr).toContain('NOT_A_SCORECARD');
    expect(run.stderr).toContain('only scorecards');

    const output = join(folder.path, 'line.onnx');
    const taken = ['export', 'line', '--output', output, ...common];
    expect(await runJson([...taken, '--format', 'onnx', '--precision', 'single'])).toMatchObject({ format: 'onnx' });
    const bytes = await readFile(output);
    // IR version 8 is the first field of the file; its origin is written in it.
    expect([...bytes.subarray(0, 2)]).toEqual([8, 8]);
    expect(bytes.toString('latin1')).toContain('line@1, hash ');
    const asTrees = await runProbity([...taken, '--force', '--format', 'xgboost-json']);
    expect(asTrees.code).toBe(3);
    expect(asTrees.stderr).toContain('NOT_EXPORTABLE');
  });
});
