import { createRandom } from '@probity/numerics';
import { describe, expect, it } from 'vitest';
import { profileDataset } from '../src/profile-dataset.js';
import { makeDataset } from './make-dataset.js';

const random = createRandom(11);
const draw = <Value>(make: (row: number) => Value): Value[] => Array.from({ length: 600 }, (_, row) => make(row));
const bad = draw(() => (random.nextFloat() < 0.25 ? 1 : 0));
const income = bad.map((label) => Math.round(30_000 + 6000 * random.nextNormal() - 3000 * label));
const dataset = makeDataset({
  bad: { values: bad, kind: 'integer' },
  opened: { values: draw((row) => 18_262 + Math.floor(row / 2)), kind: 'date', role: 'time' },
  income: { values: income.map((value, row) => (row % 10 === 0 ? null : value)), kind: 'integer' },
  double: { values: income.map((value) => value * 2 + 1), kind: 'integer' },
  score: {
    values: draw((row) => (row % 5 === 0 ? -9 : row % 20 === 1 ? null : 1 + (row % 7))),
    kind: 'integer',
    specialCodes: ['-9'],
  },
  job: { values: draw((row) => (row % 3 === 0 ? 'clerk' : row % 3 === 1 ? 'smith' : 'baker')) },
  state: { values: draw(() => 'CA') },
  drift: { values: draw((row) => (row < 300 ? random.nextFloat() : 5 + random.nextFloat())) },
});
const profile = await profileDataset(dataset, {}, { seed: 1 });
const column = (name: string) => profile.columns.find((entry) => entry.name === name);

describe('profileDataset', () => {
  it('keeps special codes apart from missing and from the figures', () => {
    const score = column('score');
    expect(score).toMatchObject({ count: 450, missing: 30, distinct: 7 });
    expect(score?.specials).toMatchObject([{ value: '-9', count: 120 }]);
    expect(score?.numbers?.quantiles[0]).toBe(1);
    expect(score?.numbers?.negatives).toBe(0);
  });

  it('accounts for every row of a column: values, special codes, missing', () => {
    for (const { name, count, missing, specials, numbers, levels } of profile.columns) {
      const coded = specials.reduce((total, special) => total + special.count, 0);
      expect(count + missing + coded, name).toBe(600);
      const bars = numbers?.histogram.reduce((total, bar) => total + bar.count, 0);
      const listed = (levels?.top.reduce((total, level) => total + level.count, 0) ?? 0) + (levels?.others ?? 0);
      expect(bars ?? listed, name).toBe(count);
    }
  });

  it('counts keys and texts without listing them: they name persons', async () => {
    const people = makeDataset({
      id: { values: draw((row) => row + 100), kind: 'id', role: 'id' },
      name: { values: draw((row) => `Ann ${row}`), kind: 'text', role: 'excluded' },
      job: { values: draw((row) => (row % 2 === 0 ? 'clerk' : 'smith')) },
    });
    const found = await profileDataset(people, {}, { seed: 1 });
    expect(found.columns.map(({ levels }) => levels?.top.map(({ value }) => value))).toEqual([
      [],
      [],
      ['clerk', 'smith'],
    ]);
    expect(found.columns[1]?.levels?.others).toBe(600);
    expect(JSON.stringify(found)).not.toContain('Ann');
  });

  it('flags a constant column and leaves the target without figures of its own', () => {
    expect(column('state')?.flags).toEqual(['constant']);
    expect(profile.quality.constantColumns).toEqual(['state']);
    expect(column('bad')).toMatchObject({ informationValue: null, auc: null });
  });

  it('measures quantiles, mean and outliers as stated', () => {
    const sorted = [...income.map((value) => value * 2 + 1)].sort((one, other) => one - other);
    const numbers = column('double')?.numbers;
    expect(numbers?.mean).toBeCloseTo(sorted.reduce((total, value) => total + value, 0) / 600, 6);
    expect(numbers?.quantiles[4]).toBe(((sorted[299] ?? 0) + (sorted[300] ?? 0)) / 2);
    const { low = 0, high = 0, below, above } = numbers?.outliers ?? {};
    expect((below ?? 0) + (above ?? 0)).toBe(sorted.filter((value) => value < low || value > high).length);
  });

  it('finds what repeats, what correlates and what moves by month', () => {
    expect(profile.correlations.pairs[0]).toMatchObject({ left: 'income', right: 'double', measure: 'spearman' });
    // Ranks are made over each column's own filled rows: with a tenth missing that costs the fifth digit.
    expect(profile.correlations.pairs[0]?.value).toBeCloseTo(1, 3);
    expect(profile.stability?.months[0]).toBe('2020-01');
    expect(profile.stability?.counts.reduce((total, count) => total + count, 0)).toBe(600);
  });

  it('says what it did not assess, and why', async () => {
    const bare = await profileDataset(makeDataset({ job: { values: ['a', 'b', 'a'] } }), {}, { seed: 1 });
    expect(bare.target).toBeNull();
    expect(bare.leaks).toEqual([]);
    expect(bare.notAssessed.map(({ part }) => part).sort()).toEqual(['components', 'leaks', 'outliers', 'stability']);
  });

  it('is plain data, and the same for the same seed', async () => {
    const again = await profileDataset(dataset, {}, { seed: 1 });
    expect(again).toEqual(profile);
    // No NaN and no infinity: JSON would turn them into null behind the reader's back.
    expect(JSON.parse(JSON.stringify(profile))).toEqual(profile);
  });

  it('takes a seeded sample of many rows for what is costly, and says how many', async () => {
    const small = await profileDataset(dataset, { sampleRows: 100, points: 20 }, { seed: 1 });
    expect(small.sampledRows).toBe(100);
    expect(small.components?.points).toHaveLength(20);
    expect(small.columns).toEqual(profile.columns);
  });
});
