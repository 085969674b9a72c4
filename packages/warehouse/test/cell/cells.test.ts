import { describe, expect, it } from 'vitest';
import { isMissingMarker } from '../../src/cell/missing-marker.js';
import { isBooleanPair, parseBoolean } from '../../src/cell/parse-boolean.js';
import { parseDate } from '../../src/cell/parse-date.js';
import { parseNumber } from '../../src/cell/parse-number.js';

describe('numbers', () => {
  const withPoint: readonly (readonly [cell: string, value: number])[] = [
    ...([
      ['12', 12],
      ['-3.5', -3.5],
      ['+.5', 0.5],
      ['5.', 5],
      ['1e-3', 0.001],
      ['00202', 202],
    ] as const),
    ...([
      ['1,234', 1234],
      ['1,234,567.5', 1234567.5],
      ['$1,200.50', 1200.5],
      ['-$5', -5],
      ['12.5%', 12.5],
    ] as const),
    ...([
      ['(1,234.5)', -1234.5],
      ["1'234.5", 1234.5],
      ['1 234', 1234],
      ['7 €', 7],
    ] as const),
    ...(['1,5', '12,34', '1.2.3', 'x', '1x', '--1', '(5', '$', '%', '', '1 2', '0x10', 'Infinity'] as const).map(
      (cell) => [cell, Number.NaN] as const,
    ),
  ];
  for (const [cell, value] of withPoint) {
    it(`"${cell}" is ${value}`, () => expect(parseNumber(cell, '.')).toBe(value));
  }

  const withComma: readonly (readonly [cell: string, value: number])[] = [
    ...([
      ['1,5', 1.5],
      ['1.234', 1234],
      ['1.234,5', 1234.5],
      ['12.5', 12.5],
      ['1 234,5', 1234.5],
    ] as const),
    ...([
      ['-,5', -0.5],
      ['1,5 €', 1.5],
      ['1,2,3', Number.NaN],
    ] as const),
  ];
  for (const [cell, value] of withComma) {
    it(`"${cell}" with a decimal comma is ${value}`, () => expect(parseNumber(cell, ',')).toBe(value));
  }
});

describe('dates', () => {
  const dates: readonly (readonly [cell: string, order: 'ymd' | 'dmy' | 'mdy', iso: string])[] = [
    ['2018-05-01', 'ymd', '2018-05-01T00:00:00.000Z'],
    ['2018/5/1', 'dmy', '2018-05-01T00:00:00.000Z'],
    ['20180501', 'ymd', '2018-05-01T00:00:00.000Z'],
    ['930705', 'ymd', '1993-07-05T00:00:00.000Z'],
    ['931107 08:30:00', 'ymd', '1993-11-07T08:30:00.000Z'],
    ['20180501 10:15', 'ymd', '2018-05-01T10:15:00.000Z'],
    ['01/05/2018', 'dmy', '2018-05-01T00:00:00.000Z'],
    ['01/05/2018', 'mdy', '2018-01-05T00:00:00.000Z'],
    ['1.5.18', 'dmy', '2018-05-01T00:00:00.000Z'],
    ['31-12-69', 'dmy', '1969-12-31T00:00:00.000Z'],
    ['20-09-2018 12:04', 'dmy', '2018-09-20T12:04:00.000Z'],
    ['2018-05-01T10:20:30.125+02:00', 'ymd', '2018-05-01T08:20:30.125Z'],
    ['5/1/2018 1:05 PM', 'mdy', '2018-05-01T13:05:00.000Z'],
    ['1-May-2018', 'mdy', '2018-05-01T00:00:00.000Z'],
    ['Dec-2015', 'ymd', '2015-12-01T00:00:00.000Z'],
    ['May 1, 2018', 'ymd', '2018-05-01T00:00:00.000Z'],
  ];
  for (const [cell, order, iso] of dates) {
    it(`"${cell}" read as ${order} is ${iso}`, () => expect(new Date(parseDate(cell, order)).toISOString()).toBe(iso));
  }
  for (const cell of ['2018-02-30', '31/04/2018', '13/13/2018', '2018-05-01 25:00', 'May', '1/2', 'abc 12 2000', '']) {
    it(`"${cell}" is no date`, () => expect(parseDate(cell, 'dmy')).toBeNaN());
  }
});

it('flags come in pairs', () => {
  expect(['Yes', 'n', 'TRUE', 'f', '1', '0.0'].map(parseBoolean)).toEqual([1, 0, 1, 0, 1, 0]);
  expect(parseBoolean('maybe')).toBeNaN();
  expect(isBooleanPair(['Y', 'n'])).toBe(true);
  expect(isBooleanPair(['1', '0.0'])).toBe(true);
  expect(isBooleanPair(['yes', '0'])).toBe(false);
  expect(isBooleanPair([])).toBe(false);
});

it('missing values are known by their markers, whatever the case', () => {
  for (const cell of ['', 'NA', 'n/a', 'NaN', 'NULL', 'None', '?', '.', '-']) expect(isMissingMarker(cell)).toBe(true);
  for (const cell of ['0', 'no', 'unknown', '-1', '??']) expect(isMissingMarker(cell)).toBe(false);
});
