import { describe, expect, it } from 'vitest';
import { gaussLegendre } from '../../src/quadrature/gauss-legendre.js';

describe('gaussLegendre', () => {
  it('integrates every power below 2n over [0, 1] to the last digits', () => {
    for (let n = 1; n <= 32; n++) {
      const { points, weights } = gaussLegendre(n);
      for (let power = 0; power < 2 * n; power++) {
        const integral = points.reduce((sum, point, i) => sum + weights[i] * point ** power, 0);
        expect(Math.abs(integral * (power + 1) - 1)).toBeLessThan(1e-13);
      }
    }
  });

  it('has ascending points inside (0, 1)', () => {
    const { points } = gaussLegendre(32);
    points.forEach((point, i) => {
      expect(point).toBeGreaterThan(i === 0 ? 0 : points[i - 1]);
      expect(point).toBeLessThan(1);
    });
  });
});
