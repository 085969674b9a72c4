import { describe, expect, it } from 'vitest';
import { digitsApart, formatExact, formatNumber, formatPercent, formatSigned } from '../../src/format/format-number.js';
import { formatValue } from '../../src/format/format-value.js';

const plain = (text: string) => text.replaceAll('\u202f', ' ');

describe('formatNumber', () => {
  it('groups thousands by a space and writes a true minus', () => {
    expect(plain(formatNumber(52_000))).toBe('52 000');
    expect(plain(formatNumber(-1234.5))).toBe('−1 234.5');
  });
});

describe('formatPercent', () => {
  it('gives small probabilities the digits that tell them apart', () => {
    expect(plain(formatPercent(0.1234))).toBe('12.3 %');
    expect(plain(formatPercent(0.0031))).toBe('0.31 %');
  });
});

describe('digitsApart', () => {
  it('adds digits until a score is told from a cut-off', () => {
    expect(digitsApart(0.1234, [0.151])).toBe(1);
    expect(digitsApart(0.15091, [0.15094])).toBe(3);
    expect(digitsApart(0.1, [0.1])).toBe(1);
  });
});

describe('formatSigned', () => {
  it('signs what is not zero, and zero not', () => {
    expect(formatSigned(0.4213, 2)).toBe('+0.42');
    expect(formatSigned(-0.4213, 2)).toBe('−0.42');
    expect(formatSigned(-0.001, 2)).toBe('0.00');
  });
});

describe('formatExact', () => {
  it('loses no digit', () => {
    expect(Number(formatExact(0.1 + 0.2))).toBe(0.1 + 0.2);
  });
});

describe('formatValue', () => {
  it('speaks the words of the form', () => {
    const field = { label: 'Housing', levels: [{ value: 'own', label: 'Owns the home' }] };
    expect(formatValue('own', field)).toBe('Owns the home');
    expect(formatValue('boat', field)).toBe('boat');
    expect(formatValue(null)).toBe('not known');
    expect(formatValue(false)).toBe('no');
    expect(plain(formatValue(1500, { label: 'Amount (EUR)' }))).toBe('1 500 EUR');
  });
});
