import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { simulateHousehold, writeBankCsv, writeOfx } from '@probity/simulation';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runJson, runProbity, temporaryFolder } from './run-probity.js';

interface Answer {
  readonly files: readonly { readonly accepted: number; readonly known: number; readonly rowsRead: number }[];
  readonly categories: readonly { readonly category: string; readonly payments: number }[];
  readonly accounts: readonly string[];
  readonly risk: { readonly riskScore: number };
}

const household = simulateHousehold({ seed: 12, days: 200 });

describe('probity personal', () => {
  let folder: string;
  let remove: () => Promise<void>;
  const at = (name: string) => join(folder, name);

  beforeAll(async () => {
    ({ path: folder, remove } = await temporaryFolder());
    await mkdir(folder, { recursive: true });
    await writeFile(at('giro.csv'), Buffer.from(writeBankCsv(household, 'german', 'Current account'), 'latin1'));
    await writeFile(at('card.ofx.gz'), gzipSync(writeOfx(household, 1, 'Credit card')));
    await writeFile(at('broken.csv'), 'Date,Description,Amount\n2024-01-02,Rent,-900.00\nsoon,Rent,-1.00\n');
  });
  afterAll(() => remove());

  it('says for people what the files tell, and how they were read', async () => {
    const { code, stdout } = await runProbity(['personal', 'giro.csv', 'card.ofx.gz'], { cwd: folder });
    expect(code).toBe(0);
    for (const words of [
      '--map date=Buchungstag',
      'expense-income ratio',
      'top spending category',
      'Risk 0.',
      'Months',
      'Recurring',
      'What would help',
    ]) {
      expect(stdout).toContain(words);
    }
  });

  it('keeps nothing unless asked; with --store the same file again adds nothing and corrections stay', async () => {
    await runProbity(['personal', 'giro.csv'], { cwd: folder });
    await expect(stat(at('.probity/personal'))).rejects.toThrow();
    const store = ['personal', 'giro.csv', '--store', '--workspace', at('kept'), '--json'];
    const first = await runJson<Answer>([...store, '--category', 'LIDL=gifts'], { cwd: folder });
    const second = await runJson<Answer>(store, { cwd: folder });
    expect(second.files[0]).toMatchObject({ accepted: 0, known: first.files[0]?.accepted });
    expect(second.categories.find(({ category }) => category === 'gifts')?.payments).toBeGreaterThan(0);
    expect(second.risk).toEqual(first.risk);
    expect((await stat(at('kept/personal/money.json'))).mode & 0o077).toBe(0);
    expect(JSON.parse(await readFile(at('kept/personal/money.json'), 'utf8')).rules).toEqual({ lidl: 'gifts' });
  });

  it('names file, line, field and what to do where something is off', async () => {
    const { stdout } = await runProbity(['personal', 'broken.csv'], { cwd: folder });
    expect(stdout).toContain('2 rows read = 1 new + 0 known already + 1 refused');
    expect(stdout).toMatch(/line 3, Date: "soon" is not a date/);
    const wrong = await runProbity(['personal', 'giro.csv', '--map', 'amount=Geld'], { cwd: folder });
    expect([wrong.code, wrong.stderr]).toEqual([3, expect.stringMatching(/COLUMN_MISSING[\s\S]*Geld[\s\S]*Betrag/)]);
    await writeFile(at('march.csv'), 'Date,Description,Amount\n');
    const empty = await runProbity(['personal', 'march.csv'], { cwd: folder });
    expect([empty.code, empty.stderr]).toEqual([3, expect.stringMatching(/FILE_EMPTY: march\.csv holds no payments/)]);
    const both = await runProbity(['personal', 'march.csv', 'broken.csv'], { cwd: folder });
    expect([both.code, both.stdout]).toEqual([0, expect.stringContaining('note: march.csv holds no payments')]);
    const account = await runProbity(['personal', 'giro.csv', '--account', 'Nobody'], { cwd: folder });
    expect([account.code, account.stderr]).toEqual([2, expect.stringContaining('Current account')]);
  });
});
