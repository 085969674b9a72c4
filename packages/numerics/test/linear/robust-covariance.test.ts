import { describe, expect, it } from 'vitest';
import { chiSquaredQuantile } from '../../src/distributions/chi-squared-quantile.js';
import { robustCovariance } from '../../src/linear/robust-covariance.js';
import golden from '../golden/robust-covariance/cases.json' with { type: 'json' };

const settings = { seed: 1 };

describe('robustCovariance', () => {
  it.each(golden.cases)('agrees with MinCovDet of scikit-learn: $name', (known) => {
    const found = robustCovariance(Float64Array.from(known.rows), known.columns, settings);
    expect(Array.from(found?.support ?? [])).toEqual(known.support);
    for (const part of ['location', 'covariance', 'distances'] as const) {
      known[part].forEach((value, index) => {
        expect(Math.abs((found?.[part][index] ?? Number.NaN) - value)).toBeLessThan(
          1e-9 * Math.max(1, Math.abs(value)),
        );
      });
    }
  });

  it.each(golden.cases)('and its χ² points with SciPy: $name', ({ columns, chiSquaredQuantiles }) => {
    for (const [share, point] of chiSquaredQuantiles as [number, number][]) {
      expect(Math.abs(chiSquaredQuantile(share, columns) / point - 1)).toBeLessThan(1e-12);
    }
  });

  it('gives the same bits for the same seed', () => {
    const rows = Float64Array.from(golden.cases[0]?.rows ?? []);
    expect(robustCovariance(rows, 2, settings)).toEqual(robustCovariance(rows, 2, settings));
  });

  it('sees a planted outlier that the ordinary covariance would hide', () => {
    const rows = new Float64Array(400);
    for (let row = 0; row < 200; row++) {
      rows[2 * row] = Math.sin(row * 12.9898) * 2;
      rows[2 * row + 1] = Math.cos(row * 78.233) * 2;
    }
    for (let row = 0; row < 60; row++) rows[2 * row] = 50 + Math.sin(row);
    const distances = robustCovariance(rows, 2, settings)?.distances ?? new Float64Array(200);
    expect(Math.min(...distances.subarray(0, 60))).toBeGreaterThan(100);
    expect(Math.max(...distances.subarray(60))).toBeLessThan(20);
  });

  it('says nothing where half of the rows lie on a plane', () => {
    const rows = new Float64Array(200).map((_, index) => (index % 2 === 0 ? index : 0));
    expect(robustCovariance(rows, 2, settings)).toBeUndefined();
  });

  it('refuses half rows', () => {
    expect(() => robustCovariance(new Float64Array(5), 2, settings)).toThrow(RangeError);
  });
});
