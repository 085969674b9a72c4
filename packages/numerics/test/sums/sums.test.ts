import { dot, mean, sum } from '@probity/numerics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('sum', () => {
  it('keeps what plain addition loses', () => {
    expect(sum([1e100, 1, -1e100])).toBe(1);
    expect(sum(new Array(10).fill(0.1))).toBe(1);
    expect(sum([])).toBe(0);
  });

  it('hardly depends on the order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true })), (values) => {
        const size = values.reduce((total, value) => total + Math.abs(value), 0);
        expect(Math.abs(sum(values) - sum(values.toReversed()))).toBeLessThanOrEqual(
          size * 1e-28 + Math.abs(sum(values)) * 3e-16,
        );
      }),
    );
  });

  it('passes on NaN and infinities like addition', () => {
    expect(sum([1, Infinity, 2])).toBe(Infinity);
    expect(sum([Infinity, -Infinity])).toBe(NaN);
    expect(sum([1, NaN])).toBe(NaN);
    expect(mean([])).toBe(NaN);
    expect(mean([1, 2, 6])).toBe(3);
  });
});

describe('dot', () => {
  it('multiplies pairwise and refuses unequal lengths', () => {
    expect(dot([1, 2], [3, 4])).toBe(11);
    expect(() => dot([1], [1, 2])).toThrow('`a` and `b` of `dot` must have equal lengths; got 1 and 2');
  });
});
