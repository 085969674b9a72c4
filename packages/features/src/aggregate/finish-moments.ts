import { limbsToBigInt, limbsToNumber } from './exact-sum.js';

const EXACT = 9007199254740992;
const MILLISECONDS_A_DAY = 86_400_000;

/**
 * N4: standard deviation of a sample (n − 1) from the exact sums of values and squares; missing below two values.
 *
 * n Σv² − (Σv)² is exact before its only rounding to a double.
 */
export function finishDeviation(
  count: number,
  sumHigh: number,
  sumLow: number,
  squaresHigh: number,
  squaresLow: number,
  scale: number,
): number {
  if (count < 2) return NaN;
  const sum = limbsToNumber(sumHigh, sumLow);
  const squares = limbsToNumber(squaresHigh, squaresLow);
  // n Σv² ≥ (Σv)², so that one bound covers both.
  const spread =
    count * squares < EXACT
      ? count * squares - sum * sum
      : Number(BigInt(count) * limbsToBigInt(squaresHigh, squaresLow) - limbsToBigInt(sumHigh, sumLow) ** 2n);
  return Math.sqrt(spread / (count * (count - 1))) / scale;
}

/**
 * N6: units a day by least squares, from exact sums; missing where all times are the same. Times may be counted from anywhere:
 * numerator and denominator are the same whole numbers.
 */
export function finishTrend(
  count: bigint,
  sum: bigint,
  times: bigint,
  timeSquares: bigint,
  joint: bigint,
  scale: number,
): number {
  const spread = count * timeSquares - times * times;
  if (spread === 0n) return NaN;
  return ((Number(count * joint - times * sum) / Number(spread)) * MILLISECONDS_A_DAY) / scale;
}
