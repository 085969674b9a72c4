import { createRandom } from '@probity/numerics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainAgainst } from '../../src/explain/explain-against.js';
import { sumOfLeaves } from '../../src/tree/walk-trees.js';
import { ensembleOf, type NestedTree, randomRow, randomTree } from '../tree/nested-tree.js';
import { matrixOf, modelOf, readShapGolden, rowOf, shapleyValues } from './shapley-games.js';

describe('explainAgainst', () => {
  it('gives the interventional values of shap', () => {
    const golden = readShapGolden('interventional');
    const model = modelOf(ensembleOf(golden.trees, golden.levelCounts));
    const background = matrixOf(model, golden.background.map(rowOf));
    for (const [index, cells] of golden.rows.entries()) {
      const { baseline, contributions } = explainAgainst(model, rowOf(cells), background);
      expect(Math.abs(baseline - golden.baseline)).toBeLessThan(1e-10);
      for (const [feature, value] of contributions.entries()) {
        // shap's own values add up to the margin within 3e-8 only.
        expect(Math.abs(value - golden.contributions[index][feature])).toBeLessThan(3e-8);
      }
    }
  });

  it('gives the Shapley values found by mixing the row and each background row in every way', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 7 }), (seed, features, depth) => {
        const random = createRandom(seed);
        const levelCounts = Array.from({ length: features }, () => (random.nextFloat() < 0.3 ? 5 : 0));
        const trees = ensembleOf(
          [1, 2].map(() => randomTree(random, levelCounts, depth)),
          levelCounts,
        );
        const model = modelOf(trees);
        const row = randomRow(random, levelCounts);
        const others = [1, 2, 3].map(() => randomRow(random, levelCounts));
        const { baseline, contributions } = explainAgainst(model, row, matrixOf(model, others));
        const worth = Float64Array.from({ length: 2 ** features }, (_, subset) => {
          const mixed = others.map((other) => other.map((value, i) => ((subset >> i) & 1 ? row[i] : value)));
          return mixed.reduce((sum, values) => sum + sumOfLeaves(trees, values, 0), 0) / others.length;
        });
        const expected = shapleyValues(worth);
        contributions.forEach((value, feature) => {
          expect(Math.abs(value - expected[feature])).toBeLessThan(1e-11);
        });
        expect(Math.abs(baseline - worth[0])).toBeLessThan(1e-11);
      }),
      { numRuns: 100 },
    );
  });

  it('adds up within 1e-9 down a path of 60 different features', () => {
    let tree: NestedTree = { value: 3, cover: 1 };
    for (let depth = 59; depth >= 0; depth--) {
      const other: NestedTree = { value: depth / 20, cover: 1 };
      tree = { feature: depth, cover: 1, missingGoesLeft: false, threshold: 0, left: tree, right: other };
    }
    const model = modelOf(ensembleOf([tree], new Array(60).fill(0)));
    const row = Float64Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? 1 : -1));
    const other = Float64Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? -1 : 1));
    const { baseline } = explainAgainst(model, row, matrixOf(model, [other]));
    expect(Math.abs(baseline - model.margin(other))).toBeLessThan(1e-9);
  });

  it('refuses an empty background', () => {
    const model = modelOf(ensembleOf([{ value: 2, cover: 5 }], [0]));
    expect(() => explainAgainst(model, Float64Array.of(1), matrixOf(model, []))).toThrow(/`background`.*got 0/);
  });
});
