import type { Feature } from '@probity/learn';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binColumn, decideBins } from '../../src/tree/bin-features.js';

const numeric: Feature = { name: 'x', kind: 'numeric' };
const MISSING = 254;

function binsOf(values: readonly number[], maxBins: number, weights?: readonly number[]) {
  const column = Float64Array.from(values);
  const data = {
    matrix: { rowCount: values.length, features: [numeric], columns: [column] },
    labels: new Uint8Array(values.length),
    ...(weights === undefined ? {} : { weights: Float64Array.from(weights) }),
  };
  const [bins] = decideBins(data, maxBins);
  return { bins, column, binOf: binColumn(bins, column, MISSING) };
}

describe('decideBins', () => {
  const values = fc.array(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ noDefaultInfinity: true })), {
    minLength: 1,
    maxLength: 300,
  });

  it('keeps the order of values, never divides equal ones and never exceeds the bins allowed', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 2, max: 20 }), (list, maxBins) => {
        const { bins, binOf } = binsOf(list, maxBins);
        expect(bins.binCount).toBeLessThanOrEqual(maxBins);
        list.forEach((value, i) => {
          if (Number.isNaN(value)) expect(binOf[i]).toBe(MISSING);
          else expect(binOf[i]).toBeLessThan(bins.binCount);
        });
        const order = [...list.keys()].filter((i) => !Number.isNaN(list[i])).sort((a, b) => list[a] - list[b]);
        for (let k = 1; k < order.length; k++) {
          const [before, after] = [order[k - 1], order[k]];
          expect(binOf[before]).toBeLessThanOrEqual(binOf[after]);
          if (list[before] === list[after]) expect(binOf[before]).toBe(binOf[after]);
        }
      }),
    );
  });

  it('gives each distinct value its own bin where there is room, with edges halfway between', () => {
    const { bins, binOf } = binsOf([3, 1, Number.NaN, 1, 10], 254);
    expect([...bins.edges]).toEqual([2, 6.5]);
    expect([...binOf]).toEqual([1, 0, MISSING, 0, 2]);
  });

  it('keeps neighbouring doubles apart', () => {
    const next = 1 + Number.EPSILON;
    const { binOf } = binsOf([1, next, -Number.MAX_VALUE, Number.MAX_VALUE, 5e-324, 0], 254);
    expect([...binOf]).toEqual([3, 4, 0, 5, 2, 1]);
  });

  it('fills bins evenly and leaves a frequent value to itself', () => {
    const even = binsOf(
      Array.from({ length: 1000 }, (_, i) => i),
      10,
    );
    const counts = new Array(10).fill(0);
    for (const bin of even.binOf) counts[bin]++;
    expect(counts).toEqual(new Array(10).fill(100));
    const spiked = binsOf([...new Array(500).fill(50.5), ...Array.from({ length: 100 }, (_, i) => i)], 5);
    const spike = spiked.binOf[0];
    expect(spiked.binOf.filter((bin) => bin === spike).length).toBe(500);
  });

  it('weighs values by their rows', () => {
    const weights = Array.from({ length: 100 }, (_, i) => (i < 50 ? 9 : 1));
    const { bins } = binsOf(
      Array.from({ length: 100 }, (_, i) => i),
      10,
      weights,
    );
    // Nine tenths of the weight is below 50, and so are nine of the bins.
    expect(bins.edges.filter((edge) => edge < 50).length).toBeGreaterThanOrEqual(8);
  });

  it('keeps the 254 heaviest levels and counts the others as missing', () => {
    const levels = Array.from({ length: 300 }, (_, i) => `level ${i}`);
    const feature: Feature = { name: 'c', kind: 'category', levels };
    const codes = levels.flatMap((_, level) => (level < 46 ? [level] : [level, level]));
    const column = Float64Array.from(codes);
    const data = {
      matrix: { rowCount: codes.length, features: [feature], columns: [column] },
      labels: new Uint8Array(codes.length),
    };
    const [bins] = decideBins(data, 254);
    const binOf = binColumn(bins, column, 255);
    expect(bins.binCount).toBe(254);
    expect(binOf[45]).toBe(255);
    expect(new Set(binOf).size).toBe(255);
  });
});
