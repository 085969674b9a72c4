const PROBES = 6;
const SMALLEST_BITS = 2 ** 20;
const MOST_BITS = 2 ** 31;
/** With six probes one new id in a thousand is taken for one that may be known. */
const BITS_PER_ID = 16;

/**
 * Says for sure that an id was never seen, or that it may have been: Bloom filters, so that a new transaction needs no
 * look into the log. Not for keeping: only for asking. When one is full another of twice its size is put beside it, so that
 * looks stay as rare however many ids there are.
 *
 * @example
 * const ids = new KnownIds(1_000);
 * ids.add('transactions', 't-1');
 * ids.mayHold('transactions', 't-2'); // false but for one id in a thousand
 */
export class KnownIds {
  /** Each of a power of two of bits; the last one takes new ids. */
  private readonly filters: Uint32Array[] = [];
  private room = 0;
  count = 0;

  /** @param expected how many ids there will be at first */
  constructor(expected: number) {
    this.grow(expected * BITS_PER_ID);
  }

  add(source: string, id: string): void {
    if (this.room === 0) this.grow((this.filters.at(-1) as Uint32Array).length * 64);
    const bits = this.filters.at(-1) as Uint32Array;
    const mask = bits.length * 32 - 1;
    const first = hash(source, id, 0x811c9dc5);
    const step = hash(source, id, 0x9747b28c) | 1;
    for (let probe = 0; probe < PROBES; probe++) {
      const bit = (first + Math.imul(probe, step)) & mask;
      bits[bit >>> 5] = (bits[bit >>> 5] as number) | (1 << (bit & 31));
    }
    this.room -= 1;
    this.count += 1;
  }

  mayHold(source: string, id: string): boolean {
    const first = hash(source, id, 0x811c9dc5);
    const step = hash(source, id, 0x9747b28c) | 1;
    return this.filters.some((bits) => holds(bits, first, step));
  }

  /** Room for as many ids as so many bits tell apart, or a million bits. */
  private grow(wanted: number): void {
    let size = SMALLEST_BITS;
    while (size < wanted && size < MOST_BITS) size *= 2;
    this.filters.push(new Uint32Array(size / 32));
    this.room = size / BITS_PER_ID;
  }
}

function holds(bits: Uint32Array, first: number, step: number): boolean {
  const mask = bits.length * 32 - 1;
  for (let probe = 0; probe < PROBES; probe++) {
    const bit = (first + Math.imul(probe, step)) & mask;
    if (((bits[bit >>> 5] as number) & (1 << (bit & 31))) === 0) return false;
  }
  return true;
}

/** FNV-1a over UTF-16 units with a finish that spreads low bits (MurmurHash3's). */
function hash(source: string, id: string, seed: number): number {
  let value = seed;
  for (let index = 0; index < source.length; index++) value = Math.imul(value ^ source.charCodeAt(index), 0x01000193);
  value = Math.imul(value ^ 0xffff, 0x01000193);
  for (let index = 0; index < id.length; index++) value = Math.imul(value ^ id.charCodeAt(index), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
