import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type LookUp, LookUpFailed } from '../../src/enrichment/enricher.js';
import { type EnrichmentPolicy, guardLookUp } from '../../src/enrichment/guard-look-up.js';

const fields = { score: { kind: 'integer' } } as const;

/** A source whose time is in the test's hands. */
function scene(policy: EnrichmentPolicy, lookUp?: LookUp) {
  const clock = { time: 0 };
  const calls: (readonly [string | null, number])[] = [];
  const state = { fails: false };
  const enricher = guardLookUp(
    {
      name: 'bureau',
      fields,
      lookUp:
        lookUp ??
        (async (key, asOf) => {
          calls.push([key, asOf]);
          if (state.fails) throw new LookUpFailed('unreachable', 'gone', true);
          return { values: { score: calls.length }, version: `v${calls.length}` };
        }),
    },
    policy,
    {
      now: () => clock.time,
      pause: async (milliseconds) => {
        clock.time += milliseconds;
      },
    },
  );
  return { enricher, clock, calls, state };
}

test('an answer serves later moments until its time to live is over, by the question and by the clock', async () => {
  const { enricher, clock, calls } = scene({ ttlMs: 1000 });
  expect(await enricher.enrich('a', 5000)).toMatchObject({ cached: false, values: { score: 1 } });
  expect(await enricher.enrich('a', 5999)).toMatchObject({
    cached: true,
    values: { score: 1 },
    asOf: 5999,
    version: 'v1',
  });
  expect(await enricher.enrich('b', 5000)).toMatchObject({ cached: false });
  expect(await enricher.enrich('a', 6000)).toMatchObject({ cached: false, values: { score: 3 } });
  clock.time = 1000;
  expect(await enricher.enrich('a', 6000)).toMatchObject({ cached: false });
  expect(calls).toHaveLength(4);
});

test('an answer never serves a moment before its own', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 30 }), async (moments) => {
      // The source's answer is the moment it was asked for: a later one would show.
      const { enricher } = scene({ ttlMs: 20, staleAtMostMs: 20 }, async (_, asOf) => {
        if (asOf % 7 === 3) throw new LookUpFailed('unreachable', 'gone', false);
        return { values: { score: asOf }, version: '1' };
      });
      for (const moment of moments) {
        const { values } = await enricher.enrich('a', moment);
        if (values['score'] !== null) expect(values['score']).toBeLessThanOrEqual(moment);
      }
    }),
  );
});

test('what fails in passing is tried again; what does not is not', async () => {
  for (const [passing, tries] of [
    [true, 3],
    [false, 1],
  ] as const) {
    let calls = 0;
    const { enricher, clock } = scene({ retries: 2, retryPauseMs: 100 }, async () => {
      calls += 1;
      throw new LookUpFailed('unreachable', 'gone', passing);
    });
    expect(await enricher.enrich('a', 0)).toMatchObject({ outcome: 'fallback', cause: { code: 'unreachable' } });
    expect(calls).toBe(tries);
    expect(clock.time).toBe(passing ? 300 : 0);
  }
});

test('after too many failures in a row nothing is asked for a while, then one question tries it out', async () => {
  const { enricher, clock, calls, state } = scene({ retries: 0, breakAfter: 3, breakForMs: 1000 });
  state.fails = true;
  for (let question = 0; question < 5; question++) await enricher.enrich(`k${question}`, 0);
  expect(calls).toHaveLength(3);
  expect((await enricher.enrich('x', 0)).cause?.code).toBe('circuit-open');
  clock.time = 1000;
  expect((await enricher.enrich('x', 0)).cause?.code).toBe('unreachable');
  expect((await enricher.enrich('x', 0)).cause?.code).toBe('circuit-open');
  clock.time = 2000;
  state.fails = false;
  const [first, second] = await Promise.all([enricher.enrich('x', 0), enricher.enrich('y', 0)]);
  expect([first.outcome, second.cause?.code]).toEqual(['found', 'circuit-open']);
  expect((await enricher.enrich('z', 0)).outcome).toBe('found');
});

test('an earlier answer stands in when that is allowed, and says how old it is', async () => {
  const { enricher, state } = scene({ retries: 0, ttlMs: 10, staleAtMostMs: 100 });
  await enricher.enrich('a', 0);
  state.fails = true;
  expect(await enricher.enrich('a', 60)).toEqual({
    values: { score: 1 },
    asOf: 60,
    source: 'bureau',
    version: 'v1',
    cached: true,
    outcome: 'fallback',
    cause: { code: 'unreachable', reason: 'gone', staleByMs: 60 },
  });
  expect(await enricher.enrich('a', 101)).toMatchObject({
    values: { score: null },
    cached: false,
    cause: { code: 'unreachable' },
  });
});

test('the same question asked at once by many is asked once', async () => {
  const { enricher, calls } = scene({});
  const answers = await Promise.all(Array.from({ length: 20 }, () => enricher.enrich('a', 7)));
  expect(calls).toHaveLength(1);
  expect(new Set(answers.map(({ version }) => version))).toEqual(new Set(['v1']));
});

test('a key that is not known is not asked about, and that is said', async () => {
  const { enricher, calls } = scene({});
  expect(await enricher.enrich(null, 0)).toMatchObject({ outcome: 'fallback', cause: { code: 'key-missing' } });
  expect(calls).toHaveLength(0);
});

test('the cache is bounded', async () => {
  const { enricher, calls } = scene({ ttlMs: 1000, keysAtMost: 2 });
  for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) await enricher.enrich(key, 0);
  expect(calls.map(([key]) => key)).toEqual(['a', 'b', 'c', 'b']);
});

test('a policy out of range, and fallback values of another type, are refused', () => {
  expect(() => scene({ timeoutMs: 0 })).toThrow(
    '`timeoutMs` of the enrichment "bureau" must be a whole number ≥ 1; got 0',
  );
  expect(() => scene({ fallback: { score: 'none' } })).toThrow(/`fallback.score` .* must be a number/);
  expect(() => scene({ fallback: { other: 1 } })).toThrow(/is not one of its fields/);
});
