import { spawn } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openStores } from '@probity/stores';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../../packages/stores/test/test-database.js';
import { cleanEnvironment, runJson, runProbity, temporaryFolder } from './run-probity.js';

const ROWS = 400;
const TOKEN = 'Bearer tok-3n-of-the-test';

interface Loan {
  readonly ref: string;
  readonly income: number;
  readonly town: string;
  readonly bad: boolean;
}
const loans: readonly Loan[] = Array.from({ length: ROWS }, (_, row) => ({
  ref: `L${row}`,
  income: 1000 + ((row * 7919) % 997),
  town: ['Rome', 'Oslo', 'Bonn'][row % 3] as string,
  bad: (row * 7919) % 997 < 300 || row % 11 === 0,
}));

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let api: Server;
let down = false;
let hanging = false;
let requests = 0;
let database: TestServer;
let env: NodeJS.ProcessEnv;
const at = (name: string) => join(folder.path, name);
const workspace = () => ['--workspace', at('ws')];

beforeAll(async () => {
  folder = await temporaryFolder();
  api = createServer((request, response) => {
    requests += 1;
    const page = Number(new URL(request.url ?? '', 'http://x').searchParams.get('page'));
    if (request.headers.authorization !== TOKEN) response.writeHead(401).end();
    else if (down && page === 3) response.writeHead(500).end();
    else if (hanging && page === 4) response.write('{"data":{"items":[{"ref":');
    else response.end(JSON.stringify({ data: { items: loans.slice((page - 1) * 90, page * 90) } }));
  });
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
  database = await startTestServer();
  const url = await database.createDatabase();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('CREATE TABLE loans (place int, ref text, income int, town text, bad boolean)');
  await client.query(
    "INSERT INTO loans SELECT ordinality, x->>'ref', (x->>'income')::int, x->>'town', (x->>'bad')::boolean FROM json_array_elements($1::json) WITH ORDINALITY AS t(x, ordinality)",
    [JSON.stringify(loans)],
  );
  await client.end();
  env = { LOANS_DATABASE_URL: url, LOANS_TOKEN: TOKEN };
  const source = (definition: object) => JSON.stringify(definition);
  const origin = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
  const http = { kind: 'http', url: `${origin}/loans`, records: 'data.items', retries: 0, paging: { kind: 'page' } };
  await writeFile(at('api.source.json'), source({ ...http, headersFrom: { authorization: 'LOANS_TOKEN' } }));
  const query = 'select ref, income, town, bad from loans order by place';
  await writeFile(at('db.source.json'), source({ kind: 'postgresql', urlFrom: 'LOANS_DATABASE_URL', query }));
  await writeFile(
    at('loans.csv'),
    `ref,income,town,bad\n${loans.map((loan) => `${Object.values(loan).join(',')}\n`).join('')}`,
  );
  await writeFile(at('loans.jsonl'), loans.map((loan) => `${JSON.stringify(loan)}\n`).join(''));
});
afterAll(async () => {
  api.close();
  await database.close();
  await folder.remove();
});

describe('every command takes a source where it takes a file', () => {
  it('and a file, an API and a database with the same rows are the same data and the same model', async () => {
    const options = ['--target', 'bad', '--learner', 'logistic', '--folds', '3', '--name', 'loans', ...workspace()];
    const models = [];
    for (const file of ['loans.csv', 'loans.jsonl', 'api.source.json', 'db.source.json']) {
      models.push(
        await runJson<{ hash: string; dataset: string; rows: number }>(['train', at(file), ...options], { env }),
      );
    }
    expect(models.map(({ rows }) => rows)).toEqual(models.map(() => ROWS));
    expect(new Set(models.map(({ dataset }) => dataset)).size).toBe(1);
    expect(new Set(models.map(({ hash }) => hash)).size).toBe(1);
    const out = at('scores.csv');
    await runJson(['score', at('db.source.json'), '--out', out, ...workspace()], { env });
    expect((await readFile(out, 'utf8')).trim().split('\n')).toHaveLength(ROWS + 1);
    const evaluated = await runJson<{ rows: number }>(['evaluate', at('api.source.json'), ...workspace()], { env });
    expect(evaluated.rows).toBe(ROWS);
    const profiled = await runJson<{ rows: number }>(['profile', at('db.source.json'), ...workspace()], { env });
    expect(profiled.rows).toBe(ROWS);
    // Fetched rows are about people: once they are ingested they lie in the data set only.
    expect(await readdir(at('ws/sources'))).toEqual([]);
  }, 240_000);

  it('a run that the API broke goes on where it was, in another process', async () => {
    down = true;
    const args = ['profile', at('api.source.json'), '--json', '--workspace', at('ws-2')];
    const broken = await runProbity(args, { env });
    expect(broken.code).toBe(1);
    expect(JSON.parse(broken.stdout)).toMatchObject({ error: { code: 'SOURCE_UNAVAILABLE' } });
    down = false;
    requests = 0;
    const again = await runProbity(args, { env });
    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({ rows: ROWS });
    // Pages 3, 4, 5 and the empty sixth.
    expect(requests).toBe(4);
  }, 120_000);

  it('a run that was killed in the middle of a page goes on with that page', async () => {
    hanging = true;
    requests = 0;
    const args = ['profile', at('api.source.json'), '--json', '--workspace', at('ws-3')];
    const program = fileURLToPath(new URL('../bin/probity.js', import.meta.url));
    const child = spawn(process.execPath, [program, ...args], {
      env: { ...cleanEnvironment(), ...env },
      stdio: 'ignore',
    });
    const over = new Promise((resolve) => child.on('exit', (_code, signal) => resolve(signal)));
    while (requests < 4) await setTimeout(20);
    await setTimeout(200);
    child.kill('SIGKILL');
    expect(await over).toBe('SIGKILL');
    hanging = false;
    requests = 0;
    const again = await runJson<{ rows: number }>(
      args.filter((arg) => arg !== '--json'),
      { env },
    );
    expect(again.rows).toBe(ROWS);
    // Pages 4, 5 and the empty sixth.
    expect(requests).toBe(3);
  }, 120_000);

  it('no secret is said, whatever goes wrong and however much is told', async () => {
    const url = env['LOANS_DATABASE_URL'] as string;
    const password = /:([^:@]+)@/.exec(url)?.[1] ?? 'none';
    for (const wrong of [
      { ...env, LOANS_TOKEN: `${TOKEN}-wrong` },
      { ...env, LOANS_DATABASE_URL: url.replace(password, `${password}x`) },
      { ...env, LOANS_DATABASE_URL: url.replace(/host=[^&]*/, 'host=%2Fnowhere') },
      {},
    ]) {
      for (const file of ['api.source.json', 'db.source.json']) {
        const run = await runProbity(['profile', at(file), ...workspace()], { env: { ...wrong, PROBITY_DEBUG: '1' } });
        expect(`${run.stdout}${run.stderr}`).not.toContain('tok-3n');
        expect(`${run.stdout}${run.stderr}`).not.toContain(password);
      }
    }
  }, 240_000);
});

describe('quality', () => {
  it('tells what broke, stops commands with 3, keeps a history in the workspace and the archive', async () => {
    const options = ['--json', '--workspace', at('ws-q')];
    await runJson([
      'train',
      at('loans.csv'),
      '--target',
      'bad',
      '--learner',
      'logistic',
      '--folds',
      '3',
      '--save-schema',
      at('schema.json'),
      '--workspace',
      at('ws-q'),
    ]);
    const schema = JSON.parse(await readFile(at('schema.json'), 'utf8'));
    for (const column of schema.columns) {
      if (column.name === 'income') column.expect = { maximumAtMost: 2000, populationStabilityAtMost: 0.2 };
      if (column.name === 'town') column.expect = { newLevelsAllowed: false, severity: 'warn' };
    }
    schema.expect = { series: 'loans', rowsAtLeast: 100 };
    await writeFile(at('schema.json'), JSON.stringify(schema));
    const met = await runJson<{ outcome: string }>([
      'quality',
      at('loans.csv'),
      '--schema',
      at('schema.json'),
      '--workspace',
      at('ws-q'),
    ]);
    expect(met.outcome).toBe('met');
    const rows = loans.map(
      ({ ref, income, town, bad }) => `${ref},${income + 600},${town === 'Bonn' ? 'Kiel' : town},${bad}\n`,
    );
    await writeFile(at('later.csv'), `ref,income,town,bad\n${rows.join('')}`);
    const failed = await runProbity(['quality', at('later.csv'), '--schema', at('schema.json'), ...options]);
    expect(failed.code).toBe(3);
    expect(JSON.parse(failed.stdout)).toMatchObject({ failed: true, outcome: 'failed', series: 'loans' });
    const trained = await runProbity([
      'train',
      at('later.csv'),
      '--schema',
      at('schema.json'),
      '--learner',
      'logistic',
      ...options,
    ]);
    expect(trained.code).toBe(3);
    expect(JSON.parse(trained.stdout)).toMatchObject({ error: { code: 'EXPECTATION_FAILED' } });
    expect(trained.stderr).toMatch(/FAILED income: the greatest value is .* expected at most 2000/);
    expect(trained.stderr).toMatch(/WARNING town: 1 values that the schema does not list: "Kiel"/);
    const { history } = await runJson<{ history: { outcome: string }[] }>([
      'quality',
      'loans',
      '--workspace',
      at('ws-q'),
    ]);
    expect(history.map(({ outcome }) => outcome)).toEqual(['met', 'failed', 'failed']);
    const shown = await runProbity(['quality', 'loans', '--workspace', at('ws-q')]);
    expect(shown.stdout).toMatch(
      /failed +400 .*income: maximumAtMost; income: populationStabilityAtMost; town: newLevelsAllowed/,
    );
    const list = await runProbity(['quality', '--workspace', at('ws-q')]);
    expect(list.stdout).toMatch(/loans +\d{4}-.*failed/);
    const stores = await openStores({ workspace: at('ws-q') });
    const archived = await stores.reports.list({ kind: 'quality', subject: 'loans' });
    const latest = await stores.reports.latest('quality', 'loans');
    await stores.close();
    expect(archived).toHaveLength(3);
    expect(latest?.report).toMatchObject({ outcome: 'failed', rows: ROWS });
    const verified = await runJson<{ intact: boolean }>(['audit', 'verify', '--workspace', at('ws-q')]);
    expect(verified.intact).toBe(true);
    expect((await runProbity(['quality', 'nobody', '--workspace', at('ws-q')])).code).toBe(3);
  }, 240_000);
});
