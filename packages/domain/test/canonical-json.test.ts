import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, type JsonValue } from '../src/index.js';

/** Anything JSON can carry; −0 is left out because it prints as 0, which equals it. */
const jsonValue = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)) as JsonValue);

/** The same value with the keys of every object in reverse order of insertion. */
function withKeysReversed(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: JsonValue) => withKeysReversed(item));
  const entries = Object.entries(value as Record<string, JsonValue>).reverse();
  return Object.fromEntries(entries.map(([key, member]) => [key, withKeysReversed(member)]));
}

describe('canonicalJson', () => {
  it('sorts keys at every level and writes no white space', () => {
    expect(canonicalJson({ b: { d: 1, c: [] }, a: [true, null, 'x y'] })).toBe(
      '{"a":[true,null,"x y"],"b":{"c":[],"d":1}}',
    );
  });

  it('sorts keys by code units: upper case, lower case, then the rest, in no language', () => {
    expect(canonicalJson({ ä: 1, a: 2, B: 3, '10': 4, '9': 5, '': 6 })).toBe('{"":6,"10":4,"9":5,"B":3,"a":2,"ä":1}');
  });

  it('gives equal values equal bytes, however their keys came in', () => {
    fc.assert(
      fc.property(jsonValue, (value) => {
        expect(canonicalJson(withKeysReversed(value))).toBe(canonicalJson(value));
      }),
    );
  });

  it('reads back to the value it was given', () => {
    fc.assert(
      fc.property(jsonValue, (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(value);
      }),
    );
  });

  it('gives different numbers different bytes, down to the last bit', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(JSON.parse(canonicalJson(number)) === number).toBe(true);
      }),
    );
    expect(canonicalJson(0.1 + 0.2)).not.toBe(canonicalJson(0.3));
  });

  it('writes 0 and -0, which are equal, alike', () => {
    expect(canonicalJson([-0, 0])).toBe('[0,0]');
  });

  it('leaves out members that are undefined', () => {
    expect(canonicalJson({ a: undefined, b: null })).toBe('{"b":null}');
  });

  it('keeps a member called __proto__', () => {
    expect(canonicalJson(JSON.parse('{"__proto__":{"x":1}}') as JsonValue)).toBe('{"__proto__":{"x":1}}');
  });

  it('escapes half a surrogate pair, which UTF-8 cannot carry', () => {
    expect(canonicalJson('\ud800')).toBe('"\\ud800"');
  });

  it.each([
    ['NaN', Number.NaN],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['-Infinity', Number.NEGATIVE_INFINITY],
    ['undefined', undefined],
    ['bigint', 1n],
    ['function', () => 1],
  ])('throws a RangeError on %s, alone, in a list and in an object', (_name, value) => {
    const hidden = value as unknown as JsonValue;
    expect(() => canonicalJson(hidden)).toThrow(RangeError);
    expect(() => canonicalJson([1, hidden])).toThrow(RangeError);
    if (value !== undefined) expect(() => canonicalJson({ deep: { member: hidden } })).toThrow(RangeError);
  });

  it('throws a RangeError on a list with a hole', () => {
    const sparse: JsonValue[] = [1];
    sparse[2] = 3;
    expect(() => canonicalJson(sparse)).toThrow(RangeError);
  });
});
