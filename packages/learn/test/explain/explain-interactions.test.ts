import { createRandom } from '@probity/numerics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitDummy } from '../../src/baseline/fit-dummy.js';
import { explainInteractions } from '../../src/explain/explain-interactions.js';
import { ensembleOf, randomRow, randomTree } from '../tree/nested-tree.js';
import { modelOf, pathDependentGame, readShapGolden, rowOf, shapleyPair, shapleyValues } from './shapley-games.js';

describe('explainInteractions', () => {
  for (const [name, source, tolerance] of [
    ['interactions', 'XGBoost (pred_interactions)', 5e-6],
    ['interventional', 'shap (path-dependent, of LightGBM)', 1e-9],
  ] as const) {
    it(`gives the interaction values of ${source}`, () => {
      const golden = readShapGolden(name);
      const width = golden.levelCounts.length;
      const model = modelOf(ensembleOf(golden.trees, golden.levelCounts));
      for (const [index, cells] of golden.rows.entries()) {
        const { values } = explainInteractions(model, rowOf(cells));
        for (let i = 0; i < width; i++) {
          for (let j = 0; j < width; j++) {
            const expected = golden.interactions[index][i][j];
            expect(Math.abs(values[i * width + j] - expected)).toBeLessThan(tolerance * (1 + Math.abs(expected)));
          }
        }
      }
    });
  }

  it('gives the values found by trying every subset; rows add up to the contributions, all to the margin', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 6 }), (seed, features, depth) => {
        const random = createRandom(seed);
        const levelCounts = Array.from({ length: features }, () => (random.nextFloat() < 0.3 ? 5 : 0));
        const trees = ensembleOf(
          [1, 2].map(() => randomTree(random, levelCounts, depth)),
          levelCounts,
        );
        const model = modelOf(trees);
        const row = randomRow(random, levelCounts);
        const { baseline, values } = explainInteractions(model, row);
        const worth = pathDependentGame(trees, row);
        const contributions = shapleyValues(worth);
        for (let i = 0; i < features; i++) {
          const ofRow = values.subarray(i * features, (i + 1) * features);
          expect(Math.abs(ofRow.reduce((sum, value) => sum + value, 0) - contributions[i])).toBeLessThan(1e-11);
          for (let j = 0; j < features; j++) {
            if (i !== j) expect(Math.abs(ofRow[j] - shapleyPair(worth, i, j))).toBeLessThan(1e-11);
            expect(Object.is(values[i * features + j], values[j * features + i])).toBe(true);
          }
        }
        const total = values.reduce((sum, value) => sum + value, baseline);
        expect(Math.abs(total - model.margin(row))).toBeLessThan(1e-10);
        expect(Math.abs(baseline - worth[0])).toBeLessThan(1e-11);
      }),
      { numRuns: 100 },
    );
  });

  it('refuses a model that is no sum of trees', () => {
    const matrix = {
      ...{ rowCount: 2, features: [{ name: 'x', kind: 'numeric' as const }] },
      columns: [Float64Array.of(1, 2)],
    };
    const model = fitDummy({ matrix, labels: Uint8Array.of(0, 1) });
    expect(() => explainInteractions(model, Float64Array.of(1))).toThrow(/must be a sum of trees/);
  });
});
