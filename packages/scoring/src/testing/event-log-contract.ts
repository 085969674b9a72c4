import type { ArrivalGroup, EventLog, LoggedArrival, NewArrival } from '../ports/event-log.js';
import { expectEqual, expectRejection, type PortClaim } from './port-claim.js';

const FEATURE_SET = 'ab'.repeat(32);

/** An arrival to append in tests, with numbers that a careless store would bend. */
export function exampleArrival(sequence: number, changes: Partial<NewArrival> = {}): NewArrival {
  const id = `t-${sequence}`;
  return {
    sequence,
    kind: 'event',
    source: 'transactions',
    id,
    knownAt: 1_760_000_000_000 + sequence,
    subject: `customer-${sequence % 3}`,
    entities: [`customer=${sequence % 3}`, `terminal=${sequence % 2}`],
    content: JSON.stringify({ at: 1_760_000_000_000, values: { amount: 0.1 + 0.2, name: 'Zoë "Ω" 𝄞\u0000\n' } }),
    answer: 'allow',
    decision: JSON.stringify({ id, riskScore: 0.12345678901234568 }),
    features: Float64Array.of(1 / 3, Number.NaN, -0, 5e-324, 1.7976931348623157e308),
    ...changes,
  };
}

/** A group of arrivals as `append` takes it. */
export function exampleGroup(arrivals: readonly NewArrival[], changes: Partial<ArrivalGroup> = {}): ArrivalGroup {
  return { arrivals, quarantined: [], model: null, featureSet: FEATURE_SET, ...changes };
}

/**
 * What every event log must do.
 * @param makeLog gives an empty log each time, and a way to erase a person from it
 */
export function eventLogContract(
  makeLog: () => Promise<{ readonly log: EventLog; erase(subject: string): Promise<void> }>,
): readonly PortClaim[] {
  const claim = (
    text: string,
    check: (log: EventLog, erase: (subject: string) => Promise<void>) => Promise<void>,
  ): PortClaim => ({
    claim: text,
    run: async () => {
      const { log, erase } = await makeLog();
      await check(log, erase);
    },
  });
  const fill = async (log: EventLog, count: number) => {
    const arrivals = Array.from({ length: count }, (_, index) => exampleArrival(index + 1));
    expectEqual(await log.append(exampleGroup(arrivals)), 'appended', 'append');
  };

  return [
    claim('what was appended is read back in order, to the bit', async (log) => {
      expectEqual(await log.last(), 0, 'an empty log');
      await fill(log, 3);
      const label = exampleArrival(4, { kind: 'amendment', id: 't-1' });
      const { answer: _answer, decision: _decision, features: _features, ...amendment } = label;
      expectEqual(await log.append(exampleGroup([amendment])), 'appended', 'append');
      expectEqual(await log.last(), 4, 'last');
      const rows = await log.read();
      expectEqual(
        rows.map(({ sequence, kind, id }) => [sequence, kind, id]),
        [
          [1, 'event', 't-1'],
          [2, 'event', 't-2'],
          [3, 'event', 't-3'],
          [4, 'amendment', 't-1'],
        ],
        'rows',
      );
      const { subject: _subject, entities: _entities, ...wanted } = exampleArrival(2);
      expectRow(rows[1], wanted);
    }),
    claim('a group is taken only where the log ends as the writer believes', async (log) => {
      await fill(log, 2);
      expectEqual(await log.append(exampleGroup([exampleArrival(2)])), 'moved-on', 'too early');
      expectEqual(await log.append(exampleGroup([exampleArrival(4)])), 'moved-on', 'too late');
      expectEqual(await log.append(exampleGroup([exampleArrival(3)])), 'appended', 'next');
      expectEqual(await log.last(), 3, 'last');
    }),
    claim('of two writers at once one wins', async (log) => {
      const groups = [1, 2, 3, 4].map((writer) => exampleGroup([exampleArrival(1, { id: `of-${writer}` })]));
      const outcomes = await Promise.all(groups.map((group) => log.append(group)));
      expectEqual(outcomes.filter((outcome) => outcome === 'appended').length, 1, 'winners');
      expectEqual((await log.read()).length, 1, 'rows');
    }),
    claim('an id is an event once, and nothing of its group is written', async (log) => {
      await fill(log, 2);
      const again = exampleGroup([exampleArrival(3), exampleArrival(4, { id: 't-1' })]);
      expectEqual(await log.append(again), 'moved-on', 'append');
      expectEqual(await log.last(), 2, 'last');
      const correction = exampleArrival(3, { id: 't-1', kind: 'correction' });
      expectEqual(await log.append(exampleGroup([correction])), 'appended', 'a correction');
      const elsewhere = exampleArrival(4, { id: 't-1', source: 'logins' });
      expectEqual(await log.append(exampleGroup([elsewhere])), 'appended', 'another source');
      expectEqual(
        (await log.history('transactions', 't-1')).map(({ sequence }) => sequence),
        [1, 3],
        'history',
      );
    }),
    claim('arrivals without an order are refused', async (log) => {
      const gap = log.append(exampleGroup([exampleArrival(1), exampleArrival(3)]));
      await expectRejection(gap, 'INVALID_ARGUMENT', 'a gap');
      await expectRejection(log.append(exampleGroup([exampleArrival(0)])), 'INVALID_ARGUMENT', 'zero');
    }),
    claim('events are found by id, entity, moment and answer', async (log) => {
      const arrivals = [1, 2, 3, 4, 5, 6].map((at) =>
        exampleArrival(at, { answer: at === 5 ? 'block' : at % 2 === 0 ? 'review' : 'allow' }),
      );
      await log.append(exampleGroup(arrivals));
      const numbers = (rows: readonly LoggedArrival[]) => rows.map(({ sequence }) => sequence);
      expectEqual(numbers(await log.findEvents('transactions', ['t-2', 'no', 't-5', '\u0000'])).sort(), [2, 5], 'ids');
      expectEqual(await log.findEvents('transactions', []), [], 'no ids');
      expectEqual(numbers(await log.read({ entities: ['terminal=1', 'customer=0'] })), [1, 3, 5, 6], 'entities');
      expectEqual(numbers(await log.read({ entities: ['terminal=1'], upTo: 4 })), [1, 3], 'upTo');
      expectEqual(numbers(await log.read({ after: 2, limit: 2 })), [3, 4], 'after, limit');
      expectEqual(numbers(await log.read({ knownFrom: 1_760_000_000_005 })), [5, 6], 'knownFrom');
      expectEqual(numbers(await log.list({ answer: 'review' })), [6, 4, 2], 'answer');
      expectEqual(numbers(await log.list({ before: 4, limit: 2 })), [3, 2], 'before');
      expectEqual(numbers(await log.list({ samePersonAs: 1 })), [4, 1], 'same person');
      expectEqual(await log.list({ samePersonAs: 99 }), [], 'as nobody');
      expectEqual(
        (await log.ids(4, 10)).map(({ id }) => id),
        ['t-5', 't-6'],
        'ids',
      );
      await expectRejection(log.list({ limit: 0 }), 'INVALID_ARGUMENT', 'limit');
    }),
    claim('quarantine is durable with its group, and shows reasons only', async (log) => {
      const item = {
        code: 'WRONG_TYPE',
        reason: '`amount` must be a number',
        field: 'amount',
        receivedAt: '2026-01-02T03:04:05.678Z',
        content: '{"amount":"\u0000 Zoë"}',
        subject: 'ann',
      };
      const { subject: _subject, field: _field, ...bare } = { ...item, code: 'TOO_LATE' };
      await log.append(exampleGroup([], { quarantined: [item] }));
      await log.append(exampleGroup([exampleArrival(1)], { quarantined: [bare] }));
      const { content: _content, subject: _person, ...shown } = item;
      const { content: _bareContent, ...second } = bare;
      expectEqual(await log.quarantined(10), [second, shown], 'quarantined');
    }),
    claim('states of a feature set are kept, the latest is loaded', async (log) => {
      const state = (sequence: number) => ({
        sequence,
        featureSet: FEATURE_SET,
        bytes: Uint8Array.of(sequence, 0, 255, 7),
      });
      expectEqual(await log.loadState(FEATURE_SET), undefined, 'none');
      for (const sequence of [1, 2, 3]) await log.saveState(state(sequence));
      expectEqual(await log.loadState(FEATURE_SET), state(3), 'the latest');
      expectEqual(await log.loadState('cd'.repeat(32)), undefined, 'another set');
    }),
    claim('an erased person is unreadable, the order of arrival stays', async (log, erase) => {
      await fill(log, 6);
      await log.saveState({ sequence: 6, featureSet: FEATURE_SET, bytes: Uint8Array.of(1) });
      const before = await log.erasures();
      await erase('customer-1');
      expectEqual(await log.erasures(), before + 1, 'erasures');
      expectEqual(await log.loadState(FEATURE_SET), undefined, 'a state that held the person');
      const rows = await log.read();
      expectEqual(
        rows.map(({ content }) => content !== undefined),
        [false, true, true, false, true, true],
        'content',
      );
      expectEqual(rows.map(({ features }) => features !== undefined)[0], false, 'features');
      expectEqual(
        (await log.read({ entities: ['terminal=1'] })).map(({ sequence }) => sequence),
        [3, 5],
        'found by entity',
      );
      await log.append(exampleGroup([exampleArrival(7)]));
      expectEqual((await log.read({ after: 6 }))[0]?.content, exampleArrival(7).content, 'who comes back');
    }),
  ];
}

function expectRow(row: LoggedArrival | undefined, wanted: LoggedArrival): void {
  const bits = (features: Float64Array | undefined) =>
    features && [...new BigUint64Array(features.slice().buffer)].map(String);
  expectEqual({ ...row, features: bits(row?.features) }, { ...wanted, features: bits(wanted.features) }, 'row');
}
