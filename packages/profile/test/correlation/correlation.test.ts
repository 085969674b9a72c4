import { describe, expect, it } from 'vitest';
import { correlationRatio, cramersV, midRanks, pearson, spearman } from '../../src/correlation/correlation.js';
import golden from '../golden/association/cases.json' with { type: 'json' };

describe('correlation', () => {
  it.each(golden.numbers)('Spearman and Pearson agree with SciPy (%#)', (known) => {
    const [x, y] = [Float64Array.from(known.x), Float64Array.from(known.y)];
    expect(spearman(x, y)).toBeCloseTo(known.spearman, 12);
    expect(pearson(x, y)).toBeCloseTo(known.pearson, 12);
  });

  it.each(golden.categories)("Cramér's V agrees with SciPy (%#)", (known) => {
    expect(cramersV(Float64Array.from(known.x), Float64Array.from(known.y))).toBeCloseTo(known.cramersV, 12);
  });

  it('the correlation ratio is 1 where the category gives the number and 0 where its levels have one mean', () => {
    expect(correlationRatio(Float64Array.of(0, 0, 1, 1), Float64Array.of(5, 5, 9, 9))).toBeCloseTo(1, 12);
    expect(correlationRatio(Float64Array.of(0, 0, 1, 1), Float64Array.of(1, 3, 3, 1))).toBeCloseTo(0, 12);
    // Between 1, within 0.5 each way: η² = 1 / 1.25.
    expect(correlationRatio(Float64Array.of(0, 0, 1, 1), Float64Array.of(0.5, 1.5, 2.5, 3.5)) ** 2).toBeCloseTo(
      0.8,
      12,
    );
  });

  it('rows with a gap in either column do not count', () => {
    const x = Float64Array.of(1, 2, Number.NaN, 3, 100);
    const y = Float64Array.of(2, 4, 50, 6, Number.NaN);
    expect(pearson(x, y)).toBeCloseTo(1, 12);
    expect(spearman(x, y)).toBeCloseTo(1, 12);
  });

  it('is NaN where a column does not vary', () => {
    expect(pearson(Float64Array.of(1, 1, 1), Float64Array.of(1, 2, 3))).toBeNaN();
    expect(cramersV(Float64Array.of(1, 1), Float64Array.of(1, 2))).toBeNaN();
    expect(correlationRatio(Float64Array.of(1, 1), Float64Array.of(1, 2))).toBeNaN();
  });

  it('gives ties the mean of their ranks', () => {
    expect([...midRanks(Float64Array.of(10, 20, 10, Number.NaN, 30))]).toEqual([1.5, 3, 1.5, Number.NaN, 4]);
  });
});
