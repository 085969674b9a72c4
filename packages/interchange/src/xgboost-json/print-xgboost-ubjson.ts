import type { Model } from '@probity/learn';
import { type XgboostValue, xgboostDocument } from './xgboost-document.js';

/**
 * Writes a model of trees as an XGBoost UBJSON file: what `printXgboostJson` says, a third of its size and read faster.
 *
 * @returns bytes; equal models give equal bytes
 * @throws NOT_EXPORTABLE as `printXgboostJson`
 * Cost: about 40 bytes per node.
 * Source: UBJSON draft 12 with typed arrays, as XGBoost writes it; checked with XGBoost 1.7, 2.1 and 3.2.
 * @example const booster = printXgboostUbjson(bundle.model);
 */
export function printXgboostUbjson(model: Model): Uint8Array {
  const writer = new UbjsonWriter();
  writer.value(xgboostDocument(model));
  return writer.finish();
}

class UbjsonWriter {
  #bytes = new Uint8Array(4096);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  value(value: XgboostValue): void {
    if (typeof value === 'string') {
      this.#marker('S');
      this.#text(value);
    } else if (typeof value === 'number') {
      this.#marker('l');
      this.#int32(value);
    } else if (value instanceof Float32Array) this.#typed('d', value, 4, (at, x) => this.#view.setFloat32(at, x));
    else if (value instanceof Int32Array) this.#typed('l', value, 4, (at, x) => this.#view.setInt32(at, x));
    else if (value instanceof BigInt64Array) this.#typed('L', value, 8, (at, x) => this.#view.setBigInt64(at, x));
    else if (value instanceof Uint8Array) this.#typed('U', value, 1, (at, x) => this.#view.setUint8(at, x));
    else if (Array.isArray(value)) {
      this.#marker('[#L');
      this.#int64(BigInt(value.length));
      for (const entry of value) this.value(entry);
    } else {
      this.#marker('{');
      for (const [key, entry] of Object.entries(value as { readonly [key: string]: XgboostValue })) {
        this.#text(key);
        this.value(entry);
      }
      this.#marker('}');
    }
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  /** An array of numbers of one size, high byte first. */
  #typed<T extends number | bigint>(
    type: string,
    values: { readonly length: number; readonly [index: number]: T },
    size: number,
    set: (at: number, value: T) => void,
  ): void {
    this.#marker(`[$${type}#L`);
    this.#int64(BigInt(values.length));
    this.#reserve(values.length * size);
    for (let index = 0; index < values.length; index++) {
      set(this.#length, values[index] as T);
      this.#length += size;
    }
  }

  #text(text: string): void {
    const encoded = new TextEncoder().encode(text);
    this.#marker('L');
    this.#int64(BigInt(encoded.length));
    this.#reserve(encoded.length);
    this.#bytes.set(encoded, this.#length);
    this.#length += encoded.length;
  }

  #marker(marker: string): void {
    for (let index = 0; index < marker.length; index++) this.#byte(marker.charCodeAt(index));
  }

  #byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  #int32(value: number): void {
    this.#reserve(4);
    this.#view.setInt32(this.#length, value);
    this.#length += 4;
  }

  #int64(value: bigint): void {
    this.#reserve(8);
    this.#view.setBigInt64(this.#length, value);
    this.#length += 8;
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}
