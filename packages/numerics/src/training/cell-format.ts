import { binaryExponent, powerOfTwo } from '../elementary/float-bits.js';

/** How a row's gradient and hessian are kept: 64 bits together, or 128 with the count of rows. */
export type CellFormat = 'narrow' | 'wide';

/** What gradients and hessians are whole multiples of, powers of two; bits that wide cells keep for counting rows. */
export interface CellUnits {
  readonly gradientUnit: number;
  readonly hessianUnit: number;
  readonly countBits: number;
}

/** With fewer rows than this, wide cells cost nothing. */
export const ROWS_FOR_NARROW = 4096;
/** Units that the mean size of a gradient must be for narrow cells. */
export const LEAST_MEAN_UNITS = 32;

/** Sums of narrow cells stay below 2^31 in size, each rounding counted as one unit. */
const NARROW_LIMIT = 2 ** 31 - 1;
/** Sums up to here are whole numbers that a double holds exactly. */
const EXACT_BITS = 52;

/** The finest units with which no sum over that many rows can overflow a narrow cell; undefined where there are none. */
export function chooseNarrow(largestGradient: number, largestHessian: number, rows: number): CellUnits | undefined {
  const perRow = NARROW_LIMIT / rows - 1;
  if (!(perRow >= 1)) return undefined;
  return {
    gradientUnit: unitFor(largestGradient, perRow),
    hessianUnit: unitFor(largestHessian, perRow),
    countBits: 0,
  };
}

/** Units of wide cells: the finest for which every sum is exact in a double too. */
export function chooseWide(largestGradient: number, largestHessian: number, rows: number): CellUnits {
  const countBits = binaryExponent(Math.max(1, rows)) + 1;
  return {
    gradientUnit: exactUnit(largestGradient, rows, EXACT_BITS),
    hessianUnit: exactUnit(largestHessian, rows, Math.min(EXACT_BITS, 62 - countBits)),
    countBits,
  };
}

/** The finest power of two of which `largest` is at most `most` units. */
function unitFor(largest: number, most: number): number {
  if (!(largest > 0)) return 1;
  const quotient = most / largest;
  const exponent = quotient < Infinity && quotient > 0 ? binaryExponent(quotient) : 900;
  return powerOfTwo(-Math.max(-900, Math.min(900, exponent)));
}

/** The power of two so fine that `count` values up to `largest` sum to less than 2^bits units. */
function exactUnit(largest: number, count: number, bits: number): number {
  if (!(largest > 0)) return 1;
  const exponent = binaryExponent(largest) + 1 + (binaryExponent(Math.max(1, count)) + 1) - bits;
  return powerOfTwo(Math.max(-900, Math.min(900, exponent)));
}
