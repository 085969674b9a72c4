import { decisionLogContract, modelRegistryContract } from '@probity/scoring/testing';
import pg from 'pg';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { openEmbeddedServer } from '../src/embedded/embedded-server.js';
import { openStores, type Stores } from '../src/index.js';
import { makeTestWorkspace } from './test-workspace.js';

// A database of its own for each claim, on one embedded server: also exercises `databaseUrl`.
const workspace = makeTestWorkspace();
const opened: Stores[] = [];
let server: Awaited<ReturnType<typeof openEmbeddedServer>>;
let count = 0;

beforeAll(async () => {
  server = await openEmbeddedServer(workspace.folder);
});
afterAll(async () => {
  for (const stores of opened) await stores.close();
  await server.close();
  workspace.remove();
});

async function openEmptyStores(): Promise<Stores> {
  const { user, password, host, port } = await server.ensureRunning();
  const database = `claim_${++count}`;
  const client = new pg.Client({ user, password, host, port, database: 'postgres' });
  await client.connect();
  await client.query(`CREATE DATABASE ${database}`);
  await client.end();
  const databaseUrl = `postgres://${user}:${password}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;
  const stores = await openStores({ workspace: workspace.folder, databaseUrl });
  opened.push(stores);
  return stores;
}

describe('the decision log on PostgreSQL', () => {
  for (const { claim, run } of decisionLogContract(async () => (await openEmptyStores()).decisions)) test(claim, run);
});

describe('the model registry on PostgreSQL', () => {
  for (const { claim, run } of modelRegistryContract(async () => (await openEmptyStores()).registry)) test(claim, run);
});
