import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { temporaryWarehouse } from '../temporary-warehouse.js';
import { sqlText, writeParquetFile } from '../write-parquet-file.js';

const { root, warehouse, write } = temporaryWarehouse();

interface Row {
  readonly amount: number | null;
  readonly count: number | null;
  readonly flag: boolean | null;
  readonly day: string | null;
  readonly moment: string | null;
  readonly note: string | null;
}

const day = fc
  .date({ min: new Date('1950-01-01'), max: new Date('2049-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString());
const text = fc
  .array(fc.constantFrom(...'abcxyz ,;|\t"\'\\\n{}[]:?%äß€'), { maxLength: 10 })
  .map((all) => `k${all.join('')}k`);
const row: fc.Arbitrary<Row> = fc.record({
  amount: fc.option(fc.double({ noNaN: true, min: -1e12, max: 1e12 }), { freq: 6 }),
  count: fc.option(fc.integer({ min: -1000, max: 1_000_000 }), { freq: 6 }),
  flag: fc.option(fc.boolean(), { freq: 6 }),
  day: fc.option(
    day.map((moment) => moment.slice(0, 10)),
    { freq: 6 },
  ),
  moment: fc.option(day, { freq: 6 }),
  note: fc.option(text, { freq: 6 }),
});
// Rows that settle the kinds: what is left open is not what this test is about.
const settled: readonly Row[] = [
  { amount: 12.25, count: 3, flag: true, day: '2020-01-31', moment: '2020-01-31T10:11:12.125Z', note: 'kk' },
  { amount: -0.5, count: 3, flag: false, day: '2020-01-31', moment: '2020-01-31T10:11:12.125Z', note: 'kk' },
];

it('one table as CSV, JSON lines, ARFF and Parquet is one data set, hash and all', async () => {
  let files = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 12 }), async (drawn) => {
      const rows = [...settled, ...drawn];
      const name = `t${files++}`;
      const csv = write(asCsv(rows), `${name}.csv`);
      const others = [
        write(rows.map((cells) => `${JSON.stringify(cells)}\n`).join(''), `${name}.jsonl`),
        write(asArff(rows), `${name}.arff`),
        await writeParquetFile(join(root, `${name}.parquet`), asQuery(rows)),
      ];
      const { hash, table, schema } = await warehouse.ingest(csv, {});
      expect(table.rowCount).toBe(rows.length);
      expect(schema.columns.map(({ kind }) => kind)).toEqual([
        'numeric',
        'integer',
        'boolean',
        'date',
        'datetime',
        'category',
      ]);
      for (const file of others) expect((await warehouse.ingest(file, {})).hash).toBe(hash);
    }),
    { numRuns: 40 },
  );
}, 120_000);

const columns = ['amount', 'count', 'flag', 'day', 'moment', 'note'] as const;

function asCsv(rows: readonly Row[]): string {
  const cell = (value: Row[keyof Row]) =>
    typeof value === 'string' ? `"${value.replaceAll('"', '""')}"` : `${value ?? ''}`;
  return [columns, ...rows.map((cells) => columns.map((column) => cell(cells[column])))]
    .map((cells) => `${cells.join(',')}\n`)
    .join('');
}

function asArff(rows: readonly Row[]): string {
  const kinds = ['numeric', 'integer', '{true,false}', 'date yyyy-MM-dd', 'date', 'string'];
  const cell = (value: Row[keyof Row]) => {
    if (value === null) return '?';
    return typeof value === 'string'
      ? `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n').replaceAll('\t', '\\t')}'`
      : String(value);
  };
  const head = columns.map((column, at) => `@attribute ${column} ${kinds[at]}\n`).join('');
  return `@relation t\n${head}@data\n${rows.map((cells) => `${columns.map((column) => cell(cells[column])).join(',')}\n`).join('')}`;
}

function asQuery(rows: readonly Row[]): string {
  return rows
    .map(({ amount, count, flag, day: on, moment, note }) =>
      [
        `SELECT ${amount === null ? 'NULL' : `'${amount}'`}::DOUBLE AS amount`,
        `${count ?? 'NULL'}::INTEGER AS count`,
        `${flag ?? 'NULL'}::BOOLEAN AS flag`,
        `${sqlText(on)}::DATE AS day`,
        `${sqlText(moment?.slice(0, -1) ?? null)}::TIMESTAMP AS moment`,
        `${sqlText(note)} AS note`,
      ].join(', '),
    )
    .join(' UNION ALL ');
}
