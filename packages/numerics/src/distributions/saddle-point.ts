import { exp } from '../elementary/exp.js';
import { log, log1p } from '../elementary/log.js';
import { stirlingError } from './ln-gamma.js';

const TWO_PI = 6.283185307179586;

/**
 * x ln(x / m) + m - x, without the cancellation where x is near m: the cost in log-likelihood of expecting m and
 * seeing x. For x ≥ 0 and m > 0.
 *
 * Source: Loader 2000, "Fast and accurate computation of binomial probabilities".
 */
export function poissonDeviance(x: number, m: number): number {
  if (x === 0) return m;
  const difference = x - m;
  if (Math.abs(difference) >= 0.1 * (x + m)) return x * log(x / m) - difference;
  // ln(x / m) = 2 artanh(t) with t = (x - m) / (x + m); its first term joins m - x exactly.
  const t = difference / (x + m);
  const square = t * t;
  let series = 0;
  for (let power = 21; power >= 3; power -= 2) series = series * square + 1 / power;
  return difference * t + 2 * x * t * square * series;
}

/** e^-m m^x / Γ(x + 1) for real x ≥ 0 and m ≥ 0; relative error about 1e-15 plus that of rounding its logarithm. */
export function poissonDensity(x: number, m: number): number {
  if (m === 0) return x === 0 ? 1 : 0;
  if (x === 0) return exp(-m);
  // So small an x has no Stirling formula worth the name.
  if (x < 1e-300) return exp(-m);
  return exp(-stirlingError(x) - poissonDeviance(x, m)) / Math.sqrt(TWO_PI * x);
}

/**
 * Γ(n+1) / (Γ(x+1) Γ(n-x+1)) p^x q^(n-x) for real 0 ≤ x ≤ n, `x` and `rest` = n - x given apart, as are p and q.
 *
 * @param lost what q lacks of 1 - p by its own rounding; taken into account to first order
 */
export function binomialDensity(x: number, rest: number, p: number, q: number, lost: number): number {
  const n = x + rest;
  if (p === 0) return x === 0 ? 1 : 0;
  if (q === 0) return rest === 0 ? 1 : 0;
  const correction = (rest * lost) / q;
  if (x === 0) return exp((q > 0.5 ? n * log1p(-p) : n * log(q)) + (q > 0.5 ? 0 : correction));
  if (rest === 0) return exp(n * (p > 0.5 ? log1p(-q - lost) : log(p)));
  const exponent =
    stirlingError(n) -
    stirlingError(x) -
    stirlingError(rest) -
    poissonDeviance(x, n * p) -
    poissonDeviance(rest, n * q) +
    // The deviance moves by n - rest / q with q.
    lost * (rest / q - n);
  return exp(exponent) * Math.sqrt(n / (TWO_PI * x * rest));
}
