import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importModel } from '@probity/interchange';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProbity } from './run-probity.js';

interface GoldenCase {
  readonly name: string;
  readonly text: string;
  readonly rows: readonly (readonly (number | null)[])[];
}

const golden = JSON.parse(
  await readFile(
    new URL('../../../packages/interchange/test/golden/import/lightgbm-4.7.0.json', import.meta.url),
    'utf8',
  ),
) as { readonly cases: readonly GoldenCase[]; readonly refused: readonly { readonly text: string }[] };
const categorical = golden.cases.find(({ name }) => name === 'pandas categories');
if (categorical === undefined) throw new Error('no case of pandas categories');

let folder = '';
const run = (...args: string[]) => runProbity([...args, '--workspace', join(folder, 'ws')], { cwd: folder });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'probity-import-'));
  const levels = ['car', 'home', 'boat', 'travel', 'schöne', 'other'];
  const { model } = importModel(new TextEncoder().encode(categorical.text));
  // Outcomes that follow the model, with every fourth turned.
  const rows = Array.from({ length: 240 }, (_, index) => {
    const age = Math.sin(index) * 2;
    const purpose = index % 7;
    const margin = model.margin(Float64Array.of(age, purpose < 6 ? purpose : Number.NaN));
    const isBad = margin > 0 !== (index % 4 === 0);
    return `${age},${levels[purpose] ?? 'unheard of'},${isBad ? 1 : 0},${index}`;
  });
  await writeFile(join(folder, 'rows.csv'), ['age,purpose,bad,note', ...rows].join('\n'));
  await writeFile(join(folder, 'model.txt'), categorical.text);
  await writeFile(join(folder, 'refused.txt'), golden.refused[0]?.text ?? '');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('probity import', () => {
  it('--check says what the file holds', async () => {
    const { code, stdout } = await run('import', 'model.txt', '--check', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      library: 'lightgbm',
      objective: 'binary',
      features: 2,
      trees: 3,
      slope: 1,
    });
  });

  it('registers a model that scores as the library does', { timeout: 120_000 }, async () => {
    const made = await run('import', 'model.txt', '--name', 'loans', '--data', 'rows.csv', '--target', 'bad', '--json');
    expect(made.stderr).toContain('that the model does not know ("unheard of")');
    expect(made.code).toBe(0);
    const answer = JSON.parse(made.stdout) as { split: string; calibration: string; metrics: { rocAuc: number } };
    expect(answer.split).toContain('whether the model was trained on them is not known');
    expect(answer.calibration).toBe('none');
    expect(answer.metrics.rocAuc).toBeGreaterThan(0.6);
    const scored = await run('score', 'rows.csv', '--model', 'loans', '--out', join(folder, 'scores.csv'));
    expect(scored.code).toBe(0);
    const scores = (await readFile(join(folder, 'scores.csv'), 'utf8')).trim().split('\n').slice(1);
    const { model } = importModel(new TextEncoder().encode(categorical.text));
    for (const [index, line] of scores.entries()) {
      const purpose = index % 7;
      const margin = model.margin(Float64Array.of(Math.sin(index) * 2, purpose < 6 ? purpose : Number.NaN));
      expect(Number(line.split(',')[1])).toBeCloseTo(1 / (1 + Math.exp(-margin)), 14);
    }
    const decided = await run('assess', '{"age": 0.5, "purpose": "boat"}', '--model', 'loans', '--json');
    expect(decided.code).toBe(0);
  });

  it.each([
    [['refused.txt', '--check'], 3, 'MODEL_FILE_UNSUPPORTED'],
    [['rows.csv', '--check'], 3, 'MODEL_FILE_INVALID'],
    [['nowhere.json', '--check'], 3, 'FILE_NOT_FOUND'],
    [['model.txt'], 2, 'INVALID_ARGUMENT'],
    [
      ['model.txt', '--data', 'rows.csv', '--target', 'bad', '--exclude', 'age', '--time', 'purpose'],
      3,
      'SCHEMA_INVALID',
    ],
  ] as const)('%s is refused with exit code %d and %s', async (args, code, error) => {
    const refused = await run('import', ...args);
    expect(refused.code).toBe(code);
    expect(refused.stderr).toContain(error);
  });
});
