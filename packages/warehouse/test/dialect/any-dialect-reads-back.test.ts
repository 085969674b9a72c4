import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cellsOf, temporaryWarehouse } from '../temporary-warehouse.js';

const { read } = temporaryWarehouse();

// Starts with a letter, so that it is no number; ends with one, so that trimming leaves it; the rest is anything that
// Windows-1252 can write, delimiters, quotes and line breaks included.
const text = fc
  .array(fc.constantFrom(...'abcxyz ,;|\t"\'\n.-0123äöüßé€'), { maxLength: 12 })
  .map((characters) => `k${characters.join('')}k`);
const amount = fc.integer({ min: -99_999, max: 9_999_999 }).map((cents) => cents / 100);
const row = fc.tuple(fc.option(amount, { freq: 6 }), fc.option(text, { freq: 6 }), fc.option(text, { freq: 6 }));
const dialect = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t', '|', ' '),
  header: fc.boolean(),
  decimal: fc.constantFrom('.', ','),
  newline: fc.constantFrom('\n', '\r\n'),
  encoding: fc.constantFrom('utf-8', 'utf-8-mark', 'utf-16le', 'utf-16be', 'windows-1252'),
  gzip: fc.boolean(),
  lastNewline: fc.boolean(),
  padding: fc.boolean(),
});
type WrittenDialect = typeof dialect extends fc.Arbitrary<infer Value> ? Value : never;

it('a table written in any dialect is detected and read back equal', async () => {
  await fc.assert(
    fc.asyncProperty(
      dialect,
      // A fraction in the first and last row: it shows the decimal sign, and that the first line is or is not a header.
      fc
        .array(row, { minLength: 1, maxLength: 12 })
        .map((rows) => [[12.34, 'kk', null] as const, ...rows, [5.25, null, 'kxk'] as const]),
      async (written, rows) => {
        const dataset = await read(encode(render(rows, written), written));
        const names = dataset.schema.columns.map(({ name }) => name);
        expect(names).toEqual(written.header ? ['amount', 'note', 'remark'] : ['column_1', 'column_2', 'column_3']);
        for (const [index, name] of names.entries()) {
          expect(cellsOf(dataset, name)).toEqual(rows.map((cells) => cells[index]));
        }
        expect(dataset.dialect).toMatchObject({
          delimiter: written.delimiter,
          header: written.header,
          gzip: written.gzip,
        });
        expect(dataset.rowsRead).toBe(rows.length);
      },
    ),
    { numRuns: 150 },
  );
});

function render(
  rows: readonly (readonly (number | string | null)[])[],
  { delimiter, header, decimal, newline, lastNewline, padding }: WrittenDialect,
): string {
  const cell = (value: number | string | null): string => {
    const plain = value === null ? '' : typeof value === 'number' ? value.toFixed(2).replace('.', decimal) : value;
    const bare =
      /^[A-Za-z0-9.-]+$/.test(plain) ||
      (plain === '' && delimiter !== ' ') ||
      (plain !== '' && delimiter !== ',' && /^[-\d,]+$/.test(plain));
    return bare ? plain : `"${plain.replaceAll('"', '""')}"`;
  };
  const between = padding ? ` ${delimiter} ` : delimiter;
  const lines = rows.map((cells) => cells.map(cell).join(between));
  if (header) lines.unshift(['amount', 'note', 'remark'].join(between));
  return lines.join(newline) + (lastNewline ? newline : '');
}

function encode(content: string, { encoding, gzip }: WrittenDialect): Uint8Array {
  const bytes = encodeText(content, encoding);
  return gzip ? gzipSync(bytes) : bytes;
}

function encodeText(content: string, encoding: WrittenDialect['encoding']): Buffer {
  switch (encoding) {
    case 'utf-8':
      return Buffer.from(content, 'utf8');
    case 'utf-8-mark':
      return Buffer.from(`\ufeff${content}`, 'utf8');
    case 'utf-16le':
      return Buffer.from(`\ufeff${content}`, 'utf16le');
    case 'utf-16be':
      return Buffer.from(`\ufeff${content}`, 'utf16le').swap16();
    default:
      return Buffer.from(content.replaceAll('€', '\x80'), 'latin1');
  }
}
