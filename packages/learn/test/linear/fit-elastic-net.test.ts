import { readFileSync } from 'node:fs';
import { fitElasticNet, fitLogistic, type TrainingData } from '@probity/learn';
import { simulateRows } from '@probity/learn/testing';
import { softplus } from '@probity/numerics';
import { describe, expect, it } from 'vitest';
import { encodeMatrix } from '../../src/preparation/encode-value.js';

interface Case {
  readonly name: string;
  readonly lambda: number;
  readonly l1Share: number;
  readonly columns: number[][];
  readonly labels: number[];
  readonly intercept: number;
  readonly coefficients: number[];
  readonly objective: number;
}

const { cases, liblinear } = JSON.parse(
  readFileSync(new URL('../golden/elastic-net/cases.json', import.meta.url), 'utf8'),
) as { cases: Case[]; liblinear: Omit<Case, 'name' | 'l1Share' | 'objective'> };

function dataOf({ columns, labels }: Pick<Case, 'columns' | 'labels'>): TrainingData {
  return {
    matrix: {
      rowCount: labels.length,
      features: columns.map((_, index) => ({ name: `x${index}`, kind: 'numeric' as const })),
      columns: columns.map((column) => Float64Array.from(column)),
    },
    labels: Uint8Array.from(labels),
  };
}

describe('the elastic net', () => {
  it.each(cases)('has the coefficients of scikit-learn’s saga: $name', (golden) => {
    const data = dataOf(golden);
    const { lambda, l1Share } = golden;
    const model = fitElasticNet({ lambda, l1Share, tolerance: 1e-10 }, data, { seed: 1 });
    expect(model.fit.converged).toBe(true);
    expect(Math.abs(model.intercept - golden.intercept)).toBeLessThan(1e-5);
    for (const [term, coefficient] of golden.coefficients.entries()) {
      expect(Math.abs((model.coefficients[term] ?? Number.NaN) - coefficient)).toBeLessThan(1e-5);
    }
    expect(objectiveOf(model, data, lambda, l1Share)).toBeLessThan(golden.objective * (1 + 1e-8));
  });

  it('has the coefficients of scikit-learn’s liblinear for the lasso', () => {
    const model = fitElasticNet({ lambda: liblinear.lambda, l1Share: 1 }, dataOf(liblinear), { seed: 1 });
    expect(Math.abs(model.intercept - liblinear.intercept)).toBeLessThan(1e-3);
    for (const [term, coefficient] of liblinear.coefficients.entries()) {
      expect(Math.abs((model.coefficients[term] ?? Number.NaN) - coefficient)).toBeLessThan(1e-3);
    }
  });

  it('without the absolute part is the logistic regression', () => {
    const data = simulateRows(500, 51);
    const ridge = fitElasticNet({ lambda: 10, l1Share: 0, tolerance: 1e-12 }, data, { seed: 1 });
    const logistic = fitLogistic({ l2: 10, gradientTolerance: 1e-12 }, data, { seed: 1 });
    for (const [term, coefficient] of logistic.coefficients.entries()) {
      expect(ridge.coefficients[term]).toBeCloseTo(coefficient, 7);
    }
  });

  it('sets terms to exactly 0, more of them the stronger it is, and all at the top of its path', () => {
    const data = simulateRows(800, 52);
    const zerosOf = (lambda: number) =>
      fitElasticNet({ lambda, l1Share: 1 }, data, { seed: 1 }).coefficients.filter((value) => value === 0).length;
    const zeros = [0.5, 3, 10, 1e6].map(zerosOf);
    expect(zeros).toEqual(zeros.toSorted((a, b) => a - b));
    expect(zeros[0]).toBeLessThan(zeros[2] ?? 0);
    expect(zeros[3]).toBe(fitElasticNet({ lambda: 1e6 }, data, { seed: 1 }).coefficients.length);
  });

  it('chooses the strength with the lowest loss of those it tried', () => {
    const { penalty } = fitElasticNet({}, simulateRows(800, 53), { seed: 1 });
    const least = Math.min(...(penalty?.tried.map(({ loss }) => loss) ?? []));
    expect(penalty?.tried.find(({ lambda }) => lambda === penalty.lambda)?.loss).toBe(least);
  });
});

function objectiveOf(
  model: ReturnType<typeof fitElasticNet>,
  { matrix, labels }: TrainingData,
  lambda: number,
  l1Share: number,
): number {
  const design = encodeMatrix(model.preparation, matrix);
  let loss = 0;
  for (let row = 0; row < matrix.rowCount; row++) {
    let margin = model.intercept;
    for (let entry = design.rowStarts[row] ?? 0; entry < (design.rowStarts[row + 1] ?? 0); entry++) {
      margin += (model.coefficients[design.terms[entry] ?? 0] ?? 0) * (design.values[entry] ?? 0);
    }
    loss += softplus(labels[row] === 1 ? -margin : margin);
  }
  for (const beta of model.coefficients) {
    loss += lambda * (l1Share * Math.abs(beta) + 0.5 * (1 - l1Share) * beta * beta);
  }
  return loss;
}
