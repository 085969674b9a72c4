import type { Random } from '@probity/numerics';

/**
 * Indices drawn as often as their weights say, each draw in constant time.
 *
 * @throws RangeError unless at least one weight is above 0 and none is negative
 * Cost: O(n) to make, O(1) a draw. Source: Vose 1991, the alias method.
 * @example new WeightedTable(Float64Array.of(1, 3)).draw(createRandom(1)) // 1 three times in four
 */
export class WeightedTable {
  readonly #keep: Float64Array;
  readonly #other: Uint32Array;

  constructor(weights: Float64Array) {
    const n = weights.length;
    let total = 0;
    for (const weight of weights) {
      if (!(weight >= 0)) throw new RangeError('`weights` of `WeightedTable` must not be negative');
      total += weight;
    }
    if (!(total > 0)) throw new RangeError('`weights` of `WeightedTable` must hold one above 0');
    const keep = new Float64Array(n);
    const other = new Uint32Array(n);
    const small = new Uint32Array(n);
    const large = new Uint32Array(n);
    let smallCount = 0;
    let largeCount = 0;
    for (let i = 0; i < n; i++) {
      keep[i] = (weights[i] * n) / total;
      other[i] = i;
      if (keep[i] < 1) small[smallCount++] = i;
      else large[largeCount++] = i;
    }
    while (smallCount > 0 && largeCount > 0) {
      const little = small[--smallCount];
      const big = large[largeCount - 1];
      other[little] = big;
      keep[big] -= 1 - keep[little];
      if (keep[big] < 1) {
        largeCount--;
        small[smallCount++] = big;
      }
    }
    // What rounding leaves over keeps itself.
    while (largeCount > 0) keep[large[--largeCount]] = 1;
    while (smallCount > 0) keep[small[--smallCount]] = 1;
    this.#keep = keep;
    this.#other = other;
  }

  draw(random: Random): number {
    const share = random.nextFloat() * this.#keep.length;
    const index = Math.floor(share);
    return share - index < this.#keep[index] ? index : this.#other[index];
  }
}
