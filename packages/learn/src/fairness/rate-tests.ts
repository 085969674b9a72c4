import { erfc, fisherExact } from '@probity/numerics';

/** How a p-value was found. */
export type RateTest = 'fisher-exact' | 'two-proportions' | 'normal';

/** Up to this many rows in a table of two by two the exact test is used; above it the two differ by less than they matter. */
const EXACT_TEST_ROWS = 10_000;

/** Two-sided p-value of a standard normal deviate. */
export function normalPValue(z: number): number {
  return erfc(Math.abs(z) * Math.SQRT1_2);
}

/**
 * Whether two shares differ: two-sided p-value, Fisher's exact test up to `EXACT_TEST_ROWS` rows, else the pooled
 * two-proportion z-test.
 *
 * Source: Fisher 1934, two-sided by summing the tables that are no more likely; checked against SciPy and statsmodels.
 */
export function compareShares(
  hits: number,
  trials: number,
  otherHits: number,
  otherTrials: number,
): { readonly pValue: number; readonly test: RateTest } {
  if (trials + otherTrials <= EXACT_TEST_ROWS) {
    return {
      pValue: fisherExact(hits, trials - hits, otherHits, otherTrials - otherHits).twoSided,
      test: 'fisher-exact',
    };
  }
  return { pValue: twoProportions(hits, trials, otherHits, otherTrials), test: 'two-proportions' };
}

/** Pooled z-test of two shares; 1 where nobody or everybody hits. */
export function twoProportions(hits: number, trials: number, otherHits: number, otherTrials: number): number {
  const pooled = (hits + otherHits) / (trials + otherTrials);
  const variance = pooled * (1 - pooled) * (1 / trials + 1 / otherTrials);
  return variance > 0 ? normalPValue((hits / trials - otherHits / otherTrials) / Math.sqrt(variance)) : 1;
}
