import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ProbityError } from '@probity/domain';
import { syncFolder, writeFileDurably } from '../keys/durable-file.js';
import type { Invocation } from './server-account.js';
import type { ServerBinaries } from './server-binaries.js';

/** Where the parts of an embedded server lie in a workspace. */
export interface ClusterPaths {
  readonly lock: string;
  readonly folder: string;
  readonly data: string;
  readonly password: string;
  readonly run: string;
  readonly leases: string;
  readonly libraryLinks: string;
  readonly log: string;
}

export const DATABASE_USER = 'probity';

export function clusterPaths(workspace: string): ClusterPaths {
  const folder = join(workspace, 'postgres');
  return {
    lock: join(workspace, 'postgres.lock'),
    folder,
    data: join(folder, 'data'),
    password: join(folder, 'password'),
    run: join(folder, 'run'),
    leases: join(folder, 'leases'),
    libraryLinks: join(folder, 'lib'),
    log: join(folder, 'server.log'),
  };
}

/**
 * Makes a cluster with a random password in a 0600 file. Call under the workspace lock.
 *
 * All of it happens in a folder aside that is renamed when complete, so that a killed initdb leaves nothing that
 * looks like a cluster.
 */
export async function createCluster(
  paths: ClusterPaths,
  findBinaries: (linkFolder: string) => ServerBinaries,
  invocation: (program: string, args: readonly string[]) => Invocation,
): Promise<void> {
  const workspace = dirname(paths.folder);
  for (const name of readdirSync(workspace)) {
    if (name.startsWith('postgres.new-')) rmSync(join(workspace, name), { recursive: true, force: true });
  }
  const aside = clusterPaths(join(workspace, `postgres.new-${randomBytes(4).toString('hex')}`));
  mkdirSync(aside.folder, { recursive: true, mode: 0o700 });
  writeFileDurably(aside.password, `${randomBytes(24).toString('base64url')}\n`);
  const binaries = findBinaries(aside.libraryLinks);
  const { file, args } = invocation(binaries.initdb, [
    `--pgdata=${aside.data}`,
    `--username=${DATABASE_USER}`,
    '--auth=scram-sha-256',
    `--pwfile=${aside.password}`,
    '--encoding=UTF8',
    '--locale=C',
    '--data-checksums',
    // Who commits first into the next segment waits until that is made: 14 to 25 ms for one of 16 MB, the time of one sync for 4.
    '--wal-segsize=4',
    // One system call instead of a thousand; on a busy disk 2 s instead of 6.
    ...(process.platform === 'linux' ? ['--sync-method=syncfs'] : []),
  ]);
  try {
    await promisify(execFile)(file, [...args], { cwd: aside.folder, env: binaries.environment });
  } catch (cause) {
    const stderr = String((cause as { stderr?: unknown }).stderr ?? cause).trim();
    throw new ProbityError('EMBEDDED_POSTGRES_FAILED', `initdb failed: ${stderr}`, {}, { cause });
  }
  rmSync(aside.libraryLinks, { recursive: true, force: true });
  renameSync(aside.folder, paths.folder);
  syncFolder(workspace);
  rmSync(dirname(aside.folder), { recursive: true, force: true });
}

/**
 * Refuses a cluster that this process cannot run.
 * @throws EMBEDDED_POSTGRES_FAILED saying what to do
 */
export function checkCluster(paths: ClusterPaths): void {
  if (!existsSync(join(paths.data, 'PG_VERSION')) || !existsSync(paths.password)) {
    throw new ProbityError(
      'EMBEDDED_POSTGRES_FAILED',
      `${paths.folder} holds no complete cluster; restore it from a backup, or remove the folder to start empty`,
    );
  }
  const owner = statSync(paths.data).uid;
  const user = process.getuid?.();
  if (user !== undefined && user !== owner) {
    throw new ProbityError(
      'EMBEDDED_POSTGRES_FAILED',
      `${paths.data} belongs to user id ${owner} and this process runs as ${user}; run as that user`,
      { owner, user },
    );
  }
  chmodSync(paths.data, 0o700);
}

export function readPassword(paths: ClusterPaths): string {
  try {
    return readFileSync(paths.password, 'utf8').trim();
  } catch (cause) {
    throw new ProbityError(
      'EMBEDDED_POSTGRES_FAILED',
      `the server's password file ${paths.password} cannot be read; run as the user that made the workspace`,
      {},
      { cause },
    );
  }
}
