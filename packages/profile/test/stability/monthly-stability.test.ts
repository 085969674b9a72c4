import { describe, expect, it } from 'vitest';
import { cellsOf } from '../../src/column/cells.js';
import { columnStability, psi } from '../../src/stability/monthly-stability.js';
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
      names: ['2018-03', '2018-06'],
      indexes: Int32Array.of(0, 1, -1),
    });
    expect(monthsOf(cells('month', [201803, 201812], 'integer'))?.names).toEqual(['2018-03', '2018-12']);
    expect(monthsOf(cells('amount', [3.5, 17], 'numeric'))).toBeUndefined();
  });
});

describe('columnStability', () => {
  const months = {
    names: ['2020-01', '2020-02', '2020-03'],
    indexes: Int32Array.from({ length: 600 }, (_, row) => row % 3),
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

  it('is Σ (p − q) ln(p / q)', () => {
    expect(psi(Float64Array.of(50, 50), Float64Array.of(20, 80))).toBeCloseTo(
      (0.2 - 0.5) * Math.log(0.2 / 0.5) + (0.8 - 0.5) * Math.log(0.8 / 0.5),
      14,
    );
  });
});
