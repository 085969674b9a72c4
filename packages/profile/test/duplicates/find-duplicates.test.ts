import { createRandom } from '@probity/numerics';
import { describe, expect, it } from 'vitest';
import { cellsOfTable } from '../../src/column/cells.js';
import { findDuplicates } from '../../src/duplicates/find-duplicates.js';
import { makeDataset } from '../make-dataset.js';

const random = createRandom(2);
const rows = Array.from({ length: 300 }, () => Array.from({ length: 8 }, () => random.nextNormal() * 10));
// Row 7 again, and row 9 but for a hair in one column.
rows.push([...(rows[7] ?? [])]);
rows.push((rows[9] ?? []).map((value, column) => (column === 3 ? value + 0.2 : value)));
const { table, schema } = makeDataset(
  Object.fromEntries(
    Array.from({ length: 8 }, (_, column) => [`c${column}`, { values: rows.map((row) => row[column] ?? null) }]),
  ),
);
const labels = Uint8Array.from(rows, (_, row) => Number(row === 7));

describe('findDuplicates', () => {
  const found = findDuplicates([...cellsOfTable(table, schema)], rows.length, undefined, labels, 1);

  it('finds the planted copy, and that its outcome contradicts', () => {
    expect(found.exactRows).toBe(1);
    expect(found.exactGroups).toEqual([{ rows: [7, 300], count: 2, bads: 1 }]);
    expect(found.contradicting).toBe(1);
  });

  it('finds the planted near copy and nothing else, and says where it differs', () => {
    expect(found.nearPairs).toBe(1);
    expect(found.nearest[0]).toMatchObject({ rows: [9, 301], differs: ['c3'], sameOutcome: true });
  });
});
