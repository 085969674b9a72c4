import { binomialDensity } from './saddle-point.js';

/** Result of Fisher's exact test on a table of two rows and two columns. */
export interface FisherExact {
  /** a d / (b c): the sample's odds ratio; NaN where it is 0/0. */
  readonly oddsRatio: number;
  /** Chance of a table as likely as this one or less, under independence. */
  readonly twoSided: number;
  /** Chance of an `a` as small as this one, and as large. */
  readonly less: number;
  readonly greater: number;
}

/**
 * The chance of drawing k marked ones when `draws` of `total` are drawn without replacement and `marked` are marked.
 *
 * Edges: 0 for impossible k; NaN unless all are whole with 0 ≤ marked, draws ≤ total. Relative error about 1e-13.
 * Source: Loader 2000. @example hypergeometricPmf(1, 4, 2, 2) // 0.6666666666666667
 */
export function hypergeometricPmf(k: number, total: number, marked: number, draws: number): number {
  const counts = [k, total, marked, draws];
  if (!counts.every(Number.isInteger) || marked < 0 || draws < 0 || marked > total || draws > total) return NaN;
  if (k < Math.max(0, draws + marked - total) || k > Math.min(marked, draws)) return 0;
  if (draws === 0 || draws === total) return 1;
  const p = draws / total;
  const q = (total - draws) / total;
  const inMarked = marked === 0 ? 1 : binomialDensity(k, marked - k, p, q, 0);
  const rest = total - marked;
  const inRest = rest === 0 ? 1 : binomialDensity(draws - k, rest - draws + k, p, q, 0);
  return (inMarked * inRest) / binomialDensity(draws, total - draws, p, q, 0);
}

/**
 * Fisher's exact test that the rows of [[a, b], [c, d]] do not differ: valid however small the counts.
 *
 * The two-sided p-value adds up all tables that are not more likely than the one seen, as R and SciPy do.
 * Edges: counts not whole or < 0 → NaN. Cost: O(smallest margin). Checked against scipy.stats.fisher_exact.
 * @example fisherExact(8, 2, 1, 5).twoSided // 0.03496503496503497
 */
export function fisherExact(a: number, b: number, c: number, d: number): FisherExact {
  if (![a, b, c, d].every((count) => Number.isInteger(count) && count >= 0)) {
    return { oddsRatio: NaN, twoSided: NaN, less: NaN, greater: NaN };
  }
  const [total, marked, draws] = [a + b + c + d, a + c, a + b];
  const lowest = Math.max(0, draws + marked - total);
  const highest = Math.min(marked, draws);
  const seen = hypergeometricPmf(a, total, marked, draws);
  // Equal tables may differ in their last bits, hence the margin, the same as SciPy's.
  const limit = seen * (1 + 1e-7);
  let [twoSided, less, greater] = [0, 0, 0];
  for (let k = lowest; k <= highest; k++) {
    const chance = hypergeometricPmf(k, total, marked, draws);
    if (chance <= limit) twoSided += chance;
    if (k <= a) less += chance;
    if (k >= a) greater += chance;
  }
  const oddsRatio = b * c === 0 ? (a * d === 0 ? NaN : Infinity) : (a * d) / (b * c);
  return { oddsRatio, twoSided: Math.min(1, twoSided), less: Math.min(1, less), greater: Math.min(1, greater) };
}
