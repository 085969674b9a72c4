import {
  decisionLogContract,
  governanceLogContract,
  modelRegistryContract,
  reportArchiveContract,
} from '@probity/scoring/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStores, type Stores } from '../src/index.js';
import { startTestServer, type TestServer } from './test-database.js';

// A database of its own for each claim, on one embedded server: also exercises `databaseUrl`.
const opened: Stores[] = [];
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  for (const stores of opened) await stores.close();
  await server.close();
});

async function openEmptyStores(): Promise<Stores> {
  const stores = await openStores({ workspace: server.workspace, databaseUrl: await server.createDatabase() });
  opened.push(stores);
  return stores;
}

describe('the decision log on PostgreSQL', () => {
  for (const { claim, run } of decisionLogContract(async () => (await openEmptyStores()).decisions)) test(claim, run);
});

describe('the model registry on PostgreSQL', () => {
  for (const { claim, run } of modelRegistryContract(async () => (await openEmptyStores()).registry)) test(claim, run);
});

describe('the report archive on PostgreSQL', () => {
  for (const { claim, run } of reportArchiveContract(async () => (await openEmptyStores()).reports)) test(claim, run);
});

describe('the governance log on PostgreSQL', () => {
  for (const { claim, run } of governanceLogContract(async () => (await openEmptyStores()).governance))
    test(claim, run);
});

test('whatever the claims did, every chain verifies', async () => {
  for (const stores of opened) expect((await stores.audit.verify()).findings).toEqual([]);
});
