import { ProbityError } from '@probity/domain';
import { Kysely, Migrator, PostgresDialect, type PostgresPool, type PostgresPoolClient, sql } from 'kysely';
import pg from 'pg';
import type { ServerAddress } from '../embedded/embedded-server.js';
import { migrations } from './migrations.js';
import { prepareMarked } from './prepare-marked.js';
import { isConnectionLoss, storeError } from './store-errors.js';
import type { StoresDatabase } from './tables.js';

/** A connected database, with its schema in place. */
export interface Database {
  readonly db: Kysely<StoresDatabase>;
  /** E.g. "18.4". */
  readonly serverVersion: string;
  /** Where it is, for messages; no secrets. */
  readonly where: string;
  /** Runs `task` again when the connection is lost on the way, so `task` must bear running twice. */
  retrying<Result>(task: () => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

export interface DatabaseSource {
  readonly where: string;
  /** The address; called again whenever connecting fails, as it may start the server. */
  locate(): Promise<ServerAddress | { readonly connectionString: string }>;
}

const OLDEST_VERSION = 150_000;
const POOL_SIZE = 8;
const CONNECT_TIMEOUT_MS = 10_000;
/** A writer that was frozen in mid-transaction is ended after this, so that it cannot block the chain. */
const IDLE_IN_TRANSACTION_MS = 60_000;
const LOCK_TIMEOUT_MS = 30_000;
const RETRY_PAUSES_MS = [50, 250, 1_000];
/** After this nothing is tried again: a server that takes connections and never answers would cost a timeout each time. */
const RETRY_WITHIN_MS = 8_000;

/**
 * Connects and migrates.
 * @throws STORE_UNAVAILABLE when the server cannot be reached, is older than PostgreSQL 15, or holds a newer schema
 */
export async function connectDatabase(source: DatabaseSource): Promise<Database> {
  const pool = new LocatedPool(source);
  const db = new Kysely<StoresDatabase>({ dialect: new PostgresDialect({ pool }) });
  let closed = false;
  const database = {
    db,
    where: source.where,
    retrying: async <Result>(task: () => Promise<Result>) => {
      if (closed) throw new ProbityError('STORE_UNAVAILABLE', `the connection to ${source.where} was closed`);
      return retrying(task, source.where);
    },
    close: () => {
      closed = true;
      return db.destroy();
    },
  };
  try {
    const serverVersion = await database.retrying(() => checkVersion(db, source.where));
    await database.retrying(() => migrate(db, source.where));
    return { ...database, serverVersion };
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

async function retrying<Result>(task: () => Promise<Result>, where: string): Promise<Result> {
  const begin = Date.now();
  for (let attempt = 0; ; attempt++) {
    try {
      return await task();
    } catch (error) {
      const pause = Date.now() - begin < RETRY_WITHIN_MS ? RETRY_PAUSES_MS[attempt] : undefined;
      if (pause === undefined || !isConnectionLoss(error)) throw storeError(error, where);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

async function checkVersion(db: Kysely<StoresDatabase>, where: string): Promise<string> {
  const { rows } = await sql<{ number: string; text: string }>`
    SELECT current_setting('server_version_num') AS number, current_setting('server_version') AS text`.execute(db);
  const [version] = rows;
  if (version === undefined || Number(version.number) < OLDEST_VERSION) {
    throw new ProbityError('STORE_UNAVAILABLE', `${where} must be PostgreSQL 15 or newer; got ${version?.text}`);
  }
  return version.text.split(' ')[0] as string;
}

/** Kysely holds an advisory lock meanwhile, so that of two processes one migrates and the other waits. */
async function migrate(db: Kysely<StoresDatabase>, where: string): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...migrations }) },
    migrationTableSchema: 'probity',
    migrationTableName: 'migration',
    migrationLockTableName: 'migration_lock',
  });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  if (error instanceof Error && /corrupted migrations/.test(error.message)) {
    throw new ProbityError(
      'STORE_UNAVAILABLE',
      `${where} was written by a newer Probity; use that version`,
      {},
      { cause: error },
    );
  }
  throw error;
}

/** A pool that asks again where the server is when it cannot be reached: an embedded one is started by that. */
class LocatedPool implements PostgresPool {
  private readonly source: DatabaseSource;
  private pool: pg.Pool | undefined;
  private located: string | undefined;
  private locating: Promise<void> | undefined;

  constructor(source: DatabaseSource) {
    this.source = source;
  }

  async connect(): Promise<PostgresPoolClient> {
    if (this.pool !== undefined) {
      try {
        return (await this.pool.connect()) as unknown as PostgresPoolClient;
      } catch (error) {
        if (!isConnectionLoss(error)) throw error;
      }
    }
    this.locating ??= this.locate().finally(() => {
      this.locating = undefined;
    });
    await this.locating;
    return (await (this.pool as pg.Pool | undefined)?.connect()) as unknown as PostgresPoolClient;
  }

  async end(): Promise<void> {
    await this.pool?.end();
    this.pool = undefined;
  }

  private async locate(): Promise<void> {
    const address = await this.source.locate();
    const located = JSON.stringify(address);
    if (located === this.located && this.pool !== undefined) return;
    const previous = this.pool;
    this.located = located;
    this.pool = new pg.Pool({
      ...address,
      max: POOL_SIZE,
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
      lock_timeout: LOCK_TIMEOUT_MS,
      application_name: 'probity',
    });
    // A lost connection fails its query, or is replaced at the next one; as an unhandled event it would end the process.
    this.pool.on('error', () => undefined);
    this.pool.on('connect', (client) => {
      client.on('error', () => undefined);
      prepareMarked(client);
    });
    await previous?.end();
  }
}
