import pg from 'pg';
import { type EmbeddedServer, openEmbeddedServer } from '../src/embedded/embedded-server.js';
import { makeTestWorkspace } from './test-workspace.js';

/** An embedded server for one test file, with databases of its own on it. */
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
