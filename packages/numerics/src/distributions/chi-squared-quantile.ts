import { chiSquaredCdf } from './chi-squared.js';

/**
 * The point below which a chi-squared with `df` degrees of freedom lies with the given chance.
 *
 * Edges: df ≤ 0, a share outside [0, 1) and NaN → NaN; share 0 → 0. Bisection to the last bits; relative error below 1e-12.
 * @example chiSquaredQuantile(0.95, 1) // 3.841458820694…
 */
export function chiSquaredQuantile(share: number, df: number): number {
  if (!(df > 0 && share >= 0 && share < 1)) return NaN;
  if (share === 0) return 0;
  let low = 0;
  let high = df + 10;
  while (chiSquaredCdf(high, df) < share) high *= 2;
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (chiSquaredCdf(middle, df) < share) low = middle;
    else high = middle;
  }
  return high;
}
