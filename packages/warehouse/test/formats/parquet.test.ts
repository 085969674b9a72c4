import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cellsOf, describeColumnOf, temporaryWarehouse } from '../temporary-warehouse.js';
import { writeParquetFile } from '../write-parquet-file.js';

const { root, warehouse, read } = temporaryWarehouse();
let files = 0;
const ingest = async (query: string, name = `table-${files++}.parquet`) =>
  await warehouse.ingest(await writeParquetFile(join(root, name), query), {});

describe('Parquet', () => {
  it('is told by its first bytes and read with the meaning of its types', async () => {
    const dataset = await ingest(
      `SELECT * FROM (VALUES
        (1::INTEGER, 0.1::FLOAT, 12.50::DECIMAL(9,2), true, DATE '2020-01-31', TIMESTAMP '2020-01-31 10:00:00.125', TIMESTAMPTZ '2020-01-31 10:00:00+02', 'x', 5::DOUBLE, 9007199254740993::BIGINT),
        (2, 0.25, NULL, false, DATE '2020-02-01', TIMESTAMP '2020-02-01 00:00:00', NULL, 'y', 'nan'::DOUBLE, 9007199254740995),
        (NULL, NULL, 3.25, NULL, NULL, NULL, TIMESTAMPTZ '2020-01-31 00:00:00Z', NULL, 1.5, 9007199254740997))
        AS t(n, f, m, b, d, ts, tz, s, x, account_id)`,
      'loans.bin',
    );
    expect(dataset.dialect).toMatchObject({ format: 'parquet', header: true, gzip: false });
    expect(dataset.notes[0]).toBe('dialect: Parquet of 10 columns');
    expect(cellsOf(dataset, 'n')).toEqual([1, 2, null]);
    expect(cellsOf(dataset, 'f')).toEqual([0.1, 0.25, null]);
    expect(cellsOf(dataset, 'm')).toEqual([12.5, null, 3.25]);
    expect(cellsOf(dataset, 'b')).toEqual([true, false, null]);
    expect(cellsOf(dataset, 'd')).toEqual(['2020-01-31', '2020-02-01', null]);
    expect(cellsOf(dataset, 'ts')).toEqual(['2020-01-31T10:00:00.125Z', '2020-02-01T00:00:00.000Z', null]);
    expect(cellsOf(dataset, 'tz')).toEqual(['2020-01-31T08:00:00.000Z', null, '2020-01-31T00:00:00.000Z']);
    expect(cellsOf(dataset, 'x')).toEqual([5, null, 1.5]);
    expect(describeColumnOf(dataset, 'account_id')).toBe('id/id');
    expect(cellsOf(dataset, 'account_id')).toEqual(['9007199254740993', '9007199254740995', '9007199254740997']);
    expect([...dataset.lines]).toEqual([1, 2, 3]);
  });

  it('keeps the order of rows over many row groups, and numbers those that are set aside', async () => {
    const dataset = await ingest(
      `SELECT i AS n, CASE WHEN i = 150000 THEN 'oops' ELSE CAST(i / 8 AS VARCHAR) END AS x FROM range(1, 200001) AS r(i)`,
    );
    expect([dataset.rowsRead, dataset.table.rowCount]).toEqual([200_000, 199_999]);
    expect(dataset.quarantined.rows).toEqual([{ line: 150_000, column: 'x', value: 'oops', rule: 'not a number' }]);
    const column = dataset.table.columns[1];
    expect(
      column !== undefined &&
        'values' in column &&
        column.values.every((x, row) => x === (dataset.lines[row] ?? 0) / 8),
    ).toBe(true);
  });

  it('with lists, structures or bytes is refused, and says which column', async () => {
    for (const value of ['[1, 2]', "{'a': 1}", "'ab'::BLOB", "MAP {'a': 1}", '[[1]]']) {
      await expect(ingest(`SELECT 1 AS n, ${value} AS odd`)).rejects.toMatchObject({
        ...{ code: 'FILE_UNREADABLE', details: { field: 'odd' }, message: /column "odd" holds/ },
      });
    }
  });

  it('that is damaged, cut, encrypted or empty is refused', async () => {
    await expect(read(Buffer.from('PAR1rest'))).rejects.toMatchObject({ code: 'FILE_UNREADABLE', message: /Parquet/ });
    await expect(read(Buffer.from('PAREsecret'))).rejects.toMatchObject({ message: /encrypted Parquet/ });
    await expect(ingest('SELECT 1 AS n WHERE false')).rejects.toMatchObject({ code: 'FILE_EMPTY' });
    await expect(ingest('SELECT 1 AS n, 2 AS "n "')).rejects.toMatchObject({ code: 'COLUMN_DUPLICATED' });
  });

  it('is that one file, even when its name holds signs that stand for others', async () => {
    await ingest('SELECT 1 AS n, 2.5 AS m', 'a1.parquet');
    await ingest('SELECT 5 AS n, 2.5 AS m', 'abc.parquet');
    expect(cellsOf(await ingest('SELECT 9 AS n, 2.5 AS m UNION ALL SELECT 8, 3.5', 'a*.parquet'), 'n')).toEqual([9, 8]);
    const dataset = await ingest('SELECT 7 AS n, 2.5 AS m UNION ALL SELECT 8, 3.5', "a[1]*?'.parquet");
    expect(cellsOf(dataset, 'n')).toEqual([7, 8]);
  });

  it('that we wrote ourselves can be read as a source', async () => {
    const first = await read('a,b\n1.5,x\n2.5,y\n');
    const again = await warehouse.ingest(join(root, 'datasets', first.hash, 'data.parquet'), {
      exclude: ['source_line'],
    });
    expect(cellsOf(again, 'a')).toEqual([1.5, 2.5]);
  });
});
