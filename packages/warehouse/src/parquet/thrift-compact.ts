/**
 * Thrift's compact protocol, as much of it as a Parquet footer needs: read into plain values and written again.
 *
 * Structures keep fields that nobody here knows, so what one version of the writer adds survives.
 * Source: https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */
export type ThriftValue = boolean | bigint | number | Uint8Array | ThriftList | ThriftStruct;

export interface ThriftField {
  readonly id: number;
  readonly type: number;
  value: ThriftValue;
}

export class ThriftStruct {
  readonly fields: ThriftField[] = [];

  /** The value of a field; undefined where it is not set. */
  get(id: number): ThriftValue | undefined {
    return this.fields.find((field) => field.id === id)?.value;
  }

  /** Adds to a 64-bit field, where it is set. */
  shift(id: number, by: bigint): void {
    const field = this.fields.find((candidate) => candidate.id === id);
    if (field !== undefined) field.value = (field.value as bigint) + by;
  }
}

export class ThriftList {
  readonly type: number;
  readonly items: ThriftValue[] = [];

  constructor(type: number) {
    this.type = type;
  }
}

const TRUE = 1;
const FALSE = 2;
const BYTE = 3;
const DOUBLE = 7;
const BINARY = 8;
const LIST = 9;
const SET = 10;
const STRUCT = 12;

/** Reads one structure. @throws RangeError where the bytes end early or hold a type that Parquet's footer does not use */
export function readThrift(bytes: Uint8Array): ThriftStruct {
  let position = 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const nextByte = () => {
    if (position >= bytes.length) throw new RangeError('the footer ends early');
    return bytes[position++] as number;
  };
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = nextByte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const zigzag = () => {
    const value = varint();
    return (value >> 1n) ^ -(value & 1n);
  };
  const readValue = (type: number): ThriftValue => {
    if (type === BYTE) return nextByte();
    if (type > BYTE && type < DOUBLE) return zigzag();
    if (type === DOUBLE) {
      position += 8;
      return view.getFloat64(position - 8, true);
    }
    if (type === BINARY) {
      const length = Number(varint());
      position += length;
      if (position > bytes.length) throw new RangeError('the footer ends early');
      return bytes.slice(position - length, position);
    }
    if (type === LIST || type === SET) {
      const head = nextByte();
      const list = new ThriftList(head & 15);
      const size = head >> 4 === 15 ? Number(varint()) : head >> 4;
      for (let item = 0; item < size; item++)
        list.items.push(list.type <= FALSE ? nextByte() === TRUE : readValue(list.type));
      return list;
    }
    if (type === STRUCT) return readStruct();
    throw new RangeError(`the footer holds values of type ${type}`);
  };
  const readStruct = (): ThriftStruct => {
    const struct = new ThriftStruct();
    for (let id = 0, head = nextByte(); head !== 0; head = nextByte()) {
      const type = head & 15;
      id = head >> 4 === 0 ? Number(zigzag()) : id + (head >> 4);
      struct.fields.push({ id, type, value: type === TRUE || (type === FALSE ? false : readValue(type)) });
    }
    return struct;
  };
  return readStruct();
}

/** Writes a structure as `readThrift` reads it. */
export function writeThrift(struct: ThriftStruct): Uint8Array {
  const bytes: number[] = [];
  const varint = (value: bigint) => {
    let rest = BigInt.asUintN(64, value);
    while (rest > 0x7fn) {
      bytes.push(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    bytes.push(Number(rest));
  };
  const zigzag = (value: bigint) => varint((value << 1n) ^ (value >> 63n));
  const writeValue = (type: number, value: ThriftValue): void => {
    if (type === BYTE) bytes.push(value as number);
    else if (type > BYTE && type < DOUBLE) zigzag(value as bigint);
    else if (type === DOUBLE) bytes.push(...new Uint8Array(Float64Array.of(value as number).buffer));
    else if (type === BINARY) {
      varint(BigInt((value as Uint8Array).length));
      for (const byte of value as Uint8Array) bytes.push(byte);
    } else if (type === STRUCT) writeStruct(value as ThriftStruct);
    else {
      const list = value as ThriftList;
      const size = list.items.length;
      bytes.push((Math.min(size, 15) << 4) | list.type);
      if (size >= 15) varint(BigInt(size));
      for (const item of list.items) {
        if (list.type <= FALSE) bytes.push(item === true ? TRUE : FALSE);
        else writeValue(list.type, item);
      }
    }
  };
  const writeStruct = ({ fields }: ThriftStruct): void => {
    let last = 0;
    for (const { id, type, value } of fields) {
      const kind = type <= FALSE ? (value === true ? TRUE : FALSE) : type;
      if (id > last && id - last < 16) bytes.push(((id - last) << 4) | kind);
      else {
        bytes.push(kind);
        zigzag(BigInt(id));
      }
      last = id;
      if (kind > FALSE) writeValue(kind, value);
    }
    bytes.push(0);
  };
  writeStruct(struct);
  return Uint8Array.from(bytes);
}
