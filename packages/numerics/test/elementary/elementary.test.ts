import { readFileSync } from 'node:fs';
import * as numerics from '@probity/numerics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const { asin, cos, erf, erfc, exp, expm1, log, log1p, logit, normalCdf, sigmoid, sin, softplus, tanh } = numerics;

type Case = readonly [x: number, nearest: number, rest: number];
const cases: Record<string, Case[]> = JSON.parse(
  readFileSync(new URL('../golden/elementary/cases.json', import.meta.url), 'utf8'),
);

/** Largest error allowed, in units in the last place of the exact value. */
const allowedUlps = {
  exp: [exp, 0.6],
  expm1: [expm1, 1.5],
  log: [log, 1],
  log1p: [log1p, 1],
  sigmoid: [sigmoid, 1.7],
  softplus: [softplus, 1.5],
  logit: [logit, 1.7],
  tanh: [tanh, 2],
  erf: [erf, 1.5],
  erfc: [erfc, 3],
  normalCdf: [normalCdf, 4],
  sin: [sin, 1],
  cos: [cos, 1],
  asin: [asin, 3],
} as const;

describe('elementary functions', () => {
  for (const [name, [compute, limit]] of Object.entries(allowedUlps)) {
    it(`${name} is within ${limit} ulp of the exact value`, () => {
      let worst = { ulps: 0, x: 0, got: 0, expected: 0 };
      for (const [x, nearest, rest] of cases[name]) {
        const got = compute(x);
        const ulps = got === nearest ? Math.abs(rest) / ulp(nearest) : Math.abs(got - nearest - rest) / ulp(nearest);
        // One more rounding where results are subnormal.
        const slack = Math.abs(nearest) < 2.3e-308 ? 0.6 : 0;
        if (!(ulps - slack <= worst.ulps)) worst = { ulps: ulps - slack, x, got, expected: nearest };
      }
      if (process.env['PROBITY_PRINT_ULPS'] !== undefined) console.log(name, worst);
      expect(worst.ulps, JSON.stringify(worst)).toBeLessThanOrEqual(limit);
    });
  }

  it('exp has exact edges', () => {
    expect([exp(NaN), exp(Infinity), exp(-Infinity), exp(0), exp(-0)]).toEqual([NaN, Infinity, 0, 1, 1]);
    expect([exp(709.782712893384), exp(709.7827128933841)]).toEqual([1.7976931348622732e308, Infinity]);
    expect([exp(-745.1332191019411), exp(-745.1332191019412), exp(-746)]).toEqual([5e-324, 0, 0]);
  });

  it('expm1 has exact edges', () => {
    expect([expm1(NaN), expm1(Infinity), expm1(-Infinity), expm1(-1e300)]).toEqual([NaN, Infinity, -1, -1]);
    expect([expm1(0), expm1(-0), expm1(5e-324)]).toEqual([0, -0, 5e-324]);
  });

  it('log and log1p have exact edges', () => {
    expect([log(NaN), log(-1), log(-Infinity), log(0), log(-0), log(1)]).toEqual([
      NaN,
      NaN,
      NaN,
      -Infinity,
      -Infinity,
      0,
    ]);
    expect([log(Infinity), log(5e-324), log(Number.MAX_VALUE)]).toEqual([
      Infinity,
      -744.4400719213812,
      709.782712893384,
    ]);
    expect([log1p(NaN), log1p(-2), log1p(-1), log1p(-0), log1p(Infinity)]).toEqual([NaN, NaN, -Infinity, -0, Infinity]);
  });

  it('sigmoid, softplus and logit have exact edges', () => {
    expect([NaN, Infinity, -Infinity, 0, -800, 800].map(sigmoid)).toEqual([NaN, 1, 0, 0.5, 0, 1]);
    expect([NaN, Infinity, -Infinity, -800, 800].map(softplus)).toEqual([NaN, Infinity, 0, 0, 800]);
    expect([NaN, -1e-9, 1.000001, 0, 1, 0.5].map(logit)).toEqual([NaN, NaN, NaN, -Infinity, Infinity, 0]);
  });

  it('tanh and erf have exact edges and are odd', () => {
    expect([NaN, Infinity, -Infinity, 0, -0].map(tanh)).toEqual([NaN, 1, -1, 0, -0]);
    expect([NaN, Infinity, -Infinity, 0, -0].map(erf)).toEqual([NaN, 1, -1, 0, -0]);
    expect([NaN, Infinity, -Infinity, 0].map(erfc)).toEqual([NaN, 0, 2, 1]);
    expect([NaN, Infinity, -Infinity, 0].map(normalCdf)).toEqual([NaN, 1, 0, 0.5]);
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (x) => Object.is(tanh(-x), -tanh(x)) && Object.is(erf(-x), -erf(x))),
    );
  });

  it('sin, cos and asin have exact edges', () => {
    expect([NaN, Infinity, 1048577, 0, -0].map(sin)).toEqual([NaN, NaN, NaN, 0, -0]);
    expect([NaN, -Infinity, 1048577, 0, -0].map(cos)).toEqual([NaN, NaN, NaN, 1, 1]);
    expect([NaN, 1.0000000000000002, -2, 0, -0].map(asin)).toEqual([NaN, NaN, NaN, 0, -0]);
  });

  it('stays within the range of each function for any double', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (x) => {
        expect(exp(x)).toBeGreaterThanOrEqual(0);
        expect(sigmoid(x)).toBeGreaterThanOrEqual(0);
        expect(sigmoid(x)).toBeLessThanOrEqual(1);
        expect(Math.abs(tanh(x))).toBeLessThanOrEqual(1);
        expect(softplus(x)).toBeGreaterThanOrEqual(Math.max(x, 0));
        expect(normalCdf(x)).toBeGreaterThanOrEqual(0);
        expect(normalCdf(x)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('logit undoes sigmoid', () => {
    fc.assert(
      fc.property(fc.double({ min: -30, max: 15, noNaN: true }), (x) => {
        expect(Math.abs(logit(sigmoid(x)) - x)).toBeLessThan(1e-8);
      }),
    );
  });
});

function ulp(y: number): number {
  if (y === 0) return 5e-324;
  const exponent = Math.max(-1022, Math.floor(Math.log2(Math.abs(y))));
  return 2 ** (exponent - 52);
}
