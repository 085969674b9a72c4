import { readFileSync } from 'node:fs';
import {
  calibrationByGrade,
  jensenShannon,
  kolmogorovSmirnov,
  levelBins,
  numericBins,
  periodsOf,
  ratesByPeriod,
  rollRates,
  stabilityByPeriod,
  stabilityIndex,
  vintageCurves,
} from '@probity/monitoring';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

interface Golden {
  stability: { reference: number[]; current: number[]; index: number; pValue: number; jensenShannon: number }[];
  ks: { reference: number[]; current: number[]; distance: number }[];
  grades: {
    rows: number;
    bads: number;
    predicted: number;
    assetCorrelation: number;
    pAtLeast: number;
    pAtMost: number;
    interval: [number, number];
    pAtLeastCorrelated: number;
  }[];
}

const golden: Golden = JSON.parse(readFileSync(new URL('./golden/stability/cases.json', import.meta.url), 'utf8'));

function expectNear(got: number, expected: number, relative = 1e-9): void {
  expect(Math.abs(got - expected)).toBeLessThanOrEqual(relative * Math.max(1e-12, Math.abs(expected)));
}

describe('stability', () => {
  it('index, its p-value and Jensen–Shannon are those of SciPy', () => {
    for (const { reference, current, index, pValue, jensenShannon: divergence } of golden.stability) {
      const got = stabilityIndex(reference, current);
      expectNear(got.index, index, 1e-11);
      expectNear(got.pValue, pValue, 1e-7);
      expectNear(jensenShannon(reference, current), divergence, 1e-10);
    }
  });

  it('the Kolmogorov–Smirnov distance is that of SciPy, ties included', () => {
    for (const { reference, current, distance } of golden.ks) {
      expectNear(kolmogorovSmirnov(reference, current).distance, distance, 1e-12);
    }
  });

  it('is 0 for the same shares, positive for others, and alike both ways', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 99 })), { minLength: 2 }),
        (bins) => {
          const [a, b] = [bins.map(([x]) => x), bins.map(([, y]) => y)];
          expect(stabilityIndex(a, b).index).toBeGreaterThanOrEqual(0);
          expectNear(stabilityIndex(a, b).index, stabilityIndex(b, a).index);
          expect(
            stabilityIndex(
              a,
              a.map((count) => 3 * count),
            ).index,
          ).toBeLessThan(1e-12);
        },
      ),
    );
  });

  it('counts an empty bin as half a row, and leaves out what is empty on both sides', () => {
    const half = stabilityIndex([50, 50], [100, 0]);
    expectNear(half.index, 0.5 * Math.log(2) + (0.005 - 0.5) * Math.log(0.005 / 0.5), 1e-12);
    expect(stabilityIndex([50, 50, 0], [60, 40, 0]).bins).toHaveLength(2);
  });

  it('bins are made on the reference alone; missing values, codes and unseen levels have their own', () => {
    const bins = numericBins([1, 2, 3, 4, 5, 6, 7, 8, -9, Number.NaN], { bins: 4, specialCodes: [-9] });
    expect([...bins.count([0, 100, -9, Number.NaN, 4])]).toEqual([1, 1, 0, 1, 1, 1]);
    expect(bins.labels.slice(-2)).toEqual(['code -9', 'missing']);
    expect([...levelBins(['a', 'b']).count([0, 1, 1, 7, -1, Number.NaN])]).toEqual([1, 2, 1, 2]);
    expect(numericBins([5, 5, 5]).labels).toEqual(['all values', 'missing']);
  });

  it('every reference value has one bin, and bins of distinct values hold about as many', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer(), { minLength: 40, maxLength: 200 }), (values) => {
        const counts = [...numericBins(values, { bins: 5 }).count(values)];
        expect(counts.reduce((total, count) => total + count, 0)).toBe(values.length);
        for (const count of counts.slice(0, 5)) expect(Math.abs(count - values.length / 5)).toBeLessThanOrEqual(2);
      }),
    );
  });

  it('by month: the month that moved is the one that stands out', () => {
    const days = [17_532, 17_533, 17_570, 17_571, 17_572, Number.NaN];
    const periods = periodsOf(days, 'date');
    expect(periods.labels).toEqual(['2018-01', '2018-02']);
    const bins = numericBins([1, 2, 3, 4], { bins: 2 });
    const months = stabilityByPeriod(bins, bins.count([1, 2, 3, 4]), [1, 4, 4, 4, 4, 1], periods);
    expect(months.map(({ period, currentRows }) => [period, currentRows])).toEqual([
      ['2018-01', 2],
      ['2018-02', 3],
    ]);
    expect(months[0]?.index).toBe(0);
    expect(months[1]?.verdict).toBe('shifted');
  });

  it("refuses a caller's mistakes by name", () => {
    expect(() => stabilityIndex([1, 2], [1])).toThrow('`current` of `stabilityIndex`');
    expect(() => stabilityIndex([0, 0], [1, 2])).toThrow('at least one row');
    expect(() => stabilityIndex([-1, 2], [1, 2])).toThrow('counts ≥ 0');
    expect(() => numericBins([1, 2], { bins: 1 })).toThrow('`bins` of `numericBins`');
    expect(() =>
      periodsOf(
        Float64Array.from({ length: 601 }, (_, index) => index + 0.5),
        'numeric',
      ),
    ).toThrow('600');
  });
});

describe('calibration by grade', () => {
  it('exact tests, intervals and the correlated test are those of SciPy', () => {
    for (const { rows, bads, predicted, assetCorrelation, ...expected } of golden.grades) {
      const [got] = calibrationByGrade([{ grade: 'C', rows, bads, predicted }], { assetCorrelation });
      expectNear(got?.pAtLeast ?? Number.NaN, expected.pAtLeast);
      expectNear(got?.pAtMost ?? Number.NaN, expected.pAtMost);
      expectNear(got?.pAtLeastCorrelated ?? Number.NaN, expected.pAtLeastCorrelated);
      expectNear(got?.interval[0] ?? Number.NaN, expected.interval[0], 1e-8);
      expectNear(got?.interval[1] ?? Number.NaN, expected.interval[1], 1e-8);
    }
  });

  it('lights follow the stated bands, and say which way a grade is off', () => {
    const of = (bads: number) => {
      const [test] = calibrationByGrade([{ grade: 'B', rows: 1000, bads, predicted: 0.02 }]);
      return [test?.light, test?.direction];
    };
    expect([of(20), of(30), of(40), of(5)]).toEqual([
      ['green', 'none'],
      ['amber', 'under'],
      ['red', 'under'],
      ['red', 'over'],
    ]);
  });

  it('leaves out empty grades and refuses counts that are none', () => {
    expect(calibrationByGrade([{ grade: 'A', rows: 0, bads: 0, predicted: 0 }])).toEqual([]);
    expect(() => calibrationByGrade([{ grade: 'A', rows: 3, bads: 4, predicted: 0.1 }])).toThrow('`A`');
    expect(() => calibrationByGrade([], { assetCorrelation: 1 })).toThrow('assetCorrelation');
  });
});

describe('vintages', () => {
  it('a curve ends where not all of its loans were watched any longer', () => {
    const [curve] = vintageCurves({
      vintageOf: [0, 0, 0, 0],
      labels: ['2018-01'],
      badAtMonths: [2, Number.NaN, 3, Number.NaN],
      observedMonths: [9, 4, 9, 9],
    });
    expect(curve).toEqual({ vintage: '2018-01', loans: 4, cumulativeBadRates: [0, 0.25, 0.5, 0.5] });
  });

  it('never falls and ends at most at the share gone bad', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.option(fc.integer({ min: 0, max: 20 })), fc.integer({ min: 0, max: 24 })), {
          minLength: 1,
        }),
        (loans) => {
          const [curve] = vintageCurves({
            vintageOf: loans.map(() => 0),
            labels: ['v'],
            badAtMonths: loans.map(([age]) => age ?? Number.NaN),
            observedMonths: loans.map(([, months]) => months),
          });
          const rates = curve?.cumulativeBadRates ?? [];
          for (const [month, rate] of rates.entries()) expect(rate).toBeGreaterThanOrEqual(rates[month - 1] ?? 0);
          const bads = loans.filter(([age]) => age !== null).length;
          expect(rates.at(-1) ?? 0).toBeLessThanOrEqual(bads / loans.length);
        },
      ),
    );
  });

  it('roll rates count moves between neighbouring months, and what is missing apart', () => {
    const rolled = rollRates(
      [
        [0, 0, 1, -1],
        [0, 1, 2, 0],
        [1, 1, 0, 0],
      ],
      ['current', 'late', 'lost'],
    );
    expect(rolled.counts).toEqual([
      [2, 2, 0],
      [0, 1, 1],
      [1, 0, 0],
    ]);
    expect(rolled).toMatchObject({ moves: 7, missing: 1 });
    expect(rolled.rates[1]).toEqual([0, 0.5, 0.5]);
    expect(() => rollRates([[0]], ['a'])).toThrow('at least two');
    expect(() => rollRates([[0], [0, 1]], ['a', 'b'])).toThrow('same accounts');
  });

  it('bad rates by period come with exact intervals', () => {
    const rates = ratesByPeriod(periodsOf([1, 1, 2], 'integer'), [1, 0, 0], [0.5, 0.7, 0.1]);
    expect(rates[0]).toMatchObject({ period: '1', rows: 2, bads: 1, badRate: 0.5 });
    expect(rates[0]?.meanScore).toBeCloseTo(0.6, 12);
    expect(rates[1]?.interval[0]).toBe(0);
  });
});
