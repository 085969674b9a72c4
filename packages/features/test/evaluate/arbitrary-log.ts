import fc from 'fast-check';
import type { EventAmendment, FeatureSet, SourceEvent } from '../../src/index.js';

/** Every aggregate, comparison, filter, kind of window and null policy over one kind of event. */
export const wholeSet: FeatureSet = {
  format: 'probity-features/1',
  name: 'everything',
  timeZone: 'Europe/Berlin',
  lateness: '3d',
  sources: [
    {
      name: 'payments',
      columns: {
        customer: { kind: 'key' },
        terminal: { kind: 'key' },
        amount: { kind: 'number', decimals: 2 },
        category: { kind: 'category' },
        present: { kind: 'flag' },
        latitude: { kind: 'latitude' },
        longitude: { kind: 'longitude' },
        fraud: { kind: 'flag', knownAfter: '1d' },
      },
    },
  ],
  features: [
    ...(['sum', 'mean', 'std', 'min', 'max', 'first', 'last', 'trend'] as const).flatMap((aggregate) => [
      { name: `${aggregate}_2d`, entity: 'customer', aggregate, of: 'amount', window: '2d' },
      { name: `${aggregate}_zero`, entity: 'terminal', aggregate, of: 'amount', window: '30h', nulls: 'zero' as const },
      {
        name: `${aggregate}_missing`,
        entity: 'customer',
        aggregate,
        of: 'amount',
        window: '12h',
        nulls: 'missing' as const,
        empty: -1,
      },
      {
        name: `${aggregate}_last3`,
        entity: 'customer',
        aggregate,
        of: 'amount',
        window: { lastEvents: 3, within: '2d' },
      },
      {
        name: `${aggregate}_here`,
        entity: 'customer',
        aggregate,
        of: 'amount',
        window: '2d',
        filter: [{ column: 'terminal', sameAsCurrent: true }],
      },
      {
        name: `${aggregate}_here_zero3`,
        entity: 'terminal',
        aggregate,
        of: 'amount',
        window: { lastEvents: 3, within: '3d' },
        nulls: 'zero' as const,
        filter: [
          { column: 'category', sameAsCurrent: false },
          { column: 'amount', atLeast: 1 },
        ],
      },
      {
        name: `${aggregate}_habit`,
        entity: 'customer',
        aggregate,
        of: 'amount',
        window: '6h',
        comparison: { kind: 'habit-ratio' as const, window: '2d' },
      },
      ...(aggregate === 'trend'
        ? []
        : [
            {
              name: `${aggregate}_own`,
              entity: 'terminal',
              aggregate,
              of: 'amount',
              window: '1d',
              comparison: { kind: 'own-value-ratio' as const },
            },
          ]),
    ]),
    ...(['distinct', 'entropy', 'share'] as const).flatMap((aggregate) => [
      { name: `${aggregate}_2d`, entity: 'customer', aggregate, of: 'category', window: '2d' },
      { name: `${aggregate}_last4`, entity: 'terminal', aggregate, of: 'customer', window: { lastEvents: 4 } },
      {
        name: `${aggregate}_other`,
        entity: 'customer',
        aggregate,
        of: 'present',
        window: '1d',
        filter: [{ column: 'terminal', sameAsCurrent: false }],
      },
      {
        name: `${aggregate}_filtered`,
        entity: 'terminal',
        aggregate,
        of: 'category',
        window: '1d',
        delay: '3h',
        filter: [{ column: 'present', is: true }],
      },
    ]),
    {
      name: 'entropy_habit',
      entity: 'customer',
      aggregate: 'entropy',
      of: 'category',
      window: '8h',
      comparison: { kind: 'habit-ratio', window: '2d' },
    },
    { name: 'hours', entity: 'customer', aggregate: 'hour-share', window: '3d' },
    {
      name: 'hours_here',
      entity: 'customer',
      aggregate: 'hour-share',
      window: '3d',
      filter: [{ column: 'terminal', sameAsCurrent: true }],
    },
    { name: 'count_1d', entity: 'customer', aggregate: 'count', window: '1d' },
    {
      name: 'count_habit',
      entity: 'terminal',
      aggregate: 'count',
      window: '6h',
      comparison: { kind: 'habit-ratio', window: '3d' },
    },
    {
      name: 'count_new',
      entity: 'customer',
      aggregate: 'count',
      window: '2d',
      filter: [{ column: 'terminal', newWithin: '1d' }],
    },
    {
      name: 'sum_new',
      entity: 'customer',
      aggregate: 'sum',
      of: 'amount',
      window: '1d',
      filter: [{ column: 'terminal', newWithin: '2d' }],
      comparison: { kind: 'habit-ratio', window: '3d' },
    },
    {
      name: 'distinct_new',
      entity: 'terminal',
      aggregate: 'distinct',
      of: 'category',
      window: '2d',
      filter: [{ column: 'customer', newWithin: '1d' }],
    },
    {
      name: 'count_null',
      entity: 'customer',
      aggregate: 'count',
      window: '2d',
      filter: [{ column: 'amount', is: null }],
    },
    {
      name: 'count_not',
      entity: 'customer',
      aggregate: 'count',
      window: '2d',
      filter: [
        { column: 'category', isNot: 'food', in: ['food', 'fuel', 'rent'] },
        { column: 'amount', below: 5 },
      ],
    },
    {
      name: 'count_last',
      entity: 'customer',
      aggregate: 'count',
      window: { lastEvents: 2 },
      filter: [{ column: 'category', is: 'fuel' }],
    },
    { name: 'recency', entity: 'customer', aggregate: 'recency', window: '3d' },
    {
      name: 'recency_fuel',
      entity: 'terminal',
      aggregate: 'recency',
      window: '3d',
      filter: [{ column: 'category', is: 'fuel' }],
    },
    {
      name: 'recency_here',
      entity: 'customer',
      aggregate: 'recency',
      window: '3d',
      filter: [{ column: 'terminal', sameAsCurrent: true }],
    },
    { name: 'distance', entity: 'customer', aggregate: 'distance', window: { lastEvents: 1 } },
    { name: 'speed', entity: 'customer', aggregate: 'speed', window: '2d' },
    {
      name: 'speed_here',
      entity: 'terminal',
      aggregate: 'speed',
      window: '2d',
      filter: [{ column: 'customer', sameAsCurrent: false }],
    },
    { name: 'z', entity: 'customer', aggregate: 'mean', of: 'amount', window: '2d', comparison: { kind: 'z-score' } },
    {
      name: 'z_here',
      entity: 'customer',
      aggregate: 'mean',
      of: 'amount',
      window: '3d',
      comparison: { kind: 'z-score' },
      filter: [{ column: 'terminal', sameAsCurrent: true }],
    },
    { name: 'fraud_rate', entity: 'terminal', aggregate: 'mean', of: 'fraud', window: '2d', delay: '1d' },
    {
      name: 'frauds',
      entity: 'terminal',
      aggregate: 'count',
      window: '2d',
      delay: '1d',
      filter: [{ column: 'fraud', is: true }],
    },
  ],
};

const HOUR = 3_600_000;
/** A week in which the clocks of Berlin go forward. */
const START = Date.UTC(2024, 2, 28);

export type Arrival =
  | { readonly kind: 'event'; readonly event: SourceEvent }
  | { readonly kind: 'amendment'; readonly amendment: EventAmendment }
  | { readonly kind: 'kill' };

export interface LogShape {
  readonly late: number;
  readonly corrected: number;
  readonly duplicated: number;
  readonly amended: number;
  readonly kills: number;
  /** So many times as many events an hour; default 1. */
  readonly density?: number;
}

/** Logs in order of arrival; of a hundred arrivals so many are late, corrected and so on. */
export function arbitraryLog(shape: LogShape, size: number): fc.Arbitrary<Arrival[]> {
  const values = fc.record({
    customer: fc.option(fc.constantFrom('ann', 'bob', 'cy'), { freq: 20 }),
    terminal: fc.option(fc.constantFrom('t1', 't2', 't3', 't4'), { freq: 20 }),
    amount: fc.option(
      fc.oneof(
        fc.integer({ min: -500, max: 2000 }).map((units) => units / 100),
        fc.constantFrom(175921860444.15, -175921860444.15, 0),
      ),
      { freq: 6 },
    ),
    category: fc.option(fc.constantFrom('food', 'fuel', 'rent', 'ünï😀'), { freq: 8 }),
    present: fc.option(fc.boolean(), { freq: 8 }),
    latitude: fc.option(fc.double({ min: -90, max: 90, noNaN: true }), { freq: 6 }),
    longitude: fc.option(fc.double({ min: -180, max: 180, noNaN: true }), { freq: 6 }),
    fraud: fc.option(fc.boolean(), { freq: 2 }),
  });
  const step = fc.record({
    dice: fc.integer({ min: 0, max: 99 }),
    wait: fc.oneof(
      fc.constant(0),
      fc.integer({ min: 0, max: 4 }).map((n) => n * HOUR),
      fc.integer({ min: 1, max: 2 * HOUR }),
    ),
    lateBy: fc.integer({ min: 1, max: 80 }).map((n) => n * HOUR),
    which: fc.nat(1000),
    values,
    partly: fc.boolean(),
  });
  return fc.array(step, { minLength: 1, maxLength: size, size: 'max' }).map((steps) => {
    let now = START;
    const log: Arrival[] = [];
    const seen: SourceEvent[] = [];
    for (const { dice, wait, lateBy, which, values: said, partly } of steps) {
      now += Math.floor(wait / (shape.density ?? 1));
      let left = dice;
      const falls = (share: number) => {
        left -= share;
        return left < 0 && left >= -share;
      };
      const earlier = seen[which % Math.max(1, seen.length)];
      if (falls(shape.kills)) log.push({ kind: 'kill' });
      else if (falls(shape.duplicated) && earlier !== undefined)
        log.push({ kind: 'event', event: { ...earlier, knownAt: now } });
      else if (falls(shape.corrected) && earlier !== undefined) {
        const event = {
          ...earlier,
          knownAt: now,
          at: partly ? earlier.at : Math.min(now, earlier.at + lateBy - 40 * HOUR),
          values: partly ? { ...earlier.values, amount: said.amount } : said,
        };
        seen[which % seen.length] = event;
        log.push({ kind: 'event', event });
      } else if (falls(shape.amended) && earlier !== undefined) {
        const amendment = {
          id: earlier.id,
          knownAt: now,
          values: partly
            ? { fraud: said.fraud ?? true }
            : { fraud: said.fraud ?? false, category: said.category ?? 'rent' },
        };
        log.push({ kind: 'amendment', amendment });
      } else {
        const event = { id: `e${seen.length}`, at: falls(shape.late) ? now - lateBy : now, knownAt: now, values: said };
        seen.push(event);
        log.push({ kind: 'event', event });
      }
    }
    return log;
  });
}
