import type { Column, Table } from '@probity/domain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ReplayOptions, replayTable } from '../../src/replay/replay-table.js';
import type { DeliveredEvent, PoisonMessage } from '../../src/stream/event-source.js';

const START = Date.UTC(2018, 6, 25);
const numbers = (name: string, kind: 'datetime' | 'integer' | 'numeric', values: readonly number[]): Column => ({
  name,
  kind,
  values: Float64Array.from(values),
});
const tableOf = (...columns: readonly Column[]): Table => ({
  rowCount: columns[0] !== undefined && 'values' in columns[0] ? columns[0].values.length : 0,
  columns,
});
const times = (...minutes: readonly number[]) => minutes.map((minute) => START + minute * 60_000);

async function play(table: Table, options: ReplayOptions = {}) {
  const events: DeliveredEvent[] = [];
  const poison: PoisonMessage[] = [];
  const clock = { time: 1000 };
  const when: number[] = [];
  const replay = replayTable('file', table, {
    now: () => clock.time,
    pause: async (milliseconds) => {
      clock.time += milliseconds;
    },
    ...options,
  });
  await replay.run({
    async handle(batch) {
      events.push(...batch);
      for (const _ of batch) when.push(clock.time - 1000);
    },
    async quarantine(message) {
      poison.push(message);
    },
  });
  return { events, poison, when, replay };
}

test('an hour takes a minute at sixty times the speed, each event at its own moment', async () => {
  const table = tableOf(numbers('at', 'datetime', times(0, 30, 30, 60)));
  expect((await play(table, { speed: 60 })).when).toEqual([0, 30_000, 30_000, 60_000]);
  expect((await play(table, { speed: 3600 })).when).toEqual([0, 500, 500, 1000]);
  expect((await play(table)).when).toEqual([0, 0, 0, 0]);
});

test('rows come in order of arrival, which may be another than that of the events; ties as in the file', async () => {
  const table = tableOf(
    numbers('happened', 'datetime', times(3, 1, 2, 0)),
    numbers('loaded', 'datetime', times(5, 9, 5, Number.NaN)),
    numbers('n', 'integer', [0, 1, 2, 3]),
  );
  const { events } = await play(table, { map: { at: 'happened', knownAt: 'loaded' } });
  expect(events.map(({ event }) => event.values['n'])).toEqual([3, 0, 2, 1]);
  expect(events.map(({ event }) => (event.knownAt - START) / 60_000)).toEqual([0, 5, 5, 9]);
  expect(events.map(({ event }) => (event.at - START) / 60_000)).toEqual([0, 3, 2, 1]);
});

test('days written as whole numbers are times, and numbers of customers are texts', async () => {
  const table = tableOf(numbers('day', 'integer', [930_102, 930_101]), numbers('who', 'integer', [7, 12]));
  const { events } = await play(table, { map: { at: 'day', customer: 'who' }, columns: { customer: { kind: 'key' } } });
  expect(events.map(({ event }) => [new Date(event.at).toISOString().slice(0, 10), event.values])).toEqual([
    ['1993-01-01', { customer: '12' }],
    ['1993-01-02', { customer: '7' }],
  ]);
});

test('going on from any row gives what an unbroken replay gives', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 1, max: 7 }),
      fc.nat(30),
      async (minutes, batchSize, cut) => {
        const table = tableOf(
          numbers('at', 'datetime', times(...minutes)),
          numbers('n', 'integer', [...minutes.keys()]),
        );
        const whole = await play(table, { batchSize });
        const from = Math.min(cut, minutes.length);
        const rest = await play(table, { batchSize, from });
        expect(rest.events).toEqual(whole.events.slice(from));
        expect(whole.replay.done).toBe(minutes.length);
      },
    ),
  );
});

test('rows without a time are set aside, whatever the speed, and the others are played', async () => {
  const table = tableOf(numbers('at', 'datetime', [START, Number.NaN, START + 60_000]));
  const { events, poison, when } = await play(table, { speed: 2 });
  expect(events.map(({ position }) => position)).toEqual(['row 1', 'row 3']);
  expect(poison).toMatchObject([{ position: 'row 2', code: 'MISSING_FIELD' }]);
  expect(when).toEqual([0, 30_000]);
});

test('a speed of nothing, a row beyond the end and a column that is not there are refused', () => {
  const table = tableOf(numbers('at', 'datetime', [START]));
  expect(() => replayTable('f', table, { speed: 0 })).toThrow('`speed` of a replay must be > 0 or "max"; got 0');
  expect(() => replayTable('f', table, { from: 2 })).toThrow(/from 0 to 1, the rows of "f"; got 2/);
  expect(() => replayTable('f', table, { map: { amount: 'sum' } })).toThrow(/"sum" is not in the data/);
  expect(() => replayTable('f', tableOf(numbers('n', 'numeric', [1])))).toThrow(/"at" is not in the data/);
});
