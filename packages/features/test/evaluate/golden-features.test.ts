import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  checkFeatureSet,
  createFeatureEngine,
  type EventValue,
  type FeatureSet,
  planFeatures,
} from '../../src/index.js';

interface Golden {
  readonly events: readonly ({ readonly at: number } & Readonly<Record<string, EventValue>>)[];
  readonly expected: readonly Readonly<Record<string, number | null>>[];
}

const golden: Golden = JSON.parse(readFileSync(new URL('../golden/evaluate/cases.json', import.meta.url), 'utf8'));

const amount = { entity: 'customer', of: 'amount', window: '1d' } as const;
const category = { entity: 'customer', of: 'category', window: '1d' } as const;
const set: FeatureSet = {
  format: 'probity-features/1',
  name: 'golden',
  timeZone: 'America/New_York',
  sources: [
    {
      name: 'payments',
      columns: {
        customer: { kind: 'key' },
        amount: { kind: 'number' },
        category: { kind: 'category' },
        latitude: { kind: 'latitude' },
        longitude: { kind: 'longitude' },
      },
    },
  ],
  features: [
    { name: 'count', entity: 'customer', aggregate: 'count', window: '1d' },
    ...(['sum', 'mean', 'std', 'min', 'max', 'first', 'last', 'trend'] as const).map((aggregate) => ({
      name: aggregate,
      aggregate,
      ...amount,
    })),
    ...(['distinct', 'entropy', 'share'] as const).map((aggregate) => ({ name: aggregate, aggregate, ...category })),
    { name: 'recency', entity: 'customer', aggregate: 'recency', window: '1d' },
    { name: 'hour_share', entity: 'customer', aggregate: 'hour-share', window: '1d' },
    { name: 'distance', entity: 'customer', aggregate: 'distance', window: '1d' },
    { name: 'speed', entity: 'customer', aggregate: 'speed', window: '1d' },
    { name: 'z', aggregate: 'mean', ...amount, comparison: { kind: 'z-score' } },
    { name: 'own_ratio', aggregate: 'mean', ...amount, comparison: { kind: 'own-value-ratio' } },
    { name: 'habit', aggregate: 'sum', ...amount, window: '4h', comparison: { kind: 'habit-ratio', window: '1d' } },
    {
      name: 'here',
      entity: 'customer',
      aggregate: 'count',
      window: '1d',
      filter: [{ column: 'category', sameAsCurrent: true }],
    },
    {
      name: 'fresh',
      entity: 'customer',
      aggregate: 'count',
      window: '4h',
      filter: [{ column: 'category', newWithin: '6h' }],
    },
    { name: 'last3', aggregate: 'sum', ...amount, window: { lastEvents: 3, within: '1d' } },
  ],
};
const roundedMoreThanOnce = ['std', 'trend', 'entropy', 'distance', 'speed', 'z', 'own_ratio', 'habit'];

describe('features against rational arithmetic in Python', () => {
  const plan = planFeatures(checkFeatureSet(set));
  const engine = createFeatureEngine(plan);
  const rows = golden.events.map(
    ({ at, ...values }, i) => engine.observe({ id: `${i}`, at, knownAt: at, values }).features as Float64Array,
  );

  for (const [f, name] of plan.names.entries()) {
    it(`N1–N8, T1, T8: ${name} agrees at every event, on the days when clocks change too`, () => {
      let known = 0;
      golden.expected.forEach((expected, i) => {
        const wanted = expected[name];
        if (wanted === null) expect(rows[i][f], `event ${i}`).toBeNaN();
        else if (!roundedMoreThanOnce.includes(name)) expect(rows[i][f], `event ${i}`).toBe(wanted);
        else
          expect(Math.abs(rows[i][f] - wanted), `event ${i}: got ${rows[i][f]}, wanted ${wanted}`).toBeLessThanOrEqual(
            1e-9 * Math.max(1, Math.abs(wanted)),
          );
        if (wanted !== null) known++;
      });
      expect(known).toBeGreaterThan(50);
    });
  }
});
