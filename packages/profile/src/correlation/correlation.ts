import { sum } from '@probity/numerics';
import { rankValues } from '../column/rank-values.js';

/** Pearson's correlation over the rows where both are there; NaN below 3 such rows or where one does not vary. */
export function pearson(left: Float64Array, right: Float64Array): number {
  let n = 0;
  let meanLeft = 0;
  let meanRight = 0;
  for (let row = 0; row < left.length; row++) {
    const a = left[row] as number;
    const b = right[row] as number;
    if (Number.isNaN(a) || Number.isNaN(b)) continue;
    n++;
    meanLeft += a;
    meanRight += b;
  }
  if (n < 3) return Number.NaN;
  meanLeft /= n;
  meanRight /= n;
  let both = 0;
  let squareLeft = 0;
  let squareRight = 0;
  for (let row = 0; row < left.length; row++) {
    const a = (left[row] as number) - meanLeft;
    const b = (right[row] as number) - meanRight;
    if (Number.isNaN(a) || Number.isNaN(b)) continue;
    both += a * b;
    squareLeft += a * a;
    squareRight += b * b;
  }
  const product = Math.sqrt(squareLeft) * Math.sqrt(squareRight);
  return product > 0 ? Math.max(-1, Math.min(1, both / product)) : Number.NaN;
}

/** Ranks from 1, ties at the mean of theirs; NaN stays NaN. Cost: O(n log n). */
export function midRanks(values: Float64Array): Float64Array {
  const { distinct, ranks } = rankValues(values);
  const counts = new Uint32Array(distinct.length);
  for (const rank of ranks) if (rank >= 0) counts[rank] = (counts[rank] as number) + 1;
  const middles = new Float64Array(distinct.length);
  let before = 0;
  for (let rank = 0; rank < counts.length; rank++) {
    const count = counts[rank] as number;
    middles[rank] = before + (count + 1) / 2;
    before += count;
  }
  return Float64Array.from(ranks, (rank) => (rank < 0 ? Number.NaN : (middles[rank] as number)));
}

/** Spearman's correlation: Pearson's of the ranks among the rows where both are there. */
export function spearman(left: Float64Array, right: Float64Array): number {
  const isWhole = (row: number) => !Number.isNaN(left[row] as number) && !Number.isNaN(right[row] as number);
  return pearson(
    midRanks(left.map((value, row) => (isWhole(row) ? value : Number.NaN))),
    midRanks(right.map((value, row) => (isWhole(row) ? value : Number.NaN))),
  );
}

/**
 * Cramér's V of two coded columns (codes from 0, NaN missing), not corrected for bias: 0 = independent, 1 = one tells
 * the other. NaN where a column has one level. Source: Cramér 1946; checked against scipy.stats.contingency.association.
 */
export function cramersV(left: Float64Array, right: Float64Array): number {
  const cells = new Map<number, number>();
  const lefts = new Map<number, number>();
  const rights = new Map<number, number>();
  for (let row = 0; row < left.length; row++) {
    const a = left[row] as number;
    const b = right[row] as number;
    if (Number.isNaN(a) || Number.isNaN(b)) continue;
    const key = a * 2097152 + b;
    cells.set(key, (cells.get(key) ?? 0) + 1);
    lefts.set(a, (lefts.get(a) ?? 0) + 1);
    rights.set(b, (rights.get(b) ?? 0) + 1);
  }
  const freedom = Math.min(lefts.size, rights.size) - 1;
  if (freedom < 1) return Number.NaN;
  // Σ O²/(row · column) − 1 is χ²/n, cells without rows included.
  const terms: number[] = [];
  for (const [key, count] of cells) {
    const a = Math.floor(key / 2097152);
    const b = key - a * 2097152;
    terms.push((count / (lefts.get(a) as number)) * (count / (rights.get(b) as number)));
  }
  return Math.sqrt(Math.min(1, Math.max(0, (sum(terms) - 1) / freedom)));
}

/**
 * Correlation ratio η of numbers by category: the share of the numbers' spread that lies between the levels, as a root.
 * NaN where the numbers do not vary or there is one level. Source: Pearson 1905.
 */
export function correlationRatio(codes: Float64Array, numbers: Float64Array): number {
  const groups = new Map<number, { n: number; total: number }>();
  let n = 0;
  let total = 0;
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] as number;
    const value = numbers[row] as number;
    if (Number.isNaN(code) || Number.isNaN(value)) continue;
    const group = groups.get(code) ?? { n: 0, total: 0 };
    group.n++;
    group.total += value;
    groups.set(code, group);
    n++;
    total += value;
  }
  if (groups.size < 2) return Number.NaN;
  const mean = total / n;
  let all = 0;
  for (let row = 0; row < codes.length; row++) {
    const distance = (numbers[row] as number) - mean;
    if (!Number.isNaN(codes[row] as number) && !Number.isNaN(distance)) all += distance * distance;
  }
  let between = 0;
  for (const group of groups.values()) {
    const distance = group.total / group.n - mean;
    between += group.n * distance * distance;
  }
  return all > 0 ? Math.sqrt(Math.min(1, between / all)) : Number.NaN;
}
