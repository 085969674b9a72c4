import { createKernelThreads } from '@probity/threads';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { ColumnSorter } from '../../src/sort/column-sorter.js';

const threads = createKernelThreads({ count: 2 });
afterAll(() => threads.close());

function sortWith(columns: readonly Float64Array[], sorter: ColumnSorter): Float64Array[] {
  const result: Float64Array[] = [];
  for (let first = 0; first < columns.length; first += sorter.width) {
    const some = columns.slice(first, first + sorter.width);
    some.forEach((column, index) => {
      sorter.input(index).set(column);
    });
    sorter.sort(some.map(({ length }) => length));
    some.forEach((_, index) => {
      result.push(sorter.sorted(index).slice());
    });
  }
  return result;
}

describe('ColumnSorter', () => {
  it('orders like the platform, to the bit, with one thread and with two', () => {
    const anyNumber = fc.oneof(
      fc.double({ noNaN: true }),
      fc.float({ noNaN: true }),
      fc.constantFrom(0, -0, Infinity, -Infinity, 5e-324, -5e-324, Number.MAX_VALUE),
    );
    fc.assert(
      fc.property(fc.array(fc.array(anyNumber, { maxLength: 60 }), { maxLength: 5 }), (lists) => {
        const columns = lists.map((list) => Float64Array.from(list));
        const expected = columns.map((column) => column.slice().sort());
        for (const team of [undefined, threads]) {
          const sorter = new ColumnSorter(60, team);
          try {
            const got = sortWith(columns, sorter);
            expect(got.every((column, i) => column.every((value, j) => Object.is(value, expected[i]?.[j])))).toBe(true);
            expect(got.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
          } finally {
            sorter.release();
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('refuses more values than it was made for', () => {
    expect(() => new ColumnSorter(3).sort([4])).toThrow(RangeError);
  });
});
