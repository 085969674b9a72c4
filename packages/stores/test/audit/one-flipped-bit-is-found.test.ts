import { type Actor, type AuditFinding, type AuditReport, createCreditPolicy } from '@probity/scoring';
import { exampleDecision, exampleModel } from '@probity/scoring/testing';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { hashEntry } from '../../src/audit/audit-entry.js';
import { entryOfRow } from '../../src/audit/read-entry.js';
import { openStores, type Stores } from '../../src/index.js';
import { startTestServer, type TestServer } from '../test-database.js';

/** Every table, its columns by type, and where the entry that a row belongs to is named. */
const tables = {
  audit_entry: {
    bytes: ['payload_digest', 'previous_hash', 'hash'],
    texts: ['kind', 'recorded_at', 'body'],
    numbers: ['sequence'],
    entry: 'sequence',
  },
  audit_payload: { bytes: ['envelope'], texts: [], numbers: ['sequence'], entry: 'sequence' },
  audit_head: { bytes: ['hash', 'mac'], texts: ['key_id'], numbers: ['sequence'], entry: 'sequence' },
  subject_key: {
    bytes: ['key_id', 'subject_hash', 'wrapped_key'],
    texts: [],
    numbers: ['first_sequence'],
    entry: 'first_sequence',
  },
  erased_key: { bytes: ['key_id'], texts: [], numbers: ['sequence'], entry: 'sequence' },
  decision_index: { bytes: ['key_id'], texts: ['decision_id'], numbers: ['sequence'], entry: 'sequence' },
  idempotency: { bytes: ['key_hash', 'request_hash'], texts: [], numbers: ['sequence'], entry: 'sequence' },
  model_version: { bytes: [], texts: ['name', 'hash'], numbers: ['version', 'sequence'], entry: 'sequence' },
  model_alias: { bytes: [], texts: ['name', 'alias'], numbers: ['version', 'sequence'], entry: 'sequence' },
  report: { bytes: ['content'], texts: ['kind', 'subject'], numbers: ['sequence'], entry: 'sequence' },
  policy_event: { bytes: [], texts: ['kind', 'policy_id', 'model'], numbers: ['sequence'], entry: 'sequence' },
  review_case: { bytes: [], texts: ['decision_id'], numbers: ['sequence'], entry: 'sequence' },
  model_bundle: {
    bytes: ['digest', 'bytes'],
    texts: [],
    numbers: [],
    entry: `(SELECT min(sequence) FROM probity.audit_entry WHERE body LIKE '%"digest":"' || encode(t.digest, 'hex') || '"%')`,
  },
} as const;
const tableNames = Object.keys(tables) as (keyof typeof tables)[];

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
  await writeHistory();
  const report = await stores.audit.verify();
  expect(report).toMatchObject({ intact: true, findings: [], entries: 22 });
  head = report.head;
  // From here on this session changes rows as someone would who owns the database: without triggers.
  await sql.query('SET session_replication_role = replica; SET synchronous_commit = off');
  await sql.query('CREATE SCHEMA backup');
  for (const table of tableNames) await sql.query(`CREATE TABLE backup.${table} AS TABLE probity.${table}`);
});

afterAll(async () => {
  await sql.end();
  await stores.close();
  await server.close();
});

afterEach(async () => {
  await restore(...tableNames);
  expect(await stores.audit.verify()).toMatchObject({ intact: true, head });
});

async function writeHistory(): Promise<void> {
  const { decisions, registry, audit, reports, governance, policies, reviews } = stores;
  await registry.register(exampleModel('credit', 1));
  await registry.register(exampleModel('credit', 2));
  await registry.setAlias('credit', 'champion', 1);
  await registry.setAlias('credit', 'champion', 2);
  await registry.setAlias('credit', 'shadow', 1);
  await decisions.record(exampleDecision('d-6'), { subject: 'ann' });
  await decisions.record(exampleDecision('d-7'), { subject: 'bob' });
  await decisions.record(exampleDecision('d-8'), { idempotency: { key: 'k', requestDigest: 'r' } });
  await decisions.record(exampleDecision('d-9'), { subject: 'ann', idempotency: { key: 'l', requestDigest: 'r' } });
  await audit.eraseSubject('bob');
  await decisions.record(exampleDecision('d-11'), { subject: 'bob' });
  await decisions.record(exampleDecision('d-12'));
  await audit.eraseSubject('d-12');
  await registry.register(exampleModel('fraud', 1));
  await reports.save({ kind: 'validation', subject: 'ab', report: { auc: 0.7 } });
  await governance.append({ kind: 'test-set-opened', actor: 'anna', facts: { dataset: 'ab', count: 1 } });
  const [anna, ben] = [actor('anna'), actor('ben')];
  const model = exampleModel('credit', 1).hash;
  const { id } = (await policies.draft({ model, policy: createCreditPolicy(), actor: anna })).reference;
  await policies.propose(id, { actor: anna });
  await policies.approve(id, { actor: ben });
  await policies.activate(id, { actor: ben });
  const referred = exampleDecision('d-21', { decision: 'refer' });
  await decisions.record(referred, { subject: 'ann', review: { stake: 7, suggestion: 'decline' } });
  await reviews.claim(referred.decisionId, anna);
  const verdict = { actor: anna, outcome: 'approve', reasons: ['income-verified'], note: 'payslips seen' } as const;
  await reviews.decide(referred.decisionId, verdict);
}

const actor = (name: string): Actor => ({ name, identifiedBy: 'declared' });

async function restore(...changed: (keyof typeof tables)[]): Promise<void> {
  for (const table of changed) {
    await sql.query(`DELETE FROM probity.${table}; INSERT INTO probity.${table} SELECT * FROM backup.${table}`);
  }
}

/** Expects findings that name this entry. */
function expectFound(report: AuditReport, sequence: number, what: string, kind?: AuditFinding['kind']): void {
  const named = report.findings.filter((finding) => finding.sequence === sequence);
  expect(report.intact, what).toBe(false);
  expect(named, `${what}: ${JSON.stringify(report.findings)}`).not.toEqual([]);
  if (kind !== undefined)
    expect(
      named.map((finding) => finding.kind),
      what,
    ).toContain(kind);
}

/** Changes that flip one bit in each column: at the start, in the middle or at the end, by row. */
function flips(table: keyof typeof tables, row: number): string[] {
  const { bytes, texts, numbers } = tables[table];
  const place = (column: string) => ['0', `length(${column}) / 2`, `length(${column}) - 1`][row % 3];
  return [
    ...bytes.map(
      (column) => `${column} = set_byte(${column}, ${place(column)}, get_byte(${column}, ${place(column)}) # 1)`,
    ),
    ...texts.map((column) => {
      const at = `${place(column)} + 1`;
      return `${column} = overlay(${column} placing chr(ascii(substr(${column}, ${at}, 1)) # 1) from ${at})`;
    }),
    // A low bit may meet another row's number, which the database itself refuses.
    ...numbers.flatMap((column) => [`${column} = ${column} # 1`, `${column} = ${column} # 4096`]),
  ];
}

async function rowsOf(table: keyof typeof tables): Promise<{ place: string; entry: number }[]> {
  const { rows } = await sql.query(
    `SELECT ctid::text AS place, ${tables[table].entry} AS entry FROM probity.${table} t ORDER BY 2`,
  );
  return rows.map((row: { place: string; entry: string }) => ({ place: row.place, entry: Number(row.entry) }));
}

describe.each(tableNames)('in %s', (table) => {
  test('a flipped bit in any column of any row is found, and said where', async () => {
    let changes = 0;
    const count = (await rowsOf(table)).length;
    for (let index = 0; index < count; index++) {
      for (const change of flips(table, index)) {
        const { place, entry } = (await rowsOf(table))[index] as { place: string; entry: number };
        const column = change.slice(0, change.indexOf(' '));
        const isEmpty = `SELECT FROM probity.${table} WHERE ctid = '${place}' AND ${column}::text IN ('', '\\x')`;
        if ((await sql.query(isEmpty)).rowCount !== 0) continue;
        try {
          await sql.query(`UPDATE probity.${table} SET ${change} WHERE ctid = '${place}'`);
        } catch (error) {
          expect((error as { code: string }).code, `${change} of ${entry}`).toBe('23505');
          continue;
        }
        changes += 1;
        expectFound(await stores.audit.verify(), entry, `${change} of ${entry}`);
        await restore(table);
      }
    }
    expect(changes).toBeGreaterThan(2);
  });

  test('a removed row is found, and said where', async () => {
    const count = (await rowsOf(table)).length;
    expect(count).toBeGreaterThan(0);
    for (let index = 0; index < count; index++) {
      const row = (await rowsOf(table))[index] as { place: string; entry: number };
      await sql.query(`DELETE FROM probity.${table} WHERE ctid = '${row.place}'`);
      expectFound(
        await stores.audit.verify(),
        row.entry,
        `row of ${row.entry}`,
        table === 'audit_entry' ? 'removed' : undefined,
      );
      await restore(table);
    }
  });
});

describe('in the chain', () => {
  test('two entries that changed places are called reordered', async () => {
    await sql.query('UPDATE probity.audit_entry SET sequence = 1000 WHERE sequence = 6');
    await sql.query('UPDATE probity.audit_entry SET sequence = 6 WHERE sequence = 9');
    await sql.query('UPDATE probity.audit_entry SET sequence = 9 WHERE sequence = 1000');
    const report = await stores.audit.verify();
    expectFound(report, 6, 'six', 'reordered');
    expectFound(report, 9, 'nine', 'reordered');
    expect(report.findings.find((finding) => finding.sequence === 6)?.message).toContain('written as entry 9');
  });

  test('an end cut off cleanly in all tables is found by the head', async () => {
    await sql.query('DELETE FROM probity.audit_entry WHERE sequence > 12');
    await sql.query('DELETE FROM probity.erased_key WHERE sequence > 12');
    await sql.query('DELETE FROM probity.model_version WHERE sequence > 12');
    for (const table of ['report', 'policy_event', 'review_case', 'decision_index', 'audit_payload'])
      await sql.query(`DELETE FROM probity.${table} WHERE sequence > 12`);
    expectFound(await stores.audit.verify(), 13, 'cut', 'removed');
  });

  test('history rewritten with all hashes recomputed is found, because the head needs the master key', async () => {
    const { rows } = await sql.query('SELECT * FROM probity.audit_entry ORDER BY sequence');
    let previous: Buffer = Buffer.alloc(32);
    for (const row of rows) {
      const body = row.body.replace('"grade":"B"', '"grade":"A"');
      const hash = hashEntry({ ...entryOfRow(row), body, previousHash: previous });
      await sql.query('UPDATE probity.audit_entry SET body = $2, previous_hash = $3, hash = $4 WHERE sequence = $1', [
        row.sequence,
        body,
        previous,
        hash,
      ]);
      previous = hash;
    }
    expectFound(await stores.audit.verify(), 22, 'old head', 'head-changed');
    await sql.query('UPDATE probity.audit_head SET hash = $1', [previous]);
    expectFound(await stores.audit.verify(), 22, 'head without its mac', 'head-changed');
  });

  test('an entry added behind the writer’s back is found', async () => {
    const { rows } = await sql.query('SELECT * FROM probity.audit_entry WHERE sequence = 22');
    const content = { ...entryOfRow(rows[0]), sequence: 23, previousHash: rows[0].hash };
    await sql.query(
      `INSERT INTO probity.audit_entry SELECT 23, kind, recorded_at, body, payload_digest, $1, $2
       FROM probity.audit_entry WHERE sequence = 22`,
      [rows[0].hash, hashEntry(content)],
    );
    expectFound(await stores.audit.verify(), 23, 'added', 'head-changed');
  });

  test('payloads that changed places are found', async () => {
    await sql.query('UPDATE probity.audit_payload SET sequence = 100 WHERE sequence = 6');
    await sql.query('UPDATE probity.audit_payload SET sequence = 6 WHERE sequence = 9');
    await sql.query('UPDATE probity.audit_payload SET sequence = 9 WHERE sequence = 100');
    const report = await stores.audit.verify();
    expectFound(report, 6, 'six', 'payload-changed');
    expectFound(report, 9, 'nine', 'payload-changed');
  });

  test('a key that vanished without an erasure is found, also when a row pretends one', async () => {
    await sql.query('DELETE FROM probity.subject_key WHERE first_sequence = 6');
    expectFound(await stores.audit.verify(), 6, 'vanished', 'key-changed');
    await sql.query('INSERT INTO probity.erased_key SELECT key_id, 11 FROM probity.decision_index WHERE sequence = 6');
    expectFound(await stores.audit.verify(), 11, 'pretended', 'key-changed');
  });

  test('an erased key that is there again is found', async () => {
    await sql.query(`INSERT INTO probity.subject_key
      SELECT i.key_id, '\\x00', i.sequence, k.wrapped_key FROM probity.decision_index i, probity.subject_key k
      WHERE i.sequence = 7 AND k.first_sequence = 6`);
    expectFound(await stores.audit.verify(), 7, 'restored', 'key-changed');
  });

  test.each([
    ['audit_payload', "INSERT INTO probity.audit_payload VALUES (1, '\\x0102')", 1],
    ['audit_payload', "INSERT INTO probity.audit_payload VALUES (99, '\\x0102')", 99],
    ['decision_index', "INSERT INTO probity.decision_index VALUES ('forged', 1, '\\x01')", 1],
    ['decision_index', "INSERT INTO probity.decision_index VALUES ('forged', 99, '\\x01')", 99],
    ['idempotency', "INSERT INTO probity.idempotency VALUES ('\\x01', '\\x02', 6)", 6],
    ['idempotency', "INSERT INTO probity.idempotency VALUES ('\\x01', '\\x02', 99)", 99],
    ['subject_key', "INSERT INTO probity.subject_key VALUES ('\\x01', '\\x02', 3, '\\x03')", 3],
    ['erased_key', "INSERT INTO probity.erased_key VALUES ('\\x01', 3)", 3],
    ['model_version', "INSERT INTO probity.model_version VALUES ('credit', 3, 'ff', 6)", 6],
    ['report', "INSERT INTO probity.report VALUES (6, 'validation', 'ab', '\\x7b7d')", 6],
    ['report', "INSERT INTO probity.report VALUES (99, 'validation', 'ab', '\\x7b7d')", 99],
    ['policy_event', "INSERT INTO probity.policy_event VALUES (16, 'policy-live', 'x-1', 'x')", 16],
    ['policy_event', "INSERT INTO probity.policy_event VALUES (99, 'policy-live', 'x-1', 'x')", 99],
    ['review_case', "INSERT INTO probity.review_case VALUES ('d-9', 9, 0)", 9],
    ['review_case', "INSERT INTO probity.review_case VALUES ('d-99', 99, 0)", 99],
    ['review_case', "INSERT INTO probity.review_case VALUES ('d-12', 12, 0, 98)", 98],
    ['model_alias', "INSERT INTO probity.model_alias VALUES ('fraud', 'champion', 1, 14)", 14],
    ['model_bundle', "INSERT INTO probity.model_bundle VALUES ('\\x01', '\\x02')", 0],
  ])('a row put into %s is found: %s', async (_, statement, sequence) => {
    await sql.query(statement);
    expectFound(await stores.audit.verify(), sequence, statement);
  });

  test('an alias turned back to an earlier entry is found', async () => {
    await sql.query("UPDATE probity.model_alias SET version = 1, sequence = 3 WHERE alias = 'champion'");
    expectFound(await stores.audit.verify(), 4, 'turned back', 'registry-changed');
  });

  test('a damaged head is never continued', async () => {
    await sql.query('UPDATE probity.audit_head SET mac = set_byte(mac, 0, get_byte(mac, 0) # 1)');
    await expect(stores.decisions.record(exampleDecision('late'))).rejects.toMatchObject({ code: 'AUDIT_BROKEN' });
  });

  test('a changed decision is not shown, not in a list either', async () => {
    await sql.query(
      `UPDATE probity.audit_entry SET body = replace(body, '"grade":"B"', '"grade":"A"') WHERE sequence = 9`,
    );
    await expect(stores.decisions.find(exampleDecision('d-9').decisionId)).rejects.toMatchObject({
      code: 'AUDIT_BROKEN',
    });
    await expect(stores.decisions.list()).rejects.toMatchObject({ code: 'AUDIT_BROKEN', details: { sequence: 9 } });
  });

  test('tampered bundle bytes are refused when loaded', async () => {
    await sql.query('UPDATE probity.model_bundle SET bytes = set_byte(bytes, 1, 77)');
    await expect(stores.registry.load(exampleModel('credit', 1).hash)).rejects.toMatchObject({
      code: 'BUNDLE_TAMPERED',
    });
  });

  test('a changed report is not shown', async () => {
    await sql.query('UPDATE probity.report SET content = set_byte(content, 7, 57)');
    await expect(stores.reports.latest('validation', 'ab')).rejects.toMatchObject({ code: 'AUDIT_BROKEN' });
  });

  test('what a person did cannot be given to another unnoticed', async () => {
    await sql.query(`UPDATE probity.audit_entry SET body = replace(body, '"anna"', '"mona"') WHERE sequence = 16`);
    expectFound(await stores.audit.verify(), 16, 'actor', 'changed');
    await expect(stores.governance.list()).rejects.toMatchObject({ code: 'AUDIT_BROKEN' });
  });

  test('a policy made live behind the back of the chain is found, and decides nothing', async () => {
    const model = exampleModel('credit', 1).hash;
    await sql.query("UPDATE probity.policy_event SET policy_id = 'forged' WHERE sequence = 20");
    expectFound(await stores.audit.verify(), 20, 'forged', 'policy-changed');
    await expect(stores.policies.live(model)).rejects.toMatchObject({ code: 'AUDIT_BROKEN' });
  });

  test('a verdict taken back, given to another case, or weighed anew is found', async () => {
    await sql.query('UPDATE probity.review_case SET decided_sequence = NULL');
    expectFound(await stores.audit.verify(), 22, 'taken back', 'review-changed');
    await restore('review_case');
    await sql.query('UPDATE probity.review_case SET decided_sequence = 20');
    expectFound(await stores.audit.verify(), 20, 'said to be of another entry', 'review-changed');
    await restore('review_case');
    await sql.query('UPDATE probity.review_case SET stake = 8');
    expectFound(await stores.audit.verify(), 21, 'stake', 'review-changed');
    await restore('review_case');
    await sql.query('UPDATE probity.audit_payload SET envelope = set_byte(envelope, 40, 7) WHERE sequence = 22');
    expectFound(await stores.audit.verify(), 22, 'note', 'payload-changed');
    await expect(stores.reviews.list({ state: 'decided' })).rejects.toMatchObject({ code: 'AUDIT_BROKEN' });
  });

  test('who approved cannot be rewritten: the entry would change', async () => {
    await sql.query(`UPDATE probity.audit_entry SET body = replace(body, '"ben"', '"zoe"') WHERE sequence = 19`);
    expectFound(await stores.audit.verify(), 19, 'approver', 'changed');
    await expect(stores.policies.list()).rejects.toMatchObject({ code: 'AUDIT_BROKEN' });
  });

  test('changing and deleting entries by accident is refused by the database', async () => {
    await sql.query('SET session_replication_role = origin');
    for (const statement of [
      'UPDATE probity.audit_entry SET kind = kind',
      'DELETE FROM probity.audit_payload',
      'TRUNCATE probity.audit_entry',
      'UPDATE probity.report SET subject = kind',
    ]) {
      await expect(sql.query(statement), statement).rejects.toThrow('append-only');
    }
    await sql.query('SET session_replication_role = replica');
  });
});
