const PROBES = 6;
const SMALLEST_BITS = 2 ** 20;
/** Above so many ids a bit says less than a look into the log costs. */
const BITS_PER_ID = 10;

/**
 * Says for sure that an id was never seen, or that it may have been: a Bloom filter, so that a new transaction needs no
 * look into the log. Not for keeping: only for asking.
 *
 * @example
 * const ids = new KnownIds(1_000);
 * ids.add('transactions', 't-1');
 * ids.mayHold('transactions', 't-2'); // false but for one id in a hundred
 */
export class KnownIds {
  private readonly bits: Uint32Array;
  private readonly mask: number;
  count = 0;

  /** @param expected how many ids it is made for; it bears more, at the price of looks into the log */
  constructor(expected: number) {
    let size = SMALLEST_BITS;
    while (size < expected * BITS_PER_ID * 2 && size < 2 ** 31) size *= 2;
    this.bits = new Uint32Array(size / 32);
    this.mask = size - 1;
  }

  add(source: string, id: string): void {
    const first = hash(source, id, 0x811c9dc5);
    const step = hash(source, id, 0x9747b28c) | 1;
    for (let probe = 0; probe < PROBES; probe++) {
      const bit = (first + Math.imul(probe, step)) & this.mask;
      this.bits[bit >>> 5] = (this.bits[bit >>> 5] as number) | (1 << (bit & 31));
    }
    this.count += 1;
  }

  mayHold(source: string, id: string): boolean {
    const first = hash(source, id, 0x811c9dc5);
    const step = hash(source, id, 0x9747b28c) | 1;
    for (let probe = 0; probe < PROBES; probe++) {
      const bit = (first + Math.imul(probe, step)) & this.mask;
      if (((this.bits[bit >>> 5] as number) & (1 << (bit & 31))) === 0) return false;
    }
    return true;
  }
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
