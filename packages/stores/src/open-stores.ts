import { resolve } from 'node:path';
import { ProbityError } from '@probity/domain';
import {
  type AuditVerifier,
  checkBundleKey,
  createDecryptingRegistry,
  type DecisionLog,
  type EventLog,
  type GovernanceLog,
  type ModelRegistry,
  type PolicyStore,
  type ReportArchive,
  type ReviewQueue,
} from '@probity/scoring';
import { sql } from 'kysely';
import { type Erasure, eraseSubject } from './audit/erase-subject.js';
import { type ChainContext, createHead, isHeadAuthentic } from './audit/open-chain.js';
import { verifyChain } from './audit/verify-chain.js';
import { connectDatabase, type Database } from './database/connect.js';
import { parseDatabaseUrl } from './database/database-url.js';
import type { StoresDatabase } from './database/tables.js';
import { createPostgresDecisionLog } from './decisions/postgres-decision-log.js';
import { type EmbeddedServer, openEmbeddedServer } from './embedded/embedded-server.js';
import { createPostgresEventLog } from './events/postgres-event-log.js';
import { createPostgresGovernanceLog } from './governance/postgres-governance-log.js';
import { deriveKeyRing, type KeyRing } from './keys/key-ring.js';
import { createMasterKey, masterKeyFile, parseMasterKey, readMasterKey } from './keys/master-key.js';
import { createPostgresPolicyStore } from './policies/postgres-policy-store.js';
import { createPostgresModelRegistry } from './registry/postgres-model-registry.js';
import { createPostgresReportArchive } from './reports/postgres-report-archive.js';
import { createPostgresReviewQueue } from './reviews/postgres-review-queue.js';

export interface StoresOptions {
  /** Folder of the workspace: the embedded server's data and, unless one is given, the master key. Made when missing. */
  readonly workspace: string;
  /** `postgres://…` of a PostgreSQL 15 or newer, instead of the embedded server (the apps pass DATABASE_URL). */
  readonly databaseUrl?: string;
  /** Base64 of 32 random bytes (the apps pass PROBITY_KEY); default: `<workspace>/keys/master.key`, made when missing. */
  readonly masterKey?: string;
  /** Opens encrypted bundles as they are loaded: base64 of 32 bytes (the apps pass PROBITY_BUNDLE_KEY); default: they stay closed. */
  readonly bundleKey?: string;
  /** Told what takes long: making a cluster, starting a server. */
  readonly onProgress?: (message: string) => void;
  /** The clock; default the system's. */
  readonly now?: () => Date;
}

/** Everything that is remembered, in one PostgreSQL. */
export interface Stores {
  readonly decisions: DecisionLog;
  /** Transactions, corrections and labels in order of arrival, with the state of their features. */
  readonly events: EventLog;
  readonly registry: ModelRegistry;
  /** Validation, fairness, profile, quality, scorecard and back-test reports; each save is an entry of the chain. */
  readonly reports: ReportArchive;
  /** What people did: sealed or opened a test set, proposed or approved a policy, … */
  readonly governance: GovernanceLog;
  /** Policies from draft to live, with four eyes. */
  readonly policies: PolicyStore;
  /** Referred applications that wait for a person. */
  readonly reviews: ReviewQueue;
  readonly audit: AuditVerifier & {
    /** Erases a person for ever; see `eraseSubject`. */
    eraseSubject(subject: string): Promise<Erasure>;
  };
  /** What it is attached to, for people; no secrets. */
  describe(): string;
  /** Waits for what is being written, and stops the embedded server if nobody else uses it. Idempotent. */
  close(): Promise<void>;
}

/**
 * Opens the stores of a workspace: on the embedded PostgreSQL, which is made, started or attached to as needed, or on
 * the server of `databaseUrl`.
 *
 * @throws EMBEDDED_POSTGRES_FAILED, STORE_UNAVAILABLE, CONFIG_INVALID; KEY_MISSING when the log was written under
 *   another master key
 * @example
 * const stores = await openStores({ workspace: '.probity' });
 * await stores.decisions.record(decision, { subject: 'customer-17' });
 * await stores.close();
 */
export async function openStores(options: StoresOptions): Promise<Stores> {
  const workspace = resolve(options.workspace);
  if (options.bundleKey !== undefined) checkBundleKey(options.bundleKey);
  const givenKey = options.masterKey === undefined ? undefined : parseMasterKey(options.masterKey, 'PROBITY_KEY');
  const server =
    options.databaseUrl === undefined ? await openEmbeddedServer(workspace, options.onProgress) : undefined;
  let database: Database | undefined;
  try {
    database = await connect(options.databaseUrl, server);
    const keys = await openKeys(database, workspace, givenKey);
    const context: ChainContext = { database, keys, now: options.now ?? (() => new Date()) };
    return assembleStores(context, database, server, options.bundleKey);
  } catch (error) {
    await database?.close();
    await server?.close();
    throw error;
  }
}

function connect(databaseUrl: string | undefined, server: EmbeddedServer | undefined): Promise<Database> {
  if (server !== undefined) {
    const where = `the embedded PostgreSQL in ${server.paths.folder}`;
    return connectDatabase({ where, locate: () => server.ensureRunning() });
  }
  const { connectionString, where } = parseDatabaseUrl(databaseUrl as string);
  return connectDatabase({ where, locate: async () => ({ connectionString }) });
}

function assembleStores(
  context: ChainContext,
  database: Database,
  server: EmbeddedServer | undefined,
  bundleKey: string | undefined,
): Stores {
  const decisions = createPostgresDecisionLog(context);
  let closing: Promise<void> | undefined;
  const close = async () => {
    await decisions.settled();
    await database.close();
    await server?.close();
  };
  return {
    decisions,
    events: createPostgresEventLog(context),
    registry: createDecryptingRegistry(createPostgresModelRegistry(context), bundleKey),
    reports: createPostgresReportArchive(context),
    governance: createPostgresGovernanceLog(context),
    policies: createPostgresPolicyStore(context),
    reviews: createPostgresReviewQueue(context),
    audit: {
      verify: (onProgress) => verifyChain(context, onProgress),
      eraseSubject: (subject) => eraseSubject(context, subject),
    },
    describe: () => `${database.where} (version ${database.serverVersion})`,
    close() {
      closing ??= close();
      return closing;
    },
  };
}

/** The keys that fit the log. A key is only made for a log that has none yet: a lost one must not be papered over. */
async function openKeys(database: Database, workspace: string, givenKey: Buffer | undefined): Promise<KeyRing> {
  const isNew = (await readHead(database)) === undefined && !(await hasEntries(database));
  const masterKey = givenKey ?? readMasterKey(workspace) ?? (isNew ? createMasterKey(workspace) : undefined);
  if (masterKey === undefined) {
    throw new ProbityError(
      'KEY_MISSING',
      `the master key of ${database.where} is missing: neither PROBITY_KEY nor ${masterKeyFile(workspace)} is there`,
    );
  }
  const keys = deriveKeyRing(masterKey);
  if (isNew) await database.retrying(() => createHead(database, keys));
  const head = await readHead(database);
  const fits = head === undefined || head.key_id === keys.id || isHeadAuthentic(keys, { ...head, key_id: keys.id });
  if (!fits) {
    const message = `${database.where} was written under master key ${head.key_id}; the one at hand is ${keys.id}`;
    throw new ProbityError('KEY_MISSING', message);
  }
  return keys;
}

async function readHead(database: Database): Promise<StoresDatabase['probity.audit_head'] | undefined> {
  const { rows } = await database.retrying(() =>
    sql<StoresDatabase['probity.audit_head']>`SELECT * FROM probity.audit_head`.execute(database.db),
  );
  return rows[0];
}

async function hasEntries(database: Database): Promise<boolean> {
  const { rows } = await database.retrying(() => sql`SELECT FROM probity.audit_entry LIMIT 1`.execute(database.db));
  return rows.length > 0;
}
