import { readFileSync } from 'node:fs';
import { calibrate, fitPlatt } from '@probity/learn';
import { createRandom, sigmoid } from '@probity/numerics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

interface Case {
  readonly name: string;
  readonly margins: number[];
  readonly labels: number[];
  readonly weights: number[] | null;
  readonly intercept: number;
  readonly slope: number;
  readonly scikitLearn: number[] | null;
}

const { cases } = JSON.parse(readFileSync(new URL('../golden/platt/cases.json', import.meta.url), 'utf8')) as {
  cases: Case[];
};

describe('Platt calibration', () => {
  it.each(cases)(
    'finds the minimum of the smoothed cross-entropy: $name',
    ({ margins, labels, weights, intercept, slope }) => {
      const line = fitPlatt(margins, labels, weights ?? undefined);
      expect(Math.abs(line.intercept - intercept)).toBeLessThan(1e-8 * Math.max(1, Math.abs(intercept)));
      expect(Math.abs(line.slope - slope)).toBeLessThan(1e-8 * Math.max(1, Math.abs(slope)));
    },
  );

  it.each(cases.filter((golden) => golden.scikitLearn !== null))(
    'gives the probabilities of scikit-learn: $name',
    ({ name, margins, labels, scikitLearn }) => {
      const line = fitPlatt(margins, labels);
      const gap = Math.max(
        ...margins.map((margin, row) => Math.abs(calibrate(line, margin) - (scikitLearn?.[row] ?? 0))),
      );
      expect(gap, name).toBeLessThan(1e-4);
    },
  );

  it('never changes an order, whatever the labels say', () => {
    const rows = fc.array(fc.tuple(fc.double({ min: -1e3, max: 1e3, noNaN: true }), fc.integer({ min: 0, max: 1 })), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(rows, (list) => {
        const margins = [0, 1, ...list.map(([margin]) => margin)];
        const line = fitPlatt(margins, [1, 0, ...list.map(([, label]) => label)]);
        expect(line.slope).toBeGreaterThan(0);
        expect(Number.isFinite(line.slope) && Number.isFinite(line.intercept)).toBe(true);
        const sorted = margins.toSorted((a, b) => a - b).map((margin) => calibrate(line, margin));
        for (let i = 1; i < sorted.length; i++) expect(sorted[i]).toBeGreaterThanOrEqual(sorted[i - 1] * (1 - 1e-15));
        for (const probability of sorted) expect(probability >= 0 && probability <= 1).toBe(true);
      }),
    );
  });

  it('gives everybody about the bad rate when margins say the opposite of what came', () => {
    const margins = Array.from({ length: 100 }, (_, row) => row / 10);
    const labels = margins.map((margin) => (margin < 3 ? 1 : 0));
    const line = fitPlatt(margins, labels);
    for (const margin of margins) expect(calibrate(line, margin)).toBeCloseTo(0.3, 1);
  });

  it('handles margins that are all equal', () => {
    const line = fitPlatt(
      new Float64Array(50).fill(-2),
      Array.from({ length: 50 }, (_, row) => (row < 10 ? 1 : 0)),
    );
    expect(line.slope).toBe(1);
    expect(calibrate(line, -2)).toBeCloseTo(0.2, 1);
  });

  it('brings distorted log-odds back', () => {
    const random = createRandom(5);
    const truth = Float64Array.from({ length: 40_000 }, () => random.nextNormal() - 1);
    const labels = Uint8Array.from(truth, (margin) => (random.nextFloat() < sigmoid(margin) ? 1 : 0));
    const { intercept, slope } = fitPlatt(
      truth.map((margin) => 3 * margin + 2),
      labels,
    );
    expect(slope).toBeCloseTo(1 / 3, 1);
    expect(intercept).toBeCloseTo(-2 / 3, 1);
  });

  it('counts a weight of k as k equal rows', () => {
    const margins = [-1, 0.5, 2, 1, -3];
    const labels = [0, 1, 1, 0, 0];
    const weighted = fitPlatt(margins, labels, [1, 2, 3, 0, 2]);
    const repeated = fitPlatt([-1, 0.5, 0.5, 2, 2, 2, -3, -3], [0, 1, 1, 1, 1, 1, 0, 0]);
    expect(weighted.slope).toBeCloseTo(repeated.slope, 10);
    expect(weighted.intercept).toBeCloseTo(repeated.intercept, 10);
  });

  it('refuses what it cannot use', () => {
    expect(() => fitPlatt([1, 2], [0])).toThrow('`labels`');
    expect(() => fitPlatt([1, Infinity], [0, 1])).toThrow('`margins`');
    expect(() => fitPlatt([1, 2], [1, 1])).toThrow('both outcomes');
    expect(() => fitPlatt([1, 2], [0, 1], [1, -1])).toThrow('`weights`');
  });
});
