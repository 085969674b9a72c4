import { exp, log } from '@probity/numerics';

/** Two samples compared without bins. */
export interface KolmogorovSmirnov {
  /** Largest gap between the two shares at or below a value. */
  readonly distance: number;
  /** Asymptotic, two-sided; NaN without rows. */
  readonly pValue: number;
}

/**
 * Kolmogorov and Smirnov's distance between two samples; missing values are left out.
 *
 * Cost: O(n log n). Source: Smirnov 1948, the p-value by Kolmogorov's series with Stephens' correction of √n; checked
 * against scipy.stats.ks_2samp (the distance exactly).
 */
export function kolmogorovSmirnov(reference: ArrayLike<number>, current: ArrayLike<number>): KolmogorovSmirnov {
  const a = Float64Array.from(reference)
    .filter((value) => !Number.isNaN(value))
    .sort();
  const b = Float64Array.from(current)
    .filter((value) => !Number.isNaN(value))
    .sort();
  if (a.length === 0 || b.length === 0) return { distance: Number.NaN, pValue: Number.NaN };
  let [i, j, distance] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i] ?? 0, b[j] ?? 0);
    while (i < a.length && a[i] === value) i += 1;
    while (j < b.length && b[j] === value) j += 1;
    distance = Math.max(distance, Math.abs(i / a.length - j / b.length));
  }
  const root = Math.sqrt((a.length * b.length) / (a.length + b.length));
  return { distance, pValue: kolmogorovSurvival((root + 0.12 + 0.11 / root) * distance) };
}

/** 2 Σ (−1)^(k−1) e^(−2 k² x²). */
function kolmogorovSurvival(x: number): number {
  if (x < 0.2) return 1;
  let total = 0;
  for (let k = 1; k <= 100; k++) {
    const term = exp(-2 * k * k * x * x);
    total += k % 2 === 1 ? term : -term;
    if (term < 1e-18) break;
  }
  return Math.min(1, Math.max(0, 2 * total));
}

/**
 * Jensen and Shannon's divergence of two distributions given as counts by bin, in bits: 0 = the same, 1 = nothing in common.
 *
 * Unlike the stability index it is bounded and needs no rule for empty bins.
 * @returns NaN when a side has no rows. Cost: O(bins). Source: Lin 1991; checked against SciPy in test/golden/stability.
 */
export function jensenShannon(reference: ArrayLike<number>, current: ArrayLike<number>): number {
  const totals = [reference, current].map((counts) => Array.from(counts).reduce((total, count) => total + count, 0));
  const [before = 0, now = 0] = totals;
  if (before === 0 || now === 0) return Number.NaN;
  let divergence = 0;
  for (let bin = 0; bin < reference.length; bin++) {
    const p = (reference[bin] ?? 0) / before;
    const q = (current[bin] ?? 0) / now;
    const middle = (p + q) / 2;
    if (p > 0) divergence += (p / 2) * log(p / middle);
    if (q > 0) divergence += (q / 2) * log(q / middle);
  }
  return Math.max(0, divergence / Math.LN2);
}
