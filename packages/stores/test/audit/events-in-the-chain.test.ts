import type { AuditReport } from '@probity/scoring';
import { exampleArrival, exampleGroup } from '@probity/scoring/testing';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openStores, type Stores } from '../../src/index.js';
import { startTestServer, type TestServer } from '../test-database.js';

/** Columns by type, and the entry of the chain that accounts for a row. */
const tables = {
  event: {
    bytes: ['key_id', 'envelope'],
    texts: ['source', 'id'],
    numbers: ['sequence', 'kind', 'known_at', 'answer'],
    entry: 'CASE WHEN sequence <= 4 THEN 1 WHEN sequence <= 5 THEN 2 ELSE 4 END',
  },
  event_key: {
    bytes: ['key_id', 'subject_hash', 'wrapped_key'],
    texts: [],
    numbers: ['first_event'],
    entry: 'CASE WHEN first_event <= 4 THEN 1 ELSE 4 END',
  },
} as const;
const names = Object.keys(tables) as (keyof typeof tables)[];

let server: TestServer;
let stores: Stores;
let sql: pg.Client;
let head = '';

beforeAll(async () => {
  server = await startTestServer();
  const databaseUrl = await server.createDatabase();
  stores = await openStores({ workspace: server.workspace, databaseUrl });
  sql = new pg.Client(databaseUrl);
  await sql.connect();
  await stores.events.append(exampleGroup([1, 2, 3, 4].map((at) => exampleArrival(at))));
  await stores.events.append(exampleGroup([exampleArrival(5, { kind: 'correction', id: 't-1' })]));
  await stores.audit.eraseSubject('customer-0');
  await stores.events.append(exampleGroup([exampleArrival(6), exampleArrival(7, { subject: 'new' })]));
  const report = await stores.audit.verify();
  expect(report).toMatchObject({ intact: true, findings: [], entries: 4 });
  head = report.head;
  await sql.query('SET session_replication_role = replica; SET synchronous_commit = off');
  await sql.query('CREATE SCHEMA backup');
  for (const table of names) await sql.query(`CREATE TABLE backup.${table} AS TABLE probity.${table}`);
});

afterAll(async () => {
  await sql.end();
  await stores.close();
  await server.close();
});

afterEach(async () => {
  for (const table of names) await restore(table);
  expect(await stores.audit.verify()).toMatchObject({ intact: true, head });
});

async function restore(table: keyof typeof tables): Promise<void> {
  await sql.query(`DELETE FROM probity.${table}; INSERT INTO probity.${table} SELECT * FROM backup.${table}`);
}

function expectFound(report: AuditReport, entry: number, what: string): void {
  expect(report.intact, what).toBe(false);
  expect(
    report.findings.map(({ sequence }) => sequence),
    `${what}: ${JSON.stringify(report.findings)}`,
  ).toContain(entry);
}

async function rowsOf(table: keyof typeof tables): Promise<{ place: string; entry: number }[]> {
  const { rows } = await sql.query(
    `SELECT ctid::text AS place, ${tables[table].entry} AS entry FROM probity.${table} ORDER BY 2, 1`,
  );
  return rows as { place: string; entry: number }[];
}

describe.each(names)('in %s', (table) => {
  test('a flipped bit in any column of any row is found, and said where', async () => {
    let changes = 0;
    const count = (await rowsOf(table)).length;
    for (let index = 0; index < count; index++) {
      const { bytes, texts, numbers } = tables[table];
      const place = ['0', 'length(COLUMN) / 2', 'length(COLUMN) - 1'][index % 3] as string;
      const flips = [
        ...bytes.map((column) => {
          const at = place.replace('COLUMN', column);
          return `${column} = set_byte(${column}, ${at}, get_byte(${column}, ${at}) # 1)`;
        }),
        ...texts.map(
          (column) => `${column} = overlay(${column} placing chr(ascii(substr(${column}, 1, 1)) # 1) from 1)`,
        ),
        ...numbers.map((column) => `${column} = ${column} # 4096`),
      ];
      for (const flip of flips) {
        const row = (await rowsOf(table))[index] as { place: string; entry: number };
        const column = flip.slice(0, flip.indexOf(' '));
        const changed = await sql.query(
          `UPDATE probity.${table} SET ${flip} WHERE ctid = '${row.place}' AND ${column} IS NOT NULL`,
        );
        if (changed.rowCount === 0) continue;
        changes += 1;
        expectFound(await stores.audit.verify(), row.entry, `${flip} of a row of ${row.entry}`);
        await restore(table);
      }
    }
    expect(changes).toBeGreaterThan(8);
  });

  test('a removed row is found, and said where', async () => {
    const count = (await rowsOf(table)).length;
    for (let index = 0; index < count; index++) {
      const row = (await rowsOf(table))[index] as { place: string; entry: number };
      await sql.query(`DELETE FROM probity.${table} WHERE ctid = '${row.place}'`);
      expectFound(await stores.audit.verify(), row.entry, `row of ${row.entry}`);
      await restore(table);
    }
  });
});

test('two arrivals that changed places, one added behind the writer’s back, and a false key are found', async () => {
  await sql.query('UPDATE probity.event SET sequence = 100 WHERE sequence = 1');
  await sql.query('UPDATE probity.event SET sequence = 1 WHERE sequence = 2');
  await sql.query('UPDATE probity.event SET sequence = 2 WHERE sequence = 100');
  expectFound(await stores.audit.verify(), 1, 'places');
  await restore('event');
  await sql.query(`INSERT INTO probity.event SELECT 8, kind, source, 'forged', known_at, answer, key_id, entities, envelope
    FROM probity.event WHERE sequence = 7`);
  expectFound(await stores.audit.verify(), 4, 'added');
  await restore('event');
  await sql.query(`INSERT INTO probity.event_key VALUES ('\\x01', '\\x02', 3, '\\x03')`);
  expectFound(await stores.audit.verify(), 4, 'a key that nothing used');
  await restore('event_key');
  await sql.query(`INSERT INTO probity.event_key
    SELECT e.key_id, '\\x04', 3, '\\x03' FROM probity.event e WHERE e.sequence = 3`);
  expectFound(await stores.audit.verify(), 1, 'an erased key that is there again');
});

test('the log of events is append-only, and erasing leaves nothing that leads to the person', async () => {
  await sql.query('SET session_replication_role = origin');
  await expect(sql.query(`UPDATE probity.event SET id = 'x'`)).rejects.toThrow(/append-only/);
  await expect(sql.query('DELETE FROM probity.event')).rejects.toThrow(/append-only/);
  await sql.query('SET session_replication_role = replica');
  const { rows } = await sql.query('SELECT entities FROM probity.event WHERE sequence = 3');
  expect(rows[0].entities).toEqual([]);
});
