import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addMonths, civilOf, dayOf, formatDay } from '../../src/payment/calendar.js';
import { formatMoney } from '../../src/payment/format-money.js';
import { parseMinorUnits } from '../../src/payment/parse-amount.js';
import { parseDay } from '../../src/payment/parse-day.js';

describe('an amount', () => {
  it.each([
    ['1234.56', '.', 123_456],
    ['-1.234,56 €', ',', -123_456],
    ['(1,234.50)', '.', -123_450],
    ["1'234.50", '.', 123_450],
    ['12,34-', ',', -1_234],
    ['+7', '.', 700],
    ['$-0.29', '.', -29],
    ['−5,00', ',', -500],
    ['1,23,456.70', '.', 12_345_670],
    ['45.00 CR', '.', 4_500],
    ['45.00 DR', '.', -4_500],
    ['EUR 3,1', ',', 310],
    ['5.00 USD', '.', 500],
    ['-5.00 CAD', '.', -500],
    ['5.00D', '.', -500],
    ['1.500', ',', 150_000],
    ['0.290', '.', 29],
    ['-0.00', '.', 0],
  ] as const)('%s is read exactly', (text, decimal, minor) => {
    expect(parseMinorUnits(text, decimal, 2)).toBe(minor);
  });

  it.each(['', 'abc', '1.234', '1.2.3', '12,34,5.00', '--5', '1e5', 'NaN'])('%s is none', (text) => {
    expect(parseMinorUnits(text, '.', 2)).toBeNaN();
  });

  it('comes back from every way of writing it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e12, max: 1e12 }),
        fc.constantFrom('EUR', 'JPY', 'KWD', ''),
        (minor, currency) => {
          const digits = currency === 'JPY' ? 0 : currency === 'KWD' ? 3 : 2;
          expect(parseMinorUnits(formatMoney(minor, currency), '.', digits)).toBe(minor);
        },
      ),
    );
  });
});

describe('a day', () => {
  it('is what Date makes of it, and months never run over', () => {
    fc.assert(
      fc.property(fc.integer({ min: -40_000, max: 60_000 }), fc.integer({ min: -30, max: 30 }), (day, months) => {
        expect(formatDay(day)).toBe(new Date(day * 86_400_000).toISOString().slice(0, 10));
        const { year, month, dayOfMonth } = civilOf(day);
        expect(dayOf(year, month, dayOfMonth)).toBe(day);
        expect(civilOf(addMonths(day, months)).dayOfMonth).toBeLessThanOrEqual(dayOfMonth);
      }),
    );
  });

  it.each([
    ['2024-03-31', 'dmy'],
    ['31.03.2024', 'dmy'],
    ['3/31/24', 'mdy'],
    ['20240331', 'ymd'],
    ['240331', 'ymd'],
    ['31 Mar 2024', 'ymd'],
    ['31. März 2024', 'dmy'],
    ['March 31, 2024', 'mdy'],
    ['31-03-2024 10:15', 'dmy'],
    ['2024-03-31T23:59:59Z', 'ymd'],
  ] as const)('%s is the last of March 2024', (text, order) => {
    expect(formatDay(parseDay(text, order))).toBe('2024-03-31');
  });

  it.each(['', '30.02.2024', '31/31/2024', 'soon', '2024', '12345'])('%s is none', (text) => {
    expect(parseDay(text, 'dmy')).toBeNaN();
  });
});
