/** Numbers in a row of bytes that grows, little-endian as WebAssembly reads them. */
export class ByteWriter {
  #bytes = new Uint8Array(1 << 16);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  /** Bytes written or skipped so far. */
  get length(): number {
    return this.#length;
  }

  /** What was written; skipped bytes are 0. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Leaves room for later; returns where it begins. */
  skip(byteCount: number): number {
    const start = this.#length;
    this.#length += byteCount;
    if (this.#length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length));
      grown.set(this.#bytes);
      this.#bytes = grown;
      this.#view = new DataView(grown.buffer);
    }
    return start;
  }

  /** Skips to a multiple of 16; returns it. */
  align(): number {
    this.skip((16 - (this.#length % 16)) % 16);
    return this.#length;
  }

  setWord(at: number, value: number): void {
    this.#view.setUint32(at, value, true);
  }

  setDouble(at: number, value: number): void {
    this.#view.setFloat64(at, value, true);
  }

  addWord(value: number): void {
    this.setWord(this.skip(4), value);
  }

  addDouble(value: number): void {
    this.setDouble(this.skip(8), value);
  }
}
