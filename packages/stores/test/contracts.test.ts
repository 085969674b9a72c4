import {
  decisionLogContract,
  eventLogContract,
  governanceLogContract,
  modelRegistryContract,
  policyStoreContract,
  reportArchiveContract,
  reviewQueueContract,
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

async function openEmptyStores(now?: () => Date): Promise<Stores> {
  const databaseUrl = await server.createDatabase();
  const stores = await openStores({ workspace: server.workspace, databaseUrl, ...(now && { now }) });
  opened.push(stores);
  return stores;
}

describe('the decision log on PostgreSQL', () => {
  for (const { claim, run } of decisionLogContract(async () => (await openEmptyStores()).decisions)) test(claim, run);
});

describe('the event log on PostgreSQL', () => {
  const make = async () => {
    const stores = await openEmptyStores();
    const erase = async (subject: string) => {
      await stores.audit.eraseSubject(subject);
    };
    return { log: stores.events, erase };
  };
  for (const { claim, run } of eventLogContract(make)) test(claim, run);
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

describe('the policy store on PostgreSQL', () => {
  for (const { claim, run } of policyStoreContract(async () => (await openEmptyStores()).policies)) test(claim, run);
});

describe('the review queue on PostgreSQL', () => {
  const make = async () => {
    const start = Date.parse('2026-01-02T03:04:05.678Z');
    let clock = start;
    const stores = await openEmptyStores(() => new Date(clock));
    const setClock = (milliseconds: number) => {
      clock = start + milliseconds;
    };
    return { log: stores.decisions, queue: stores.reviews, setClock };
  };
  for (const { claim, run } of reviewQueueContract(make)) test(claim, run);
});

test('whatever the claims did, every chain verifies', async () => {
  for (const stores of opened) expect((await stores.audit.verify()).findings).toEqual([]);
});
