import { describe, test } from 'vitest';
import {
  createInMemoryDecisionLog,
  createInMemoryEventLog,
  createInMemoryGovernanceLog,
  createInMemoryModelRegistry,
  createInMemoryPolicyStore,
  createInMemoryReportArchive,
  createInMemoryReviewQueue,
  decisionLogContract,
  eventLogContract,
  governanceLogContract,
  modelRegistryContract,
  policyStoreContract,
  reportArchiveContract,
  reviewQueueContract,
} from '../../src/testing/index.js';

describe('the in-memory decision log', () => {
  for (const { claim, run } of decisionLogContract(async () => createInMemoryDecisionLog())) test(claim, run);
});

describe('the in-memory event log', () => {
  const make = async () => {
    const log = createInMemoryEventLog();
    return { log, erase: async (subject: string) => log.erase(subject) };
  };
  for (const { claim, run } of eventLogContract(make)) test(claim, run);
});

describe('the in-memory model registry', () => {
  const make = async () => createInMemoryModelRegistry(() => '2026-01-02T03:04:05.678Z');
  for (const { claim, run } of modelRegistryContract(make)) test(claim, run);
});

describe('the in-memory report archive', () => {
  const make = async () => createInMemoryReportArchive(() => '2026-01-02T03:04:05.678Z');
  for (const { claim, run } of reportArchiveContract(make)) test(claim, run);
});

describe('the in-memory governance log', () => {
  const make = async () => createInMemoryGovernanceLog(() => '2026-01-02T03:04:05.678Z');
  for (const { claim, run } of governanceLogContract(make)) test(claim, run);
});

describe('the in-memory policy store', () => {
  const make = async () => createInMemoryPolicyStore(() => '2026-01-02T03:04:05.678Z');
  for (const { claim, run } of policyStoreContract(make)) test(claim, run);
});

describe('the in-memory review queue', () => {
  const make = async () => {
    let clock = Date.parse('2026-01-02T03:04:05.678Z');
    const start = clock;
    const queue = createInMemoryReviewQueue(() => new Date(clock).toISOString());
    const setClock = (milliseconds: number) => {
      clock = start + milliseconds;
    };
    return { log: createInMemoryDecisionLog(queue.opened), queue, setClock };
  };
  for (const { claim, run } of reviewQueueContract(make)) test(claim, run);
});
