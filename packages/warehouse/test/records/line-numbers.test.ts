import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecordReader } from '../../src/records/record-reader.js';
import { cellsOf, temporaryWarehouse } from '../temporary-warehouse.js';

const { read } = temporaryWarehouse();
const format = { delimiter: ',', quote: '"', newline: '\n' as const };

function recordsOf(text: string, chunk = text.length || 1): unknown[] {
  const found: unknown[] = [];
  const reader = new RecordReader(format, {
    record: (cells, line) => found.push([line, ...cells]),
    fault: (line, _text, rule) => found.push([line, rule]),
  });
  for (let at = 0; at < text.length; at += chunk) reader.push(text.slice(at, at + chunk));
  reader.finish();
  return found;
}

describe('every record knows its line', () => {
  it('behind quoted line breaks and blank lines', () => {
    expect(recordsOf('a,b\n\n1,"x\ny\n"\n  \n2,z')).toEqual([
      [1, 'a', 'b'],
      [3, '1', 'x\ny'],
      [7, '2', 'z'],
    ]);
  });

  it('doubled quotes and white space around quotes are undone', () => {
    expect(recordsOf('"a ""b""" , "c,d"\r\n')).toEqual([[1, 'a "b"', 'c,d']]);
  });

  it('an unclosed quote costs one line', () => {
    expect(recordsOf('a,b\n1,"x\n2,y\n3,z\n')).toEqual([
      [1, 'a', 'b'],
      [2, 'a quote that is never closed'],
      [3, '2', 'y'],
      [4, '3', 'z'],
    ]);
  });

  it('text after a closing quote costs one line', () => {
    expect(recordsOf('1,"x"y\n2,z\n')).toEqual([
      [1, 'text after a closing quote'],
      [2, '2', 'z'],
    ]);
  });

  it('a line too long to keep costs one line, however the file is cut', () => {
    const text = `1,a\n${'x'.repeat(3_000_000)}\n2,b\n`;
    const found = [
      [1, '1', 'a'],
      [2, 'a line of more than 1,048,576 characters'],
      [3, '2', 'b'],
    ];
    expect(recordsOf(text, 1 << 20)).toEqual(found);
    expect(recordsOf(text, 777_777)).toEqual(found);
  });

  it('wherever the text is cut into chunks', () => {
    fc.assert(
      fc.property(
        fc
          .array(fc.constantFrom('a', ',', '"', '\n', '\r\n', ' ', 'bc'), { maxLength: 60 })
          .map((parts) => parts.join('')),
        fc.integer({ min: 1, max: 9 }),
        (text, chunk) => {
          expect(recordsOf(text, chunk)).toEqual(recordsOf(text));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('in a whole file: accepted and refused rows carry the line that an editor shows', async () => {
    const row = fc.oneof(
      { weight: 5, arbitrary: fc.constant({ text: '7,"one"', rule: '' }) },
      { weight: 2, arbitrary: fc.constant({ text: '8,"two\nlines"', rule: '' }) },
      { weight: 2, arbitrary: fc.constant({ text: '', rule: 'blank' }) },
      { weight: 1, arbitrary: fc.constant({ text: '9,a,b', rule: '3 cells where there are 2 columns' }) },
      { weight: 1, arbitrary: fc.constant({ text: '9,"a"b', rule: 'text after a closing quote' }) },
      { weight: 1, arbitrary: fc.constant({ text: 'x,"three"', rule: 'not a number' }) },
    );
    const schema = {
      formatVersion: 1 as const,
      columns: [
        { name: 'n', kind: 'integer' as const, role: 'feature' as const },
        { name: 't', kind: 'text' as const, role: 'excluded' as const },
      ],
    };
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 30 }), async (rows) => {
        // How many columns there are is told by what most rows have: a file of mostly wrong rows says otherwise.
        const wide = rows.filter(({ text }) => text === '9,a,b').length;
        fc.pre(2 * wide < rows.filter(({ text }) => text !== '').length);
        const lines: number[] = [];
        const refused: [number, string][] = [];
        let line = 3;
        for (const { text, rule } of rows) {
          if (rule === '') lines.push(line);
          else if (rule !== 'blank') refused.push([line, rule]);
          line += text.split('\n').length;
        }
        const dataset = await read(`n,t\n0,"first"\n${rows.map(({ text }) => text).join('\n')}`, {
          schema,
          dialect: { delimiter: ',', header: true, quote: '"' },
        });
        expect([...dataset.lines]).toEqual([2, ...lines]);
        expect(dataset.quarantined.rows.map(({ line: at, rule }) => [at, rule])).toEqual(refused);
        expect(dataset.rowsRead).toBe(1 + lines.length + refused.length);
        expect(cellsOf(dataset, 'n').every((value) => typeof value === 'number')).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
