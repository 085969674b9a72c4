import { createRandom } from '@probity/numerics';
import { describe, expect, it } from 'vitest';
import { huntLeaks, type LeakHuntOptions } from '../../src/leaks/hunt-leaks.js';
import { runsTest } from '../../src/leaks/row-order.js';
import { makeDataset, type TestColumn } from '../make-dataset.js';

const ROWS = 1000;
const random = createRandom(5);
const draw = <Value>(make: (row: number) => Value, rows = ROWS): Value[] =>
  Array.from({ length: rows }, (_, row) => make(row));
const bad = draw(() => (random.nextFloat() < 0.2 ? 1 : 0));

/** Three honest columns and what a test adds. */
function honest(labels: readonly number[] = bad): Record<string, TestColumn> {
  const draws = createRandom(9);
  return {
    bad: { values: labels, kind: 'integer' },
    income: { values: labels.map((label) => Math.round(1000 * (30 + 5 * draws.nextNormal() - 4 * label))) },
    age: { values: labels.map(() => 18 + draws.nextUint32Below(60)), kind: 'integer' },
    job: { values: labels.map(() => ['clerk', 'smith', 'baker'][draws.nextUint32Below(3)] ?? '') },
  };
}

const hunt = (columns: Record<string, TestColumn>, options: LeakHuntOptions = {}) =>
  huntLeaks(makeDataset(columns), options, { seed: 1 });
const kinds = async (columns: Record<string, TestColumn>, options: LeakHuntOptions = {}) =>
  (await hunt(columns, options)).map(({ column, kind }) => `${column} ${kind}`);

describe('huntLeaks', () => {
  it('raises nothing on honest columns, a row number among them', async () => {
    expect(await kinds({ row: { values: draw((row) => row + 1), kind: 'id', role: 'id' }, ...honest() })).toEqual([]);
  });

  it('finds the target in other words, three levels and a typing slip included', async () => {
    const values = bad.map((label, row) =>
      row === 3 ? 'paid' : label === 1 ? (row % 3 === 0 ? 'late' : 'lost') : 'paid',
    );
    expect(await kinds({ ...honest(), status: { values } })).toEqual(['status target-copy']);
  });

  it('finds a column filled for bads only, and one that is zero for goods', async () => {
    const found = await hunt({
      ...honest(),
      lossDay: { values: bad.map((label, row) => (label === 1 ? row + 1000 : null)) },
      written: { values: bad.map((label, row) => (label === 1 ? 10 + (row % 90) : 0)) },
    });
    expect(found.map(({ column, kind }) => `${column} ${kind}`)).toEqual([
      'lossDay post-outcome',
      'written post-outcome',
    ]);
    expect(found[0]?.figures['shareOfBads']).toBe(1);
    expect(found[0]?.figures['shareOfGoods']).toBe(0);
  });

  it('finds a column filled for a part of the bads and for no good', async () => {
    const values = bad.map((label, row) => (label === 1 && row % 2 === 0 ? row : null));
    expect(await kinds({ ...honest(), recourse: { values } })).toEqual(['recourse post-outcome']);
  });

  it('finds a gap that only bads have, once for all columns that share it, and no gap that goods have too', async () => {
    const gap = (label: number, row: number) => label === 1 && row % 3 === 0;
    const found = await hunt({
      ...honest(),
      calls: { values: bad.map((label, row) => (gap(label, row) ? null : row % 17)), kind: 'integer' },
      fees: { values: bad.map((label, row) => (gap(label, row) ? null : row % 23)), kind: 'integer' },
      visits: {
        values: bad.map((label, row) => (gap(label, row) || row % 50 === 1 ? null : row % 19)),
        kind: 'integer',
      },
    });
    expect(found).toMatchObject([{ column: null, kind: 'post-outcome', severity: 'leak', inUse: true }]);
    const rows = bad.filter(gap).length;
    expect(found[0]?.evidence).toContain(`calls, fees are missing in the same ${rows} rows, of which 100.0 % are bad`);
    expect(found[0]?.figures).toMatchObject({ columns: 2, rows, shareOfGoods: 0 });
  });

  it('finds a term that was cut short for bads by its values, not by its name', async () => {
    const cut = createRandom(3);
    const values = bad.map((label) =>
      label === 1 && cut.nextFloat() < 0.95 ? 1 + cut.nextUint32Below(110) : 12 * (3 + cut.nextUint32Below(8)),
    );
    const found = await hunt({ ...honest(), zzz: { values, kind: 'integer' } });
    expect(found.map(({ column, kind }) => `${column} ${kind}`)).toEqual(['zzz altered-after-outcome']);
    expect(found[0]?.figures['grid']).toBe(12);
    expect(found[0]?.evidence).toMatch(/off the grid of 12 are \d+\.\d % bad/);
  });

  it('finds a column whose order tells the outcome, though no single value does', async () => {
    const values = bad.map((label, row) => label * 500 + ((row * 7919) % 480) + 0.5);
    expect(await kinds({ ...honest(), gauge: { values } })).toEqual(['gauge predicts-alone']);
  });

  it('finds rows sorted by outcome and the row number that tells it', async () => {
    const sorted = [...bad].sort();
    const found = await kinds({ row: { values: draw((row) => row + 1), kind: 'id', role: 'id' }, ...honest(sorted) });
    expect(found.sort()).toEqual(['null row-order', 'row id']);
  });

  it('finds families of five with one outcome, and says to split by them', async () => {
    const families = draw((row) => Math.floor(row / 5));
    const labels = families.map((family) => bad[family] ?? 0);
    const incomes = families.map((family) => 20_000 + ((family * 7919) % 9973));
    const found = await hunt({
      ...honest(labels),
      income: { values: incomes },
      family: { values: families, kind: 'integer' },
    });
    expect(found.map(({ column, kind }) => `${column} ${kind}`)).toEqual(['family group']);
    expect(found[0]?.figures).toMatchObject({ groups: 200, rowsPerGroup: 5, agreement: 1 });
    expect(found[0]?.advice).toContain('--group family');
  });

  it('only warns of groups that no feature tells: a till whose rows share the outcome and nothing else', async () => {
    const tills = draw((row) => row % 200);
    const labels = tills.map((till) => bad[till] ?? 0);
    const found = await hunt({ ...honest(labels), till: { values: tills, kind: 'id', role: 'id' } });
    expect(found.map(({ column, kind, severity, inUse }) => ({ column, kind, severity, inUse }))).toContainEqual({
      column: 'till',
      kind: 'group',
      severity: 'warning',
      inUse: false,
    });
    // The same tills, learned from by their number.
    const learned = await hunt({ ...honest(labels), till: { values: tills, kind: 'integer' } });
    expect(learned.find(({ kind }) => kind === 'group')).toMatchObject({ severity: 'leak', inUse: true });
  });

  it('is quiet about a group that is already split by', async () => {
    const families = draw((row) => Math.floor(row / 5));
    const labels = families.map((family) => bad[family] ?? 0);
    expect(await kinds({ ...honest(labels), family: { values: families, kind: 'integer', role: 'group' } })).toEqual(
      [],
    );
  });

  it('finds copied bads, and bads mixed from others', async () => {
    const base = honest();
    const badRows = bad.flatMap((label, row) => (label === 1 ? [row] : []));
    const rows = [...draw((row) => row), ...badRows, ...badRows];
    const copied = Object.fromEntries(
      Object.entries(base).map(([name, column]) => [
        name,
        { ...column, values: rows.map((row) => column.values[row] ?? null) },
      ]),
    );
    // Copies at the end of the file are an order, too.
    expect(await kinds(copied)).toContain('null resampled');
    const mixed = { values: bad.map((label, row) => (row % 40) + (label === 1 ? 0.37 : 0)), kind: 'numeric' as const };
    expect(await kinds({ ...base, accounts: mixed })).toContain('accounts resampled');
  });

  it('finds test rows in the training file, and training rows later than the test', async () => {
    const train = {
      ...honest(),
      day: { values: draw((row) => 17_000 + (row % 300)), kind: 'date' as const, role: 'time' as const },
    };
    const head = Object.fromEntries(
      Object.entries(train).map(([name, column]) => [name, { ...column, values: column.values.slice(0, 200) }]),
    );
    const found = await hunt(train, { test: makeDataset(head) });
    expect(found.map(({ kind }) => kind).sort()).toEqual(['duplicates-across-split', 'time-overlap']);
    expect(found.find(({ kind }) => kind === 'duplicates-across-split')?.figures['copies']).toBe(200);
  });

  it('finds dates that lie after the decision, and tells those that know the outcome', async () => {
    const decided = draw((row) => 17_000 + (row % 300));
    const dates = (values: number[], role: 'time' | 'excluded' = 'excluded') => ({
      values,
      kind: 'date' as const,
      role,
    });
    const found = await hunt({
      ...honest(),
      decided: dates(decided, 'time'),
      born: dates(decided.map((day) => day - 9000)),
      paidOut: dates(decided.map((day) => day + 14)),
      called: dates(decided.map((day, row) => day + (bad[row] === 1 ? 60 : -5))),
    });
    expect(found.map(({ column, kind, severity }) => `${column} ${kind} ${severity}`)).toEqual([
      'called after-decision leak',
      'paidOut after-decision warning',
    ]);
    expect(found[0]?.inUse).toBe(false);
  });

  it('says nothing of columns that were left out knowingly', async () => {
    const columns = { ...honest(), status: { values: bad.map((label) => (label === 1 ? 'lost' : 'paid')) } };
    expect(await kinds(columns, { ignore: ['status'] })).toEqual([]);
  });

  it('gives the same findings for the same seed', async () => {
    const columns = { ...honest(), lossDay: { values: bad.map((label) => (label === 1 ? 1 : null)) } };
    expect(await hunt(columns)).toEqual(await hunt(columns));
  });

  it('wants a target', async () => {
    const { bad: _, ...rest } = honest();
    await expect(hunt(rest)).rejects.toMatchObject({ code: 'TARGET_INVALID' });
  });
});

describe('runsTest', () => {
  it('counts runs and knows how many to expect (Wald & Wolfowitz)', () => {
    const { runs, expected, z } = runsTest(Uint8Array.of(1, 1, 0, 0, 0, 1, 0, 1, 1, 1));
    expect(runs).toBe(5);
    expect(expected).toBeCloseTo(1 + (2 * 6 * 4) / 10, 12);
    expect(z).toBeCloseTo((5 - 5.8) / Math.sqrt((4.8 * 3.8) / 9), 12);
  });
});
