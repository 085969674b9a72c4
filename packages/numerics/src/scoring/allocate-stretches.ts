/** A stretch of memory: bytes from `address` on. */
interface Stretch {
  readonly address: number;
  readonly length: number;
}

/**
 * Gives out stretches of a memory and takes them back: the first that is large enough, neighbours joined. Addresses and
 * lengths are multiples of 16. Cost: O(free stretches).
 */
export class StretchAllocator {
  /** Ascending, never adjacent. */
  #free: Stretch[] = [];
  readonly #taken = new Map<number, number>();

  /** Adds memory to give out. */
  extend(address: number, length: number): void {
    this.#put({ address, length });
  }

  /** @returns the address, undefined where no stretch is large enough */
  take(byteLength: number): number | undefined {
    const length = Math.max(16, Math.ceil(byteLength / 16) * 16);
    const index = this.#free.findIndex((stretch) => stretch.length >= length);
    const found = this.#free[index];
    if (found === undefined) return undefined;
    const rest = { address: found.address + length, length: found.length - length };
    this.#free.splice(index, 1, ...(rest.length > 0 ? [rest] : []));
    this.#taken.set(found.address, length);
    return found.address;
  }

  /** Takes a stretch back; one that was not given out is passed over. */
  giveBack(address: number): void {
    const length = this.#taken.get(address);
    if (length === undefined) return;
    this.#taken.delete(address);
    this.#put({ address, length });
  }

  /** Bytes given out. */
  get takenBytes(): number {
    let bytes = 0;
    for (const length of this.#taken.values()) bytes += length;
    return bytes;
  }

  #put(stretch: Stretch): void {
    const next = this.#free.findIndex(({ address }) => address > stretch.address);
    const index = next < 0 ? this.#free.length : next;
    const before = this.#free[index - 1];
    const after = this.#free[index];
    const joinsBefore = before !== undefined && before.address + before.length === stretch.address;
    const joinsAfter = after !== undefined && stretch.address + stretch.length === after.address;
    const address = joinsBefore ? before.address : stretch.address;
    const end = joinsAfter ? after.address + after.length : stretch.address + stretch.length;
    const start = joinsBefore ? index - 1 : index;
    this.#free.splice(start, (joinsBefore ? 1 : 0) + (joinsAfter ? 1 : 0), { address, length: end - address });
  }
}
