import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseEvent } from '../../src/stream/parse-event.js';
import { readMessage } from '../../src/stream/read-message.js';

const AT = Date.UTC(2018, 6, 25, 10);

test('an event in its own form and a flat record with a map give the same', () => {
  const own = { id: 'tx-7', at: AT, values: { customer: '596', amount: 12.5 } };
  const flat = { TX: 'tx-7', WHEN: '2018-07-25T12:00:00+02:00', WHO: '596', SUM: 12.5 };
  const map = { id: 'TX', at: 'WHEN', customer: 'WHO', amount: 'SUM' };
  expect(parseEvent(flat, 0, { map })).toEqual(parseEvent(own, 0));
});

test('times may be milliseconds or ISO 8601; without an offset they are UTC, and seconds are told from milliseconds', () => {
  for (const at of [
    AT,
    '2018-07-25T10:00:00Z',
    '2018-07-25 10:00',
    '2018-07-25T05:30:00-0430',
    '2018-07-25T10:00:00.000',
  ]) {
    expect(parseEvent({ id: '1', at }, 0).at).toBe(AT);
  }
  expect(parseEvent({ id: '1', at: '2018-07-25' }, 0).at).toBe(Date.UTC(2018, 6, 25));
  for (const at of [AT / 1000, AT + 0.5, '25.07.2018', '2018-13-01', true, {}, Number.NaN]) {
    expect(() => parseEvent({ id: '1', at }, 0)).toThrow(/`at`/);
  }
});

test('known when it says so, else when it reached us, never before it happened', () => {
  expect(parseEvent({ id: '1', at: AT, knownAt: AT + 5 }, AT + 9).knownAt).toBe(AT + 5);
  expect(parseEvent({ id: '1', at: AT }, AT + 9).knownAt).toBe(AT + 9);
  expect(parseEvent({ id: '1', at: AT }, AT - 9).knownAt).toBe(AT);
});

test('only the columns that are wanted are taken, in the kind that they have', () => {
  const columns = { customer: { kind: 'key' }, online: { kind: 'flag' }, amount: { kind: 'number' } } as const;
  const record = { id: 1, at: AT, customer: 596, online: 1, amount: '12', note: 'secret' };
  expect(parseEvent(record, 0, { columns }).values).toEqual({ customer: '596', online: true, amount: '12' });
});

test('names of records are data: none reaches a prototype', () => {
  const { event } = readMessage(
    new TextEncoder().encode(`{"id":"1","at":${AT},"__proto__":null,"constructor":"y"}`),
    'p',
    0,
  ) as { event: { values: object } };
  expect(Object.getPrototypeOf(event.values)).toBe(Object.prototype);
  expect(Object.entries(event.values)).toEqual([
    ['__proto__', null],
    ['constructor', 'y'],
  ]);
});

test('any bytes are an event or poison, never a crash', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array(),
        fc.json().map((text) => new TextEncoder().encode(text)),
      ),
      (bytes) => {
        const read = readMessage(bytes, 'p', 0);
        if ('poison' in read) expect(read.poison.reason).not.toBe('');
        else expect(read.event.id).not.toBe('');
      },
    ),
  );
});
