/**
 * N2: whole numbers in two limbs, `high · 2^44 + low` with 0 ≤ low < 2^44: sums of products of values below 2^44 stay exact
 * up to 2^97.
 */
export const LIMB = 17592186044416;
const HALF_LIMB = 4194304;

/** Two limbs that are worked on; one object is reused, so that nothing is allocated a value. */
export class ExactSum {
  high = 0;
  low = 0;

  clear(): void {
    this.high = 0;
    this.low = 0;
  }

  /** Adds a whole number of at most 2^53. */
  add(value: number): void {
    if (value < LIMB && value > -LIMB) {
      this.low += value;
      if (this.low < 0) {
        this.low += LIMB;
        this.high -= 1;
      } else if (this.low >= LIMB) {
        this.low -= LIMB;
        this.high += 1;
      }
      return;
    }
    const carried = Math.floor(value / LIMB);
    this.high += carried;
    this.add(value - carried * LIMB);
  }

  /** Adds x · y, both whole and below 2^44. */
  addProduct(x: number, y: number): void {
    const product = x * y;
    if (product < 9007199254740992 && product > -9007199254740992) {
      this.add(product);
      return;
    }
    const xHigh = Math.floor(x / HALF_LIMB);
    const yHigh = Math.floor(y / HALF_LIMB);
    const xLow = x - xHigh * HALF_LIMB;
    const yLow = y - yHigh * HALF_LIMB;
    const middle = xHigh * yLow + xLow * yHigh;
    const middleHigh = Math.floor(middle / HALF_LIMB);
    this.high += xHigh * yHigh + middleHigh;
    this.add((middle - middleHigh * HALF_LIMB) * HALF_LIMB);
    this.add(xLow * yLow);
  }
}

/** The double nearest to `high · 2^44 + low`, whatever the signs of the limbs. */
export function limbsToNumber(high: number, low: number): number {
  return high * LIMB + low;
}

/** `high · 2^44 + low` as a big integer. */
export function limbsToBigInt(high: number, low: number): bigint {
  return BigInt(high) * 17592186044416n + BigInt(low);
}
