const VARINT = 0;
const FIXED_32 = 5;
const DELIMITED = 2;

/** What writes the fields of a message. */
export type WriteMessage = (writer: ProtoWriter) => void;

/**
 * Writes protocol-buffer messages: fields in the order of the calls, so equal calls give equal bytes.
 *
 * Only what ONNX needs: numbers up to 2^53, 32-bit floats, strings, bytes, messages, packed arrays.
 * Source: the wire format, protobuf.dev/programming-guides/encoding.
 */
export class ProtoWriter {
  #bytes = new Uint8Array(256);
  #length = 0;

  /** A whole number in [0, 2^53). */
  int(field: number, value: number): this {
    this.#tag(field, VARINT);
    this.#varint(value);
    return this;
  }

  float(field: number, value: number): this {
    this.#tag(field, FIXED_32);
    this.#reserve(4);
    new DataView(this.#bytes.buffer).setFloat32(this.#length, value, true);
    this.#length += 4;
    return this;
  }

  string(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  bytes(field: number, value: Uint8Array): this {
    this.#tag(field, DELIMITED);
    this.#varint(value.length);
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
    return this;
  }

  message(field: number, write: WriteMessage): this {
    const inner = new ProtoWriter();
    write(inner);
    return this.bytes(field, inner.finish());
  }

  /** Whole numbers in [0, 2^53), packed. */
  ints(field: number, values: ArrayLike<number>): this {
    const inner = new ProtoWriter();
    for (let index = 0; index < values.length; index++) inner.#varint(values[index] as number);
    return this.bytes(field, inner.finish());
  }

  /** 32-bit floats, packed. */
  floats(field: number, values: ArrayLike<number>): this {
    return this.bytes(field, littleEndian(values, 4));
  }

  /** The message so far; the writer is not used after it. */
  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #tag(field: number, wireType: number): void {
    this.#varint(field * 8 + wireType);
  }

  #varint(value: number): void {
    this.#reserve(8);
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.#bytes[this.#length++] = (rest % 128) | 128;
    this.#bytes[this.#length++] = rest;
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}

/** Numbers as bytes, low byte first: 4 bytes are 32-bit floats, 8 are doubles. */
export function littleEndian(values: ArrayLike<number>, size: 4 | 8): Uint8Array {
  const bytes = new Uint8Array(values.length * size);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < values.length; index++) {
    if (size === 4) view.setFloat32(index * 4, values[index] as number, true);
    else view.setFloat64(index * 8, values[index] as number, true);
  }
  return bytes;
}
