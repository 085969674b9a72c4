import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, describe, expect, test } from 'vitest';
import { clusterPaths } from '../../src/embedded/cluster.js';
import { type EmbeddedServer, openEmbeddedServer } from '../../src/embedded/embedded-server.js';
import { findPostmaster } from '../../src/embedded/postmaster.js';
import { processIdentity } from '../../src/embedded/process-identity.js';
import { invocationForAccount } from '../../src/embedded/server-account.js';
import { findServerBinaries } from '../../src/embedded/server-binaries.js';
import { type Child, spawnScript } from '../child-process.js';
import { makeTestWorkspace } from '../test-workspace.js';

const isRoot = process.getuid?.() === 0;
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function makeWorkspace(...below: string[]): string {
  const workspace = makeTestWorkspace();
  cleanups.push(() => workspace.remove());
  return join(workspace.folder, ...below);
}

async function open(workspace: string, onProgress?: (message: string) => void): Promise<EmbeddedServer> {
  const server = await openEmbeddedServer(workspace, onProgress);
  cleanups.push(() => server.close());
  return server;
}

function startProcess(workspace: string): Child {
  const child = spawnScript('open-process.mjs', [workspace]);
  cleanups.push(async () => {
    child.process.kill('SIGKILL');
    await child.ended;
  });
  return child;
}

async function query(server: EmbeddedServer, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(await server.ensureRunning());
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

async function killServer(workspace: string): Promise<void> {
  const { pid } = findPostmaster(clusterPaths(workspace)) as { pid: number };
  process.kill(pid, 'SIGKILL');
  while (processIdentity(pid) !== undefined) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('a server in a workspace', () => {
  test('is made, attached to, left running for others, stopped by the last, and started again', async () => {
    const workspace = makeWorkspace('deep', '.probity');
    const said: string[] = [];
    const first = await open(workspace, (message) => said.push(message));
    expect(said).toEqual(['making a PostgreSQL cluster in the workspace', 'starting PostgreSQL']);
    const { pid } = findPostmaster(first.paths) as { pid: number };

    const second = await open(workspace, (message) => said.push(message));
    expect(said).toHaveLength(2);
    await first.close();
    await first.close();
    expect(findPostmaster(first.paths)?.pid).toBe(pid);
    expect(await query(second, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await second.close();
    expect(findPostmaster(first.paths)).toBeUndefined();

    await open(workspace, (message) => said.push(message));
    expect(said.slice(2)).toEqual(['starting PostgreSQL']);
    expect(findPostmaster(first.paths)?.pid).not.toBe(pid);
  });

  test('is durable and private: checksums, fsync, a password of 0600, no TCP', async () => {
    const workspace = makeWorkspace();
    const server = await open(workspace);
    for (const [setting, value] of Object.entries({
      fsync: 'on',
      synchronous_commit: 'on',
      full_page_writes: 'on',
      data_checksums: 'on',
      listen_addresses: '',
      password_encryption: 'scram-sha-256',
      log_min_error_statement: 'panic',
    })) {
      expect(await query(server, `SHOW ${setting}`), setting).toEqual([{ [setting]: value }]);
    }
    const { host, password } = await server.ensureRunning();
    expect(host).toBe(server.paths.run);
    expect(password.length).toBeGreaterThanOrEqual(32);
    expect(statSync(server.paths.password).mode & 0o777).toBe(0o600);
    expect(statSync(server.paths.folder).mode & 0o777).toBe(0o700);
    const wrong = new pg.Client({ ...(await server.ensureRunning()), password: 'guess' });
    await expect(wrong.connect()).rejects.toMatchObject({ code: '28P01' });
  });

  test('runs in a session of its own, so that Ctrl-C does not reach it', async () => {
    const server = await open(makeWorkspace());
    const { pid } = findPostmaster(server.paths) as { pid: number };
    const { stdout } = spawnSync('ps', ['-o', 'pgid=,sid=', '-p', String(pid)], { encoding: 'utf8' });
    expect(stdout.trim().split(/\s+/)).toEqual([String(pid), String(pid)]);
  });

  test('listens on a loopback port where the path is too long for a socket', async () => {
    const server = await open(makeWorkspace('x'.repeat(80)));
    const { host, port } = await server.ensureRunning();
    expect(host).toBe('127.0.0.1');
    expect(port).toBeGreaterThan(1023);
    const again = await open(workspaceOf(server));
    expect((await again.ensureRunning()).port).toBe(port);
    expect(await query(server, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
  });

  test('works below a folder that only its owner may enter', async () => {
    const workspace = makeWorkspace('closed', 'workspace');
    mkdirSync(join(workspace, '..'), { mode: 0o700 });
    chmodSync(join(workspace, '..', '..'), 0o700);
    expect(await query(await open(workspace), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});

describe('after a kill -9', () => {
  test('of Node: the server lives on, the next process attaches, and stops it when it leaves', async () => {
    const workspace = makeWorkspace();
    const child = startProcess(workspace);
    await child.line('open');
    const { pid } = findPostmaster(clusterPaths(workspace)) as { pid: number };
    child.process.kill('SIGKILL');
    await child.ended;
    expect(readdirSync(clusterPaths(workspace).leases)).toHaveLength(1);

    const said: string[] = [];
    const server = await open(workspace, (message) => said.push(message));
    expect(said).toEqual([]);
    expect(findPostmaster(server.paths)?.pid).toBe(pid);
    await server.close();
    expect(findPostmaster(server.paths)).toBeUndefined();
    expect(readdirSync(server.paths.leases)).toEqual([]);
  });

  test('of the server: it is started again, also for those who were attached', async () => {
    const workspace = makeWorkspace();
    const server = await open(workspace);
    await query(server, 'CREATE TABLE kept AS SELECT 7 AS seven');
    await killServer(workspace);
    expect(await query(server, 'SELECT * FROM kept')).toEqual([{ seven: 7 }]);
    await killServer(workspace);
    expect(await query(await open(workspace), 'SELECT * FROM kept')).toEqual([{ seven: 7 }]);
  });

  test('of the server, when another process has its pid by now: it is started all the same', async () => {
    const workspace = makeWorkspace();
    const server = await open(workspace);
    await killServer(workspace);
    const other = spawn('sleep', ['60'], { stdio: 'ignore' });
    cleanups.push(() => other.kill('SIGKILL'));
    for (const file of [join(server.paths.data, 'postmaster.pid'), join(server.paths.run, '.s.PGSQL.5432.lock')]) {
      const lines = readFileSync(file, 'utf8').split('\n');
      writeFileSync(file, [other.pid, ...lines.slice(1)].join('\n'));
    }
    expect(findPostmaster(server.paths)).toBeUndefined();
    expect(await query(server, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(processIdentity(other.pid as number)).toBeDefined();
  });

  test('in the middle of initdb: the half of a cluster is removed and a whole one made', async () => {
    const workspace = makeWorkspace();
    const half = join(workspace, 'postgres.new-abcd', 'postgres', 'data');
    mkdirSync(half, { recursive: true });
    writeFileSync(join(half, 'PG_VERSION'), '18\n');
    await open(workspace);
    expect(readdirSync(workspace).sort()).toEqual(['postgres']);
  });

  test('of who held the lock: the lock is taken over', async () => {
    const workspace = makeWorkspace();
    const dead = spawnSync('true').pid;
    writeFileSync(clusterPaths(workspace).lock, `${dead} ${dead}@1 0123456789abcdef\n`);
    await open(workspace);
    expect(existsSync(clusterPaths(workspace).lock)).toBe(false);
  });
});

test('of many processes that open a new workspace at once, one makes the cluster and all use it', async () => {
  const workspace = makeWorkspace();
  const children = Array.from({ length: 5 }, () => startProcess(workspace));
  for (const child of children) expect(await child.line('open')).toContain('"intact":true');
  const said = children.flatMap((child) => child.lines.filter((line) => line.startsWith('progress')));
  expect(said.sort()).toEqual([
    'progress making a PostgreSQL cluster in the workspace',
    'progress starting PostgreSQL',
  ]);
  for (const child of children) child.process.stdin?.end();
  for (const child of children) await child.line('closed');
  expect(findPostmaster(clusterPaths(workspace))).toBeUndefined();
});

test('a workspace whose data are gone is refused, not silently begun anew', async () => {
  const workspace = makeWorkspace();
  mkdirSync(join(workspace, 'postgres'));
  await expect(openEmbeddedServer(workspace)).rejects.toMatchObject({ code: 'EMBEDDED_POSTGRES_FAILED' });
});

test('libraries whose links npm did not make are linked aside', () => {
  const folder = makeWorkspace('lib');
  const binaries = findServerBinaries(folder);
  const run = spawnSync(binaries.postgres, ['--version'], { env: binaries.environment, encoding: 'utf8' });
  expect(run.stdout).toContain('PostgreSQL');
});

describe('by account', () => {
  const NOBODY = 65534;
  const asNobody = ['--reuid', String(NOBODY), '--regid', String(NOBODY), '--clear-groups', process.execPath];
  const script = new URL('../open-process.mjs', import.meta.url).pathname;
  const canSwitch =
    isRoot &&
    spawnSync('setpriv', [...asNobody, '-e', `require('node:fs').accessSync(${JSON.stringify(script)})`]).status === 0;

  test.skipIf(!canSwitch)(
    'another user than root runs it directly (skipped unless root can become one that may read the clone)',
    async () => {
      const workspace = makeWorkspace();
      chownSync(workspace, NOBODY, NOBODY);
      const child = spawnScript('open-process.mjs', [workspace], 'setpriv', asNobody);
      cleanups.push(() => child.process.kill('SIGKILL'));
      expect(await child.line('open')).toContain(`"uid":${NOBODY}`);
      expect(statSync(clusterPaths(workspace).data).uid).toBe(NOBODY);
      child.process.stdin?.end();
      await child.line('closed');
      // And root says whose it is instead of failing inside PostgreSQL.
      await expect(openEmbeddedServer(workspace)).rejects.toMatchObject({
        code: 'EMBEDDED_POSTGRES_FAILED',
        message: expect.stringContaining(`belongs to user id ${NOBODY}`),
      });
    },
  );

  test.skipIf(!isRoot)('root without user namespaces is told what to do (skipped unless root)', () => {
    const path = process.env['PATH'];
    process.env['PATH'] = '/nonexistent';
    try {
      expect(() => invocationForAccount()).toThrow(
        /run Probity as another user, allow user namespaces, or set DATABASE_URL/,
      );
    } finally {
      process.env['PATH'] = path;
    }
  });
});

/** The workspace a server is in. */
function workspaceOf(server: EmbeddedServer): string {
  return join(server.paths.folder, '..');
}
