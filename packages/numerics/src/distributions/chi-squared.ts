import { regularisedGammaP, regularisedGammaQ } from './regularised-gamma.js';

/**
 * The chance that a chi-squared with `df` degrees of freedom exceeds x: the p-value of a chi-squared test.
 *
 * Edges: df ≤ 0 and NaN → NaN; x ≤ 0 → 1. Relative error below 1e-13.
 * @example chiSquaredSurvival(3.841458820694124, 1) // 0.05
 */
export function chiSquaredSurvival(x: number, df: number): number {
  if (!(df > 0) || Number.isNaN(x)) return NaN;
  return x <= 0 ? 1 : regularisedGammaQ(df / 2, x / 2);
}

/** The chance that a chi-squared with `df` degrees of freedom is at most x. Edges as `chiSquaredSurvival`, x ≤ 0 → 0. */
export function chiSquaredCdf(x: number, df: number): number {
  if (!(df > 0) || Number.isNaN(x)) return NaN;
  return x <= 0 ? 0 : regularisedGammaP(df / 2, x / 2);
}
