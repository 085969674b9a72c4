import { stabilityIndex } from '@probity/monitoring';
import { describe, expect, it } from 'vitest';
import { cellsOf } from '../../src/column/cells.js';
import { columnStability } from '../../src/stability/monthly-stability.js';
import { monthOfDay, monthsOf } from '../../src/stability/months.js';

const cells = (name: string, values: number[], kind: 'date' | 'integer' | 'numeric' = 'numeric') =>
  cellsOf({ name, kind, values: Float64Array.from(values) }, { name, kind, role: 'feature' });

describe('monthsOf', () => {
  it('knows the calendar: every day of 400 years falls into the month that Date says', () => {
    for (let day = -73_000; day < 73_100; day += 7) {
      const date = new Date(day * 86_400_000);
      expect(monthOfDay(day)).toBe(date.getUTCFullYear() * 12 + date.getUTCMonth());
    }
  });

  it('reads dates and numbers such as 201803, and leaves months out in which nothing happened', () => {
    expect(monthsOf(cells('day', [17_600, 17_700, Number.NaN], 'date'))).toEqual({
      labels: ['2018-03', '2018-06'],
      periodOf: Int32Array.of(0, 1, -1),
      isCalendar: true,
    });
    expect(monthsOf(cells('month', [201803, 201812], 'integer'))?.labels).toEqual(['2018-03', '2018-12']);
    expect(monthsOf(cells('amount', [3.5, 17], 'numeric'))).toBeUndefined();
  });
});

describe('columnStability', () => {
  const months = {
    labels: ['2020-01', '2020-02', '2020-03'],
    periodOf: Int32Array.from({ length: 600 }, (_, row) => row % 3),
    isCalendar: true,
  };

  it('is 0 for a column that does not move and large for one that does', () => {
    const still = columnStability(
      cells(
        'still',
        Array.from({ length: 600 }, (_, row) => Math.floor(row / 3) % 10),
      ),
      months,
    );
    expect(still.psiFromFirst).toEqual([0, 0, 0]);
    const moving = columnStability(
      cells(
        'moving',
        Array.from({ length: 600 }, (_, row) => (Math.floor(row / 3) % 10) + (row % 3) * 6),
      ),
      months,
    );
    expect(moving.psiFromFirst[1]).toBeGreaterThan(0.5);
    expect(moving.psiFromFirst[2]).toBeGreaterThan(moving.psiFromFirst[1] ?? 9);
    expect(moving.psiFromPrevious[0]).toBeNull();
    expect(moving.mean).toEqual([4.5, 10.5, 16.5]);
  });

  it('sees a column that goes missing', () => {
    const values = Array.from({ length: 600 }, (_, row) => (row % 3 === 2 && row % 2 === 0 ? Number.NaN : 1));
    const { missingShare, psiFromFirst } = columnStability(cells('gappy', values), months);
    expect(missingShare).toEqual([0, 0, 0.5]);
    expect(psiFromFirst[2]).toBeGreaterThan(1);
  });

  it('is the stability index of monitoring, special codes and missing in bins of their own', () => {
    // Of 200 rows a month: 100 and 50 of value 1, 50 and 50 of value 2, 50 and 80 of the code −7, 0 and 20 missing.
    const shares = [
      [100, 50, 50, 0],
      [50, 50, 80, 20],
    ] as const;
    const made = [1, 2, -7, Number.NaN];
    const inMonth = shares.map((counts) => counts.flatMap((count, kind) => Array<number>(count).fill(made[kind] ?? 0)));
    const values = Array.from({ length: 600 }, (_, row) => inMonth[Math.min(1, row % 3)]?.[Math.floor(row / 3)] ?? 0);
    const column = cells('debt', values);
    const coded = cellsOf(column.column, { ...column.schema, specialCodes: ['-7'] });
    const expected = stabilityIndex(...shares).index;
    expect(columnStability(coded, months).psiFromFirst).toEqual([
      0,
      expect.closeTo(expected, 12),
      expect.closeTo(expected, 12),
    ]);
    expect(columnStability(coded, months).mean?.[1]).toBeCloseTo(1.5, 12);
    expect(columnStability(coded, months).missingShare).toEqual([0, 0.1, 0.1]);
  });

  it('gives the 20 most frequent levels a bin each and the rarer ones one together', () => {
    const levels = Array.from({ length: 40 }, (_, level) => `level ${level}`);
    // Rare levels change places from month to month; that is no shift as long as they are as many.
    const codes = Int32Array.from({ length: 600 }, (_, row) => {
      const place = Math.floor(row / 3);
      return place < 180 ? place % 20 : 20 + ((place + (row % 3) * 7) % 20);
    });
    const schema = { name: 'town', kind: 'category', role: 'feature', levels } as const;
    const town = cellsOf({ name: 'town', kind: 'category', codes, levels }, schema);
    expect(columnStability(town, months).psiFromFirst).toEqual([0, 0, 0]);
    expect(columnStability(town, months).mean).toBeNull();
  });
});
