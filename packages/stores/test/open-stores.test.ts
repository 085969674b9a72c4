import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { asDecisionId } from '@probity/domain';
import { exampleDecision, exampleModel } from '@probity/scoring/testing';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openStores, type Stores, type StoresOptions } from '../src/index.js';
import { masterKeyFile } from '../src/keys/master-key.js';
import { startTestServer, type TestServer } from './test-database.js';
import { makeTestWorkspace } from './test-workspace.js';

let server: TestServer;
const cleanups: (() => unknown)[] = [];

beforeAll(async () => {
  server = await startTestServer();
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});
afterAll(() => server.close());

function makeWorkspace(): string {
  const workspace = makeTestWorkspace();
  cleanups.push(() => workspace.remove());
  return workspace.folder;
}

async function open(options: StoresOptions): Promise<Stores> {
  const stores = await openStores(options);
  cleanups.push(() => stores.close());
  return stores;
}

describe('opening', () => {
  test('two processes at once on an empty database: one migrates, both work', async () => {
    const databaseUrl = await server.createDatabase();
    const workspace = makeWorkspace();
    const [one, two] = await Promise.all([open({ workspace, databaseUrl }), open({ workspace, databaseUrl })]);
    await Promise.all([one.decisions.record(exampleDecision('d-1')), two.decisions.record(exampleDecision('d-2'))]);
    expect((await one.audit.verify()).entries).toBe(2);
    expect(await two.decisions.find(asDecisionId('d-1'))).toEqual(exampleDecision('d-1'));
  });

  test('one Idempotency-Key used through two processes at once gives one decision', async () => {
    const databaseUrl = await server.createDatabase();
    const workspace = makeWorkspace();
    const both = [await open({ workspace, databaseUrl }), await open({ workspace, databaseUrl })];
    const keys = Array.from({ length: 20 }, (_, index) => `key-${index}`);
    const answers = await Promise.all(
      keys.map((key) =>
        Promise.all(
          both.map((stores, process) =>
            stores.decisions.record(exampleDecision(`${key}-${process}`), { idempotency: { key, requestDigest: 'r' } }),
          ),
        ),
      ),
    );
    for (const [one, two] of answers) expect(one?.decisionId).toBe(two?.decisionId);
    const report = await (both[0] as Stores).audit.verify();
    expect(report).toMatchObject({ entries: 20, findings: [] });
  });

  test('what was recorded is there in the next session, with the head unchanged', async () => {
    const databaseUrl = await server.createDatabase();
    const workspace = makeWorkspace();
    const first = await open({ workspace, databaseUrl });
    await first.decisions.record(exampleDecision('d-1'));
    const { head } = await first.audit.verify();
    await first.close();
    const second = await open({ workspace, databaseUrl });
    expect((await second.audit.verify()).head).toBe(head);
    expect(await second.decisions.find(asDecisionId('d-1'))).toEqual(exampleDecision('d-1'));
  });

  test('a server that is not there is STORE_UNAVAILABLE, without its password', async () => {
    const databaseUrl = 'postgres://someone:s3cret@127.0.0.1:1/nowhere';
    const error = await openStores({ workspace: makeWorkspace(), databaseUrl }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(String(error)).toContain('127.0.0.1:1/nowhere');
    expect(JSON.stringify(error) + String(error)).not.toContain('s3cret');
  });

  test.each(['mysql://root@host/db', 'host=localhost', 'postgres://user:s3cret@host:port:7/db'])(
    'a DATABASE_URL that is none is CONFIG_INVALID and not repeated: %s',
    async (databaseUrl) => {
      const error = await openStores({ workspace: makeWorkspace(), databaseUrl }).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'CONFIG_INVALID' });
      expect(String(error)).not.toContain(databaseUrl);
    },
  );

  test('a schema of a newer Probity is refused', async () => {
    const databaseUrl = await server.createDatabase();
    await (await openStores({ workspace: makeWorkspace(), databaseUrl })).close();
    const client = new pg.Client(databaseUrl);
    await client.connect();
    await client.query("INSERT INTO probity.migration VALUES ('0099-of-the-future', '2030-01-01')");
    await client.end();
    await expect(openStores({ workspace: makeWorkspace(), databaseUrl })).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringContaining('newer Probity'),
    });
  });

  test('describes what it is attached to, without secrets', async () => {
    const databaseUrl = await server.createDatabase();
    const stores = await open({ workspace: makeWorkspace(), databaseUrl });
    expect(stores.describe()).toMatch(/^PostgreSQL at .*\/test_[\d_]+ \(version \d+/);
    expect(stores.describe()).not.toContain(new URL(databaseUrl.replace('@/', '@localhost/')).password);
  });

  test('closed stores say so, and closing twice is fine', async () => {
    const stores = await openStores({ workspace: makeWorkspace(), databaseUrl: await server.createDatabase() });
    const recording = stores.decisions.record(exampleDecision('d-1'));
    await stores.close();
    await stores.close();
    expect(await recording).toEqual(exampleDecision('d-1'));
    await expect(stores.decisions.list()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await expect(stores.decisions.record(exampleDecision('d-2'))).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });
});

describe('the master key', () => {
  test('is made in a 0600 file when none is given', async () => {
    const workspace = makeWorkspace();
    await open({ workspace, databaseUrl: await server.createDatabase() });
    expect(statSync(masterKeyFile(workspace)).mode & 0o777).toBe(0o600);
    expect(Buffer.from(readFileSync(masterKeyFile(workspace), 'utf8'), 'base64')).toHaveLength(32);
    expect(readdirSync(join(workspace, 'keys'))).toEqual(['master.key']);
  });

  test('from the environment is used, and none is written', async () => {
    const workspace = makeWorkspace();
    const masterKey = Buffer.alloc(32, 7).toString('base64');
    await open({ workspace, databaseUrl: await server.createDatabase(), masterKey });
    expect(readdirSync(workspace)).toEqual([]);
  });

  test.each(['', 'short', Buffer.alloc(31).toString('base64'), `${Buffer.alloc(32).toString('base64')}!`])(
    'that is not base64 of 32 bytes is CONFIG_INVALID: %s',
    async (masterKey) => {
      await expect(openStores({ workspace: makeWorkspace(), masterKey })).rejects.toMatchObject({
        code: 'CONFIG_INVALID',
      });
    },
  );

  test('that is lost, or another one, is KEY_MISSING; no new one is made', async () => {
    const workspace = makeWorkspace();
    const databaseUrl = await server.createDatabase();
    await (await openStores({ workspace, databaseUrl })).close();
    const key = readFileSync(masterKeyFile(workspace), 'utf8');
    rmSync(masterKeyFile(workspace));
    await expect(openStores({ workspace, databaseUrl })).rejects.toMatchObject({ code: 'KEY_MISSING' });
    expect(readdirSync(join(workspace, 'keys'))).toEqual([]);
    const other = Buffer.alloc(32, 9).toString('base64');
    await expect(openStores({ workspace, databaseUrl, masterKey: other })).rejects.toMatchObject({
      code: 'KEY_MISSING',
    });
    await open({ workspace, databaseUrl, masterKey: key.trim() });
  });
});

describe('a person', () => {
  test('who is erased is gone from decisions, and the chain still verifies', async () => {
    const { decisions, audit } = await open({ workspace: makeWorkspace(), databaseUrl: await server.createDatabase() });
    await decisions.record(exampleDecision('d-1'), { subject: 'ann', idempotency: { key: 'k', requestDigest: 'r' } });
    await decisions.record(exampleDecision('d-2'), { subject: 'bob' });
    await decisions.record(exampleDecision('d-3'), { subject: 'ann' });
    await decisions.record(exampleDecision('d-4'));

    expect(await audit.eraseSubject('ann')).toEqual({ erased: true, decisions: 2 });
    expect(await audit.eraseSubject('ann')).toEqual({ erased: false, decisions: 0 });
    expect(await audit.eraseSubject('d-4')).toEqual({ erased: true, decisions: 1 });
    for (const id of ['d-1', 'd-3', 'd-4']) {
      await expect(decisions.find(asDecisionId(id)), id).rejects.toMatchObject({ code: 'DECISION_ERASED' });
    }
    await expect(decisions.findByIdempotencyKey('k', 'r')).rejects.toMatchObject({ code: 'DECISION_ERASED' });
    expect(await decisions.find(asDecisionId('d-2'))).toEqual(exampleDecision('d-2'));
    expect((await decisions.list()).decisions).toHaveLength(4);

    await decisions.record(exampleDecision('d-5'), { subject: 'ann' });
    expect(await decisions.find(asDecisionId('d-5'))).toEqual(exampleDecision('d-5'));
    expect(await audit.verify()).toMatchObject({ entries: 7, findings: [] });
  });

  test('is named nowhere in the database or its log: not the identifier, not the application, not the key', async () => {
    const workspace = makeWorkspace();
    const stores = await openStores({ workspace });
    const secret = 'Katharina-Müller-1971';
    const decision = exampleDecision('d-1', { application: { name: secret } });
    await stores.decisions.record(decision, { subject: secret, idempotency: { key: secret, requestDigest: secret } });
    await stores.registry.register(exampleModel('findable-model', 1));
    await expect(stores.decisions.record({ ...decision, grade: 'Z' }, { subject: secret })).rejects.toThrow();
    await stores.close();

    const master = readFileSync(masterKeyFile(workspace), 'utf8').trim();
    const files = readdirSync(join(workspace, 'postgres'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    const contains = (text: string) => files.filter((file) => readFileSync(file).includes(text));
    expect(contains('findable-model')).not.toEqual([]);
    expect(contains(secret)).toEqual([]);
    expect(contains(master)).toEqual([]);
    expect(files.filter((file) => readFileSync(file).includes(Buffer.from(master, 'base64')))).toEqual([]);
  });
});

test('verification reports its progress and does not hinder writers', async () => {
  const { decisions, audit } = await open({ workspace: makeWorkspace(), databaseUrl: await server.createDatabase() });
  await Promise.all(Array.from({ length: 1200 }, (_, index) => decisions.record(exampleDecision(`d-${index}`))));
  const progress: [number, number][] = [];
  let late: Promise<unknown> | undefined;
  const report = await audit.verify((checked, total) => {
    progress.push([checked, total]);
    late ??= decisions.record(exampleDecision('late'));
  });
  await late;
  expect(progress).toEqual([
    [500, 1200],
    [1000, 1200],
    [1200, 1200],
  ]);
  expect(report).toMatchObject({ entries: 1200, intact: true });
  expect((await audit.verify()).entries).toBe(1201);
});

test('numbers of every size come back to the bit', async () => {
  const { decisions } = await open({ workspace: makeWorkspace(), databaseUrl: await server.createDatabase() });
  const bits = new BigUint64Array(1);
  const value = new Float64Array(bits.buffer);
  let state = 42n;
  const numbers: Record<string, number> = {};
  while (Object.keys(numbers).length < 500) {
    state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffff_ffff_ffff_ffffn;
    bits[0] = state;
    const number = value[0] as number;
    if (Number.isFinite(number)) numbers[`n${Object.keys(numbers).length}`] = number;
  }
  await decisions.record(exampleDecision('d-1', { application: numbers }));
  const { application } = await decisions.find(asDecisionId('d-1'));
  for (const [name, number] of Object.entries(numbers)) expect(Object.is(application[name], number), name).toBe(true);
});
