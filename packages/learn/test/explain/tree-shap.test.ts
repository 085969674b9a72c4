import { readFileSync } from 'node:fs';
import { createRandom } from '@probity/numerics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainTrees, prepareTreeExplainer } from '../../src/explain/tree-shap.js';
import type { TreeEnsemble } from '../../src/tree/tree-ensemble.js';
import { goesLeft, sumOfLeaves } from '../../src/tree/walk-trees.js';
import { ensembleOf, type NestedTree, randomRow, randomTree } from '../tree/nested-tree.js';

describe('explainTrees', () => {
  for (const [library, tolerance] of [
    ['lightgbm', 1e-12],
    ['xgboost', 2e-6],
  ] as const) {
    it(`gives the margins and contributions of ${library} on its own trees`, () => {
      const golden = readGolden(library);
      const trees = ensembleOf(golden.trees, golden.levelCounts);
      const featureCount = golden.levelCounts.length;
      const contributions = new Float64Array(featureCount);
      for (const [index, cells] of golden.rows.entries()) {
        const row = Float64Array.from(cells, (cell) => cell ?? Number.NaN);
        expect(Math.abs(sumOfLeaves(trees, row, 0) - golden.margins[index])).toBeLessThan(tolerance * 4);
        const baseline = explainTrees(prepareTreeExplainer(trees), row, contributions);
        expect(Math.abs(baseline - golden.contributions[index][featureCount])).toBeLessThan(tolerance * 4);
        for (let feature = 0; feature < featureCount; feature++) {
          const expected = golden.contributions[index][feature];
          expect(Math.abs(contributions[feature] - expected)).toBeLessThan(tolerance * (1 + Math.abs(expected)));
        }
      }
    });
  }

  it('gives the Shapley values found by trying every subset of features', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 5 }), (seed, features, depth) => {
        const random = createRandom(seed);
        const levelCounts = Array.from({ length: features }, () => (random.nextFloat() < 0.3 ? 5 : 0));
        const trees = ensembleOf(
          [1, 2].map(() => randomTree(random, levelCounts, depth)),
          levelCounts,
        );
        const row = randomRow(random, levelCounts);
        const contributions = new Float64Array(features);
        const baseline = explainTrees(prepareTreeExplainer(trees), row, contributions);
        const expected = shapleyBySubsets(trees, row);
        expect(Math.abs(baseline - expected.baseline)).toBeLessThan(1e-12);
        contributions.forEach((value, feature) => {
          expect(Math.abs(value - expected.values[feature])).toBeLessThan(1e-11);
        });
      }),
      { numRuns: 200 },
    );
  });

  it('adds up to the sum of leaves within 1e-9 on deep trees too', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 12 }), (seed, features) => {
        const random = createRandom(seed);
        const levelCounts = Array.from({ length: features }, (_, index) => (index % 3 === 2 ? 40 : 0));
        const trees = ensembleOf([randomTree(random, levelCounts, 11)], levelCounts);
        const row = randomRow(random, levelCounts);
        const contributions = new Float64Array(features);
        const baseline = explainTrees(prepareTreeExplainer(trees), row, contributions);
        const total = contributions.reduce((sum, value) => sum + value, baseline);
        expect(Math.abs(total - sumOfLeaves(trees, row, 0))).toBeLessThan(1e-9);
      }),
      { numRuns: 60 },
    );
  });

  it('adds up within 1e-9 down a path of 60 different features', () => {
    for (const share of [0.5, 0.9, 0.999]) {
      let tree: NestedTree = { value: 3, cover: 1e6 * share ** 60 };
      for (let depth = 59; depth >= 0; depth--) {
        const cover = 1e6 * share ** depth;
        const other: NestedTree = { value: depth / 20, cover: cover * (1 - share) };
        tree = { feature: depth, cover, missingGoesLeft: false, threshold: 0, left: tree, right: other };
      }
      const trees = ensembleOf([tree], new Array(60).fill(0));
      for (const row of [new Float64Array(60), Float64Array.from({ length: 60 }, (_, i) => (i < 50 ? -1 : 1))]) {
        const contributions = new Float64Array(60);
        const baseline = explainTrees(prepareTreeExplainer(trees), row, contributions);
        const total = contributions.reduce((sum, value) => sum + value, baseline);
        expect(Math.abs(total - sumOfLeaves(trees, row, 0))).toBeLessThan(1e-9);
      }
    }
  });

  it('gives nothing to features that no tree uses, and forgets the last row', () => {
    const trees = ensembleOf([{ value: 2, cover: 5 }], [0, 0]);
    const contributions = Float64Array.of(7, 7);
    expect(explainTrees(prepareTreeExplainer(trees), Float64Array.of(1, 1), contributions)).toBe(2);
    expect([...contributions]).toEqual([0, 0]);
  });
});

interface Golden {
  readonly levelCounts: number[];
  readonly trees: NestedTree[];
  readonly rows: (number | null)[][];
  readonly margins: number[];
  readonly contributions: number[][];
}

function readGolden(library: string): Golden {
  return JSON.parse(readFileSync(new URL(`../golden/tree-shap/${library}.json`, import.meta.url), 'utf8'));
}

/** The definition itself: every subset of known features, weighted by its share of orderings. */
function shapleyBySubsets(trees: TreeEnsemble, row: Float64Array) {
  const features = row.length;
  const valueKnowing = Array.from({ length: 2 ** features }, (_, subset) => expectedSum(trees, row, subset));
  const values = new Float64Array(features);
  for (let feature = 0; feature < features; feature++) {
    for (let subset = 0; subset < 2 ** features; subset++) {
      if ((subset >> feature) & 1) continue;
      const size = countBits(subset);
      const share = (factorial(size) * factorial(features - size - 1)) / factorial(features);
      values[feature] += share * (valueKnowing[subset | (1 << feature)] - valueKnowing[subset]);
    }
  }
  return { baseline: valueKnowing[0], values };
}

/** Expected sum of leaves when only the features of the subset are known. */
function expectedSum(trees: TreeEnsemble, row: Float64Array, known: number): number {
  const expectedFrom = (node: number): number => {
    const feature = trees.splitFeatures[node];
    if (feature < 0) return trees.leafValues[node];
    const left = trees.leftChildren[node];
    const right = trees.rightChildren[node];
    if ((known >> feature) & 1) return expectedFrom(goesLeft(trees, node, row) ? left : right);
    const total = trees.covers[left] + trees.covers[right];
    const share = total > 0 ? trees.covers[left] / total : 0.5;
    return share * expectedFrom(left) + (1 - share) * expectedFrom(right);
  };
  let sum = 0;
  for (let tree = 0; tree + 1 < trees.treeStarts.length; tree++) sum += expectedFrom(trees.treeStarts[tree]);
  return sum;
}

function countBits(subset: number): number {
  return subset.toString(2).replaceAll('0', '').length;
}

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}
