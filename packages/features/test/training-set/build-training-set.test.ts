import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FeatureSet } from '../../src/definition/feature-set.js';
import type { CodedValues, EventColumns } from '../../src/event/source-event.js';
import { planFeatures } from '../../src/plan/plan-features.js';
import { buildTrainingSet } from '../../src/training-set/build-training-set.js';

const HOUR = 3_600_000;
const START = Date.UTC(2024, 0, 1);

const set: FeatureSet = {
  format: 'probity-features/1',
  name: 'payments',
  lateness: '30d',
  sources: [
    {
      name: 'payments',
      columns: { card: { kind: 'key' }, amount: { kind: 'number' }, fraud: { kind: 'flag', knownAfter: '1d' } },
    },
  ],
  features: [
    { name: 'sum', entity: 'card', aggregate: 'sum', of: 'amount', window: '2d' },
    { name: 'count', entity: 'card', aggregate: 'count', window: '5h' },
    { name: 'frauds', entity: 'card', aggregate: 'sum', of: 'fraud', window: '2d', delay: '1d' },
  ],
};
const plan = planFeatures(set);

interface Payment {
  readonly card: number;
  readonly hour: number;
  readonly late: number;
  readonly cents: number;
  readonly fraud: boolean;
}

const levels = ['A', 'B', 'C'];

function columnsOf(payments: readonly Payment[]): EventColumns {
  const numbers = (value: (payment: Payment) => number) => Float64Array.from(payments, value);
  return {
    count: payments.length,
    at: numbers(({ hour }) => START + hour * HOUR),
    knownAt: numbers(({ hour, late }) => START + (hour + late) * HOUR),
    columns: {
      card: { codes: Int32Array.from(payments, ({ card }) => card), levels } satisfies CodedValues,
      amount: numbers(({ cents }) => cents / 100),
      fraud: numbers(({ fraud }) => (fraud ? 1 : 0)),
    },
  };
}

const payments = fc.array(
  fc.record({
    card: fc.nat(2),
    hour: fc.nat(150),
    late: fc.constantFrom(0, 0, 0, 3, 40),
    cents: fc.integer({ min: 1, max: 9_999 }),
    fraud: fc.boolean(),
  }),
  { maxLength: 40 },
);
const questions = fc.array(fc.record({ card: fc.nat(2), hour: fc.nat(160) }), { minLength: 1, maxLength: 15 });

function labelsOf(rows: readonly { card: number; hour: number }[]) {
  return {
    count: rows.length,
    asOf: Float64Array.from(rows, ({ hour }) => START + hour * HOUR),
    keys: { card: { codes: Int32Array.from(rows, ({ card }) => card), levels } },
  };
}

describe('buildTrainingSet', () => {
  test('counts what had arrived and happened by then, in windows that end at the moment', () => {
    fc.assert(
      fc.property(payments, questions, (log, rows) => {
        const [sum, count, frauds] = buildTrainingSet(plan, columnsOf(log), labelsOf(rows));
        rows.forEach(({ card, hour }, row) => {
          // The plainest reading: filter the log, add up whole cents.
          const seen = log.filter(
            (payment) => payment.card === card && payment.hour + payment.late < hour && payment.hour < hour,
          );
          const within = (from: number, to: number) =>
            seen.filter((payment) => payment.hour >= hour - from && payment.hour < hour - to);
          expect(sum?.[row]).toBe(within(48, 0).reduce((total, { cents }) => total + cents, 0) / 100);
          expect(count?.[row]).toBe(within(5, 0).length);
          expect(frauds?.[row]).toBe(within(72, 24).filter(({ fraud }) => fraud).length);
        });
      }),
      { numRuns: 200, seed: 2 },
    );
  });

  test('rewriting what became known later leaves every row as it was', () => {
    fc.assert(
      fc.property(payments, payments, questions, (log, other, rows) => {
        const cut = START + 80 * HOUR;
        const early = rows.map(({ card, hour }) => ({ card, hour: Math.min(hour, 80) }));
        const arrived = (one: Payment) => START + (one.hour + one.late) * HOUR < cut;
        const rewritten = [...log.filter(arrived), ...other.filter((one) => !arrived(one))];
        expect(buildTrainingSet(plan, columnsOf(rewritten), labelsOf(early))).toEqual(
          buildTrainingSet(plan, columnsOf(log.filter(arrived)), labelsOf(early)),
        );
      }),
      { numRuns: 100, seed: 4 },
    );
  });

  test('an entity that was never seen has empty windows, and a table without its key is refused', () => {
    const labels = {
      count: 1,
      asOf: Float64Array.of(START),
      keys: { card: { codes: Int32Array.of(0), levels: ['Z'] } },
    };
    expect(buildTrainingSet(plan, columnsOf([]), labels).map(([value]) => value)).toEqual([0, 0, 0]);
    expect(() => buildTrainingSet(plan, columnsOf([]), { ...labels, keys: {} })).toThrow(
      'no column for the key "card"',
    );
  });
});
