import { createInMemoryEventLog, type InMemoryEventLog } from '@probity/scoring/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTransactionService, type TransactionService } from '../src/transactions/transaction-service.js';
import { expectError } from './fixture/expect-error.js';
import { type TestApp, testApp } from './fixture/test-app.js';

let log: InMemoryEventLog;
let service: TransactionService;
let server: TestApp;

beforeAll(async () => {
  log = createInMemoryEventLog();
  const { registry } = await testApp();
  service = await createTransactionService({ events: log, registry, clock: 'event', parityShare: 1 });
  await service.desk.start();
  server = await testApp({ transactions: service });
});
afterAll(async () => {
  await server.app.close();
  await service.close();
});

const START = Date.UTC(2018, 6, 25);
const payment = (id: string, minutes: number, values: object = {}) => ({
  id,
  at: START + minutes * 60_000,
  values: { customer: '596', terminal: '3156', amount: 12.5, ...values },
});
const post = (body: unknown) =>
  server.app.inject({ method: 'POST', url: '/v1/transactions', headers: { 'content-type': 'application/json' }, payload: JSON.stringify(body) });

describe('transactions', () => {
  it('are decided, and without a model a person looks and the cause is recorded', async () => {
    const answer = await post(payment('t-1', 1));
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({
      arrival: 'new',
      id: 't-1',
      sequence: 1,
      answer: 'review',
      riskScore: null,
      cause: 'no model "fraud" is registered',
    });
  });
});
