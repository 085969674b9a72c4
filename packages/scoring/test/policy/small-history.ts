import { createRandom } from '@probity/numerics';
import type { HistoryRow } from '../../src/policy/policy-history.js';

/** Applications of two groups and two years; calibrated scores; the riskiest were declined then, so nobody knows. */
export function makeHistory(rows = 2000, seed = 5): readonly HistoryRow[] {
  const random = createRandom(seed);
  return Array.from({ length: rows }, (_, index) => {
    const riskScore = Math.min(999, Math.round(1000 * random.nextFloat() ** 2)) / 1000;
    const income = 1000 + 4000 * random.nextFloat();
    const isBad = random.nextFloat() < riskScore;
    return {
      riskScore,
      isBad: riskScore > 0.6 ? null : isBad,
      exposure: 500 + Math.floor(1500 * random.nextFloat()),
      application: { income, age: 17 + random.nextUint32Below(50) },
      month: `2024-${String(1 + (index % 12)).padStart(2, '0')}`,
      segment: index % 3 === 0 ? 'branch' : 'online',
      group: index % 2 === 0 ? 'a' : 'b',
    };
  });
}
