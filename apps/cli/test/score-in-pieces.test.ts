import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runJson, runProbity, temporaryFolder } from './run-probity.js';

interface Scored {
  readonly rows: number;
  readonly rejected: number;
  readonly quarantine: string | null;
  readonly decisions: Readonly<Record<string, number>>;
}

interface Schema {
  columns: { name: string; unique?: boolean }[];
}

/** More rows than a piece holds, so that pieces meet. */
const ROWS = 45_000;

/**
 * One model whose schema lets files be read in pieces, one whose schema asks for unique ids, which only all rows
 * together can answer; both trained on the same rows, so that their scores are the same.
 */
describe('scoring a delimited file in pieces', () => {
  let folder: { path: string; remove: () => Promise<void> };
  const at = (name: string) => join(folder.path, name);
  const workspace = () => ['--workspace', at('.probity')];
  const datasets = () => readdir(at('.probity/datasets'));

  beforeAll(async () => {
    folder = await temporaryFolder();
    await runJson(['init', folder.path, '--rows', '2000', '--seed', '5']);
    const schema = JSON.parse(await readFile(at('applications.schema.json'), 'utf8')) as Schema;
    const loose = { ...schema, columns: schema.columns.map(({ unique: _, ...column }) => column) };
    await writeFile(at('loose.json'), JSON.stringify(loose));
    const common = ['--learner', 'logistic', '--folds', '2', ...workspace()];
    await runJson(['train', at('applications.csv'), '--schema', at('loose.json'), '--name', 'pieces', ...common]);
    await runJson([
      ...['train', at('applications.csv'), '--schema', at('applications.schema.json'), '--name', 'whole'],
      ...common,
    ]);
    await writeMany(at('applications.csv'), at('many.csv'));
  });

  afterAll(() => folder?.remove());

  it('gives the same bytes and counts as holding it as a whole, and keeps no version of it', async () => {
    const before = await datasets();
    const score = (model: string) =>
      runJson<Scored>([
        'score',
        at('many.csv'),
        '--out',
        at(`${model}.csv`),
        '--explain',
        '--model',
        model,
        ...workspace(),
      ]);
    const pieces = await score('pieces');
    const afterPieces = (await datasets()).filter((name) => !before.includes(name));
    const whole = await score('whole');
    expect(await readFile(at('pieces.csv'), 'utf8')).toBe(await readFile(at('whole.csv'), 'utf8'));
    expect(pieces).toMatchObject({ rows: ROWS - 2, rejected: 2 });
    expect([pieces.rows, pieces.rejected, pieces.decisions]).toEqual([whole.rows, whole.rejected, whole.decisions]);
    expect(await readFile(pieces.quarantine ?? '', 'utf8')).toBe(await readFile(whole.quarantine ?? '', 'utf8'));
    expect(afterPieces).toEqual([pieces.quarantine?.split('/').at(-1)]);
  });

  it('refuses a file of which no row is accepted, writes no scores, and keeps what was refused', async () => {
    const [head = ''] = (await readFile(at('applications.csv'), 'utf8')).split('\n');
    await writeFile(at('none.csv'), `${head}\n1,2\n3,4\n`);
    const before = await datasets();
    const args = ['score', at('none.csv'), '--delimiter', ',', '--header', '--out', at('none-scored.csv')];
    const { code, stdout } = await runProbity([...args, '--model', 'pieces', '--json', ...workspace()]);
    const { error } = JSON.parse(stdout) as { error: { code: string } };
    expect([code, error.code]).toEqual([3, 'FILE_EMPTY']);
    const kept = (await datasets()).filter((name) => !before.includes(name));
    expect(kept).toHaveLength(1);
    expect(await readFile(at(`.probity/datasets/${kept[0]}`), 'utf8')).toMatch(/^line,column,value,rule\r\n2,/);
    await expect(readFile(at('none-scored.csv'))).rejects.toThrow('ENOENT');
  });

  it('falls back on all rows where only they tell day from month', async () => {
    const lines = (await readFile(at('applications.csv'), 'utf8')).trimEnd().split('\n');
    const date = (lines[0] ?? '').split(',').indexOf('application_date');
    const written = lines.slice(0, 40).map((line, index) => {
      const cells = line.split(',');
      if (index > 0) cells[date] = '03/04/2020';
      return cells.join(',');
    });
    await writeFile(at('unclear.csv'), `${written.join('\n')}\n`);
    const before = await datasets();
    const args = ['score', at('unclear.csv'), '--out', at('unclear-scored.csv'), '--model', 'pieces'];
    expect(await runJson<Scored>([...args, ...workspace()])).toMatchObject({ rows: 39, rejected: 0 });
    expect((await datasets()).length).toBe(before.length + 1);
  });
});

/** The rows over and over with ids of their own; two of them, in different pieces, break a rule. */
async function writeMany(from: string, to: string): Promise<void> {
  const [head = '', ...lines] = (await readFile(from, 'utf8')).trimEnd().split('\n');
  const broken = new Set([10, 30_000]);
  await writeFile(to, `${head}\n`);
  for (let start = 0; start < ROWS; start += lines.length) {
    const chunk = lines.slice(0, ROWS - start).map((line, index) => {
      const row = start + index;
      return `R${row}${line.slice(line.indexOf(','))}${broken.has(row) ? ',one cell too many' : ''}`;
    });
    await appendFile(to, `${chunk.join('\n')}\n`);
  }
}
