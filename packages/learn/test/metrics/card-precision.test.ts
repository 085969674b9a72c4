import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cardPrecision, moneyCaught } from '../../src/index.js';

interface Golden {
  readonly scores: number[];
  readonly labels: number[];
  readonly cards: number[];
  readonly days: number[];
  readonly cases: readonly {
    readonly k: number;
    readonly compromised: number[];
    readonly byDay: number[];
    readonly precision: number;
  }[];
}

const golden = JSON.parse(
  readFileSync(new URL('../golden/card-precision/card-precision.json', import.meta.url), 'utf8'),
) as Golden;

describe('card precision', () => {
  it.each(golden.cases)('is that of the handbook at k = $k', ({ k, compromised, byDay, precision }) => {
    const found = cardPrecision(golden, k);
    expect(found.byDay.map((day) => day.compromised)).toEqual(compromised);
    expect(found.byDay.map((day) => day.precision)).toEqual(byDay);
    expect(found.precision).toBeCloseTo(precision, 12);
    expect(found.precision).toBeLessThanOrEqual(found.ceiling);
  });

  it('does not count a card again once it was found', () => {
    const rows = { scores: [0.9, 0.9, 0.1], labels: [1, 1, 0], cards: [4, 4, 5], days: [1, 2, 2] };
    expect(cardPrecision(rows, 1).byDay.map(({ precision }) => precision)).toEqual([1, 0]);
  });

  it('counts cards as often as the bootstrap drew them, and no more than k', () => {
    const rows = { scores: [0.9, 0.5, 0.1], labels: [1, 0, 1], cards: [0, 1, 2], days: [1, 1, 1] };
    expect(cardPrecision(rows, 2, [3, 1, 1]).precision).toBe(1);
    expect(cardPrecision(rows, 2, [0, 1, 1]).precision).toBe(0.5);
  });

  it('refuses arrays of other lengths and a k that is none', () => {
    const rows = { scores: [0.1], labels: [1], cards: [1], days: [1] };
    expect(() => cardPrecision({ ...rows, labels: [] }, 1)).toThrow('as long as `scores`');
    expect(() => cardPrecision(rows, 0)).toThrow('`k` of `cardPrecision`');
  });
});

describe('money caught', () => {
  it('adds up the money of called frauds and of disturbed genuine payments', () => {
    const found = moneyCaught([0.9, 0.8, 0.7, 0.1], [1, 0, 1, 1], [100, 7, Number.NaN, 300], 0.7);
    expect(found).toEqual({ alertRate: 0.75, caught: 100, total: 400, share: 0.25, disturbed: 7 });
  });
});
