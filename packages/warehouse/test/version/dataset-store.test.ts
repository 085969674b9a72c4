import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { temporaryWarehouse } from '../temporary-warehouse.js';

const { folder, read, warehouse } = temporaryWarehouse();

const header = 'ref,age,rate,home,since,seen,own,bad\n';
const rows = Array.from(
  { length: 3000 },
  (_, row) =>
    `R${row},${row % 50},${row % 11 === 0 ? '' : (row / 8).toFixed(3)},${['rent', 'own', 'with, parents', '']?.[row % 4]},` +
    `2020-01-${String((row % 28) + 1).padStart(2, '0')},1969-07-20T20:17:${String(row % 60).padStart(2, '0')}.125Z,${row % 2 === 0 ? 'yes' : 'no'},${row % 5 === 0 ? 1 : 0}\n`,
);
const csv = (delimiter: string): string =>
  [header, ...rows.map((row) => row.replace('with, parents', '"with, parents"'))]
    .join('')
    .replaceAll(/,(?! parents)/g, delimiter);

describe('a dataset version', () => {
  it('lies in a folder that only its owner may enter', async () => {
    await read(csv(','), { target: 'bad' });
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it('has one hash, whatever the dialect, encoding and packing', async () => {
    const hash = (await read(csv(','), { target: 'bad' })).hash;
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    for (const content of [
      csv(';'),
      csv('\t').replaceAll('\n', '\r\n\r\n'),
      gzipSync(`\ufeff${csv('|')}`),
      Buffer.from(`\ufeff${csv(',')}`, 'utf16le'),
    ]) {
      expect((await read(content, { target: 'bad' })).hash).toBe(hash);
    }
  });

  // Computed once by a few lines of Python over the same layout of bytes: this hash is a name for ever.
  it('has the hash that another program computes', async () => {
    const { hash } = await read('n,rate,home,since\n1,,own,2020-01-31\n2,2.5,"a, ü",2020-02-01\n2,0.1,own,\n');
    expect(hash).toBe('251584db61e162aa481460a6dcf98de882335a9ce64868b4a77195842865a5b0');
  });

  it('has another hash when one cell, one row, the order or the schema differs', async () => {
    const hashes = [
      await read(csv(',')),
      await read(csv(','), { exclude: ['age'] }),
      await read(csv(',').replace('R7,7,', 'R7,8,')),
      await read([header, ...rows.slice(1)].join('').replaceAll('with, parents', '"with, parents"')),
      await read(csv(',').replace('R7,', 'R7x,')),
    ].map(({ hash }) => hash);
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('is read back as it was: schema, cells, missing values, lines and counts', async () => {
    const dataset = await read(`${csv(',')}too,few\n`, { target: 'bad' });
    const opened = await warehouse.openDataset(dataset.hash);
    expect(opened.schema).toEqual(dataset.schema);
    expect(opened.table).toEqual(dataset.table);
    // An earlier test stored this content first, with the lines of its own file.
    expect(opened.lines).toHaveLength(3000);
    const first = await read('a,b\n1,2.5\n\n2,"x\n"\nx\n3,\n');
    const again = await warehouse.openDataset(first.hash);
    expect(again).toEqual({ ...first, table: again.table });
    expect(again.table).toEqual(first.table);
    expect([...again.lines]).toEqual([2, 4, 7]);
  });

  it('keeps what is known of its source', async () => {
    const { hash } = await read('a,b\n1,2.5\n5,4.5\n');
    const manifest = (await warehouse.listDatasets()).find((entry) => entry.hash === hash);
    expect(manifest).toMatchObject({ rowsRead: 2, rowsAccepted: 2, rowsQuarantined: 0, dialect: { delimiter: ',' } });
    expect(manifest?.source.sha256).toBe(createHash('sha256').update('a,b\n1,2.5\n5,4.5\n').digest('hex'));
  });

  it('that is there already is left alone', async () => {
    const { hash } = await read('a,b\n1,2.5\n6,4.5\n');
    const before = statSync(join(folder, hash, 'data.parquet')).mtimeMs;
    await read('a;b\n1;2.5\n6;4.5\n');
    expect(statSync(join(folder, hash, 'data.parquet')).mtimeMs).toBe(before);
  });

  it('stored by several at once is stored once', async () => {
    const all = await Promise.all(Array.from({ length: 6 }, () => read('a,b\n1,2.5\n7,4.5\n')));
    expect(new Set(all.map(({ hash }) => hash)).size).toBe(1);
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
    expect((await warehouse.openDataset(all[0]?.hash ?? '')).table.rowCount).toBe(2);
  });

  it('that was changed is refused', async () => {
    const { hash } = await read('a,b\n1,2.5\n8,4.5\n');
    const other = await read('a,b\n1,2.5\n9,4.5\n');
    writeFileSync(join(folder, hash, 'data.parquet'), readFileSync(join(folder, other.hash, 'data.parquet')));
    await expect(warehouse.openDataset(hash)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    writeFileSync(join(folder, hash, 'data.parquet'), 'no parquet');
    await expect(warehouse.openDataset(hash)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    await expect(warehouse.openDataset('../escape')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });

  it('half-written by a process that was killed is swept away, and is never listed', async () => {
    const draft = join(folder, '.draft-of-a-killed-process');
    mkdirSync(draft);
    const hoursAgo = Date.now() / 1000 - 7200;
    utimesSync(draft, hoursAgo, hoursAgo);
    await read('a,b\n1,2.5\n10,4.5\n');
    expect(readdirSync(folder)).not.toContain('.draft-of-a-killed-process');
  });

  it('column names that SQL or Parquet might stumble over are kept', async () => {
    const dataset = await read(`"say ""hi""",SELECT,source_line,a'b\n1,2.5,3,x\n4,5.5,7,y\n4,5.5,7,y\n`);
    const opened = await warehouse.openDataset(dataset.hash);
    expect(opened.table).toEqual(dataset.table);
  });
});
