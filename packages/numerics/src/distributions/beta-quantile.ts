import { regularisedBeta, regularisedBetaComplement } from './regularised-beta.js';

/**
 * The x at which I_x(a, b) = p: the quantile of the beta distribution, for exact intervals of a rate.
 *
 * Edges: p outside [0, 1], a ≤ 0, b ≤ 0 and NaN → NaN; p = 0 → 0; p = 1 → 1. Found by bisection of the bits' midpoint
 * until neighbours are left, so as exact as `regularisedBeta` allows: relative error about 1e-12.
 * Cost: up to 120 evaluations of `regularisedBeta`.
 * @example betaQuantile(0.5, 2, 2) // 0.5
 */
export function betaQuantile(p: number, a: number, b: number): number {
  if (!(p >= 0 && p <= 1 && a > 0 && b > 0)) return NaN;
  if (p === 0 || p === 1) return p;
  const isBelow =
    p <= 0.5 ? (x: number) => regularisedBeta(x, a, b) < p : (x: number) => regularisedBetaComplement(x, a, b) > 1 - p;
  let low = 0;
  let high = 1;
  for (let step = 0; step < 1100; step++) {
    // Geometric while the bracket spans powers of two, so that tiny quantiles keep their digits.
    const middle = high > 4 * low ? (low === 0 ? high / 1024 : Math.sqrt(low * high)) : low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    if (isBelow(middle)) low = middle;
    else high = middle;
  }
  return low + (high - low) / 2;
}
