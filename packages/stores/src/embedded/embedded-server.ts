import { existsSync, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ProbityError } from '@probity/domain';
import pg from 'pg';
import {
  type ClusterPaths,
  checkCluster,
  clusterPaths,
  createCluster,
  DATABASE_USER,
  readPassword,
} from './cluster.js';
import { countLiveLeases, type Lease, takeLease } from './leases.js';
import {
  findPostmaster,
  lastComplaint,
  logSize,
  type Postmaster,
  startPostmaster,
  stopPostmaster,
} from './postmaster.js';
import { processIdentity } from './process-identity.js';
import { invocationForAccount } from './server-account.js';
import { findServerBinaries } from './server-binaries.js';
import { withWorkspaceLock } from './workspace-lock.js';

/** How to reach a PostgreSQL server. */
export interface ServerAddress {
  /** A host name, or the folder of a unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** A server in a workspace, shared by the processes that hold a lease of it. */
export interface EmbeddedServer {
  readonly paths: ClusterPaths;
  /** Where it listens; starts it again when it has died. */
  ensureRunning(): Promise<ServerAddress>;
  /** Gives the lease back, and stops the server when nobody else holds one. Idempotent. */
  close(): Promise<void>;
}

/** Recovery after a crash replays at most a few checkpoints' worth of changes. */
const READY_TIMEOUT_MS = 120_000;
const POLL_MS = 10;
const START_ATTEMPTS = 30;

/**
 * Attaches to the workspace's PostgreSQL, making and starting it where needed.
 *
 * @param workspace folder of the workspace; made when it is missing
 * @throws EMBEDDED_POSTGRES_FAILED saying what to do
 */
export async function openEmbeddedServer(
  workspace: string,
  onProgress: (message: string) => void = () => undefined,
): Promise<EmbeddedServer> {
  const root = resolve(workspace);
  mkdirSync(root, { recursive: true });
  const paths = clusterPaths(root);
  let lease: Lease | undefined;
  let address: ServerAddress;
  await withWorkspaceLock(paths.lock, async () => {
    if (!existsSync(paths.folder)) {
      onProgress('making a PostgreSQL cluster in the workspace');
      await createCluster(paths, findServerBinaries, invocationForAccount());
    }
    lease = takeLease(paths.leases);
    try {
      address = await attachOrStart(paths, onProgress);
    } catch (error) {
      lease.release();
      throw error;
    }
  });
  return {
    paths,
    async ensureRunning() {
      if (lease === undefined) throw new ProbityError('STORE_UNAVAILABLE', 'the stores of this workspace are closed');
      await withWorkspaceLock(paths.lock, async () => {
        address = await attachOrStart(paths, onProgress);
      });
      return address;
    },
    async close() {
      if (lease === undefined) return;
      const held = lease;
      lease = undefined;
      await withWorkspaceLock(paths.lock, async () => {
        held.release();
        if (countLiveLeases(paths.leases) > 0) return;
        const postmaster = findPostmaster(paths);
        if (postmaster !== undefined) await stopPostmaster(postmaster, paths);
      });
    },
  };
}

/** Under the lock: the address of a server that accepts connections. */
async function attachOrStart(paths: ClusterPaths, onProgress: (message: string) => void): Promise<ServerAddress> {
  const password = readPassword(paths);
  const running = findPostmaster(paths);
  if (running !== undefined && (await becomesReady(running, paths, password))) return addressOf(running, password);

  checkCluster(paths);
  onProgress('starting PostgreSQL');
  const binaries = findServerBinaries(paths.libraryLinks);
  const invocation = invocationForAccount();
  const logOffset = logSize(paths);
  for (let attempt = 1; attempt <= START_ATTEMPTS; attempt++) {
    const { postmaster } = await startPostmaster(paths, binaries, invocation);
    if (await becomesReady(postmaster, paths, password)) return addressOf(postmaster, password);
    // Children of a killed server end within moments; until then PostgreSQL refuses to start beside them.
    if (!/shared memory block|lock file/.test(lastComplaint(paths, logOffset))) break;
    await sleep(200);
  }
  throw new ProbityError(
    'EMBEDDED_POSTGRES_FAILED',
    `PostgreSQL did not start: ${lastComplaint(paths, logOffset)} (log: ${paths.log})`,
    { log: paths.log },
  );
}

function addressOf({ host, port }: Postmaster, password: string): ServerAddress {
  return { host, port, user: DATABASE_USER, password, database: 'postgres' };
}

/**
 * Waits until the server accepts connections; false when its process ends first.
 * @throws EMBEDDED_POSTGRES_FAILED when it neither accepts nor ends within two minutes, or refuses the password
 */
async function becomesReady(postmaster: Postmaster, paths: ClusterPaths, password: string): Promise<boolean> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  const identity = processIdentity(postmaster.pid);
  let pause = POLL_MS;
  for (;;) {
    const current = findPostmaster(paths);
    const at = current?.pid === postmaster.pid ? current : postmaster;
    const refusal = await tryToConnect(addressOf(at, password));
    if (refusal === undefined) return true;
    if (identity === undefined || processIdentity(postmaster.pid) !== identity) return false;
    if (refusal === INVALID_PASSWORD || Date.now() > deadline) {
      throw new ProbityError(
        'EMBEDDED_POSTGRES_FAILED',
        refusal === INVALID_PASSWORD
          ? `the server in ${paths.folder} refuses the password in its password file`
          : `the server in ${paths.folder} runs but accepts no connection (${refusal})`,
        { log: paths.log },
      );
    }
    await sleep(pause);
    pause = Math.min(pause * 1.5, 200);
  }
}

const INVALID_PASSWORD = '28P01';

/** The code of the refusal; undefined when it worked. */
async function tryToConnect(address: ServerAddress): Promise<string | undefined> {
  const client = new pg.Client({ ...address, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return undefined;
  } catch (error) {
    return (error as { code?: string }).code ?? 'no answer';
  } finally {
    await client.end().catch(() => undefined);
  }
}
