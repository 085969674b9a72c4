import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DelimitedParser } from '../../src/delimited/delimited-parser.js';

const write = (records: readonly (readonly string[])[]) =>
  records
    .map((cells) => cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(','))
    .map((line) => `${line}\r\n`)
    .join('');

describe('delimited text that comes in pieces', () => {
  it('comes back as it was written, wherever it is cut', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\r', '\n', 'é', ' '), maxLength: 6 });
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 5 });
    fc.assert(
      fc.property(table, fc.array(fc.nat(60), { maxLength: 4 }), (records, cuts) => {
        const text = write(records);
        const places = [...cuts.map((cut) => Math.min(cut, text.length)), text.length].sort((a, b) => a - b);
        const parser = new DelimitedParser();
        const read: string[][] = [];
        let from = 0;
        for (const place of places) {
          read.push(...parser.push(text.slice(from, place)));
          from = place;
        }
        read.push(...parser.finish());
        expect(read).toEqual(records);
      }),
    );
  });

  it('may end without a line break', () => {
    const parser = new DelimitedParser();
    expect([...parser.push('a,b\n1,'), ...parser.finish()]).toEqual([
      ['a', 'b'],
      ['1', ''],
    ]);
  });
});
