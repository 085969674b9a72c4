import { describe, expect, it } from 'vitest';
import { symmetricEigen } from '../../src/linear/symmetric-eigen.js';
import golden from '../golden/symmetric-eigen/cases.json' with { type: 'json' };

describe('symmetricEigen', () => {
  it.each(golden.cases)('agrees with LAPACK: $name', ({ n, matrix, values, vectors }) => {
    const found = symmetricEigen(Float64Array.from(matrix), n);
    const scale = Math.max(...values.map(Math.abs));
    for (let k = 0; k < n; k++) {
      expect(Math.abs((found.values[k] as number) - (values[k] as number)) / scale).toBeLessThan(1e-12);
      let product = 0;
      for (let i = 0; i < n; i++) product += (found.vectors[k * n + i] as number) * (vectors[k * n + i] as number);
      expect(Math.abs(product)).toBeCloseTo(1, 8);
    }
  });

  it('gives vectors of length 1 at right angles whose sum gives the matrix back, equal eigenvalues included', () => {
    const matrix = Float64Array.of(2, 1, 1, 0, 1, 2, 1, 0, 1, 1, 2, 0, 0, 0, 0, 1);
    const { values, vectors } = symmetricEigen(matrix, 4);
    expect(Array.from(values, (value) => Math.round(value * 1e9) / 1e9)).toEqual([4, 1, 1, 1]);
    for (let i = 0; i < 4; i++) {
      for (let j = 0; j < 4; j++) {
        let entry = 0;
        let product = 0;
        for (let k = 0; k < 4; k++) {
          entry += (values[k] as number) * (vectors[k * 4 + i] as number) * (vectors[k * 4 + j] as number);
          product += (vectors[i * 4 + k] as number) * (vectors[j * 4 + k] as number);
        }
        expect(entry).toBeCloseTo(matrix[i * 4 + j] as number, 12);
        expect(product).toBeCloseTo(i === j ? 1 : 0, 12);
      }
    }
  });

  it('makes the largest entry of each vector positive, so that two runs and two machines agree', () => {
    const { vectors } = symmetricEigen(Float64Array.of(1, -3, -3, 2), 2);
    for (const row of [vectors.subarray(0, 2), vectors.subarray(2)]) {
      const largest = [...row].reduce((most, entry) => (Math.abs(entry) > Math.abs(most) ? entry : most));
      expect(largest).toBeGreaterThan(0);
    }
  });

  it('refuses a matrix that is not square or not finite', () => {
    expect(() => symmetricEigen(Float64Array.of(1, 2, 3), 2)).toThrow(RangeError);
    expect(() => symmetricEigen(Float64Array.of(1, Number.NaN, Number.NaN, 1), 2)).toThrow(/finite/);
    expect(symmetricEigen(new Float64Array(0), 0).values).toHaveLength(0);
  });
});
