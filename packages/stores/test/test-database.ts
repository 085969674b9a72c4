import pg from 'pg';
import { type EmbeddedServer, openEmbeddedServer } from '../src/embedded/embedded-server.js';
import { makeTestWorkspace } from './test-workspace.js';

/**
 * A server for one test file, with databases of its own on it: the embedded one, or the one that the variable
 * PROBITY_TEST_DATABASE_URL names (`node scripts/services/postgresql.mjs -- npx vitest run packages/stores`).
 */
export interface TestServer {
  readonly workspace: string;
  readonly server: EmbeddedServer;
  /** Makes an empty database and tells its URL. */
  createDatabase(): Promise<string>;
  close(): Promise<void>;
}

export async function startTestServer(): Promise<TestServer> {
  const workspace = makeTestWorkspace();
  const server = await openEmbeddedServer(workspace.folder);
  let count = 0;
  return {
    workspace: workspace.folder,
    server,
    async createDatabase() {
      const outside = process.env['PROBITY_TEST_DATABASE_URL'];
      if (outside !== undefined) return createOutside(outside, `test_${process.pid}_${++count}`);
      const { user, password, host, port } = await server.ensureRunning();
      const database = `test_${++count}`;
      const client = new pg.Client({ user, password, host, port, database: 'postgres' });
      await client.connect();
      await client.query(`CREATE DATABASE ${database}`);
      await client.end();
      return `postgres://${user}:${password}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;
    },
    async close() {
      await server.close();
      workspace.remove();
    },
  };
}

async function createOutside(connectionString: string, database: string): Promise<string> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(`CREATE DATABASE ${database}`);
  await client.end();
  const url = new URL(connectionString);
  url.pathname = `/${database}`;
  return url.href;
}
