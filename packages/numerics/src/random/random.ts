import { log } from '../elementary/log.js';

/**
 * A stream of random numbers that is the same for the same seed, everywhere. Not for secrets.
 *
 * @example createRandom(7).fork('rows').nextUint32Below(6)
 */
export interface Random {
  /** Uniform whole number in [0, 2³²). */
  nextUint32(): number;
  /** Uniform whole number in [0, n), without bias; `n` is a whole number in [1, 2³²]. @throws RangeError otherwise */
  nextUint32Below(n: number): number;
  /** Uniform in [0, 1), a multiple of 2⁻⁵³. */
  nextFloat(): number;
  /** Standard normal: mean 0, variance 1. */
  nextNormal(): number;
  /**
   * A stream of its own, fixed by this stream's seed and the label alone: how much was drawn before does not matter,
   * so adding a draw in one place changes nothing in another.
   */
  fork(label: string | number): Random;
}

/**
 * Starts a stream of random numbers.
 *
 * @param seed a whole number in [0, 2⁵³)
 * @throws RangeError for any other seed
 * Source: xoshiro128** (Blackman & Vigna 2018), its state filled by a 32-bit mixing hash; normals by Marsaglia's polar
 * method with our own `log`.
 * @example createRandom(1).nextFloat()
 */
export function createRandom(seed: number): Random {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(`\`seed\` of \`createRandom\` must be a whole number in [0, 2^53); got ${seed}`);
  }
  return new Xoshiro128(absorb(absorb(INITIAL_KEY, seed >>> 0), Math.floor(seed / 4294967296)));
}

type Key = readonly [number, number, number, number];

/** Leading digits of π in hexadecimal: numbers with nothing up their sleeve. */
const INITIAL_KEY: Key = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344];

class Xoshiro128 implements Random {
  readonly #key: Key;
  #a: number;
  #b: number;
  #c: number;
  #d: number;
  #spareNormal = NaN;

  constructor(key: Key) {
    this.#key = key;
    [this.#a, this.#b, this.#c, this.#d] = key;
    // The one state the generator cannot leave.
    if ((this.#a | this.#b | this.#c | this.#d) === 0) this.#a = 1;
  }

  nextUint32(): number {
    const b = this.#b;
    const product = Math.imul(b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9);
    const c = this.#c ^ this.#a;
    const d = this.#d ^ b;
    this.#b = b ^ c;
    this.#a ^= d;
    this.#c = c ^ (b << 9);
    this.#d = (d << 11) | (d >>> 21);
    return result >>> 0;
  }

  nextUint32Below(n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > 4294967296) {
      throw new RangeError(`\`n\` of \`nextUint32Below\` must be a whole number in [1, 2^32]; got ${n}`);
    }
    // Draws beyond the last whole multiple of n would favour the small remainders.
    const limit = 4294967296 - (4294967296 % n);
    let draw = this.nextUint32();
    while (draw >= limit) draw = this.nextUint32();
    return draw % n;
  }

  nextFloat(): number {
    const high = this.nextUint32() >>> 5;
    const low = this.nextUint32() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  nextNormal(): number {
    const spare = this.#spareNormal;
    if (!Number.isNaN(spare)) {
      this.#spareNormal = NaN;
      return spare;
    }
    for (;;) {
      const x = 2 * this.nextFloat() - 1;
      const y = 2 * this.nextFloat() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * log(square)) / square);
      this.#spareNormal = y * factor;
      return x * factor;
    }
  }

  fork(label: string | number): Random {
    // The kind of label is absorbed first, so that fork(1) and fork('1') differ.
    if (typeof label === 'string') {
      let key = absorb(this.#key, 1);
      for (let i = 0; i < label.length; i++) key = absorb(key, label.charCodeAt(i));
      return new Xoshiro128(absorb(key, label.length));
    }
    if (!Number.isSafeInteger(label) || label < 0) {
      throw new RangeError(`\`label\` of \`fork\` must be a string or a whole number in [0, 2^53); got ${label}`);
    }
    return new Xoshiro128(absorb(absorb(absorb(this.#key, 2), label >>> 0), Math.floor(label / 4294967296)));
  }
}

/** Mixes one 32-bit word into a key so that every bit of it touches every word. */
function absorb(key: Key, word: number): Key {
  const a = mix(key[0] ^ word);
  const b = mix((key[1] + a) ^ 0x9e3779b9);
  const c = mix((key[2] + b) ^ 0x7f4a7c15);
  const d = mix((key[3] + c) ^ 0xf39cc060);
  return [mix(a + d), b, c, d];
}

/** A bijection of 32-bit words in which every input bit changes about half of the output bits. */
function mix(word: number): number {
  let x = word >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}
