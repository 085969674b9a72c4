import { describe, expect, it } from 'vitest';
import { sumOfLeaves } from '../../src/tree/walk-trees.js';
import { ensembleOf, type NestedTree } from './nested-tree.js';

const leaf = (value: number): NestedTree => ({ value, cover: 1 });

describe('sumOfLeaves', () => {
  const numeric = ensembleOf(
    [{ feature: 0, cover: 2, missingGoesLeft: false, threshold: 1.5, left: leaf(-1), right: leaf(2) }],
    [0],
  );
  const marginOf = (value: number) => sumOfLeaves(numeric, Float64Array.of(value), 10);

  it('sends a value at the threshold to the left and a missing one its own way', () => {
    expect([1.5, 1.5000000000000002, -Infinity, Infinity, NaN].map(marginOf)).toEqual([9, 12, 9, 12, 12]);
  });

  it('sends levels by their bit, and codes that are no level the way of missing values', () => {
    const levels = [0, 33, 39];
    const category = ensembleOf(
      [{ feature: 0, cover: 2, missingGoesLeft: true, levels, left: leaf(-1), right: leaf(2) }],
      [40],
    );
    const codes = [0, 33, 39, 1, 32, 38, 40, -1, 0.5, NaN, Infinity, 2 ** 40];
    const sums = codes.map((code) => sumOfLeaves(category, Float64Array.of(code), 0));
    expect(sums).toEqual([-1, -1, -1, 2, 2, 2, -1, -1, -1, -1, -1, -1]);
  });

  it('adds the trees in their order, starting from the base', () => {
    const trees = ensembleOf([leaf(1e16), leaf(1), leaf(-1e16)], [0]);
    expect(sumOfLeaves(trees, Float64Array.of(0), 0)).toBe(1e16 + 1 - 1e16);
  });
});
