import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withDatabase } from '../../src/duckdb/with-database.js';
import { startParquetJoiner } from '../../src/parquet/parquet-joiner.js';
import { readThrift, ThriftStruct, writeThrift } from '../../src/parquet/thrift-compact.js';
import { writeParquetFile } from '../write-parquet-file.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'probity-join-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Parts of differing length with NULLs, texts that a dictionary takes, and several row groups. */
const partSql = (from: number, to: number) =>
  `SELECT i AS number, CASE WHEN i % 7 = 0 THEN NULL ELSE i / 3.0 END AS share, 'level ' || (i % 5) AS level, i % 2 = 0 AS even
   FROM range(${from}, ${to}) AS rows(i)`;

async function join3(): Promise<string> {
  const target = join(folder, 'joined.parquet');
  const joiner = await startParquetJoiner(target);
  const cuts = [0, 5_000, 5_001, 130_000];
  for (let part = 0; part < 3; part++) {
    await joiner.append(
      await writeParquetFile(
        join(folder, `part-${part}.parquet`),
        partSql(cuts[part] as number, cuts[part + 1] as number),
      ),
    );
  }
  await joiner.finish();
  return target;
}

describe('a joined Parquet file', () => {
  test('holds the rows of its parts in order, and filters find them in every row group', async () => {
    const target = await join3();
    await withDatabase(async (connection) => {
      const rows = async (sql: string) => (await connection.run(sql)).getRows();
      const differing = `SELECT count(*)::DOUBLE FROM (SELECT * FROM read_parquet('${target}')) AS joined POSITIONAL JOIN (${partSql(0, 130_000)}) AS whole
        WHERE joined.number IS DISTINCT FROM whole.number OR joined.share IS DISTINCT FROM whole.share
          OR joined.level IS DISTINCT FROM whole.level OR joined.even IS DISTINCT FROM whole.even`;
      expect(await rows(differing)).toEqual([[0]]);
      expect(
        await rows(
          `SELECT number::DOUBLE FROM read_parquet('${target}') WHERE number IN (4999, 5000, 129999) ORDER BY 1`,
        ),
      ).toEqual([[4_999], [5_000], [129_999]]);
      const groups = await rows(
        `SELECT DISTINCT row_group_id::DOUBLE, row_group_num_rows::DOUBLE FROM parquet_metadata('${target}') ORDER BY 1`,
      );
      expect(groups.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(130_000);
    });
  });

  test('needs a part', async () => {
    const joiner = await startParquetJoiner(join(folder, 'none.parquet'));
    await expect(joiner.finish()).rejects.toThrow('needs at least one part');
    await joiner.abandon();
  });
});

describe('thrift', () => {
  test('what is read is written again byte for byte', async () => {
    const file = await readFile(await writeParquetFile(join(folder, 'one.parquet'), partSql(0, 3_000)));
    const length = file.readUInt32LE(file.length - 8);
    const footer = file.subarray(file.length - 8 - length, file.length - 8);
    expect(Buffer.from(writeThrift(readThrift(footer))).equals(footer)).toBe(true);
  });

  test('large and negative numbers, far fields and truth keep their values', () => {
    const struct = new ThriftStruct();
    struct.fields.push(
      { id: 1, type: 6, value: -(2n ** 62n) },
      { id: 40, type: 1, value: false },
      { id: 41, type: 7, value: -0.5 },
    );
    struct.shift(1, 3n);
    const back = readThrift(writeThrift(struct));
    expect([back.get(1), back.get(40), back.get(41), back.get(2)]).toEqual([3n - 2n ** 62n, false, -0.5, undefined]);
    expect(() => readThrift(writeThrift(struct).subarray(0, 4))).toThrow(RangeError);
  });
});
