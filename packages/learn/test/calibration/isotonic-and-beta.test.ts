import { readFileSync } from 'node:fs';
import {
  type Calibration,
  calibrate,
  calibratedLogOdds,
  calibrationKinds,
  checkCalibration,
  fitBeta,
  fitCalibration,
  fitIsotonic,
} from '@probity/learn';
import { logit } from '@probity/numerics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

interface Case {
  readonly name: string;
  readonly margins: number[];
  readonly labels: number[];
  readonly weights: number[] | null;
  readonly grid: number[];
  readonly isotonic: number[];
  readonly beta: number[];
  readonly betacal: number[] | null;
}

const { cases } = JSON.parse(readFileSync(new URL('../golden/calibration/cases.json', import.meta.url), 'utf8')) as {
  cases: Case[];
};

function largestGap(calibration: Calibration, grid: readonly number[], expected: readonly number[]): number {
  return Math.max(...grid.map((margin, index) => Math.abs(calibrate(calibration, margin) - (expected[index] ?? 2))));
}

describe('isotonic and beta calibration', () => {
  it.each(cases)('isotonic gives the probabilities of scikit-learn: $name', (golden) => {
    const calibration = fitIsotonic(golden.margins, golden.labels, golden.weights ?? undefined);
    const weight = golden.weights?.reduce((sum, value) => sum + value, 0) ?? golden.margins.length;
    const least = 1 / (weight + 2);
    const clipped = golden.isotonic.map((share) => Math.min(1 - least, Math.max(least, share)));
    // Between two steps of which one is clipped the joining line differs a little.
    expect(largestGap(calibration, golden.grid, clipped)).toBeLessThan(least);
    const inside = golden.grid.filter(
      (_, i) => (golden.isotonic[i] ?? 0) > least * 2 && (golden.isotonic[i] ?? 1) < 1 - 2 * least,
    );
    const expected = golden.isotonic.filter((share) => share > least * 2 && share < 1 - 2 * least);
    expect(inside.length).toBeGreaterThan(10);
    expect(largestGap(calibration, inside, expected)).toBeLessThan(1e-3);
  });

  it.each(cases)('beta is the minimum that another minimiser finds: $name', (golden) => {
    const calibration = fitBeta(golden.margins, golden.labels, golden.weights ?? undefined);
    expect(largestGap(calibration, golden.grid, golden.beta)).toBeLessThan(1e-5);
  });

  it.each(cases.filter(({ betacal }) => betacal !== null))('beta is near betacal’s: $name', (golden) => {
    const calibration = fitBeta(golden.margins, golden.labels);
    expect(largestGap(calibration, golden.grid, golden.betacal ?? [])).toBeLessThan(0.02);
  });

  const outcomes = fc.array(fc.tuple(fc.float({ min: -8, max: 8, noNaN: true }), fc.integer({ min: 0, max: 1 })), {
    minLength: 3,
    maxLength: 60,
  });

  it('every kind rises, stays within (0, 1) and agrees with its log-odds', () => {
    fc.assert(
      fc.property(outcomes, fc.constantFrom(...calibrationKinds), (pairs, kind) => {
        const margins = [...pairs.map(([margin]) => margin), -1, 1];
        const labels = [...pairs.map(([, label]) => label), 0, 1];
        const calibration = fitCalibration(kind, margins, labels);
        const grid = [...margins, -50, 50].sort((a, b) => a - b);
        const found = grid.map((margin) => calibrate(calibration, margin));
        for (const [index, probability] of found.entries()) {
          expect(probability).toBeGreaterThanOrEqual(0);
          expect(probability).toBeLessThanOrEqual(1);
          expect(probability).toBeGreaterThanOrEqual((found[index - 1] ?? 0) - 1e-12);
          if (probability > 1e-9 && probability < 1 - 1e-9) {
            expect(calibratedLogOdds(calibration, grid[index] ?? 0)).toBeCloseTo(logit(probability), 5);
          }
        }
        expect(checkCalibration(JSON.parse(JSON.stringify(calibration)))).toEqual(calibration);
      }),
      { numRuns: 100 },
    );
  });

  it('isotonic never calls anybody certain', () => {
    const { probabilities } = fitIsotonic([-1, -2, 1, 2], [0, 0, 1, 1]);
    expect(probabilities).toEqual([1 / 6, 1 / 6, 5 / 6, 5 / 6]);
  });

  it('margins that are probabilities are taken as their log-odds', () => {
    const shares = Array.from({ length: 400 }, (_, row) => (row % 100) / 100);
    const labels = shares.map((share, row) => (((row * 7919) % 100) / 100 < share ? 1 : 0));
    for (const kind of ['platt', 'beta'] as const) {
      const calibration = fitCalibration(kind, shares, labels, undefined, 'probability');
      // Outcomes come as often as the shares say: the calibration has nothing to mend.
      for (const share of [0.1, 0.3, 0.5, 0.7, 0.9])
        expect(Math.abs(calibrate(calibration, share) - share)).toBeLessThan(0.06);
    }
  });

  it('a calibration without a kind is Platt’s, and others are refused', () => {
    expect(calibrate(checkCalibration({ intercept: 0, slope: 1 }), 0)).toBe(0.5);
    for (const wrong of [
      null,
      { kind: 'x' },
      { intercept: 0, slope: -1 },
      { kind: 'beta', intercept: 0, a: 0, b: 0 },
      { kind: 'isotonic', margins: [0, 1], probabilities: [0.5, 0.4] },
      { kind: 'isotonic', margins: [0], probabilities: [0] },
    ]) {
      expect(() => checkCalibration(wrong)).toThrow(expect.objectContaining({ code: 'BUNDLE_INVALID' }));
    }
  });
});
