import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { cellsOf, describeColumnOf, temporaryWarehouse } from '../temporary-warehouse.js';

const { read, write, warehouse } = temporaryWarehouse();
const lines = (...rows: readonly unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

describe('JSON lines', () => {
  it('are told by their first line, whatever the file is called, and by their name', async () => {
    const dataset = await read(lines({ age: 30, town: 'Rome' }, { age: 41, town: 'Oslo' }));
    expect(dataset.dialect).toMatchObject({ format: 'json-lines', header: true, gzip: false });
    expect(dataset.notes[0]).toBe('dialect: JSON lines of 2 columns; utf-8');
    const named = await warehouse.ingest(write('oops\n{"age":30}\n{"age":31}\n', 'loans.ndjson'), {});
    expect([named.table.rowCount, named.quarantined.rows]).toEqual([
      2,
      [{ line: 1, column: '', value: 'oops', rule: 'not JSON' }],
    ]);
  });

  it('may be packed, in UTF-16 and end without a line break', async () => {
    const text = lines({ a: 1.5, b: 'ü' }, { a: 2.5, b: 'y' }).trimEnd();
    for (const content of [gzipSync(text), Buffer.from(`\ufeff${text}`, 'utf16le'), text.replaceAll('\n', '\r\n')]) {
      expect(cellsOf(await read(content), 'b')).toEqual(['ü', 'y']);
    }
  });

  it('have the columns that any line has, and a key left out is missing', async () => {
    const dataset = await read(lines({ a: 7, b: 'x' }, { b: 'y', c: true }, { c: false, a: null }));
    expect(dataset.schema.columns.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect(cellsOf(dataset, 'a')).toEqual([7, null, null]);
    expect(cellsOf(dataset, 'b')).toEqual(['x', 'y', null]);
    expect(cellsOf(dataset, 'c')).toEqual([null, true, false]);
  });

  it('keep every digit of a number', async () => {
    const rows = ['12345678901234567890', '12345678901234567891', '12345678901234567892'];
    const dataset = await read(rows.map((id, at) => `{"account_id":${id},"x":${at}.5}\n`).join(''));
    expect(describeColumnOf(dataset, 'account_id')).toBe('id/id');
    expect(cellsOf(dataset, 'account_id')).toEqual(rows);
  });

  it('lose a line that is broken, nested or no object, with its number and the reason', async () => {
    const good = lines(...Array.from({ length: 20 }, (_, row) => ({ n: row / 8, t: `k${row % 3}` })));
    const bad = [
      '{"n":1,"t":"cut',
      '{"n":1,"t":{"deep":1}}',
      '{"n":[1,2]}',
      '[1,2]',
      '7',
      '{"n":1,}',
      '{"n":1} extra',
      '{"n":1,"n":2}',
      '{n:1}',
      '{"n":01}',
    ];
    const dataset = await read(`${good}\n${bad.join('\n')}\n`);
    expect(dataset.table.rowCount).toBe(20);
    expect(dataset.quarantined.rows.map(({ line, column, rule }) => [line, column, rule])).toEqual([
      [22, '', 'not JSON'],
      [23, 't', 'a nested value'],
      [24, 'n', 'a nested value'],
      [25, '', 'not a JSON object'],
      [26, '', 'not a JSON object'],
      [27, '', 'not JSON'],
      [28, '', 'not JSON'],
      [29, 'n', 'a repeated key'],
      [30, '', 'not JSON'],
      [31, '', 'not JSON'],
    ]);
    expect(dataset.rowsRead).toBe(30);
  });

  it('take NaN, escapes, blanks and empty keys as they are meant', async () => {
    const dataset = await read('{ "a b" : NaN , "" : "x\\n\\u0041\\"" }\n{"a b":2.5,"":" pad "}\n{"a b":3.5,"":"z"}\n');
    expect(cellsOf(dataset, 'a b')).toEqual([null, 2.5, 3.5]);
    expect(cellsOf(dataset, 'column_2')).toEqual(['x\nA"', 'pad', 'z']);
  });

  it('are read with a saved schema and special codes like any file', async () => {
    const rows = Array.from({ length: 30 }, (_, row) => ({ age: row % 7 === 0 ? -9 : 20 + row, bad: row % 2 }));
    const trained = await read(lines(...rows), { target: 'bad', specialCodes: ['-9'] });
    const again = await read(lines({ bad: 0, extra: 'x', age: 21 }, { age: -9, bad: 1 }), { schema: trained.schema });
    expect(cellsOf(again, 'age')).toEqual([21, -9]);
    expect(again.notes.join(' ')).toContain('not in the schema, ignored: extra');
  });

  it('are not one JSON document: that is refused by name', async () => {
    for (const content of ['[{"a":1},{"a":2}]\n', '[\n  {"a":1}\n]\n', '{\n  "a": 1\n}\n']) {
      await expect(read(content)).rejects.toMatchObject({ code: 'FILE_UNREADABLE', message: /one JSON document/ });
    }
  });
});
