// Runs a command against a real PostgreSQL server of its own, from Debian's packages, and stops the server by pid afterwards.
//
//   node scripts/services/postgresql.mjs -- npx vitest run packages/stores
//   node scripts/services/postgresql.mjs -- npx probity train loans.csv --target defaulted
//
// The command sees DATABASE_URL (an empty database) and PROBITY_TEST_DATABASE_URL (where the stores' tests make theirs).
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const INSTALLED = '/usr/lib/postgresql';
const STOP_MS = 20_000;

const command = process.argv.slice(process.argv.indexOf('--') + 1);
if (!process.argv.includes('--') || command.length === 0) {
  process.stderr.write('Usage: node scripts/services/postgresql.mjs -- <command> [arguments]\n');
  process.exit(2);
}

const isRoot = process.getuid?.() === 0;
const programs = findPrograms() ?? installPrograms();
const folder = mkdtempSync(join(tmpdir(), 'probity-postgresql-'));
const data = join(folder, 'data');
const password = randomBytes(18).toString('base64url');
let code = 1;
try {
  writeFileSync(join(folder, 'password'), password, { mode: 0o600 });
  if (isRoot) for (const path of [folder, join(folder, 'password')]) chownSync(path, ...postgresUser());
  const port = await freePort();
  asServerUser('initdb', ['-D', data, '-U', 'probity', '--pwfile', join(folder, 'password'), '--auth=scram-sha-256']);
  const options = `-c listen_addresses=127.0.0.1 -c port=${port} -c unix_socket_directories=${folder}`;
  asServerUser('pg_ctl', ['-D', data, '-l', join(folder, 'log'), '-w', '-o', options, 'start']);
  process.stderr.write(`PostgreSQL ${readFileSync(join(data, 'PG_VERSION'), 'utf8').trim()} on 127.0.0.1:${port}\n`);
  const url = `postgres://probity:${password}@127.0.0.1:${port}/postgres`;
  code = await runCommand({ ...process.env, DATABASE_URL: url, PROBITY_TEST_DATABASE_URL: url });
} finally {
  stopServer();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(code);

function findPrograms() {
  if (!existsSync(INSTALLED)) return undefined;
  const versions = readdirSync(INSTALLED).sort((a, b) => Number(b) - Number(a));
  return versions.map((version) => join(INSTALLED, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb')));
}

function installPrograms() {
  if (!isRoot) fail('PostgreSQL is not installed: run `apt-get install postgresql` as root');
  for (const args of [['update'], ['install', '--yes', '--no-install-recommends', 'postgresql']]) {
    if (spawnSync('apt-get', args, { stdio: ['ignore', 2, 2] }).status !== 0) fail('PostgreSQL cannot be installed');
  }
  return findPrograms() ?? fail('PostgreSQL was installed, but its programs were not found');
}

/** PostgreSQL refuses to run as root. */
function asServerUser(program, args) {
  const line = [join(programs, program), ...args];
  const [first, ...rest] = isRoot ? ['runuser', '-u', 'postgres', '--', ...line] : line;
  const { status, stdout, stderr } = spawnSync(first, rest, {
    encoding: 'utf8',
    cwd: folder,
    stdio: ['ignore', program === 'pg_ctl' ? 'ignore' : 'pipe', 'pipe'],
  });
  if (status !== 0) fail(`${program} failed: ${stderr}${stdout ?? ''}`);
}

function postgresUser() {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('postgres:'));
  const [, , uid, gid] = (line ?? fail('there is no user "postgres"')).split(':');
  return [Number(uid), Number(gid)];
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

function runCommand(env) {
  const child = spawn(command[0], command.slice(1), { stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(fail(error.message)));
    child.on('exit', (status) => resolve(status ?? 1));
  });
}

function stopServer() {
  const pidFile = join(data, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  process.kill(pid, 'SIGINT');
  const until = Date.now() + STOP_MS;
  while (existsSync(pidFile) && Date.now() < until) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
  throw new Error(message);
}
