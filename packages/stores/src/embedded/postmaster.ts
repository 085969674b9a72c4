import { type ChildProcess, spawn } from 'node:child_process';
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ProbityError } from '@probity/domain';
import type { ClusterPaths } from './cluster.js';
import { processCommandLine, processIdentity } from './process-identity.js';
import type { Invocation } from './server-account.js';
import type { ServerBinaries } from './server-binaries.js';

/** A running server: its process and where it listens (`host` is a folder when it listens on a unix socket). */
export interface Postmaster {
  readonly pid: number;
  readonly host: string;
  readonly port: number;
}

/** The limit of a unix socket's path is 104 to 108 bytes, by system. */
const LONGEST_SOCKET_PATH = 99;
const SOCKET_PORT = 5432;
const LARGEST_LOG_BYTES = 10_000_000;
/** The last checkpoint writes all that is not on disk yet, which a slow disk may need minutes for. */
const STOP_TIMEOUT_MS = 150_000;

/** Durable, private, small. Logged statements and details could hold personal data, so none are. */
const SETTINGS = {
  fsync: 'on',
  // How recovery brings the files of a killed server to disk before it begins.
  ...(process.platform === 'linux' ? { recovery_init_sync_method: 'syncfs' } : {}),
  full_page_writes: 'on',
  synchronous_commit: 'on',
  max_connections: '100',
  shared_buffers: '64MB',
  // One process looks through a table, and does not compile first: the cores belong to those who wait for a decision.
  max_parallel_workers_per_gather: '0',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  logging_collector: 'off',
  log_statement: 'none',
  log_min_error_statement: 'panic',
  log_parameter_max_length_on_error: '0',
  log_error_verbosity: 'terse',
};

/**
 * The server that runs on this cluster; undefined when none does.
 * A pid file that outlived its server is no server, also when another process has its pid by now.
 */
export function findPostmaster(paths: ClusterPaths): Postmaster | undefined {
  const lines = readPidFile(paths);
  if (lines === undefined) return undefined;
  const [pidText, , , portText, socketFolder, address] = lines;
  const pid = Number(pidText);
  if (!isPostmasterOf(pid, paths)) return undefined;
  const host = socketFolder || address;
  // Lines 4 to 6 come a moment after the first three.
  return { pid, host: host || paths.run, port: Number(portText) || SOCKET_PORT };
}

/** Whether that process is a server on this cluster's data. Where its command line can't be read: whether it lives. */
function isPostmasterOf(pid: number, paths: ClusterPaths): boolean {
  if (!(pid > 0) || processIdentity(pid) === undefined) return false;
  const command = processCommandLine(pid);
  return command === undefined || (command.includes('postgres') && command.includes(paths.data));
}

/**
 * Starts a server in a session of its own, so that Ctrl-C in our terminal does not reach it.
 * It may not accept connections yet. Call under the workspace lock, when `findPostmaster` finds none.
 */
export async function startPostmaster(
  paths: ClusterPaths,
  binaries: ServerBinaries,
  invocation: (program: string, args: readonly string[]) => Invocation,
): Promise<{ postmaster: Postmaster; child: ChildProcess }> {
  clearRemains(paths);
  const endpoint = await chooseEndpoint(paths);
  const settings = { ...SETTINGS, ...endpoint.settings };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const { file, args } = invocation(binaries.postgres, ['-D', paths.data, ...flags]);
  const log = openLog(paths);
  try {
    const child = spawn(file, [...args], {
      cwd: paths.folder,
      env: binaries.environment,
      stdio: ['ignore', log, log],
      detached: true,
    });
    await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
    child.on('error', () => undefined);
    child.unref();
    return { postmaster: { pid: child.pid as number, host: endpoint.host, port: endpoint.port }, child };
  } finally {
    closeSync(log);
  }
}

/** Stops a server ("fast": sessions are ended, what is committed stays) and waits until it is gone. */
export async function stopPostmaster(postmaster: Postmaster, paths: ClusterPaths): Promise<void> {
  const deadline = Date.now() + STOP_TIMEOUT_MS;
  try {
    process.kill(postmaster.pid, 'SIGINT');
  } catch {
    return;
  }
  while (isPostmasterOf(postmaster.pid, paths)) {
    if (Date.now() > deadline) {
      throw new ProbityError('EMBEDDED_POSTGRES_FAILED', `the server (process ${postmaster.pid}) does not stop`, {
        log: paths.log,
      });
    }
    await sleep(10);
  }
}

/** The last complaint in the server's log since `offset`, for error messages. */
export function lastComplaint(paths: ClusterPaths, offset: number): string {
  const file = openSync(paths.log, 'r');
  try {
    const length = Math.min(Math.max(0, fstatSync(file).size - offset), 100_000);
    const buffer = Buffer.alloc(length);
    readSync(file, buffer, 0, length, offset);
    const lines = buffer.toString('utf8').split('\n').filter(Boolean);
    return (lines.filter((line) => /FATAL|PANIC|ERROR/.test(line)).at(-1) ?? lines.at(-1) ?? '').trim();
  } finally {
    closeSync(file);
  }
}

export function logSize(paths: ClusterPaths): number {
  return statSync(paths.log, { throwIfNoEntry: false })?.size ?? 0;
}

function readPidFile(paths: ClusterPaths): string[] | undefined {
  try {
    return readFileSync(join(paths.data, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return undefined;
  }
}

/**
 * Makes what a killed server left behind harmless.
 *
 * If another process has its pid by now, PostgreSQL would take that for a server and refuse to start. Removing the file
 * would lose the key of the shared memory, by which PostgreSQL finds children that outlived their server; so only
 * the pid is replaced, by ours: PostgreSQL knows that its parent is no server.
 */
function clearRemains(paths: ClusterPaths): void {
  const lines = readPidFile(paths);
  if (lines !== undefined && processIdentity(Number(lines[0])) !== undefined) {
    writeFileSync(join(paths.data, 'postmaster.pid'), [process.pid, ...lines.slice(1)].join('\n'));
  }
  rmSync(paths.run, { recursive: true, force: true });
  mkdirSync(paths.run, { recursive: true, mode: 0o700 });
}

interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly settings: Readonly<Record<string, string>>;
}

/** A unix socket in the workspace, and then no TCP at all; a free loopback port where the path is too long. */
async function chooseEndpoint(paths: ClusterPaths): Promise<Endpoint> {
  const socket = join(paths.run, `.s.PGSQL.${SOCKET_PORT}`);
  if (process.platform !== 'win32' && Buffer.byteLength(socket) <= LONGEST_SOCKET_PATH && !/[,"]/.test(socket)) {
    return {
      host: paths.run,
      port: SOCKET_PORT,
      settings: {
        listen_addresses: '',
        unix_socket_directories: paths.run,
        unix_socket_permissions: '0700',
        port: String(SOCKET_PORT),
      },
    };
  }
  const port = await freeLoopbackPort();
  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', port: String(port) };
  return { host: '127.0.0.1', port, settings };
}

function freeLoopbackPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

function openLog(paths: ClusterPaths): number {
  if (logSize(paths) > LARGEST_LOG_BYTES) renameSync(paths.log, `${paths.log}.1`);
  return openSync(paths.log, 'a', 0o600);
}
