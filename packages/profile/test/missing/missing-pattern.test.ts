import { describe, expect, it } from 'vitest';
import { cellsOfTable } from '../../src/column/cells.js';
import { missingPattern } from '../../src/missing/missing-pattern.js';
import { makeDataset } from '../make-dataset.js';

const gaps = Array.from({ length: 200 }, (_, row) => row % 4 === 0);
const bad = gaps.map((isGap, row) => (isGap ? (row % 8 === 0 ? 1 : 0) : row % 20 === 1 ? 1 : 0));
const { table, schema } = makeDataset({
  bad: { values: bad, kind: 'integer' },
  a: { values: gaps.map((isGap) => (isGap ? null : 1)) },
  b: { values: gaps.map((isGap) => (isGap ? null : 'x')) },
  c: { values: gaps.map((_, row) => (row === 1 ? null : 2)) },
  d: { values: gaps.map(() => 1) },
});
const pattern = missingPattern([...cellsOfTable(table, schema)], 200, Uint8Array.from(bad));

describe('missingPattern', () => {
  it('counts rows by the columns they lack, and the shares add up', () => {
    expect(pattern.patterns.map(({ columns, count }) => [columns.join(), count])).toEqual([
      ['', 149],
      ['a,b', 50],
      ['c', 1],
    ]);
    expect(pattern.completeRows).toBe(149);
    expect(pattern.missingCells).toBe(101);
  });

  it('finds columns that are missing together', () => {
    expect(pattern.together).toEqual([{ columns: ['a', 'b'], rows: 50 }]);
  });

  it('tells whether the outcome depends on it, by χ² of the 2 × 2 table', () => {
    const [first] = pattern.byOutcome;
    expect(first).toMatchObject({ column: 'a', missing: 50, badRateMissing: 0.5 });
    // scipy.stats.chi2_contingency([[25, 25], [10, 140]], correction=False).pvalue
    expect(first?.pValue).toBeCloseTo(2.87302989204439e-12, 22);
    expect(pattern.byOutcome.find(({ column }) => column === 'c')?.pValue).toBeGreaterThan(0.01);
  });
});
