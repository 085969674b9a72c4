import { SCORE_HEAD_BYTES } from '@probity/numerics';

type Part = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/** Puts an image together: a head of 32-bit words, then parts, each at a multiple of 16 bytes. */
export class ImageWriter {
  readonly #words = new Uint32Array(SCORE_HEAD_BYTES / 4);
  readonly #parts: { readonly address: number; readonly part: Part }[] = [];
  #byteLength = SCORE_HEAD_BYTES;

  /** @returns the part's address in the image */
  add(part: Part): number {
    const address = this.reserve(part.byteLength);
    this.#parts.push({ address, part });
    return address;
  }

  /** Room for what a kernel writes. @returns its address in the image */
  reserve(byteLength: number): number {
    const address = this.#byteLength;
    this.#byteLength += Math.ceil(byteLength / 16) * 16;
    return address;
  }

  /** @param at the word's place in bytes, one of SCORE_WORDS */
  setWord(at: number, value: number): void {
    this.#words[at / 4] = value;
  }

  finish(): Uint8Array {
    const image = new Uint8Array(this.#byteLength);
    for (const { address, part } of [{ address: 0, part: this.#words }, ...this.#parts]) {
      image.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), address);
    }
    return image;
  }
}
