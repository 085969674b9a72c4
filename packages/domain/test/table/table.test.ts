import { describe, expect, it } from 'vitest';
import {
  type Column,
  cellValue,
  columnNamed,
  isCodedKind,
  MILLISECONDS_PER_DAY,
  type NumericKind,
  selectTableRows,
  type Table,
} from '../../src/index.js';

function numbers(kind: NumericKind, ...values: number[]): Column {
  return { name: kind, kind, values: Float64Array.from(values) };
}

const purpose: Column = { name: 'purpose', kind: 'category', codes: Int32Array.of(1, -1, 0), levels: ['car', 'home'] };
const table: Table = { rowCount: 3, columns: [numbers('numeric', 1.5, Number.NaN, -2), purpose] };

describe('cellValue', () => {
  it('gives each kind in its own form', () => {
    expect(cellValue(numbers('numeric', 1.5), 0)).toBe(1.5);
    expect(cellValue(numbers('integer', -3), 0)).toBe(-3);
    expect([0, 1].map((row) => cellValue(numbers('boolean', 0, 1), row))).toEqual([false, true]);
    expect([0, 2].map((row) => cellValue(purpose, row))).toEqual(['home', 'car']);
  });

  it('gives dates and times as ISO text in UTC, on either side of 1970', () => {
    const days = [0, -1, 19_782, -700_000].map((day) => cellValue(numbers('date', day), 0));
    expect(days).toEqual(['1970-01-01', '1969-12-31', '2024-02-29', '0053-06-19']);
    expect(cellValue(numbers('datetime', 19_782 * MILLISECONDS_PER_DAY + 1), 0)).toBe('2024-02-29T00:00:00.001Z');
  });

  it('keeps the whole of a date beyond the year 9999', () => {
    expect(cellValue(numbers('date', 2_932_897), 0)).toBe('+010000-01-01');
  });

  it('gives null for what is missing, in every kind', () => {
    for (const kind of ['numeric', 'integer', 'boolean', 'date', 'datetime'] as const) {
      expect(cellValue(numbers(kind, Number.NaN), 0)).toBeNull();
    }
    expect(cellValue(purpose, 1)).toBeNull();
  });
});

describe('columnNamed', () => {
  it('finds a column by name', () => {
    expect(columnNamed(table, 'purpose')).toBe(purpose);
  });

  it('throws COLUMN_MISSING, naming the column, when the table has none', () => {
    expect(() => columnNamed(table, 'income')).toThrow(
      expect.objectContaining({ code: 'COLUMN_MISSING', details: { field: 'income' } }),
    );
  });
});

describe('selectTableRows', () => {
  it('takes rows in the order given, more than once if asked, and leaves the table as it was', () => {
    const selected = selectTableRows(table, Uint32Array.of(2, 0, 2));
    const cells = selected.columns.map((column) => [0, 1, 2].map((row) => cellValue(column, row)));
    expect(selected.rowCount).toBe(3);
    expect(cells).toEqual([
      [-2, 1.5, -2],
      ['car', 'home', 'car'],
    ]);
    expect(table.columns[1]).toEqual({ ...purpose, codes: Int32Array.of(1, -1, 0) });
  });

  it('keeps what is missing missing', () => {
    const { columns } = selectTableRows(table, Uint32Array.of(1));
    expect(columns.map((column) => cellValue(column, 0))).toEqual([null, null]);
  });
});

describe('isCodedKind', () => {
  it('tells kinds held as codes from kinds held as numbers', () => {
    const kinds = ['numeric', 'integer', 'boolean', 'date', 'datetime', 'category', 'text', 'id'] as const;
    expect(kinds.filter(isCodedKind)).toEqual(['category', 'text', 'id']);
  });
});
