import { existsSync } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runJson, runProbity, temporaryFolder } from './run-probity.js';

interface Answer {
  readonly model: string;
  readonly hash: string;
  readonly stored: string;
  readonly customers: number;
  readonly read: Readonly<Record<string, number>>;
  readonly maps: { readonly transactions: readonly { readonly name: string; readonly column: string }[] };
  readonly segments: readonly { readonly name: string }[];
  readonly silhouette: number;
  readonly rows: readonly Readonly<Record<string, number | string>>[];
}

describe('probity customers', () => {
  let folder: string;
  let remove: () => Promise<void>;
  const at = (name: string) => join(folder, name);
  const world = ['--customers', '150', '--days', '40', '--seed', '3'];

  beforeAll(async () => {
    ({ path: folder, remove } = await temporaryFolder());
    const log = ['--rows', '3000', '--late', '0.05', '--corrected', '0.02', '--duplicated', '0.02'];
    await runJson(['simulate', 'customers', ...world, '--out', at('users.csv'), '--truth', at('kinds.csv')]);
    await runJson(['simulate', 'transactions', ...world, ...log, '--out', at('log.csv'), '--truth', at('truth.csv')]);
  }, 120_000);
  afterAll(() => remove());

  const run = (...words: string[]) => runJson<Answer>(['customers', ...words, '--workspace', at('space')]);

  it('stores every customer, counts every row, and applies the model to the same bytes', async () => {
    const made = await run(at('users.csv'), at('log.csv'), '--out', at('one.csv'));
    expect(made.customers).toBe(150);
    expect(made.segments.length).toBe(3);
    const { transactionsRead = 0, transactionsUsed = 0, transactionsAfterAsOf = 0 } = made.read;
    const { transactionsSuperseded = 0, transactionsIncomplete = 0 } = made.read;
    expect(transactionsUsed).toBe(3000 - transactionsAfterAsOf + (transactionsRead - 3000 - transactionsSuperseded));
    expect(transactionsUsed + transactionsAfterAsOf + transactionsSuperseded + transactionsIncomplete).toBe(
      transactionsRead,
    );
    expect(transactionsSuperseded).toBeGreaterThan(40);
    const applied = await run(at('users.csv'), at('log.csv'), '--model', made.model, '--out', at('two.csv'));
    expect(applied.hash).toBe(made.hash);
    const written = await readFile(at('one.csv'));
    expect(written.equals(await readFile(at('two.csv')))).toBe(true);
    expect(written.equals(await readFile(made.stored))).toBe(true);
    expect((await stat(made.stored)).mode & 0o777).toBe(0o600);
    const truth = (await readFile(at('truth.csv'), 'utf8')).trim().split('\n');
    expect(truth.length - 1).toBe(transactionsRead);
    // The sums are those of the log itself, the last row of an id counting.
    const lines = (await readFile(at('log.csv'), 'utf8')).trim().split('\n').slice(1);
    const end = Math.max(...lines.map((line) => Date.parse(line.split(',')[1] as string))) + 1;
    const known = lines.map((line) => line.split(',')).filter((cells) => Date.parse(cells[2] as string) < end);
    expect(transactionsAfterAsOf).toBe(lines.length - known.length);
    const latest = new Map(known.map((cells) => [cells[0], cells] as const));
    const cents = new Map<string, number>();
    for (const cells of latest.values()) {
      const customer = cells[3] as string;
      cents.set(customer, (cents.get(customer) ?? 0) + Math.max(0, Math.round(Number(cells[8]) * 100)));
    }
    for (const row of made.rows) expect(row['total_spent']).toBe((cents.get(String(row['user_id'])) ?? 0) / 100);
  }, 180_000);

  it('counts users without payments and payments without users, and only what was known by a day', async () => {
    const users = (await readFile(at('users.csv'), 'utf8')).split('\n');
    await writeFile(
      at('some.csv'),
      [...users.slice(0, 101), 'C9999999,30,1000,0,Rome,IT,0,0,2020-01-01,1,1', ''].join('\n'),
    );
    const answer = await run(at('some.csv'), at('log.csv'), '--as-of', '2024-01-20');
    expect(answer.customers).toBe(101);
    expect(answer.read['usersWithoutTransactions']).toBeGreaterThanOrEqual(1);
    expect(answer.read['strangers']).toBeGreaterThan(30);
    expect(answer.read['transactionsAfterAsOf']).toBeGreaterThan(1000);
    expect(answer.rows.find((row) => row['user_id'] === 'C9999999')?.['total_spent']).toBe(0);
  }, 120_000);

  it('refuses what it cannot read with a code, and writes nothing', async () => {
    await writeFile(
      at('names.csv'),
      `name,city\n${Array.from({ length: 30 }, (_, row) => `n${row % 3},c`).join('\n')}\n`,
    );
    const cases = [
      [[at('names.csv')], 'COLUMN_MISSING'],
      [[at('users.csv')], 'MISSING_FIELD'],
      [[at('users.csv'), at('nowhere.csv')], 'FILE_NOT_FOUND'],
      [[at('users.csv'), at('log.csv'), '--map', 'amount=merchant'], 'WRONG_TYPE'],
      [[at('users.csv'), at('log.csv'), '--as-of', 'soon'], 'INVALID_ARGUMENT'],
      [[at('users.csv'), at('log.csv'), '--clusters', '0'], 'INVALID_ARGUMENT'],
      [[at('users.csv'), at('log.csv'), '--model', 'nobody'], 'MODEL_NOT_FOUND'],
    ] as const;
    for (const [words, code] of cases) {
      const out = at(`refused-${code}.csv`);
      const { stderr, code: exit } = await runProbity([
        'customers',
        ...words,
        '--out',
        out,
        '--workspace',
        at('space'),
      ]);
      expect(stderr, words.join(' ')).toContain(code);
      expect(exit).not.toBe(0);
      expect(existsSync(out)).toBe(false);
    }
  }, 180_000);
});

const data = process.env['PROBITY_DATA'] ?? fileURLToPath(new URL('../../../../shared/data/', import.meta.url));
const shared = (name: string) => join(data, name);

describe.skipIf(!existsSync(shared('cdnow')))(
  'probity customers on public data (skipped without the data folder)',
  () => {
    it.each([
      ['purchases alone', ['cdnow/cdnow.csv.gz'], 2357, { transactionsUsed: 6696 }],
      ['card holders with their totals', ['card_segmentation/cc_general.csv.gz'], 8950, {}],
      [
        'bank accounts and their transactions',
        ['berka/account.asc.gz', 'berka/trans_1993-01_to_1994-03.asc.gz'],
        4500,
        { transactionsUsed: 49_102, usersWithoutTransactions: 3271 },
      ],
    ] as const)(
      '%s',
      async (_, files, customers, read) => {
        const { path, remove } = await temporaryFolder();
        try {
          const answer = await runJson<Answer>(['customers', ...files.map(shared), '--workspace', path]);
          expect(answer.customers).toBe(customers);
          expect(answer.read).toMatchObject(read);
          expect(answer.silhouette).toBeGreaterThan(0.3);
          for (const row of answer.rows) {
            expect(row['risk_score']).toBeGreaterThanOrEqual(0);
            expect(row['risk_score']).toBeLessThanOrEqual(100);
          }
        } finally {
          await remove();
        }
      },
      120_000,
    );
  },
);
