import { poissonDensity } from './saddle-point.js';

/**
 * The regularised lower incomplete gamma function P(a, x) = ∫₀ˣ t^(a-1) e^-t dt / Γ(a), for a > 0 and x ≥ 0.
 *
 * Edges: outside that domain and NaN → NaN; x = 0 → 0; x = Infinity → 1. Relative error below 1e-12 for a up to 1e4.
 * Cost: O(√a) near x = a. Source: NIST DLMF 8.11.4 (series) and 8.9.2 (continued fraction); checked against mpmath.
 * @example regularisedGammaP(1, 1) // 0.6321205588285577
 */
export function regularisedGammaP(a: number, x: number): number {
  if (!(a > 0 && x >= 0) || a === Infinity) return NaN;
  if (x === 0) return 0;
  if (x === Infinity) return 1;
  return x < a + 1 ? lowerSeries(a, x) : 1 - upperFraction(a, x);
}

/**
 * The regularised upper incomplete gamma function Q(a, x) = 1 - P(a, x), accurate where it is small.
 *
 * Edges: as `regularisedGammaP`, with 1 and 0 exchanged. Relative error below 1e-12 for a up to 1e4.
 * @example regularisedGammaQ(1, 1) // 0.36787944117144233
 */
export function regularisedGammaQ(a: number, x: number): number {
  if (!(a > 0 && x >= 0) || a === Infinity) return NaN;
  if (x === 0) return 1;
  if (x === Infinity) return 0;
  return x < a + 1 ? 1 - lowerSeries(a, x) : upperFraction(a, x);
}

/** P = density · Σ x^n / ((a+1) … (a+n)). */
function lowerSeries(a: number, x: number): number {
  let term = 1;
  let total = 1;
  for (let n = 1; term > total * 1e-17; n++) {
    term *= x / (a + n);
    total += term;
  }
  return Math.min(1, poissonDensity(a, x) * total);
}

/** Q by Lentz's method; every denominator stays positive where x ≥ a + 1. */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < 1e7; n++) {
    const numerator = -n * (n - a);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    const step = c * d;
    fraction *= step;
    if (Math.abs(step - 1) < 2e-16) break;
  }
  // x^a e^-x / Γ(a) is a times the Poisson density at a.
  return Math.min(1, poissonDensity(a, x) * a * fraction);
}
