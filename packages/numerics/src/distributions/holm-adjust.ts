/**
 * Holm's adjusted p-values: each may be compared with the level as if it were the only test.
 *
 * NaN stays NaN and is not counted. Source: Holm 1979; checked against
 * statsmodels in learn/test/golden/fairness.
 * @example holmAdjust([0.01, 0.04, 0.03]) // [0.03, 0.06, 0.06]
 */
export function holmAdjust(pValues: readonly number[]): number[] {
  const order = pValues
    .map((p, index) => ({ p, index }))
    .filter(({ p }) => !Number.isNaN(p))
    .sort((a, b) => a.p - b.p || a.index - b.index);
  const adjusted = pValues.map(() => Number.NaN);
  let largest = 0;
  for (const [rank, { p, index }] of order.entries()) {
    largest = Math.max(largest, Math.min(1, p * (order.length - rank)));
    adjusted[index] = largest;
  }
  return adjusted;
}
