import { quantile, quantileOfSorted, sortedWithoutMissing } from '@probity/numerics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('quantile', () => {
  it('interpolates as R type 7', () => {
    const values = [10, 1, 4, 2, 7];
    // R: quantile(c(10, 1, 4, 2, 7), c(0, .1, .25, .5, .9, 1))
    expect([0, 0.1, 0.25, 0.5, 0.9, 1].map((p) => quantile(values, p))).toEqual([1, 1.4, 2, 4, 8.8, 10]);
  });

  it('leaves out NaN and keeps the input as it was', () => {
    const values = [3, NaN, 1];
    expect(quantile(values, 0.5)).toBe(2);
    expect(values).toEqual([3, NaN, 1]);
    expect([...sortedWithoutMissing(values)]).toEqual([1, 3]);
  });

  it('is NaN of nothing and outside [0, 1]', () => {
    expect([quantile([], 0.5), quantile([1], -0.1), quantile([1], 1.1), quantile([1], NaN)]).toEqual([
      NaN,
      NaN,
      NaN,
      NaN,
    ]);
  });

  it('never falls as p grows and stays among the values', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const values = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }), { minLength: 1 });
    fc.assert(
      fc.property(values, share, share, (list, p, q) => {
        const sorted = sortedWithoutMissing(list);
        const low = quantileOfSorted(sorted, Math.min(p, q));
        const high = quantileOfSorted(sorted, Math.max(p, q));
        expect(low).toBeLessThanOrEqual(high + Math.abs(high) * 4e-16);
        expect(low).toBeGreaterThanOrEqual(sorted[0] - Math.abs(sorted[0]) * 4e-16);
      }),
    );
  });

  it('stands infinities', () => {
    expect(quantile([-Infinity, -Infinity, 0], 0.25)).toBe(-Infinity);
    expect(quantile([0, Infinity, Infinity], 0.75)).toBe(Infinity);
  });
});
