import { canonicalJson, type JsonValue, ProbityError } from '@probity/domain';
import type { ModelArray, ModelParts } from '@probity/learn';

/** The files inside a bundle, by path. */
export type BundleParts = ReadonlyMap<string, Uint8Array>;

type ArrayType = 'f64' | 'i32' | 'u32' | 'u8';

interface ArrayEntry {
  readonly name: string;
  readonly type: ArrayType;
  readonly length: number;
}

const arrayTypes = {
  f64: { bytes: 8, make: (length: number) => new Float64Array(length), get: 'getFloat64', set: 'setFloat64' },
  i32: { bytes: 4, make: (length: number) => new Int32Array(length), get: 'getInt32', set: 'setInt32' },
  u32: { bytes: 4, make: (length: number) => new Uint32Array(length), get: 'getUint32', set: 'setUint32' },
  u8: { bytes: 1, make: (length: number) => new Uint8Array(length), get: 'getUint8', set: 'setUint8' },
} as const satisfies Record<ArrayType, unknown>;

export function encodeJsonPart(value: unknown): Uint8Array {
  return new TextEncoder().encode(canonicalJson(value as JsonValue));
}

/** @throws BUNDLE_INVALID when the part is missing or no JSON */
export function decodeJsonPart(parts: BundleParts, path: string): unknown {
  const bytes = parts.get(path);
  if (bytes === undefined) throw invalidBundle(`it has no part "${path}"`);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new ProbityError('BUNDLE_INVALID', `the bundle cannot be used: part "${path}" is not JSON`, {}, { cause });
  }
}

/** The model's parts as files: `model.json`, and one little-endian binary file for each array. */
export function encodeModelParts(model: ModelParts): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const entries: ArrayEntry[] = [];
  for (const name of Object.keys(model.arrays).sort()) {
    const array = model.arrays[name];
    if (array === undefined) continue;
    const type = typeOf(array);
    entries.push({ name, type, length: array.length });
    files.set(arrayPath(name), encodeArray(array, type));
  }
  files.set('model.json', encodeJsonPart({ kind: model.kind, json: model.json, arrays: entries }));
  return files;
}

/** @throws BUNDLE_INVALID */
export function decodeModelParts(parts: BundleParts): ModelParts {
  const head = decodeJsonPart(parts, 'model.json') as { kind?: unknown; json?: unknown; arrays?: unknown };
  if (typeof head?.kind !== 'string' || !Array.isArray(head.arrays))
    throw invalidBundle('model.json lacks its kind or arrays');
  const arrays: Record<string, ModelArray> = {};
  for (const entry of head.arrays as ArrayEntry[]) {
    const file = parts.get(arrayPath(String(entry?.name)));
    const type = Object.hasOwn(arrayTypes, String(entry?.type)) ? arrayTypes[entry.type] : undefined;
    if (file === undefined || type === undefined || file.length !== entry.length * type.bytes) {
      throw invalidBundle(`array "${String(entry?.name)}" of the model is missing or has another length`);
    }
    arrays[entry.name] = decodeArray(file, entry);
  }
  return { kind: head.kind, json: head.json, arrays };
}

export function invalidBundle(what: string): ProbityError {
  return new ProbityError('BUNDLE_INVALID', `the bundle cannot be used: ${what}`);
}

function arrayPath(name: string): string {
  return `model/${name}.bin`;
}

function typeOf(array: ModelArray): ArrayType {
  if (array instanceof Float64Array) return 'f64';
  if (array instanceof Int32Array) return 'i32';
  return array instanceof Uint32Array ? 'u32' : 'u8';
}

function encodeArray(array: ModelArray, type: ArrayType): Uint8Array {
  const { bytes, set } = arrayTypes[type];
  const file = new Uint8Array(array.length * bytes);
  const view = new DataView(file.buffer);
  for (let i = 0; i < array.length; i++) view[set](i * bytes, array[i] ?? 0, true);
  return file;
}

function decodeArray(file: Uint8Array, entry: ArrayEntry): ModelArray {
  const { bytes, make, get } = arrayTypes[entry.type];
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const array = make(entry.length);
  for (let i = 0; i < entry.length; i++) array[i] = view[get](i * bytes, true);
  return array;
}
