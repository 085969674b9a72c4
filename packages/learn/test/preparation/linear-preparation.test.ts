import { type Feature, fitLogistic, type TrainingData } from '@probity/learn';
import { describe, expect, it } from 'vitest';

function fitOne(feature: Feature, values: readonly number[], settings = {}) {
  const column = Float64Array.from(values);
  const labels = Uint8Array.from(values, (_, row) => ((row * 7) % 3 === 0 ? 1 : 0));
  const data: TrainingData = { matrix: { rowCount: values.length, features: [feature], columns: [column] }, labels };
  return fitLogistic(settings, data, { seed: 1 });
}

const amount: Feature = { name: 'amount', kind: 'numeric' };
const purpose: Feature = { name: 'purpose', kind: 'category', levels: ['car', 'home', 'boat', 'never'] };
const count = (length: number, value: number) => Array<number>(length).fill(value);

describe('the preparation of linear models', () => {
  it('is flat beyond the outer knots, so codes such as 98 are clipped', () => {
    const model = fitOne(amount, [...Array.from({ length: 300 }, (_, row) => row % 30), 98, 98]);
    const margin = (value: number) => model.margin(Float64Array.of(value));
    expect(margin(98)).toBe(margin(29));
    expect(margin(1e9)).toBe(margin(29));
    expect(margin(-5)).toBe(margin(0));
  });

  it('is a broken line between the knots', () => {
    const model = fitOne(
      amount,
      Array.from({ length: 200 }, (_, row) => row),
      { knotShares: [0, 0.5, 1] },
    );
    const margin = (value: number) => model.margin(Float64Array.of(value));
    expect(model.preparation.encoders[0]).toMatchObject({ knots: [0, 99, 199], termCount: 2 });
    expect(margin(50) - margin(49)).toBeCloseTo(margin(11) - margin(10), 12);
    expect(margin(151) - margin(150)).toBeCloseTo(margin(111) - margin(110), 12);
  });

  it('puts the median where a number is missing, with a term of its own if missing was seen', () => {
    const seen = fitOne(amount, [...count(20, Number.NaN), ...Array.from({ length: 81 }, (_, row) => row)]);
    expect(seen.preparation.encoders[0]).toMatchObject({ median: 40, marksMissing: true });
    const unseen = fitOne(
      amount,
      Array.from({ length: 81 }, (_, row) => row),
    );
    expect(unseen.preparation.encoders[0]).toMatchObject({ marksMissing: false });
    expect(unseen.margin(Float64Array.of(Number.NaN))).toBe(unseen.margin(Float64Array.of(40)));
  });

  it('puts rare levels together, and levels never seen with them', () => {
    const model = fitOne(purpose, [...count(150, 0), ...count(149, 1), 2]);
    expect(model.preparation.encoders[0]).toMatchObject({ termCount: 3, termOfLevel: [0, 1, 2, 2], termOfMissing: -1 });
  });

  it('lets a level or a missing value that was never seen say nothing', () => {
    const model = fitOne(purpose, [...count(100, 0), ...count(60, 1), ...count(40, 2)]);
    const contributions = new Float64Array(1);
    for (const code of [3, Number.NaN, -1, 99, 0.5]) {
      const baseline = model.explain(Float64Array.of(code), contributions);
      expect(contributions[0]).toBeCloseTo(0, 15);
      expect(model.margin(Float64Array.of(code))).toBeCloseTo(baseline, 12);
    }
    model.explain(Float64Array.of(0), contributions);
    expect(Math.abs(contributions[0])).toBeGreaterThan(1e-6);
  });

  it('makes no terms of a constant', () => {
    expect(fitOne(amount, count(50, 3)).coefficients.length).toBe(0);
    expect(fitOne(purpose, count(50, 1)).coefficients.length).toBe(0);
    expect(fitOne(amount, count(50, Number.NaN)).coefficients.length).toBe(0);
  });
});
