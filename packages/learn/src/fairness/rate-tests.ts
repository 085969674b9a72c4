import { erfc, exp, log } from '@probity/numerics';

/** How a p-value was found. */
export type RateTest = 'fisher-exact' | 'two-proportions' | 'normal';

/** Up to this many rows in a table of two by two the exact test is used; above it the two differ by less than they matter. */
export const EXACT_TEST_ROWS = 10_000;

/** Two-sided p-value of a standard normal deviate. */
export function normalPValue(z: number): number {
  return erfc(Math.abs(z) * Math.SQRT1_2);
}

/** 97.5 % point of the standard normal distribution. */
export const Z_95 = 1.959963984540054;

/**
 * Wilson's 95 % interval of a share: stays within [0, 1] and holds for small numbers.
 * @param hits of `trials`, both ≥ 0; no trials: [0, 1]
 * Source: Wilson 1927; checked against statsmodels in test/golden/fairness.
 */
export function wilsonInterval(hits: number, trials: number): readonly [low: number, high: number] {
  if (trials === 0) return [0, 1];
  const share = hits / trials;
  const square = Z_95 * Z_95;
  const center = (share + square / (2 * trials)) / (1 + square / trials);
  const spread =
    (Z_95 * Math.sqrt((share * (1 - share)) / trials + square / (4 * trials * trials))) / (1 + square / trials);
  return [hits === 0 ? 0 : Math.max(0, center - spread), hits === trials ? 1 : Math.min(1, center + spread)];
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
    return { pValue: fisherExact(hits, trials - hits, otherHits, otherTrials - otherHits), test: 'fisher-exact' };
  }
  return { pValue: twoProportions(hits, trials, otherHits, otherTrials), test: 'two-proportions' };
}

/** Pooled z-test of two shares; 1 where nobody or everybody hits. */
export function twoProportions(hits: number, trials: number, otherHits: number, otherTrials: number): number {
  const pooled = (hits + otherHits) / (trials + otherTrials);
  const variance = pooled * (1 - pooled) * (1 / trials + 1 / otherTrials);
  return variance > 0 ? normalPValue((hits / trials - otherHits / otherTrials) / Math.sqrt(variance)) : 1;
}

/** Tables as likely as the one seen count as no more likely, whatever the last digits say. */
const TIE = 1 + 1e-7;

/** Two-sided p-value of the table [[a, b], [c, d]]. Cost: O(a + b + c + d). */
export function fisherExact(a: number, b: number, c: number, d: number): number {
  const total = a + b + c + d;
  const logFactorials = new Float64Array(total + 1);
  for (let n = 2; n <= total; n++) logFactorials[n] = logFactorials[n - 1] + log(n);
  const logChoose = (n: number, k: number) => logFactorials[n] - logFactorials[k] - logFactorials[n - k];
  const rowHits = a + c;
  const chance = (x: number) => exp(logChoose(a + b, x) + logChoose(c + d, rowHits - x) - logChoose(total, rowHits));
  const seen = chance(a) * TIE;
  let pValue = 0;
  for (let x = Math.max(0, rowHits - (c + d)); x <= Math.min(a + b, rowHits); x++) {
    const here = chance(x);
    if (here <= seen) pValue += here;
  }
  return Math.min(1, pValue);
}

/**
 * Holm's correction: p-values raised so that the chance of even one false alarm in the family stays below the level.
 * @returns in the order given
 * Source: Holm 1979; checked against statsmodels.
 */
export function holmAdjusted(pValues: readonly number[]): readonly number[] {
  const order = pValues.map((_, index) => index).sort((x, y) => pValues[x] - pValues[y] || x - y);
  const adjusted = new Array<number>(pValues.length).fill(1);
  let floor = 0;
  for (const [rank, index] of order.entries()) {
    floor = Math.max(floor, Math.min(1, (pValues.length - rank) * pValues[index]));
    adjusted[index] = floor;
  }
  return adjusted;
}
