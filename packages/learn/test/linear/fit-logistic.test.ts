import { readFileSync } from 'node:fs';
import { type FeatureMatrix, fitLogistic, margins, restoreLogistic, type TrainingData } from '@probity/learn';
import { simulateRows } from '@probity/learn/testing';
import { sigmoid } from '@probity/numerics';
import { describe, expect, it } from 'vitest';

interface Case {
  readonly name: string;
  readonly columns: (number | null)[][];
  readonly labels: number[];
  readonly weights: number[] | null;
  readonly l2: number;
  readonly knotShares?: number[];
  readonly intercept: number;
  readonly coefficients: number[];
  readonly means: number[];
}

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../golden/${name}/cases.json`, import.meta.url), 'utf8'));
const { cases } = read('logistic') as { cases: Case[] };

function numericMatrix(columns: readonly (readonly (number | null)[])[]): FeatureMatrix {
  return {
    rowCount: columns[0].length,
    features: columns.map((_, index) => ({ name: `x${index}`, kind: 'numeric' })),
    columns: columns.map((column) => Float64Array.from(column, (value) => value ?? Number.NaN)),
  };
}

describe('logistic regression', () => {
  it.each(cases)('finds the coefficients of scikit-learn and statsmodels: $name', (golden) => {
    const numeric = numericMatrix(golden.columns);
    const features = numeric.features.map((feature, index) =>
      index === 2 ? { name: 'purpose', kind: 'category' as const, levels: ['a', 'b', 'c', 'd', 'e', 'f'] } : feature,
    );
    const data: TrainingData = { matrix: { ...numeric, features }, labels: Uint8Array.from(golden.labels) };
    const weighted = golden.weights === null ? data : { ...data, weights: Float64Array.from(golden.weights) };
    const settings = {
      l2: golden.l2,
      gradientTolerance: 1e-12,
      ...(golden.knotShares && { knotShares: golden.knotShares }),
    };
    const model = fitLogistic(settings, weighted, { seed: 1 });
    expect(model.coefficients.length).toBe(golden.coefficients.length);
    expect(model.intercept).toBeCloseTo(golden.intercept, 7);
    for (const [term, coefficient] of golden.coefficients.entries()) {
      expect(model.coefficients[term]).toBeCloseTo(coefficient, 7);
      expect(model.means[term]).toBeCloseTo(golden.means[term], 12);
    }
  });

  it("explains as shap's interventional LinearExplainer does", () => {
    const golden = read('linear-shap') as Record<'columns' | 'contributions', number[][]> & {
      labels: number[];
      l2: number;
      baseline: number;
    };
    const matrix = numericMatrix(golden.columns);
    const labels = Uint8Array.from(golden.labels);
    const settings = { l2: golden.l2, knotShares: [0, 1], gradientTolerance: 1e-12 };
    const model = fitLogistic(settings, { matrix, labels }, { seed: 1 });
    const contributions = new Float64Array(3);
    for (const [index, expected] of golden.contributions.entries()) {
      const row = Float64Array.from(golden.columns, (column) => column[index]);
      expect(model.explain(row, contributions)).toBeCloseTo(golden.baseline, 7);
      for (const [feature, value] of expected.entries()) expect(contributions[feature]).toBeCloseTo(value, 7);
    }
  });

  it('contributions average to zero over the training rows', () => {
    const data = simulateRows(400, 1);
    const model = fitLogistic({}, data, { seed: 1 });
    const totals = new Float64Array(4);
    const contributions = new Float64Array(4);
    for (let index = 0; index < 400; index++) {
      model.explain(
        Float64Array.from(data.matrix.columns, (column) => column[index]),
        contributions,
      );
      for (let feature = 0; feature < 4; feature++) totals[feature] += contributions[feature];
    }
    for (const total of totals) expect(total / 400).toBeCloseTo(0, 12);
  });

  it('predicted bads add up to the observed ones', () => {
    const data = simulateRows(500, 2);
    const predicted = margins(fitLogistic({}, data, { seed: 1 }), data.matrix).reduce(
      (sum, margin) => sum + sigmoid(margin),
      0,
    );
    expect(predicted).toBeCloseTo(
      data.labels.reduce((sum, label) => sum + label, 0),
      4,
    );
  });

  it('reports a gradient below the tolerance, and says when it stopped before', () => {
    const data = simulateRows(500, 3);
    const { fit } = fitLogistic({}, data, { seed: 1 });
    expect(fit.converged).toBe(true);
    expect(fit.gradientNorm).toBeLessThanOrEqual(1e-8 * fit.startGradientNorm);
    expect(fit.iterations).toBeLessThan(12);
    expect(fitLogistic({ maxIterations: 1 }, data, { seed: 1 }).fit.converged).toBe(false);
  });

  it('has no use for the seed', () => {
    const data = simulateRows(200, 4);
    const [first, second] = [1, 2].map((seed) => fitLogistic({}, data, { seed }));
    expect(first.coefficients).toEqual(second.coefficients);
  });

  it('survives terms that depend on each other without a penalty', () => {
    const column = Float64Array.from({ length: 100 }, (_, row) => row % 10);
    const matrix = numericMatrix([Array.from(column), Array.from(column, (value) => 2 * value)]);
    const labels = Uint8Array.from(column, (value, row) => (value + (row % 7) > 8 ? 1 : 0));
    const model = fitLogistic({ l2: 0, knotShares: [0, 1] }, { matrix, labels }, { seed: 1 });
    for (const margin of margins(model, matrix)) expect(Number.isFinite(margin)).toBe(true);
  });

  it.each([
    ['l2', { l2: -1 }],
    ['gradientTolerance', { gradientTolerance: 0 }],
    ['maxIterations', { maxIterations: 0.5 }],
    ['knotShares', { knotShares: [0.5, 0.2] }],
    ['rareShare', { rareShare: 2 }],
  ])('refuses a wrong %s by name', (field, settings) => {
    expect(() => fitLogistic(settings, simulateRows(20, 1), { seed: 1 })).toThrow(
      `\`${field}\` of \`fitLogistic\` must`,
    );
  });

  it('refuses parts in which any field was replaced', () => {
    const parts = fitLogistic({}, simulateRows(100, 5), { seed: 1 }).toParts();
    const json = JSON.parse(JSON.stringify(parts.json)) as Record<string, unknown>;
    let fields = 0;
    const visit = (node: unknown, replaceNode: (value: unknown) => unknown): void => {
      if (typeof node !== 'object' || node === null) return;
      for (const key of Object.keys(node)) {
        fields += 1;
        const replaced = replaceNode(
          Array.isArray(node) ? node.with(Number(key), { no: 1 }) : { ...node, [key]: { no: 1 } },
        );
        expect(() => restoreLogistic({ ...parts, json: replaced }), JSON.stringify(replaced)).toThrow(
          expect.objectContaining({ code: 'BUNDLE_INVALID' }),
        );
        visit((node as Record<string, unknown>)[key], (value) =>
          replaceNode(Array.isArray(node) ? node.with(Number(key), value) : { ...node, [key]: value }),
        );
      }
    };
    visit(json, (value) => value);
    expect(fields).toBeGreaterThan(50);
  });
});
