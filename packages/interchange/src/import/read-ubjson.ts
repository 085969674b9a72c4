import { damagedModelFile } from './model-file-error.js';

/** Deeper than any model nests; keeps the recursion from a hostile file. */
const DEEPEST = 64;

/**
 * Reads Universal Binary JSON, draft 12 with typed and counted containers, as XGBoost writes it.
 *
 * Lists of one numeric type become typed arrays, other lists arrays, objects plain objects. Numbers of 64 bits must be
 * exact as doubles. Types without bytes cannot be counted: a short file cannot ask for a long list.
 *
 * @throws MODEL_FILE_INVALID naming the byte at which the file stops being UBJSON
 * Cost: O(bytes).
 * Source: ubjson.org draft 12; checked against files of XGBoost 1.7 to 3.2.
 * @example readUbjson(bytes) // { learner: { … }, version: [3, 2, 0] }
 */
export function readUbjson(bytes: Uint8Array): unknown {
  const reader = new UbjsonReader(bytes);
  const value = reader.value(reader.marker(), 0);
  reader.expectEnd();
  return value;
}

/** How a numeric type is stored: its bytes and its reading. */
interface NumericType {
  readonly size: number;
  read(view: DataView, at: number): number | bigint;
  make(length: number): { [index: number]: number; readonly length: number };
}

const numericTypes: Readonly<Record<string, NumericType>> = {
  i: { size: 1, read: (view, at) => view.getInt8(at), make: (length) => new Int8Array(length) },
  U: { size: 1, read: (view, at) => view.getUint8(at), make: (length) => new Uint8Array(length) },
  I: { size: 2, read: (view, at) => view.getInt16(at), make: (length) => new Int16Array(length) },
  l: { size: 4, read: (view, at) => view.getInt32(at), make: (length) => new Int32Array(length) },
  L: { size: 8, read: (view, at) => view.getBigInt64(at), make: (length) => new Float64Array(length) },
  d: { size: 4, read: (view, at) => view.getFloat32(at), make: (length) => new Float32Array(length) },
  D: { size: 8, read: (view, at) => view.getFloat64(at), make: (length) => new Float64Array(length) },
};

class UbjsonReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The next marker; no-ops between values say nothing. */
  marker(): string {
    for (;;) {
      this.#need(1);
      const marker = String.fromCharCode(this.#bytes[this.#at++] ?? 0);
      if (marker !== 'N') return marker;
    }
  }

  expectEnd(): void {
    while (this.#bytes[this.#at] === 'N'.charCodeAt(0)) this.#at++;
    if (this.#at !== this.#bytes.length) throw this.#refuse('end with its first value');
  }

  value(marker: string, depth: number): unknown {
    if (depth > DEEPEST) throw this.#refuse(`nest at most ${DEEPEST} deep`);
    const numeric = Object.hasOwn(numericTypes, marker) ? numericTypes[marker] : undefined;
    if (numeric !== undefined) return this.#number(numeric);
    switch (marker) {
      case '{':
        return this.#object(depth);
      case '[':
        return this.#list(depth);
      case 'S':
        return this.#text();
      case 'C':
        this.#need(1);
        return String.fromCharCode(this.#bytes[this.#at++] ?? 0);
      case 'Z':
        return null;
      case 'T':
        return true;
      case 'F':
        return false;
      default:
        throw this.#refuse(`hold a UBJSON type; "${marker}" is none`);
    }
  }

  #number(type: NumericType): number {
    this.#need(type.size);
    const read = type.read(this.#view, this.#at);
    const value = Number(read);
    if (typeof read === 'bigint' && !Number.isSafeInteger(value)) throw this.#refuse('hold whole numbers up to 2⁵³');
    this.#at += type.size;
    return value;
  }

  #object(depth: number): Record<string, unknown> {
    const { type, count } = this.#head();
    const members: [string, unknown][] = [];
    for (let index = 0; count === undefined || index < count; index++) {
      if (count === undefined && this.#ends('}')) break;
      const name = this.#text();
      members.push([name, this.value(type ?? this.marker(), depth + 1)]);
    }
    return Object.fromEntries(members);
  }

  #list(depth: number): unknown {
    const { type, count } = this.#head();
    const numeric = type === undefined ? undefined : numericTypes[type];
    if (numeric !== undefined && count !== undefined) {
      this.#need(count * numeric.size);
      const numbers = numeric.make(count);
      for (let index = 0; index < count; index++) numbers[index] = this.#number(numeric);
      return numbers;
    }
    const entries: unknown[] = [];
    for (let index = 0; count === undefined || index < count; index++) {
      if (count === undefined && this.#ends(']')) break;
      entries.push(this.value(type ?? this.marker(), depth + 1));
    }
    return entries;
  }

  /** The type and the count of a container, where it states them. */
  #head(): { readonly type: string | undefined; readonly count: number | undefined } {
    let type: string | undefined;
    if (this.#ends('$')) {
      this.#need(1);
      type = String.fromCharCode(this.#bytes[this.#at++] ?? 0);
      // Values without bytes would let a short file ask for any number of them.
      if ('ZTFN'.includes(type)) throw this.#refuse('count only types that have bytes');
      if (!this.#ends('#')) throw this.#refuse('count what it gives a type');
      return { type, count: this.#length() };
    }
    return { type, count: this.#ends('#') ? this.#length() : undefined };
  }

  #text(): string {
    const length = this.#length();
    this.#need(length);
    const bytes = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    try {
      return this.#decoder.decode(bytes);
    } catch {
      throw this.#refuse('hold texts in UTF-8');
    }
  }

  #length(): number {
    const marker = this.marker();
    const type = 'iUIlL'.includes(marker) ? numericTypes[marker] : undefined;
    if (type === undefined) throw this.#refuse(`give a length as a whole number; "${marker}" is none`);
    const length = this.#number(type);
    // Everything that is counted takes a byte at least.
    if (length < 0 || length > this.#bytes.length - this.#at) throw this.#refuse('be as long as it says', length);
    return length;
  }

  /** Steps over a marker where it is next. */
  #ends(marker: string): boolean {
    while (this.#bytes[this.#at] === 'N'.charCodeAt(0)) this.#at++;
    if (this.#bytes[this.#at] !== marker.charCodeAt(0)) return false;
    this.#at++;
    return true;
  }

  #need(bytes: number): void {
    if (bytes > this.#bytes.length - this.#at) throw this.#refuse(`go on: it is cut short`);
  }

  #refuse(rule: string, got?: number) {
    return damagedModelFile(`byte ${this.#at}`, rule, got);
  }
}
