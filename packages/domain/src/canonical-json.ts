/** A value that JSON can carry without loss. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue | undefined };

/**
 * JSON with sorted keys and no white space: equal values give equal bytes, so it can be hashed.
 *
 * Members that are `undefined` are left out. Keys are sorted by UTF-16 code units. Numbers print as JavaScript prints them
 * (shortest text that reads back to the same double), −0 as 0, which equals it.
 *
 * @throws RangeError on what JSON cannot carry: NaN, infinities, `undefined` in a list, functions, big integers
 * @example canonicalJson({ b: 1, a: [true, null] }) // '{"a":[true,null],"b":1}'
 */
export function canonicalJson(value: JsonValue): string {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value)) throw new RangeError(`JSON cannot carry ${value}`);
      return JSON.stringify(value);
    case 'object':
      if (value === null) return 'null';
      return isList(value) ? listText(value) : objectText(value);
    default:
      // Types forbid it; casts let it through, and a hash over a hole would be a hash over nothing.
      throw new RangeError(`JSON cannot carry ${typeof value}`);
  }
}

function isList(value: object): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function listText(items: readonly JsonValue[]): string {
  // Array.from meets holes, which map would skip.
  return `[${Array.from(items, (item) => canonicalJson(item)).join(',')}]`;
}

function objectText(record: { readonly [key: string]: JsonValue | undefined }): string {
  const members: string[] = [];
  for (const key of Object.keys(record).sort()) {
    const member = record[key];
    if (member !== undefined) members.push(`${JSON.stringify(key)}:${canonicalJson(member)}`);
  }
  return `{${members.join(',')}}`;
}
