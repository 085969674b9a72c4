import type { Random } from './random.js';

/**
 * The numbers 0 … n-1 in a random order, every order equally likely.
 *
 * @param n whole number in [0, 2³²)
 * Cost: O(n). Source: Fisher & Yates, Durstenfeld 1964.
 * @example shuffleIndices(createRandom(1), 5)
 */
export function shuffleIndices(random: Random, n: number): Uint32Array {
  const indices = new Uint32Array(n);
  for (let i = 0; i < n; i++) indices[i] = i;
  shuffleInPlace(random, indices);
  return indices;
}

/** Puts the elements in a random order, every order equally likely. Cost: O(n). */
export function shuffleInPlace(random: Random, values: Uint32Array | Float64Array): void {
  for (let last = values.length - 1; last > 0; last--) {
    const other = random.nextUint32Below(last + 1);
    const kept = values[last];
    values[last] = values[other];
    values[other] = kept;
  }
}
