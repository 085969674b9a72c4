import { readFileSync } from 'node:fs';
import { createRandom } from '@probity/numerics';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accumulatedEffects } from '../../src/explain/accumulated-effects.js';
import { explainLocally } from '../../src/explain/explain-locally.js';
import { orderLevels } from '../../src/explain/order-levels.js';
import { partialDependence } from '../../src/explain/partial-dependence.js';
import { permutationImportance } from '../../src/explain/permutation-importance.js';
import { reasonStability, reasonStabilityAcross } from '../../src/explain/reason-stability.js';
import { shapImportance } from '../../src/explain/shap-importance.js';
import { fitWeightedRidge } from '../../src/explain/weighted-ridge.js';
import { fitLogistic } from '../../src/linear/fit-logistic.js';
import type { Feature, FeatureMatrix } from '../../src/matrix/feature-matrix.js';
import type { Model } from '../../src/model/model.js';

interface Curve {
  readonly feature: number;
  readonly grid: number[];
  readonly effects: number[];
  readonly counts: number[];
}
interface Golden {
  readonly columns: number[][];
  readonly labels: number[];
  readonly margins: number[];
  readonly effects: number[];
  readonly partialDependence: readonly { feature: number; grid: number[]; mean: number[]; curves: number[][] }[];
  readonly permutation: { mean: number[]; sd: number[]; repeats: number };
  readonly ale: readonly Curve[];
  readonly aleCategorical: { order: number[]; levels: number[]; effects: number[]; counts: number[] };
  readonly ridge: {
    design: number[][];
    targets: number[];
    weights: number[];
    intercept: number;
    coefficients: number[];
    rSquared: number;
  };
  readonly lime: { row: number[]; medianOfFirst: number; quarterOfSecond: number; weights: number[]; spread: number[] };
}

const golden = JSON.parse(readFileSync(new URL('../golden/explain/cases.json', import.meta.url), 'utf8')) as Golden;
const features: readonly Feature[] = [
  { name: 'a', kind: 'numeric' },
  { name: 'b', kind: 'numeric' },
  { name: 'c', kind: 'numeric' },
  { name: 'd', kind: 'category', levels: ['0', '1', '2', '3'] },
];
const matrix: FeatureMatrix = {
  rowCount: golden.labels.length,
  features,
  columns: golden.columns.map((column) => Float64Array.from(column)),
};
const labels = Uint8Array.from(golden.labels);
const names = ['a', 'b', 'c', 'd'] as const;

/** A model given by its formula alone; nothing here asks it for more than its margin. */
function modelOf(of: Feature[] | readonly Feature[], margin: (row: Float64Array) => number): Model {
  const refuse = () => {
    throw new Error('not part of this test');
  };
  return { kind: 'formula', features: of, margin, explain: refuse, toParts: refuse };
}

const formula = modelOf(features, ([a, b, c, d]) => {
  const effect = golden.effects[d as number] as number;
  return 0.8 * a! + 0.5 * b! * b! - 0.7 * a! * b! + 0.3 * Math.abs(c! - 2) + effect + 0.4 * a! * (d === 2 ? 1 : 0);
});

function expectClose(got: ArrayLike<number>, expected: ArrayLike<number>, digits = 9): void {
  expect(got.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) expect(got[i]).toBeCloseTo(expected[i] as number, digits);
}

describe('partialDependence', () => {
  it('is that of scikit-learn, single curves too', () => {
    for (const { feature, grid, mean, curves } of golden.partialDependence) {
      const found = partialDependence(formula, matrix, names[feature] as string, { seed: 1, grid });
      expectClose(found.mean, mean);
      for (const [row, curve] of curves.entries()) expectClose(found.curves[row] as Float64Array, curve);
    }
  });

  it('is the mean of its single curves', () => {
    const { mean, curves, grid } = partialDependence(formula, matrix, 'b', { seed: 1, mostRows: 60 });
    expect(curves).toHaveLength(60);
    expect(new Set(grid).size).toBe(grid.length);
    expectClose(
      mean,
      grid.map((_, point) => curves.reduce((sum, curve) => sum + (curve[point] as number), 0) / curves.length),
    );
  });

  it('takes the levels of a category as its grid, and refuses a feature that is none', () => {
    expect(partialDependence(formula, matrix, 'd', { seed: 1 }).levels).toEqual(['0', '1', '2', '3']);
    expect(() => partialDependence(formula, matrix, 'x', { seed: 1 })).toThrow(/must be one of the model's; got "x"/);
  });
});

describe('accumulatedEffects', () => {
  it('are those of PyALE for numbers', () => {
    for (const { feature, grid, effects, counts } of golden.ale) {
      const found = accumulatedEffects(formula, matrix, names[feature] as string, { seed: 1, edges: grid });
      expectClose(found.effects, effects);
      expect(found.counts).toEqual(counts.slice(1));
    }
  });

  it('are those of PyALE for categories, in its order of the levels', () => {
    const { order, effects, counts, levels } = golden.aleCategorical;
    const found = accumulatedEffects(formula, matrix, 'd', { seed: 1 });
    const backwards = [...order].reverse();
    // The two ends of the axis are alike: either may come first.
    expect([order, backwards]).toContainEqual(found.grid);
    const sorted = accumulatedEffects(formula, matrix, 'd', { seed: 1, order: levels });
    expectClose(sorted.effects, effects);
    expect(sorted.counts).toEqual(counts);
  });

  it('of a straight line are that line, its mean over the rows 0', () => {
    fc.assert(
      fc.property(fc.double({ min: -3, max: 3, noNaN: true }), fc.integer({ min: 1, max: 40 }), (slope, bins) => {
        const line = modelOf(features, (row) => slope * row[0]! + 2 * row[1]!);
        const { grid, effects, counts } = accumulatedEffects(line, matrix, 'a', { seed: 1, bins });
        for (const [point, value] of grid.entries()) {
          expect(effects[point]! - effects[0]!).toBeCloseTo(slope * (value - grid[0]!), 9);
        }
        const mean = counts.reduce((sum, count, bin) => sum + (count * (effects[bin]! + effects[bin + 1]!)) / 2, 0);
        expect(mean).toBeCloseTo(0, 8);
      }),
      { numRuns: 30 },
    );
  });

  it('leave missing values out, and say how many', () => {
    const column = matrix.columns[0]!.map((value, row) => (row % 4 === 0 ? Number.NaN : value));
    const holed = { ...matrix, columns: [column, ...matrix.columns.slice(1)] };
    const found = accumulatedEffects(formula, holed, 'a', { seed: 1 });
    expect(found.missingRows).toBe(60);
    expect(found.counts.reduce((sum, count) => sum + count, 0)).toBe(180);
    expect(found.effects.every(Number.isFinite)).toBe(true);
  });

  it('put levels with like rows side by side', () => {
    const d = Float64Array.from({ length: 300 }, (_, row) => row % 3);
    const random = createRandom(1);
    const other = d.map((level) => [0, 10, 0.3][level]! + random.nextFloat());
    const triple: Feature = { name: 'd', kind: 'category', levels: ['x', 'y', 'z'] };
    const order = orderLevels({ rowCount: 300, features: [triple, features[0]!], columns: [d, other] }, 0);
    expect(order).toHaveLength(3);
    expect(Math.abs(order.indexOf(0) - order.indexOf(2))).toBe(1);
  });
});

describe('permutationImportance', () => {
  it('is that of scikit-learn, as near as other shuffles may come', () => {
    const found = permutationImportance(formula, { matrix, labels }, { seed: 3, repeats: 200 });
    for (const [index, { importance }] of found.entries()) {
      const error = 4 * golden.permutation.sd[index]! * Math.sqrt(2 / 200);
      expect(Math.abs(importance - golden.permutation.mean[index]!)).toBeLessThan(error);
    }
  });

  it('is 0 for a feature that the model does not look at, and the same for the same seed', () => {
    const blind = modelOf(features, (row) => row[0]!);
    const first = permutationImportance(blind, { matrix, labels }, { seed: 3 });
    expect(first.slice(1).every(({ importance, interval }) => importance === 0 && interval[1] === 0)).toBe(true);
    expect(first[0]!.importance).toBeGreaterThan(0.05);
    expect(permutationImportance(blind, { matrix, labels }, { seed: 3 })).toEqual(first);
    expect(() => permutationImportance(blind, { matrix, labels }, { seed: 3, repeats: 1 })).toThrow(/`repeats`/);
  });
});

describe('fitWeightedRidge', () => {
  it("is scikit-learn's Ridge", () => {
    const { design, targets, weights, intercept, coefficients, rSquared } = golden.ridge;
    const fit = fitWeightedRidge(
      design.map((row) => Float64Array.from(row)),
      targets,
      weights,
      1,
    );
    expect(fit.intercept).toBeCloseTo(intercept, 9);
    expectClose(fit.coefficients, coefficients);
    expect(fit.rSquared).toBeCloseTo(rSquared, 9);
  });
});

describe('explainLocally', () => {
  const { row, medianOfFirst, quarterOfSecond, weights, spread } = golden.lime;
  const steps = modelOf(
    features,
    ([a, b, , d]) => (a! > medianOfFirst ? 1 : 0) - (b! <= quarterOfSecond ? 0.6 : 0) + golden.effects[d!]!,
  );

  it('agrees with lime on a model of quarters', () => {
    const found = explainLocally(steps, matrix, Float64Array.from(row), { seed: 1, samples: 5_000 });
    for (const [feature, { weight }] of found.weights.entries()) {
      expect(Math.abs(weight - weights[feature]!)).toBeLessThan(3 * spread[feature]! + 0.02);
    }
    expect(found.margin).toBe(steps.margin(Float64Array.from(row)));
    expect(found.agreement).toBe(1);
  });

  it('says by its fit that it does not describe a model that is not straight', () => {
    const crossed = modelOf(features, ([a, b]) => (a! > 0 === b! > 0 ? 3 : -3));
    const good = explainLocally(steps, matrix, Float64Array.from(row), { seed: 1 });
    const bad = explainLocally(crossed, matrix, Float64Array.from(row), { seed: 1 });
    expect(bad.rSquared).toBeLessThan(0.5);
    expect(good.rSquared).toBeGreaterThan(bad.rSquared);
  });
});

describe('with a fitted model', () => {
  const model = fitLogistic({}, { matrix, labels }, { seed: 1 });
  const row = Float64Array.from(matrix.columns, (column) => column[11]!);

  it('mean sizes of contributions are shares that add up to 1', () => {
    const found = shapImportance(model, matrix, { seed: 1 });
    expect(found.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
    const contributions = new Float64Array(4);
    const mean = matrix.columns[0]!.reduce((sum, _, index) => {
      model.explain(
        Float64Array.from(matrix.columns, (column) => column[index]!),
        contributions,
      );
      return sum + Math.abs(contributions[0]!);
    }, 0);
    expect(found[0]!.importance).toBeCloseTo(mean / matrix.rowCount, 12);
    expect(found[0]!.interval[0]).toBeLessThan(found[0]!.importance);
  });

  it('reasons that are far ahead stay, and a reason at the edge does not', () => {
    const report = reasonStability(model, matrix, row, { seed: 1 });
    expect(report.tries).toBe(100);
    for (const { contribution, shareInTop, isReason } of report.features) {
      if (contribution > 0.5) expect(shareInTop).toBeGreaterThan(0.9);
      if (isReason) expect(contribution).toBeGreaterThan(0);
    }
    const category = report.features.find(({ feature }) => feature === 'd')!;
    expect(category.interval[0]).toBeCloseTo(category.interval[1], 12);
    expect(reasonStability(model, matrix, row, { seed: 1 })).toEqual(report);
  });

  it('across refits of the same rows reasons are wholly stable', () => {
    const twins = [1, 2, 3].map((seed) => fitLogistic({}, { matrix, labels }, { seed }));
    const report = reasonStabilityAcross(model, twins, row);
    expect(report.stability === null || report.stability === 1).toBe(true);
    expect(() => reasonStabilityAcross(model, [], row)).toThrow(/two models/);
  });
});
