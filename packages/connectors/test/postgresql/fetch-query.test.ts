import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../../stores/test/test-database.js';
import { rowsOf, sourceFolder } from '../fetch-into-folder.js';

const { fetch, folder } = sourceFolder();
let server: TestServer;
let environment: Record<string, string>;

beforeAll(async () => {
  server = await startTestServer();
  environment = { LOANS_URL: await server.createDatabase() };
  const client = new pg.Client({ connectionString: environment['LOANS_URL'] as string });
  await client.connect();
  await client.query(`
    CREATE TABLE loans (
      id bigint, amount numeric(20,4), rate double precision, share real, opened date, seen timestamptz, at timestamp,
      good boolean, town text, facts jsonb, plain json, tags text[], price money, uid uuid, photo bytea);
    INSERT INTO loans VALUES
      (9007199254740993, 1234567890123456.7891, 0.1, 0.25, '2020-02-29', '2020-02-29 23:30:00-05', '2020-02-29 10:00',
        true, E'Köln "am"\\n\\\\Rhein', '{"a":1}', '7', '{x,y}', 1234.5, '00000000-0000-4000-8000-000000000001', 'ab'),
      (2, 'NaN', 'Infinity', NULL, 'infinity', NULL, NULL, false, NULL, '"text"', E'{\\n"b":2}', NULL, NULL, NULL, NULL);
    CREATE TABLE many AS SELECT i AS id, i / 8.0 AS amount FROM generate_series(1, 50000) AS i;`);
  await client.end();
});
afterAll(() => server?.close());

const source = (query: string, more: object = {}) => ({ kind: 'postgresql', urlFrom: 'LOANS_URL', query, ...more });

describe('a PostgreSQL query', () => {
  it('gives its rows with every digit, day and moment as the server has them', async () => {
    const columns = 'id, amount, rate, share, opened, seen, at, good, town, facts, plain, tags, price, uid';
    const fetched = await fetch(source(`SELECT ${columns} FROM loans ORDER BY id DESC`), environment);
    expect(fetched.rows).toBe(2);
    expect(fetched.notes).toEqual(['source: 2 rows of a PostgreSQL query (LOANS_URL)']);
    const [first, second] = readFileSync(fetched.file, 'utf8').split('\n');
    expect(first).toBe(
      '{"id":9007199254740993,"amount":1234567890123456.7891,"rate":0.1,"share":0.25,"opened":"2020-02-29",' +
        '"seen":"2020-03-01 04:30:00Z","at":"2020-02-29 10:00:00","good":true,"town":"Köln \\"am\\"\\n\\\\Rhein",' +
        '"facts":{"a": 1},"plain":7,"tags":"{x,y}","price":"$1,234.50","uid":"00000000-0000-4000-8000-000000000001"}',
    );
    expect(JSON.parse(second ?? '')).toMatchObject({
      ...{ id: 2, amount: 'NaN', rate: 'Infinity', share: null, opened: 'infinity', good: false, town: null },
      ...{ facts: 'text', plain: { b: 2 } },
    });
    await fetched.remove();
    expect(readdirSync(join(folder, 'sources'))).toEqual([]);
  });

  it('is read a few thousand rows at a time, in order', async () => {
    const fetched = await fetch(source('SELECT * FROM many ORDER BY id'), environment);
    const rows = rowsOf(fetched);
    expect(rows).toHaveLength(50_000);
    expect(rows.every(({ id, amount }, index) => id === index + 1 && amount === (index + 1) / 8)).toBe(true);
  });

  it('may have no rows, and a semicolon or a remark at its end', async () => {
    expect((await fetch(source('SELECT id FROM many WHERE false;'), environment)).rows).toBe(0);
    expect((await fetch(source('WITH a AS (SELECT 1 AS x) SELECT * FROM a -- all'), environment)).rows).toBe(1);
  });

  it('cannot write, whatever it is', async () => {
    for (const query of [
      'DELETE FROM many RETURNING id',
      'INSERT INTO many VALUES (0, 0) RETURNING id',
      'WITH gone AS (DELETE FROM many RETURNING id) SELECT * FROM gone',
      "SELECT nextval('s') FROM (SELECT 1) AS x",
      'CREATE TABLE more AS SELECT 1 AS x',
      'TRUNCATE many',
      'SELECT 1; DELETE FROM many',
      'COMMIT; DELETE FROM many',
      'COMMIT',
      'SET TRANSACTION READ WRITE',
    ]) {
      await expect(fetch(source(query), environment), query).rejects.toMatchObject({ code: 'SOURCE_INVALID' });
    }
    expect((await fetch(source('SELECT count(*) AS n FROM many'), environment).then(rowsOf))[0]).toEqual({ n: 50_000 });
    expect(readdirSync(join(folder, 'sources')).length).toBeGreaterThan(0);
  });

  it('with bytes, without columns or with a name twice is refused', async () => {
    await expect(fetch(source('SELECT photo FROM loans'), environment)).rejects.toThrow(
      /column "photo" .* holds bytes/,
    );
    await expect(fetch(source('SELECT FROM loans'), environment)).rejects.toThrow(/no columns/);
    await expect(fetch(source('SELECT 1 AS a, 2 AS a'), environment)).rejects.toMatchObject({
      code: 'COLUMN_DUPLICATED',
    });
  });

  it('that is wrong is refused with what PostgreSQL says of it; where rows may be quoted, with the code only', async () => {
    await expect(fetch(source('SELEC 1'), environment)).rejects.toMatchObject({
      code: 'SOURCE_INVALID',
      message: '`query` of the source file is refused: syntax error at or near "SELEC" (42601)',
    });
    await expect(fetch(source('SELECT nope FROM many'), environment)).rejects.toThrow(/column "nope" does not exist/);
    const personal = fetch(source("SELECT 'Ada Lovelace'::text::int AS x"), environment);
    await expect(personal).rejects.toThrow('`query` of the source file failed with SQLSTATE 22P02');
  });

  it('that takes too long is stopped, also while rows come', async () => {
    const started = performance.now();
    await expect(fetch(source('SELECT pg_sleep(30)', { timeoutSeconds: 1 }), environment)).rejects.toMatchObject({
      code: 'SOURCE_UNAVAILABLE',
      message: '`query` of the source file took longer than 1 seconds',
    });
    const slow = source('SELECT i, pg_sleep(0.001) FROM generate_series(1, 100000) AS i', { timeoutSeconds: 1 });
    await expect(fetch(slow, environment)).rejects.toThrow(/took longer/);
    expect(performance.now() - started).toBeLessThan(15_000);
  });
});

describe('credentials of a PostgreSQL source', () => {
  it('come from the environment only, and are in no message', async () => {
    const url = new URL((environment['LOANS_URL'] as string).replace('@/', '@localhost/'));
    const wrong = (environment['LOANS_URL'] as string).replace(`:${url.password}@`, ':hunter2%2F@');
    for (const [value, message] of [
      [undefined, /LOANS_URL, which is not set/],
      ['me:hunter2@host', /must hold postgres/],
      [wrong, /LOANS_URL names refuses its user or password|LOANS_URL names/],
      ['postgres://me:hunter2@127.0.0.1:1/db', /ECONNREFUSED/],
      ['postgres://me:hunter2@no-such-host.invalid/db', /LOANS_URL names cannot be read/],
      ['postgres://me:hunter2@[bad/db', /LOANS_URL names cannot be read/],
    ] as const) {
      const error = await fetch(source('SELECT 1 AS x'), { LOANS_URL: value }).catch((caught: unknown) => caught);
      const { message: said, details, stack, cause } = error as Error & { details: unknown };
      expect(said).toMatch(message);
      expect(JSON.stringify([said, details, stack, String(cause)])).not.toMatch(/hunter2/);
    }
  });
});
