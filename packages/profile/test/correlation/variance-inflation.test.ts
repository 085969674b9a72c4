import { describe, expect, it } from 'vitest';
import { directionsOf } from '../../src/correlation/number-matrix.js';
import { varianceInflation } from '../../src/correlation/variance-inflation.js';
import { projectComponents } from '../../src/projection/project-components.js';
import golden from '../golden/collinearity/cases.json' with { type: 'json' };

function matrixOf(rows: readonly number[], columns: number) {
  const names = Array.from({ length: columns }, (_, index) => `c${index}`);
  return { names, rows: Float64Array.from(rows), rowCount: rows.length / columns };
}

describe('varianceInflation', () => {
  it.each(golden.cases)('agrees with statsmodels: $name', (known) => {
    const { vif, conditionIndex } = varianceInflation(directionsOf(matrixOf(known.rows, known.columns)));
    known.vif.forEach((value, index) => {
      const found = vif.find(({ column }) => column === `c${index}`)?.vif ?? Number.NaN;
      expect(Math.abs(found / value - 1)).toBeLessThan(1e-9);
    });
    expect(Math.abs((conditionIndex ?? Number.NaN) / known.conditionIndex - 1)).toBeLessThan(1e-9);
  });

  it('tells columns that are exact sums of others from those that are not', () => {
    const rows: number[] = [];
    for (let row = 0; row < 50; row++) {
      const [a, b, c] = [Math.sin(row * 3), Math.cos(row * 7), Math.sin(row * row)];
      rows.push(a, b, a + b, c);
    }
    const { vif, conditionIndex } = varianceInflation(directionsOf(matrixOf(rows, 4)));
    const byName = new Map(vif.map((entry) => [entry.column, entry.vif]));
    expect([byName.get('c0'), byName.get('c1'), byName.get('c2')]).toEqual([null, null, null]);
    expect(byName.get('c3')).toBeGreaterThanOrEqual(1);
    expect(byName.get('c3')).toBeLessThan(2);
    expect(conditionIndex).toBeNull();
  });
});

describe('projectComponents', () => {
  it.each(golden.cases)("agrees with scikit-learn's PCA of standardised columns: $name", (known) => {
    const matrix = matrixOf(known.rows, known.columns);
    const view = projectComponents(directionsOf(matrix), (row) => row, undefined, 1e6, 1);
    for (const [index, share] of known.explained.entries()) expect(view?.explained[index]).toBeCloseTo(share, 10);
    for (let component = 0; component < 2; component++) {
      const loadings = known.components.slice(component * known.columns, (component + 1) * known.columns);
      const found = view?.loadings[component] ?? [];
      const sign = Math.sign(loadings.reduce((total, value, index) => total + value * (found[index] ?? 0), 0));
      for (const [index, value] of loadings.entries()) expect(found[index]).toBeCloseTo(sign * value, 4);
      view?.points.forEach((point, row) => {
        const score = known.scores[2 * row + component] ?? Number.NaN;
        expect(component === 0 ? point.x : point.y).toBeCloseTo(sign * score, 4);
      });
    }
  });
});
