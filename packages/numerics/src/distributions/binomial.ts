import { betaQuantile } from './beta-quantile.js';
import { normalQuantile } from './normal-quantile.js';
import { betaTail, upperBetaTail } from './regularised-beta.js';
import { binomialDensity } from './saddle-point.js';

/**
 * The chance of at most k bads among n, each bad with probability p.
 *
 * Edges: n not whole or < 0, p outside [0, 1] and NaN → NaN; k < 0 → 0; k ≥ n → 1; k is rounded down.
 * Relative error below 1e-12 for n up to 20,000. Checked against mpmath.
 * @example binomialCdf(2, 5, 0.5) // 0.5
 */
export function binomialCdf(k: number, n: number, p: number): number {
  if (!isTrial(k, n, p)) return NaN;
  const whole = Math.floor(k);
  if (whole < 0) return 0;
  return whole >= n ? 1 : upperBetaTail(p, 1 - p, 1 - (1 - p) - p, whole + 1, n - whole);
}

/**
 * The chance of **more than** k bads among n: 1 - `binomialCdf`, accurate where it is small. "At least k" is k - 1.
 * @example binomialSurvival(2, 5, 0.5) // 0.5
 */
export function binomialSurvival(k: number, n: number, p: number): number {
  if (!isTrial(k, n, p)) return NaN;
  const whole = Math.floor(k);
  if (whole < 0) return 1;
  return whole >= n ? 0 : betaTail(p, 1 - p, 1 - (1 - p) - p, whole + 1, n - whole);
}

/** The chance of exactly k bads among n; 0 for a k that is not whole or not in 0 … n. @example binomialPmf(1, 2, 0.5) // 0.5 */
export function binomialPmf(k: number, n: number, p: number): number {
  if (!isTrial(k, n, p)) return NaN;
  if (!Number.isInteger(k) || k < 0 || k > n) return 0;
  return n === 0 ? 1 : binomialDensity(k, n - k, p, 1 - p, 1 - (1 - p) - p);
}

/** Low and high end of an interval for a rate. */
export type RateInterval = readonly [low: number, high: number];

/**
 * The exact (Clopper–Pearson) interval of a rate of which k in n were seen: covers at least `level`, whatever the rate.
 *
 * Edges: n = 0 → [0, 1]; k outside 0 … n, level outside (0, 1) → [NaN, NaN]. Checked against scipy.stats.binomtest.
 * @example exactRateInterval(0, 10) // [0, 0.30849710781876083]
 */
export function exactRateInterval(k: number, n: number, level = 0.95): RateInterval {
  if (!(k >= 0 && k <= n && level > 0 && level < 1)) return [NaN, NaN];
  if (n === 0) return [0, 1];
  const tail = (1 - level) / 2;
  return [k === 0 ? 0 : betaQuantile(tail, k, n - k + 1), k === n ? 1 : betaQuantile(1 - tail, k + 1, n - k)];
}

/**
 * Wilson's score interval of a rate: near its level on average, narrower than the exact one; k and n may be weights.
 *
 * Edges: as `exactRateInterval`. Checked against scipy.stats.binomtest.
 * @example wilsonRateInterval(0, 10) // [0, 0.27753279986288926]
 */
export function wilsonRateInterval(k: number, n: number, level = 0.95): RateInterval {
  if (!(k >= 0 && k <= n && level > 0 && level < 1)) return [NaN, NaN];
  if (n === 0) return [0, 1];
  const z = normalQuantile(0.5 + level / 2);
  const rate = k / n;
  const centre = (rate + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const reach = (z / (1 + (z * z) / n)) * Math.sqrt((rate * (1 - rate)) / n + (z * z) / (4 * n * n));
  return [k === 0 ? 0 : Math.max(0, centre - reach), k === n ? 1 : Math.min(1, centre + reach)];
}

function isTrial(k: number, n: number, p: number): boolean {
  return Number.isInteger(n) && n >= 0 && p >= 0 && p <= 1 && !Number.isNaN(k);
}
