import { readFileSync } from 'node:fs';
import * as numerics from '@probity/numerics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const cases: Record<string, number[][]> = JSON.parse(
  readFileSync(new URL('../golden/distributions/cases.json', import.meta.url), 'utf8'),
);

/** Each row of a case: arguments, then expected values; `compute` gives the values for the arguments. */
const checks: Record<string, { from: number; limit: number; compute: (...row: number[]) => number[] }> = {
  lnGamma: { from: 1, limit: 4e-15, compute: (x) => [numerics.lnGamma(x)] },
  regularisedGamma: {
    from: 2,
    limit: 1e-12,
    compute: (a, x) => [numerics.regularisedGammaP(a, x), numerics.regularisedGammaQ(a, x)],
  },
  regularisedBeta: {
    from: 3,
    limit: 1e-12,
    compute: (x, a, b) => [numerics.regularisedBeta(x, a, b), numerics.regularisedBetaComplement(x, a, b)],
  },
  binomial: {
    from: 3,
    limit: 1e-12,
    compute: (k, n, p) => [
      numerics.binomialCdf(k, n, p),
      numerics.binomialSurvival(k, n, p),
      numerics.binomialPmf(k, n, p),
    ],
  },
  normalQuantile: { from: 1, limit: 1e-14, compute: (p) => [numerics.normalQuantile(p)] },
  studentT: { from: 2, limit: 1e-12, compute: (t, df) => [numerics.studentTSurvival(t, df)] },
  f: { from: 3, limit: 1e-12, compute: (f, df1, df2) => [numerics.fSurvival(f, df1, df2)] },
  poisson: {
    from: 2,
    limit: 1e-13,
    compute: (k, mean) => [numerics.poissonCdf(k, mean), numerics.poissonSurvival(k, mean)],
  },
  fisher: {
    from: 4,
    limit: 1e-9,
    compute: (a, b, c, d) => {
      const { twoSided, less, greater } = numerics.fisherExact(a, b, c, d);
      return [twoSided, less, greater];
    },
  },
  intervals: {
    from: 2,
    limit: 1e-9,
    compute: (k, n) => [...numerics.exactRateInterval(k, n), ...numerics.wilsonRateInterval(k, n)],
  },
  betaQuantile: { from: 3, limit: 1e-9, compute: (p, a, b) => [numerics.betaQuantile(p, a, b)] },
};

describe('distributions', () => {
  for (const [name, { from, limit, compute }] of Object.entries(checks)) {
    it(`${name} agrees with its reference to ${limit}, relative`, () => {
      let worst = { error: 0, row: [] as number[], got: NaN };
      for (const row of cases[name]) {
        const got = compute(...row.slice(0, from));
        expect(got.length).toBe(row.length - from);
        got.forEach((value, index) => {
          const expected = row[from + index];
          const error = value === expected ? 0 : Math.abs(value - expected) / Math.max(Math.abs(expected), 1e-300);
          if (!(error <= worst.error)) worst = { error, row, got: value };
        });
      }
      if (process.env['PROBITY_PRINT_ERRORS'] !== undefined) console.log(name, JSON.stringify(worst));
      expect(worst.error, JSON.stringify(worst)).toBeLessThanOrEqual(limit);
    });
  }

  it('has the stated edges', () => {
    expect([0, -1, NaN, Infinity].map(numerics.lnGamma)).toEqual([Infinity, NaN, NaN, Infinity]);
    expect([0, 1, 0.5, -0.1, NaN].map(numerics.normalQuantile)).toEqual([-Infinity, Infinity, 0, NaN, NaN]);
    expect([numerics.binomialCdf(-1, 5, 0.2), numerics.binomialCdf(5, 5, 0.2)]).toEqual([0, 1]);
    expect([numerics.binomialSurvival(-1, 5, 0.2), numerics.binomialSurvival(5, 5, 0.2)]).toEqual([1, 0]);
    expect([numerics.binomialCdf(1, 2.5, 0.2), numerics.binomialCdf(1, 2, 1.2)]).toEqual([NaN, NaN]);
    expect([numerics.binomialCdf(3, 9, 0), numerics.binomialCdf(3, 9, 1)]).toEqual([1, 0]);
    expect([numerics.chiSquaredSurvival(0, 3), numerics.chiSquaredSurvival(1, 0)]).toEqual([1, NaN]);
    expect([numerics.studentTSurvival(Infinity, 3), numerics.studentTSurvival(0, 3)]).toEqual([0, 0.5]);
    expect(numerics.exactRateInterval(0, 0)).toEqual([0, 1]);
    expect(numerics.regularisedBeta(1.5, 2, 2)).toBeNaN();
    expect(numerics.fisherExact(0, 0, 0, 0)).toEqual({ oddsRatio: NaN, twoSided: 1, less: 1, greater: 1 });
  });

  it('quantiles undo their distribution', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1, maxExcluded: true, noNaN: true }), (p) => {
        expect(numerics.normalCdf(numerics.normalQuantile(p))).toBeCloseTo(p, 12);
        expect(Math.abs(numerics.regularisedBeta(numerics.betaQuantile(p, 3, 7), 3, 7) - p)).toBeLessThan(1e-12);
      }),
      { numRuns: 50 },
    );
  });

  it('binomial probabilities below, at and above a count add up to one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2000 }),
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        fc.nat(2000),
        (n, p, raw) => {
          const k = raw % (n + 1);
          const whole =
            numerics.binomialCdf(k - 1, n, p) + numerics.binomialPmf(k, n, p) + numerics.binomialSurvival(k, n, p);
          expect(Math.abs(whole - 1)).toBeLessThan(1e-11);
        },
      ),
    );
  });
});
