import type { Table } from '@probity/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toCsv } from '../../src/index.js';

const texts = (name: string, cells: readonly (string | null)[]): Table => {
  const levels = [...new Set(cells.filter((cell) => cell !== null))];
  const codes = Int32Array.from(cells, (cell) => (cell === null ? -1 : levels.indexOf(cell)));
  return { rowCount: cells.length, columns: [{ name, kind: 'text', codes, levels }] };
};

describe('toCsv', () => {
  it('writes numbers, flags, days, times and gaps as any reader takes them', () => {
    const table: Table = {
      rowCount: 2,
      columns: [
        { name: 'amount', kind: 'numeric', values: Float64Array.of(-1.5, Number.NaN) },
        { name: 'late', kind: 'boolean', values: Float64Array.of(1, 0) },
        { name: 'day', kind: 'date', values: Float64Array.of(0, 19_723) },
        { name: 'at', kind: 'datetime', values: Float64Array.of(0, Number.NaN) },
      ],
    };
    expect(toCsv(table)).toBe('amount,late,day,at\n-1.5,1,1970-01-01,1970-01-01T00:00:00.000Z\n,0,2024-01-01,\n');
  });

  it('quotes what would break a line', () => {
    expect(toCsv(texts('a,b', ['x"y', 'two\nlines', ' edge ', 'plain']))).toBe(
      '"a,b"\n"x""y"\n"two\nlines"\n" edge "\nplain\n',
    );
  });

  it('never lets a cell start a formula', () => {
    fc.assert(
      fc.property(fc.constantFrom('=', '+', '-', '@', '\t', '\r'), fc.string(), (start, rest) => {
        const [, ...cells] = toCsv(texts('t', [start + rest])).split('\n');
        expect(cells.join('\n')).toMatch(/^"?'/);
      }),
    );
  });

  it('reads back to the same cells', () => {
    const cell = fc.option(fc.string({ unit: 'grapheme' }).filter((text) => text !== '' && !/^[=+\-@\t\r]/.test(text)));
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 20 }), (cells) => {
        expect(readSingleColumn(toCsv(texts('t', cells)))).toEqual(['t', ...cells.map((text) => text ?? '')]);
      }),
    );
  });
});

/** A reader of its own for one column: unquotes and splits, nothing else. */
function readSingleColumn(csv: string): string[] {
  const cells: string[] = [];
  for (let at = 0; at < csv.length; ) {
    let cell = '';
    if (csv[at] === '"') {
      for (at += 1; csv[at] !== '"' || csv[at + 1] === '"'; at++) {
        cell += csv[at];
        if (csv[at] === '"') at += 1;
      }
      at += 1;
    } else {
      for (; csv[at] !== '\n'; at++) cell += csv[at];
    }
    if (csv[at] !== '\n') throw new Error(`no line end at ${at}`);
    at += 1;
    cells.push(cell);
  }
  return cells;
}
