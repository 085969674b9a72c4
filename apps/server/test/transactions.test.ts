import { setTimeout as delay } from 'node:timers/promises';
import {
  FeaturesResponse,
  MOST_TRANSACTIONS,
  TransactionDetailResponse,
  TransactionLabelResponse,
  TransactionListResponse,
  TransactionResponse,
  TransactionSummaryResponse,
  TransactionsResponse,
} from '@probity/contract';
import { createInMemoryEventLog, type InMemoryEventLog } from '@probity/scoring/testing';
import fc from 'fast-check';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTransactionService, type TransactionService } from '../src/transactions/transaction-service.js';
import { readError } from './fixture/expect-error.js';
import { type TestApp, testApp } from './fixture/test-app.js';

const HOSTILE_REQUESTS = 2_000;
const START = Date.UTC(2018, 6, 25);

let log: InMemoryEventLog;
let service: TransactionService;
let server: TestApp;

beforeEach(async () => {
  log = createInMemoryEventLog();
  const { registry, app } = await testApp();
  await app.close();
  service = await createTransactionService({ events: log, registry, clock: 'event', parityShare: 0.05 });
  await service.desk.start();
  server = await testApp({ transactions: service });
});
afterEach(async () => {
  await server.app.close();
  await service.close();
});

const payment = (id: string, minutes: number, values: object = {}) => ({
  id,
  at: START + minutes * 60_000,
  values: { customer: '596', terminal: '3156', amount: 12.5, ...values },
});
const send = (url: string, body: unknown) =>
  server.app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json' },
    payload: JSON.stringify(body),
  });
const post = (body: unknown) => send('/v1/transactions', body);

function expectForm(schema: TSchema, body: unknown): void {
  expect([...Value.Errors(schema, body)].map((error) => `${error.instancePath} ${error.message}`)).toEqual([]);
}

describe('transactions', () => {
  it('are decided; without a model a person looks, and the cause is recorded', async () => {
    const answer = await post(payment('t-1', 1));
    expect(answer.statusCode).toBe(200);
    expectForm(TransactionResponse, answer.json());
    expect(answer.json()).toMatchObject({
      ...{ arrival: 'new', id: 't-1', sequence: 1, answer: 'review', riskScore: null },
      cause: 'no model "fraud" is registered',
      at: '2018-07-25T00:01:00.000Z',
    });
    const again = (await post(payment('t-1', 1))).json();
    expect(again).toEqual({ ...answer.json(), arrival: 'duplicate' });
    const other = (await post(payment('t-1', 1, { amount: 13 }))).json();
    expect(other).toEqual({ ...answer.json(), arrival: 'correction' });
  });

  it('come as lists too, each with its own answer or error', async () => {
    const answer = await post([
      payment('t-1', 1),
      payment('t-2', 2, { amount: 'much' }),
      payment('t-1', 1),
      payment('t-3', 3),
    ]);
    expect(answer.statusCode).toBe(200);
    expectForm(TransactionsResponse, answer.json());
    const { results } = answer.json<{ results: { arrival?: string; error?: { code: string; field: string } }[] }>();
    expect(results.map(({ arrival, error }) => arrival ?? `${error?.code} ${error?.field}`)).toEqual([
      'new',
      'WRONG_TYPE amount',
      'duplicate',
      'new',
    ]);
    expect(readError(await post([]))).toMatch(/^400 BODY_INVALID/);
    expect(
      readError(await post(Array.from({ length: MOST_TRANSACTIONS + 1 }, (_, at) => payment(`x${at}`, 1)))),
    ).toMatch(/^400/);
    expect(readError(await post('text'))).toMatch(/^400 BODY_INVALID/);
  });

  it('that cannot be taken are refused with their reason and stand in quarantine', async () => {
    expect(readError(await post(payment('t-1', 1, { amount: 'Zoë' })))).toBe('422 WRONG_TYPE amount');
    expect(readError(await post({ id: 't', at: START, values: {}, extra: 1 }))).toBe('422 UNKNOWN_FIELD extra');
    await post(payment('t-2', 60 * 24 * 30));
    expect(readError(await post(payment('t-3', 1)))).toMatch(/^422 TOO_LATE/);
    const summary = (await server.app.inject('/v1/transactions/summary')).json();
    expectForm(TransactionSummaryResponse, summary);
    expect(summary.quarantine.map(({ code }: { code: string }) => code)).toEqual([
      'TOO_LATE',
      'UNKNOWN_FIELD',
      'WRONG_TYPE',
    ]);
    expect(JSON.stringify(summary)).not.toContain('Zoë');
    expect(summary.counts).toMatchObject({ received: 4, decided: 1, quarantined: 3 });
  });

  it('are labelled, listed by answer, and shown with what came before and later', async () => {
    for (const at of [1, 2, 3]) await post(payment(`t-${at}`, at));
    await post(payment('other', 4, { customer: '7' }));
    const label = await send('/v1/transactions/t-3/label', { values: { fraud: true } });
    expectForm(TransactionLabelResponse, label.json());
    expect(label.json()).toEqual({ id: 't-3', outcome: 'amended', sequence: 5 });
    expect(readError(await send('/v1/transactions/no/label', { values: { fraud: true } }))).toMatch(
      /^404 TRANSACTION_NOT_FOUND/,
    );
    expect(readError(await send('/v1/transactions/t-3/label', { values: { x: 1 } }))).toBe('422 UNKNOWN_FIELD x');

    const list = (await server.app.inject('/v1/transactions?answer=review&limit=2')).json();
    expectForm(TransactionListResponse, list);
    expect(list.transactions.map(({ id }: { id: string }) => id)).toEqual(['other', 't-3']);
    const rest = (await server.app.inject(`/v1/transactions?limit=2&before=${list.next}`)).json();
    expect(rest.transactions.map(({ id }: { id: string }) => id)).toEqual(['t-2', 't-1']);
    expect((await server.app.inject('/v1/transactions?answer=block')).json()).toEqual({ transactions: [] });

    const detail = (await server.app.inject('/v1/transactions/t-3')).json();
    expectForm(TransactionDetailResponse, detail);
    expect(detail.transaction.event.values.amount).toBe(12.5);
    expect(detail.history.map(({ id }: { id: string }) => id)).toEqual(['t-2', 't-1']);
    expect(detail.later).toMatchObject([{ kind: 'amendment', sequence: 5, content: { values: { fraud: true } } }]);
    expect(detail.features.find(({ name }: { name: string }) => name === 'customer_count_1h').value).toBe(2);
    expect(readError(await server.app.inject('/v1/transactions/%00'))).toMatch(/^404 TRANSACTION_NOT_FOUND/);
  });

  it('make features that are looked up with freshness and lineage', async () => {
    await post(payment('t-1', 1));
    const fresh = (await server.app.inject('/v1/features/customer/596')).json();
    expectForm(FeaturesResponse, fresh);
    expect(fresh).toMatchObject({
      state: 'fresh',
      lastEventAt: '2018-07-25T00:01:00.000Z',
      lineage: { events: 1, lastSequence: 1, upToSequence: 1 },
    });
    expect((await server.app.inject('/v1/features/customer/nobody')).json()).toMatchObject({
      state: 'unknown',
      ageMs: null,
    });
    await post(payment('t-2', 60 * 24 * 60, { customer: '7', terminal: '8' }));
    expect((await server.app.inject('/v1/features/customer/596')).json().state).toBe('expired');
    expect(readError(await server.app.inject('/v1/features/planet/x'))).toBe('400 INVALID_ARGUMENT entity');
  });

  it('are refused with Retry-After while the features are made ready', async () => {
    await service.close();
    const answer = await post(payment('t-1', 1));
    expect(readError(answer)).toMatch(/^503 OVERLOADED/);
    expect(answer.headers['retry-after']).toBe('1');
  });

  it('are streamed as they are decided', async () => {
    const url = await server.app.listen({ port: 0, host: '127.0.0.1' });
    const stopping = new AbortController();
    const stream = await fetch(`${url}/v1/transactions/stream?answer=review,block`, { signal: stopping.signal });
    expect(stream.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(stream.headers.get('cache-control')).toBe('no-store');
    const reader = (stream.body as ReadableStream<Uint8Array>).getReader();
    const decoder = new TextDecoder();
    let text = '';
    while (!text.includes(': open')) text += decoder.decode((await reader.read()).value);
    await post(payment('t-1', 1));
    const whole = /event: transaction\ndata: (.*)\n\n/;
    while (!whole.test(text)) text += decoder.decode((await reader.read()).value);
    const data = whole.exec(text)?.[1] ?? '';
    expect(JSON.parse(data)).toMatchObject({ id: 't-1', answer: 'review', event: { values: { customer: '596' } } });
    stopping.abort();
  });
});

const hostileText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    '__proto__',
    'constructor',
    '',
    '\u0000',
    '\ud800',
    'x'.repeat(5_000),
    '=1+1',
    "'; drop table event; --",
  ),
);
const hostileValue = fc.oneof(hostileText, fc.double(), fc.boolean(), fc.constant(null), fc.jsonValue({ maxDepth: 3 }));
const hostileTransaction = fc.oneof(
  // Fair ones, of few ids and entities: duplicates, corrections, out of order by days.
  {
    weight: 6,
    arbitrary: fc
      .tuple(
        fc.nat({ max: 300 }),
        fc.integer({ min: -9 * 1_440, max: 20 * 1_440 }),
        fc.nat({ max: 5 }),
        fc.nat({ max: 9_999 }),
      )
      .map(([id, minutes, customer, cents]) =>
        payment(`t-${id}`, minutes, { customer: `c${customer}`, amount: cents / 100 }),
      ),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        hostileText,
        hostileValue,
        fc.dictionary(fc.oneof(hostileText, fc.constantFrom('customer', 'amount')), hostileValue, { maxKeys: 4 }),
      )
      .map(([id, at, values]) => ({ ...payment(id, 1, values), ...(at === null ? {} : { at }) })),
  },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
);

describe('a hostile stream', () => {
  it(`of ${HOSTILE_REQUESTS} requests is answered without a failure of ours; the counts add up and the features hold`, async () => {
    let items = 0;
    let bodies = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          { weight: 3, arbitrary: hostileTransaction },
          { weight: 1, arbitrary: fc.array(hostileTransaction, { minLength: 1, maxLength: 8 }) },
        ),
        async (body) => {
          const answer = await post(body);
          expect(answer.statusCode, answer.body).toBeLessThan(500);
          if (answer.statusCode >= 400) {
            if (readError(answer).startsWith('400')) bodies += 1;
            else items += 1;
          } else items += Array.isArray(body) ? body.length : 1;
        },
      ),
      { numRuns: HOSTILE_REQUESTS, seed: 20_260_101 },
    );
    const readSummary = async () => (await server.app.inject('/v1/transactions/summary')).json();
    // The sampler rests after each look, twenty times as long as the look took.
    for (let waiting = 1; waiting > 0; waiting = (await readSummary()).parity.waiting) {
      await service.tend();
      await delay(5);
    }
    const { counts, parity } = await readSummary();
    expect(counts.received).toBe(items);
    expect(counts.received).toBe(counts.decided + counts.duplicates + counts.corrected + counts.quarantined);
    for (const kind of ['decided', 'corrected', 'quarantined']) expect(counts[kind], kind).toBeGreaterThan(50);
    expect(bodies).toBeLessThan(HOSTILE_REQUESTS / 4);
    expect(parity.checked).toBeGreaterThan(5);
    expect(parity).toMatchObject({ differing: 0, skipped: 0 });
    expect(await log.last()).toBe(counts.decided + counts.corrected + counts.amended);
  }, 120_000);
});
