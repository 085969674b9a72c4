import { describe, test } from 'vitest';
import {
  createInMemoryDecisionLog,
  createInMemoryGovernanceLog,
  createInMemoryModelRegistry,
  createInMemoryReportArchive,
  decisionLogContract,
  governanceLogContract,
  modelRegistryContract,
  reportArchiveContract,
} from '../../src/testing/index.js';

describe('the in-memory decision log', () => {
  for (const { claim, run } of decisionLogContract(async () => createInMemoryDecisionLog())) test(claim, run);
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
