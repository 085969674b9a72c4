import { choleskySolve, createRandom } from '@probity/numerics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('choleskySolve', () => {
  it('solves a system worked out by hand', () => {
    const x = choleskySolve(Float64Array.of(4, 2, 2, 3), Float64Array.of(2, 1));
    expect([...x!]).toEqual([0.5, 0]);
  });

  it('gives back x from A·x', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 12 }), (seed, n) => {
        const { matrix, x, rightSide } = randomSystem(seed, n);
        const solved = choleskySolve(matrix, rightSide)!;
        for (let i = 0; i < n; i++) expect(Math.abs(solved[i] - x[i])).toBeLessThan(1e-9);
      }),
    );
  });

  it('refuses matrices that are not positive definite', () => {
    expect(choleskySolve(Float64Array.of(1, 2, 2, 1), Float64Array.of(1, 1))).toBeUndefined();
    expect(choleskySolve(Float64Array.of(1, 1, 1, 1), Float64Array.of(1, 1))).toBeUndefined();
    expect(choleskySolve(Float64Array.of(0), Float64Array.of(1))).toBeUndefined();
    expect(choleskySolve(Float64Array.of(NaN), Float64Array.of(1))).toBeUndefined();
    expect(choleskySolve(new Float64Array(0), new Float64Array(0))).toEqual(new Float64Array(0));
  });

  it('refuses a matrix of another size', () => {
    expect(() => choleskySolve(new Float64Array(3), new Float64Array(2))).toThrow('must have n² = 4 entries');
  });
});

/** A = B·Bᵀ + n·I is positive definite and well conditioned. */
function randomSystem(seed: number, n: number) {
  const random = createRandom(seed);
  const b = Float64Array.from({ length: n * n }, () => random.nextNormal());
  const x = Float64Array.from({ length: n }, () => random.nextNormal());
  const matrix = new Float64Array(n * n);
  const rightSide = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let total = i === j ? n : 0;
      for (let k = 0; k < n; k++) total += b[i * n + k] * b[j * n + k];
      matrix[i * n + j] = total;
      rightSide[i] += total * x[j];
    }
  }
  return { matrix, x, rightSide };
}
