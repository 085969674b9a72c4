import { createRandom, layOutShapleyPlan, ShapleyWorkspace } from '@probity/numerics';
import { createKernelThreads } from '@probity/threads';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { explainAgainst } from '../../src/explain/explain-against.js';
import { explainInteractions } from '../../src/explain/explain-interactions.js';
import { explainTreeRows, explainTrees, prepareTreeExplainer } from '../../src/explain/tree-shap.js';
import { ImportedTreesModel } from '../../src/imported/imported-trees-model.js';
import { explanations } from '../../src/model/model.js';
import type { TreeEnsemble } from '../../src/tree/tree-ensemble.js';
import { sumOfLeaves } from '../../src/tree/walk-trees.js';
import { ensembleOf, type NestedTree, randomRow, randomTree } from '../tree/nested-tree.js';
import { explainTreesPlainly } from './explain-trees-plainly.js';
import { matrixOf, modelOf, pathDependentGame, readShapGolden, rowOf, shapleyValues } from './shapley-games.js';

const threads = [2, 3].map((count) => createKernelThreads({ count }));
afterAll(() => Promise.all(threads.map((each) => each.close())));

describe('explainTrees', () => {
  for (const [name, source, tolerance] of [
    ['lightgbm', 'LightGBM', 1e-12],
    ['deep', 'LightGBM, deep, with missing values and categories', 1e-11],
    ['xgboost', 'XGBoost', 2e-6],
    ['interactions', 'XGBoost, deeper', 5e-6],
  ] as const) {
    it(`gives the margins and contributions of ${source} on its own trees`, () => {
      const golden = readShapGolden(name);
      const trees = ensembleOf(golden.trees, golden.levelCounts);
      const featureCount = golden.levelCounts.length;
      const contributions = new Float64Array(featureCount);
      for (const [index, cells] of golden.rows.entries()) {
        const row = rowOf(cells);
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
      fc.property(fc.nat(), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 7 }), (seed, features, depth) => {
        const random = createRandom(seed);
        const levelCounts = Array.from({ length: features }, () => (random.nextFloat() < 0.3 ? 5 : 0));
        const trees = randomTrees(random, levelCounts, depth, 2);
        const row = randomRow(random, levelCounts);
        const contributions = new Float64Array(features);
        const baseline = explainTrees(prepareTreeExplainer(trees), row, contributions);
        const worth = pathDependentGame(trees, row);
        expect(Math.abs(baseline - worth[0])).toBeLessThan(1e-12);
        shapleyValues(worth).forEach((value, feature) => {
          expect(Math.abs(value - contributions[feature])).toBeLessThan(1e-11);
        });
      }),
      { numRuns: 200 },
    );
  });

  it('gives what the plain walk gives, within 1e-12 of the sizes, on wide and deep trees', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 13 }), (seed, width, depth) => {
        const random = createRandom(seed);
        const levelCounts = Array.from({ length: width }, () => (random.nextFloat() < 0.3 ? 70 : 0));
        const trees = randomTrees(random, levelCounts, depth, 2);
        const row = randomRow(random, levelCounts);
        const contributions = new Float64Array(width);
        const plain = new Float64Array(width);
        const baseline = explainTrees(prepareTreeExplainer(trees), row, contributions);
        expect(Math.abs(baseline - explainTreesPlainly(trees, row, plain))).toBeLessThan(1e-12);
        const size = plain.reduce((sum, value) => sum + Math.abs(value), 1);
        plain.forEach((value, feature) => {
          expect(Math.abs(contributions[feature] - value)).toBeLessThan(1e-12 * size);
        });
      }),
      { numRuns: 80 },
    );
  });

  it('adds up to the sum of leaves within 1e-9 on deep trees too', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 12 }), (seed, features) => {
        const random = createRandom(seed);
        const levelCounts = Array.from({ length: features }, (_, index) => (index % 3 === 2 ? 40 : 0));
        const trees = ensembleOf([randomTree(random, levelCounts, 11)], levelCounts);
        const row = randomRow(random, levelCounts);
        expect(Math.abs(totalOf(trees, row) - sumOfLeaves(trees, row, 0))).toBeLessThan(1e-9);
      }),
      { numRuns: 60 },
    );
  });

  for (const width of [60, 20, 1]) {
    it(`adds up within 1e-9 down a path of 60 splits on ${width} features`, () => {
      for (const share of [0.5, 0.9, 0.999]) {
        const trees = ensembleOf([chain(60, share, (depth) => depth % width)], new Array(width).fill(0));
        for (const row of [
          new Float64Array(width),
          Float64Array.from({ length: width }, (_, i) => (i < 50 ? -1 : 1)),
          Float64Array.from({ length: width }, (_, i) => (i % 7 === 3 ? 1 : -1)),
        ]) {
          expect(Math.abs(totalOf(trees, row) - sumOfLeaves(trees, row, 0))).toBeLessThan(1e-9);
        }
      }
    });
  }

  it('treats features alike that play the same part', () => {
    const leaf = (value: number, cover: number): NestedTree => ({ value, cover });
    const split = (feature: number, cover: number, left: NestedTree, right: NestedTree): NestedTree => ({
      ...{ feature, cover, missingGoesLeft: false, threshold: 0 },
      ...{ left, right },
    });
    const both = (one: number, other: number) =>
      split(one, 8, split(other, 4, leaf(5, 1), leaf(1, 3)), split(other, 4, leaf(1, 3), leaf(-2, 1)));
    const trees = ensembleOf([both(0, 1), both(1, 0)], [0, 0]);
    const contributions = new Float64Array(2);
    explainTrees(prepareTreeExplainer(trees), Float64Array.of(-1, -1), contributions);
    expect(contributions[0]).toBe(contributions[1]);
    expect(contributions[0]).toBeGreaterThan(0);
  });

  it('gives nothing to features that no tree uses, and forgets the last row', () => {
    const trees = ensembleOf([{ value: 2, cover: 5 }], [0, 0]);
    const contributions = Float64Array.of(7, 7);
    expect(explainTrees(prepareTreeExplainer(trees), Float64Array.of(1, 1), contributions)).toBe(2);
    expect([...contributions]).toEqual([0, 0]);
    const unused = ensembleOf([chain(9, 0.7, (depth) => (depth % 2) * 2)], [0, 0, 0]);
    const explainer = prepareTreeExplainer(unused);
    const row = Float64Array.of(-1, 5, 1);
    const first = new Float64Array(3);
    explainTrees(explainer, row, first);
    explainTrees(explainer, Float64Array.of(1, Number.NaN, -3), contributions);
    const again = new Float64Array(3);
    explainTrees(explainer, row, again);
    expect([...again]).toEqual([...first]);
    expect(again[1]).toBe(0);
  });
});

describe('explainTreeRows', () => {
  it('gives the bits of explainTrees, for one, two and three threads', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 0, max: 9 }),
        fc.constantFrom(0, 1, 3, 31, 32, 33, 70),
        (seed, width, depth, rowCount) => {
          const random = createRandom(seed);
          const levelCounts = Array.from({ length: width }, () => (random.nextFloat() < 0.3 ? 33 : 0));
          const trees = randomTrees(random, levelCounts, depth, 3);
          const model = modelOf(trees);
          const rows = Array.from({ length: rowCount }, () => randomRow(random, levelCounts));
          const matrix = matrixOf(model, rows);
          const explainer = prepareTreeExplainer(trees);
          const expected = new Float64Array(rowCount * width);
          const baselines = rows.map((row, i) =>
            explainTrees(explainer, row, expected.subarray(i * width, (i + 1) * width), 0.25),
          );
          for (const options of [{}, ...threads.map((each) => ({ threads: each }))]) {
            const batch = explainTreeRows(explainer, matrix, options, 0.25);
            expect(sameBits(batch.contributions, expected)).toBe(true);
            expect([...batch.baselines]).toEqual(baselines);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('gives the same bits when there are more rows than are held at a time', () => {
    const random = createRandom(5);
    const levelCounts = new Array<number>(40).fill(0);
    const trees = randomTrees(random, levelCounts, 6, 2);
    const rowCount = 2 ** 24 / (8 * 80) + 5_000;
    const columns = levelCounts.map(() => Float64Array.from({ length: rowCount }, () => random.nextFloat() * 4 - 2));
    const contributions = new Float64Array(rowCount * 40);
    const workspace = new ShapleyWorkspace(layOutShapleyPlan(trees), rowCount);
    workspace.explainRows(columns, rowCount, contributions);
    const explainer = prepareTreeExplainer(trees);
    const own = new Float64Array(40);
    for (let row = 0; row < rowCount; row += 997) {
      explainTrees(
        explainer,
        Float64Array.from(columns, (column) => column[row]),
        own,
      );
      expect(sameBits(contributions.subarray(row * 40, row * 40 + 40), own)).toBe(true);
    }
  });

  it('stands behind `explanations`, which takes models that explain row by row too', () => {
    const random = createRandom(3);
    const levelCounts = [0, 4, 0];
    const model = modelOf(randomTrees(random, levelCounts, 5, 3));
    const rows = Array.from({ length: 40 }, () => randomRow(random, levelCounts));
    const matrix = matrixOf(model, rows);
    const batch = explanations(model, matrix);
    const rowByRow = explanations(
      {
        ...{ kind: model.kind, features: model.features },
        margin: (row) => model.margin(row),
        explain: (row, contributions) => model.explain(row, contributions),
        toParts: () => model.toParts(),
      },
      matrix,
    );
    expect(sameBits(batch.contributions, rowByRow.contributions)).toBe(true);
    expect(sameBits(batch.baselines, rowByRow.baselines)).toBe(true);
    for (const [i, row] of rows.entries()) {
      const own = batch.contributions.subarray(i * 3, i * 3 + 3);
      expect(Math.abs(own.reduce((sum, value) => sum + value, batch.baselines[i]) - model.margin(row))).toBeLessThan(
        1e-9,
      );
    }
  });

  it('takes imported trees that add in single precision: each baseline takes up what was rounded off', () => {
    const random = createRandom(8);
    const levelCounts = [0, 5, 0, 0];
    const trees = { ...randomTrees(random, levelCounts, 6, 4), addsSingles: true };
    trees.leafValues.forEach((value, node) => {
      trees.leafValues[node] = Math.fround(value);
    });
    const { features } = modelOf(trees);
    const model = new ImportedTreesModel({
      features: features.map((feature) =>
        feature.kind === 'category' ? { ...feature, levels: ['a', 'b', 'c', 'd'] } : feature,
      ),
      ...{
        treatments: ['zero-is-missing', 'single-code', 'as-is', 'as-is'],
        base: Math.fround(0.3),
        trees,
        slope: 1,
        record: {},
      },
    });
    const rows = Array.from({ length: 40 }, () => randomRow(random, levelCounts));
    rows[3][0] = 0;
    rows[4][1] = 77;
    const { baselines, contributions } = explanations(model, matrixOf(model, rows));
    const own = new Float64Array(4);
    for (const [i, row] of rows.entries()) {
      const baseline = model.explain(row, own);
      expect(Object.is(baseline, baselines[i])).toBe(true);
      expect(sameBits(own, contributions.subarray(i * 4, i * 4 + 4))).toBe(true);
      expect(Math.abs(own.reduce((sum, value) => sum + value, baseline) - model.margin(row))).toBeLessThan(1e-12);
    }
    expect(new Set(baselines).size).toBeGreaterThan(1);
    // The other two forms see rows as the trees do, too.
    for (const row of rows.slice(0, 6)) {
      model.explain(row, own);
      const { values } = explainInteractions(model, row);
      const against = explainAgainst(model, row, matrixOf(model, [row]));
      for (let i = 0; i < 4; i++) {
        const sum = values.subarray(i * 4, i * 4 + 4).reduce((total, value) => total + value, 0);
        expect(Math.abs(sum - own[i])).toBeLessThan(1e-12);
        expect(against.contributions[i]).toBe(0);
      }
    }
  });
});

function randomTrees(
  random: ReturnType<typeof createRandom>,
  levelCounts: readonly number[],
  depth: number,
  count: number,
): TreeEnsemble {
  return ensembleOf(
    Array.from({ length: count }, () => randomTree(random, levelCounts, depth)),
    levelCounts,
  );
}

/** One long way left, a leaf to the right of every split. */
function chain(length: number, share: number, featureAt: (depth: number) => number): NestedTree {
  let tree: NestedTree = { value: 3, cover: 1e6 * share ** length };
  for (let depth = length - 1; depth >= 0; depth--) {
    const cover = 1e6 * share ** depth;
    const other: NestedTree = { value: depth / 20, cover: cover * (1 - share) };
    const threshold = 0.01 * (length - depth);
    tree = { feature: featureAt(depth), cover, missingGoesLeft: false, threshold, left: tree, right: other };
  }
  return tree;
}

function totalOf(trees: TreeEnsemble, row: Float64Array): number {
  const contributions = new Float64Array(row.length);
  const baseline = explainTrees(prepareTreeExplainer(trees), row, contributions);
  return contributions.reduce((sum, value) => sum + value, baseline);
}

function sameBits(left: Float64Array, right: Float64Array): boolean {
  return left.length === right.length && left.every((value, index) => Object.is(value, right[index]));
}
