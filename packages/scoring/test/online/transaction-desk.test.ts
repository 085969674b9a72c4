import { createFeatureEngine, type EventValue, planFeatures } from '@probity/features';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cardPaymentsSet,
  computeAgain,
  createTransactionReader,
  type DeskOptions,
  type EventLog,
  TransactionDesk,
  type TransactionModel,
} from '../../src/index.js';
import { createInMemoryEventLog } from '../../src/testing/index.js';

const START = Date.UTC(2018, 6, 25);
const HASH = 'ab'.repeat(32);
const plan = planFeatures(cardPaymentsSet);
const reader = createTransactionReader(cardPaymentsSet);

/** Reviews large amounts; so that answers differ. */
const model: TransactionModel = {
  reference: null,
  featureSet: cardPaymentsSet,
  featureSetHash: HASH,
  decide: (_features, { values }) => ({
    answer: Number(values['amount']) > 50 ? 'review' : 'allow',
    riskScore: 0.5,
    reasons: [],
  }),
};

function makeDesk(log: EventLog, changes: Partial<DeskOptions> = {}): TransactionDesk {
  return new TransactionDesk({
    ...{ log, model, clock: 'event', parityShare: 1 },
    now: () => START,
    monotonicMs: () => 0,
    ...changes,
  });
}

async function openDesk(log: EventLog, changes: Partial<DeskOptions> = {}): Promise<TransactionDesk> {
  const desk = makeDesk(log, changes);
  await desk.start();
  return desk;
}

const payment = (id: string, minutes: number, values: Record<string, EventValue> = {}) => ({
  id,
  at: START + minutes * 60_000,
  values: { customer: 'c', terminal: 't', amount: 12.5, ...values },
});

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'none',
    (error: { code?: string }) => error.code ?? 'foreign',
  );

const bitsOf = (features: Float64Array | undefined) => features && [...new BigUint64Array(features.slice().buffer)];

/** Takes the whole log by an evaluator that was never interrupted, and holds every recorded feature against it. */
async function expectUninterrupted(log: EventLog): Promise<number> {
  const engine = createFeatureEngine(plan);
  let events = 0;
  for (const row of await log.read({ limit: 10_000 })) {
    const { at, values } = JSON.parse(row.content ?? '') as { at: number; values: Record<string, EventValue> };
    const { source, id, knownAt } = row;
    if (row.kind === 'amendment') engine.amend({ source, id, knownAt, values });
    else {
      const { features } = engine.observe({ source, id, at, knownAt, values });
      if (row.kind !== 'event') continue;
      events += 1;
      expect(bitsOf(row.features), `arrival ${row.sequence}`).toEqual(bitsOf(features));
    }
  }
  return events;
}

describe('the desk', () => {
  it('answers the same again, records a correction, and keeps both answers to the first decision', async () => {
    const log = createInMemoryEventLog();
    const desk = await openDesk(log);
    const first = await desk.submit(payment('t-1', 1));
    expect(first.arrival).toBe('new');
    expect(await desk.submit(payment('t-1', 1))).toEqual({ arrival: 'duplicate', decision: first.decision });
    const corrected = payment('t-1', 1, { amount: 99 });
    expect(await desk.submit(corrected)).toEqual({ arrival: 'correction', decision: first.decision });
    expect((await desk.submit(corrected)).arrival).toBe('duplicate');
    expect(desk.counts()).toMatchObject({ received: 4, decided: 1, duplicates: 2, corrected: 1, quarantined: 0 });
    // The next decision sees what was corrected.
    await desk.submit(payment('t-2', 2));
    const [, , row] = await log.read();
    expect(row?.features?.[plan.names.indexOf('customer_mean_1h')]).toBe(99);
  });

  it('knows ids after a restart, from the log alone', async () => {
    const log = createInMemoryEventLog();
    const first = await (await openDesk(log)).submit(payment('t-1', 1));
    const desk = await openDesk(log);
    expect(await desk.submit(payment('t-1', 1))).toEqual({ arrival: 'duplicate', decision: first.decision });
    expect((await desk.submit(payment('t-1', 1, { amount: 7 }))).arrival).toBe('correction');
    const third = await openDesk(log);
    expect((await third.submit(payment('t-1', 1, { amount: 7 }))).arrival).toBe('duplicate');
    expect((await third.submit(payment('t-1', 1))).arrival).toBe('correction');
  });

  it('puts what it cannot take into quarantine with a reason that repeats no value, and the counts add up', async () => {
    const log = createInMemoryEventLog();
    const desk = await openDesk(log);
    await desk.submit(payment('t-1', 60 * 24 * 60));
    const poison: [unknown, string][] = [
      [null, 'WRONG_TYPE'],
      ['text', 'WRONG_TYPE'],
      [{}, 'MISSING_FIELD'],
      [{ id: 'x', at: START }, 'MISSING_FIELD'],
      [{ ...payment('x', 1), extra: 1 }, 'UNKNOWN_FIELD'],
      [payment('x', 1, { secret: 'Zoë' }), 'UNKNOWN_FIELD'],
      [{ ...payment('x', 1), at: 'yesterday' }, 'WRONG_TYPE'],
      [{ ...payment('x', 1), source: 'logins' }, 'VALUE_OUT_OF_RANGE'],
      [payment('\u0000', 1), 'VALUE_OUT_OF_RANGE'],
      [payment('x', 60 * 24 * 60, { amount: 'much' }), 'WRONG_TYPE'],
      [payment('x', 60 * 24 * 60, { amount: 1e300 }), 'VALUE_OUT_OF_RANGE'],
      [payment('x', 60 * 24 * 60, { customer: '\ud800' }), 'VALUE_OUT_OF_RANGE'],
      [payment('x', 1), 'TOO_LATE'],
    ];
    for (const [input, code] of poison) expect(await codeOf(desk.submit(input)), JSON.stringify(input)).toBe(code);
    const kept = await log.quarantined(100);
    expect(kept.map(({ code }) => code).reverse()).toEqual(poison.map(([, code]) => code));
    expect(JSON.stringify(kept)).not.toContain('Zoë');
    const { received, decided, duplicates, corrected, quarantined } = desk.counts();
    expect([received, decided, quarantined]).toEqual([poison.length + 1, 1, poison.length]);
    expect(received).toBe(decided + duplicates + corrected + quarantined);
  });

  it('labels what is there, and the features see the label when its delay is over', async () => {
    const log = createInMemoryEventLog();
    const desk = await openDesk(log);
    await desk.submit(payment('t-1', 0));
    expect(await desk.label('t-1', { fraud: true })).toMatchObject({ outcome: 'amended', sequence: 2 });
    expect((await desk.label('t-1', { fraud: true })).outcome).toBe('unchanged');
    expect(await codeOf(desk.label('no', { fraud: true }))).toBe('TRANSACTION_NOT_FOUND');
    expect(await codeOf(desk.label('t-1', { other: true }))).toBe('UNKNOWN_FIELD');
    // Also by a desk that has it from the log alone, and by one that has it from a stored state.
    const restarted = await openDesk(log);
    const asOf = START + 8 * 86_400_000;
    const frauds = (of: TransactionDesk) =>
      of.lookUp('terminal', 't', asOf).features.find(({ name }) => name === 'terminal_fraud_30d')?.value;
    expect(frauds(restarted)).toBe(1);
    await restarted.keepState();
    expect(frauds(await openDesk(log))).toBe(1);
    await desk.submit(payment('t-2', 60 * 24 * 8));
    const rows = await log.read();
    expect(rows.at(-1)?.features?.[plan.names.indexOf('terminal_fraud_30d')]).toBe(1);
  });

  it('refuses more than may wait, with nothing taken, and takes again later', async () => {
    const log = createInMemoryEventLog();
    const desk = await openDesk(log, { mostWaiting: 3 });
    const outcomes = await Promise.all([1, 2, 3, 4, 5].map((at) => codeOf(desk.submit(payment(`t-${at}`, at)))));
    expect(outcomes).toEqual(['none', 'none', 'none', 'OVERLOADED', 'OVERLOADED']);
    expect(await log.last()).toBe(3);
    expect(await codeOf(desk.submit(payment('t-5', 5)))).toBe('none');
    expect(desk.counts()).toMatchObject({ received: 4, refused: 2 });
  });

  it('answers nothing that the log did not take, and makes its memory again', async () => {
    const log = createInMemoryEventLog();
    let isDown = false;
    const failing: EventLog = {
      ...log,
      append: async (group) => {
        if (isDown) throw Object.assign(new Error('down'), { code: 'STORE_UNAVAILABLE' });
        return log.append(group);
      },
    };
    const desk = await openDesk(failing);
    await desk.submit(payment('t-1', 1));
    isDown = true;
    const refused = [2, 3].map((at) => codeOf(desk.submit(payment(`t-${at}`, at))));
    expect(await Promise.all(refused)).toEqual(['STORE_UNAVAILABLE', 'STORE_UNAVAILABLE']);
    isDown = false;
    await desk.start();
    for (const at of [2, 3, 4]) expect((await desk.submit(payment(`t-${at}`, at))).arrival).toBe('new');
    expect(await expectUninterrupted(log)).toBe(4);
  });

  it('two desks on one log never write over each other: one of them makes its memory again', async () => {
    const log = createInMemoryEventLog();
    const [one, other] = [await openDesk(log), await openDesk(log)];
    let taken = 0;
    for (let at = 1; at <= 30; at++) {
      const desk = at % 3 === 0 ? other : one;
      await desk.start().catch(() => undefined);
      if ((await codeOf(desk.submit(payment(`t-${at}`, at)))) === 'none') taken += 1;
    }
    expect(taken).toBeGreaterThan(5);
    expect(await log.last()).toBe(taken);
    expect(await expectUninterrupted(log)).toBe(taken);
  });

  it('a model that fails lets a person look, with the cause', async () => {
    const broken: TransactionModel = {
      ...model,
      decide() {
        throw new Error('no');
      },
    };
    const desk = await openDesk(createInMemoryEventLog(), { model: broken });
    const { decision } = await desk.submit(payment('t-1', 1));
    expect(JSON.parse(decision)).toMatchObject({
      answer: 'review',
      riskScore: null,
      cause: expect.stringContaining('INTERNAL'),
    });
  });

  it('looks features up with their freshness, and tells a stream of what it decided', async () => {
    const desk = await openDesk(createInMemoryEventLog());
    const told: string[] = [];
    const stop = desk.subscribe((item) => told.push(item));
    await desk.submit(payment('t-1', 1));
    await desk.submit(payment('t-2', 2, { terminal: 'u' }));
    stop();
    await desk.submit(payment('t-3', 3));
    expect(told.map((item) => JSON.parse(item).event.values.terminal)).toEqual(['t', 'u']);
    const { features, entity, sequence } = desk.lookUp('customer', 'c', START + 4 * 60_000);
    expect(features.find(({ name }) => name === 'customer_count_1h')?.value).toBe(3);
    expect(features.every(({ name }) => name.startsWith('customer'))).toBe(true);
    expect(entity).toEqual({ events: 3, lastAt: START + 3 * 60_000, lastSequence: 3 });
    expect(sequence).toBe(3);
    expect(desk.lookUp('terminal', 'nobody').entity).toBeUndefined();
    expect(() => desk.lookUp('planet', 'x')).toThrow(/customer, terminal/);
  });

  it('an erasure is noticed: the memory is made again without the person', async () => {
    const log = createInMemoryEventLog();
    const desk = await openDesk(log);
    await desk.submit(payment('t-1', 1));
    await desk.submit(payment('t-2', 2, { customer: 'd' }));
    log.erase('c');
    await desk.tend();
    expect(
      desk.lookUp('terminal', 't', START + 180_000).features.find(({ name }) => name === 'terminal_count_1h')?.value,
    ).toBe(1);
    expect(await codeOf(desk.submit(payment('t-1', 1)))).toBe('DECISION_ERASED');
  });

  it('another feature set is computed from the log, and does not take the state of the first', async () => {
    const log = createInMemoryEventLog();
    const desk = await openDesk(log);
    for (let at = 1; at <= 5; at++) await desk.submit(payment(`t-${at}`, at));
    await desk.keepState();
    const [feature] = cardPaymentsSet.features.filter(({ name }) => name === 'customer_count_7d');
    const smaller = { ...cardPaymentsSet, features: feature === undefined ? [] : [feature] };
    await desk.useModel({ ...model, featureSet: smaller, featureSetHash: 'cd'.repeat(32) });
    expect(desk.describe().recovery).toEqual({ fromState: 0, replayed: 5, skipped: 0 });
    const { decision } = await desk.submit(payment('t-6', 6));
    expect(JSON.parse(decision).featureSet).toBe('cd'.repeat(32));
    expect((await log.read()).at(-1)?.features).toEqual(Float64Array.of(5));
  });
});

it('another set that comes while transactions arrive is the one that decides in the end', async () => {
  const log = createInMemoryEventLog();
  const desk = await openDesk(log);
  for (let at = 1; at <= 5; at++) await desk.submit(payment(`t-${at}`, at));
  const features = cardPaymentsSet.features.slice(0, 1);
  const switching = desk.useModel({
    ...model,
    featureSet: { ...cardPaymentsSet, features },
    featureSetHash: 'cd'.repeat(32),
  });
  // Refused, and it sets the desk going again at once.
  expect(await codeOf(desk.submit(payment('t-6', 6)))).toBe('OVERLOADED');
  await switching;
  await desk.start();
  const { decision } = await desk.submit(payment('t-6', 6));
  expect(JSON.parse(decision).featureSet).toBe('cd'.repeat(32));
});

/** What a hostile source sends: late, twice, corrected, labelled, out of order, and garbage. */
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('payment' as const),
      id: fc.nat({ max: 60 }),
      minutes: fc.integer({ min: -3 * 24 * 60, max: 20 * 24 * 60 }),
      customer: fc.nat({ max: 3 }),
      terminal: fc.nat({ max: 3 }),
      amount: fc.option(fc.integer({ min: -1_000, max: 100_000 }), { nil: null }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('label' as const), id: fc.nat({ max: 60 }), fraud: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('garbage' as const), value: fc.jsonValue() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('restart' as const, 'state' as const, 'kill' as const) }) },
);

describe('whatever comes', () => {
  it('restarts at any moment change no byte of any feature, and the batch evaluator agrees', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
        const log = createInMemoryEventLog();
        let desk = await openDesk(log);
        for (const one of steps) {
          if (one.kind === 'garbage') await codeOf(desk.submit(one.value));
          else if (one.kind === 'label') await codeOf(desk.label(`t-${one.id}`, { fraud: one.fraud }));
          else if (one.kind === 'state') await desk.keepState();
          else if (one.kind === 'restart') {
            await desk.close();
            desk = await openDesk(log);
          } else if (one.kind === 'kill') desk = await openDesk(log);
          else if (one.kind === 'payment') {
            const { id, minutes, customer, terminal, amount } = one;
            const values = {
              customer: `c${customer}`,
              terminal: `t${terminal}`,
              amount: amount === null ? null : amount / 100,
            };
            await codeOf(desk.submit(payment(`t-${id}`, minutes, values)));
          }
          const { received, decided, duplicates, corrected, quarantined } = desk.counts();
          expect(received).toBe(decided + duplicates + corrected + quarantined);
        }
        await expectUninterrupted(log);
        for (const row of await log.read({ limit: 10_000 })) {
          if (row.kind !== 'event') continue;
          expect(bitsOf(await computeAgain(log, plan, reader, row))).toEqual(bitsOf(row.features));
        }
      }),
      { numRuns: 60 },
    );
  }, 120_000);

  it('the sampler finds a feature that differs', async () => {
    const log = createInMemoryEventLog();
    const told: unknown[] = [];
    const bent: EventLog = {
      ...log,
      append: (group) =>
        log.append({
          ...group,
          arrivals: group.arrivals.map((arrival) => ({
            ...arrival,
            ...(arrival.features && arrival.sequence === 2
              ? { features: arrival.features.map((value) => value + 1) }
              : {}),
          })),
        }),
    };
    const desk = await openDesk(bent, { onTrouble: (code, facts) => told.push([code, facts]) });
    for (let at = 1; at <= 3; at++) await desk.submit(payment(`t-${at}`, at));
    await desk.tend();
    expect(desk.describe().parity).toMatchObject({ checked: 3, differing: 1 });
    expect(told).toEqual([['PARITY_DIFFERS', expect.objectContaining({ sequence: 2 })]]);
  });
});
