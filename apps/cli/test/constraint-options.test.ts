import { describe, expect, it } from 'vitest';
import { parseInteractions, parseMonotone } from '../src/constraint-options.js';

describe('--monotone', () => {
  it('reads columns with their signs, colons in names included', () => {
    expect(parseMonotone('income:-, utilisation:+')).toEqual({ income: -1, utilisation: 1 });
    expect(parseMonotone('a:b:+')).toEqual({ 'a:b': 1 });
  });

  it.each(['', 'income', 'income:', ':+', 'income:1', 'a:+,a:-'])('refuses "%s"', (text) => {
    expect(() => parseMonotone(text)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});

describe('--interactions', () => {
  it('reads groups of columns', () => {
    expect(parseInteractions('a, b;c')).toEqual([['a', 'b'], ['c']]);
  });

  it.each(['', ';', 'a,b;', ','])('refuses "%s"', (text) => {
    expect(() => parseInteractions(text)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});
