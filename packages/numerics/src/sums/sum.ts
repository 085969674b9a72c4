/**
 * The sum with compensation: nearly as if added exactly and rounded once, in the order given.
 *
 * Edges: of nothing 0; NaN in, NaN out; infinities as in plain addition. Cost: about four additions per value.
 * Source: Neumaier 1974.
 * @example sum([1e100, 1, -1e100]) // 1
 */
export function sum(values: ArrayLike<number>): number {
  let total = 0;
  let lost = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    const next = total + value;
    if (Math.abs(total) >= Math.abs(value)) lost += total - next + value;
    else lost += value - next + total;
    total = next;
  }
  // Past an infinity the compensation is Infinity - Infinity.
  return Number.isFinite(total) ? total + lost : total;
}

/** The compensated mean; NaN of nothing. @example mean([1, 2, 6]) // 3 */
export function mean(values: ArrayLike<number>): number {
  return sum(values) / values.length;
}
