import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openStores } from '@probity/stores';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { registerChampion } from './fixture/test-app.js';
import { application } from './fixture/trained-model.js';

const program = fileURLToPath(new URL('../bin/probity-server.js', import.meta.url));
const isBuilt = existsSync(fileURLToPath(new URL('../dist/main.js', import.meta.url)));
const workspace = mkdtempSync(join(tmpdir(), 'probity-server-'));
const running = new Set<ChildProcess>();

interface Program {
  readonly process: ChildProcess;
  readonly url: string;
  readonly model: { name: string; version: number } | null;
}

function start(args: string[], environment: Record<string, string> = {}): ChildProcess {
  const { PROBITY_TOKEN: _token, DATABASE_URL: _url, PROBITY_KEY: _key, ...inherited } = process.env;
  const env = { ...inherited, ...environment };
  const child = spawn(process.execPath, [program, '--workspace', workspace, ...args], { env });
  running.add(child);
  child.on('exit', () => running.delete(child));
  return child;
}

async function serve(args: string[] = [], environment: Record<string, string> = {}): Promise<Program> {
  const child = start(['--port', '0', '--json', '--log-level', 'warn', ...args], environment);
  let complaints = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(complaints)));
  const [line] = (await Promise.race([once(child.stdout as NodeJS.ReadableStream, 'data'), ended])) as [Buffer];
  return { process: child, ...(JSON.parse(line.toString()) as Pick<Program, 'url' | 'model'>) };
}

async function outcomeOf(child: ChildProcess): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.on('data', (chunk: Buffer) => {
      texts[name] += chunk.toString();
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...texts };
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const ended = once(child, 'exit') as Promise<[number | null]>;
  child.kill(signal);
  return (await ended)[0];
}

const assess = (url: string, key: string) =>
  fetch(`${url}/v1/assess`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ application }),
  });

afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
});
afterAll(() => rmSync(workspace, { recursive: true, force: true }));

// The program runs from its build; `npm ci` makes one.
describe.skipIf(!isBuilt)('the program', () => {
  it.each([
    [['--host', '0.0.0.0'], 2, 'TOKEN_REQUIRED'],
    [['--port', 'http'], 2, 'INVALID_ARGUMENT'],
    [['--colour'], 2, 'UNKNOWN_OPTION'],
  ])('refuses %j with exit code %i', async (args, code, error) => {
    const outcome = await outcomeOf(start([...args, '--json']));
    expect(outcome.code).toBe(code);
    expect(JSON.parse(outcome.stdout).error.code).toBe(error);
    expect(outcome.stderr).toContain(error);
  });

  it('helps with exit code 0', async () => {
    const outcome = await outcomeOf(start(['--help']));
    expect([outcome.code, outcome.stdout.slice(0, 6)]).toEqual([0, 'Usage:']);
  });

  it('serves before the first training, takes the new champion up while it runs, and stops in order', async () => {
    const { process: child, url, model } = await serve();
    expect(model).toBeNull();
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/readyz`)).status).toBe(503);
    expect((await assess(url, 'early')).status).toBe(503);

    const stores = await openStores({ workspace });
    await registerChampion(stores.registry);
    await stores.close();
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    const answer = await assess(url, 'order 1');
    expect(answer.status).toBe(200);
    const body = await answer.text();
    expect(await stop(child, 'SIGTERM')).toBe(0);

    const second = await serve();
    expect(second.model).toMatchObject({ name: 'loans', version: 1 });
    expect(await (await assess(second.url, 'order 1')).text(), 'the same bytes after a restart').toBe(body);
    expect(await stop(second.process, 'SIGINT')).toBe(0);
  });

  it('says plainly when the port is taken', async () => {
    const { process: child, url } = await serve();
    const outcome = await outcomeOf(start(['--port', new URL(url).port, '--json']));
    expect(outcome.code).toBe(1);
    expect(JSON.parse(outcome.stdout).error.code).toBe('PORT_UNAVAILABLE');
    expect((await fetch(`${url}/healthz`)).status, 'the first one serves on').toBe(200);
    await stop(child, 'SIGTERM');
  });

  it('asks for the token of the environment', async () => {
    const { process: child, url } = await serve([], { PROBITY_TOKEN: 'open-sesame' });
    expect((await fetch(`${url}/v1/models`)).status).toBe(401);
    const headers = { authorization: 'Bearer open-sesame' };
    expect((await fetch(`${url}/v1/models`, { headers })).status).toBe(200);
    await stop(child, 'SIGTERM');
  });

  it('loses no decision that it answered when it is killed', async () => {
    const { process: child, url } = await serve(['--rate-limit', '0']);
    const answered: string[] = [];
    const loads = Array.from({ length: 8 }, async (_, worker) => {
      for (let i = 0; ; i++) {
        const answer = await assess(url, `load ${worker} ${i}`);
        if (answer.status === 200) answered.push(((await answer.json()) as { decisionId: string }).decisionId);
      }
    });
    setTimeout(() => child.kill('SIGKILL'), 1_000);
    await Promise.allSettled(loads);
    expect(answered.length).toBeGreaterThan(8);

    const stores = await openStores({ workspace });
    const kept = await Promise.all(answered.map((id) => stores.decisions.find(id as never)));
    expect(kept.map(({ decisionId }) => decisionId)).toEqual(answered);
    expect((await stores.audit.verify()).intact).toBe(true);
    await stores.close();
  });
});
