import { log } from '@probity/numerics';

/** N5: terms are held in units of 2^-32, so that they add up exactly in any order. */
const UNIT = 4294967296;

const table: number[] = [0, 0];

/** c · ln c in units of 2^-32, nearest whole number. */
export function entropyTerm(count: number): number {
  if (count >= 65536) return Math.round(count * log(count) * UNIT);
  for (let c = table.length; c <= count; c++) table.push(Math.round(c * log(c) * UNIT));
  return table[count];
}

/** Entropy in nats of `count` events, from the sum of the terms of their values: exactly 0 where all have the same. */
export function finishEntropy(count: number, termSum: number): number {
  return (entropyTerm(count) - termSum) / (count * UNIT);
}
