import { describe, expect, it } from 'vitest';
import {
  checkFeatureSet,
  createFeatureEngine,
  planFeatures,
  restoreFeatureEngine,
  type SourceEvent,
} from '../../src/index.js';

const DAY = 86_400_000;

const set = {
  format: 'probity-features/1',
  name: 'two-sources',
  lateness: '1d',
  sources: [
    {
      name: 'payments',
      columns: { card: { kind: 'key' }, amount: { kind: 'number' }, fraud: { kind: 'flag', knownAfter: '1d' } },
    },
    { name: 'logins', columns: { card: { kind: 'key' }, device: { kind: 'category' } } },
  ],
  features: [
    { name: 'spend', entity: 'card', aggregate: 'sum', of: 'amount', window: '2d' },
    { name: 'largest', entity: 'card', aggregate: 'max', of: 'amount', window: '2d' },
    { name: 'devices', entity: 'card', source: 'logins', aggregate: 'distinct', of: 'device', window: '2d' },
    { name: 'frauds', entity: 'card', aggregate: 'sum', of: 'fraud', window: '2d', delay: '1d' },
    {
      name: 'ratio',
      entity: 'card',
      aggregate: 'mean',
      of: 'amount',
      window: '2d',
      comparison: { kind: 'own-value-ratio' },
    },
  ],
};
const plan = planFeatures(checkFeatureSet(set));

function payment(id: string, at: number, amount: number, knownAt = at): SourceEvent {
  return { id, at, knownAt, values: { card: 'c', amount } };
}

describe('a feature engine', () => {
  it('lets a source look at the events of another, and looks up without an event (M3)', () => {
    const engine = createFeatureEngine(plan);
    engine.observe({ source: 'logins', id: 'l1', at: 10, knownAt: 10, values: { card: 'c', device: 'phone' } });
    engine.observe({ source: 'logins', id: 'l2', at: 20, knownAt: 20, values: { card: 'c', device: 'tablet' } });
    expect([...(engine.observe(payment('p', 30, 5)).features ?? [])]).toEqual([0, NaN, 2, 0, NaN]);
    expect([...engine.lookUp({ card: 'c' }, 31)]).toEqual([5, 5, 2, 0, NaN]);
    expect([...engine.lookUp({ card: 'unknown' }, 31)]).toEqual([0, NaN, 0, 0, NaN]);
    expect([...engine.lookUp({}, 31)]).toEqual([NaN, NaN, NaN, NaN, NaN]);
  });

  it('S3, T4: what is refused leaves everything as it was', () => {
    const engine = createFeatureEngine(plan);
    engine.observe(payment('a', 5 * DAY, 1));
    const before = engine.snapshot();
    const refused: [SourceEvent, string][] = [
      [payment('late', 5 * DAY - 1, 2, 6 * DAY), 'TOO_LATE'],
      [payment('ahead', 7 * DAY, 2, 5 * DAY), 'VALUE_OUT_OF_RANGE'],
      [payment('a', 3 * DAY, 2, 5 * DAY), 'TOO_LATE'],
      [payment('huge', 5 * DAY, 1e15), 'VALUE_OUT_OF_RANGE'],
      [{ id: 'x', at: 5 * DAY, knownAt: 5 * DAY, values: { card: 'c' } }, 'MISSING_FIELD'],
      [{ id: 'x', at: 5 * DAY, knownAt: 5 * DAY, values: { card: 'c', amount: 'much' } }, 'WRONG_TYPE'],
      [{ id: '', at: 5 * DAY, knownAt: 5 * DAY, values: { card: 'c', amount: 1 } }, 'WRONG_TYPE'],
      [{ source: 'x', id: 'x', at: 5 * DAY, knownAt: 5 * DAY, values: {} }, 'UNKNOWN_FIELD'],
    ];
    // A day later on the clock of knowledge, so that the first is late: knownAt of a refused arrival must not count either.
    for (const [event, code] of refused)
      expect(() => engine.observe(event), event.id).toThrow(expect.objectContaining({ code }));
    expect(engine.snapshot()).toEqual(before);
    expect(engine.observe(payment('b', 4 * DAY, 3, 5 * DAY)).arrival).toBe('new');
  });

  it('T5, T6: a duplicate does not undo a label, a correction keeps it', () => {
    const engine = createFeatureEngine(plan);
    engine.observe(payment('a', DAY, 1));
    expect(engine.amend({ id: 'a', knownAt: DAY + 5, values: { fraud: true } })).toBe('amended');
    expect(engine.amend({ id: 'a', knownAt: DAY + 6, values: { fraud: true } })).toBe('unchanged');
    expect(engine.amend({ id: 'nobody', knownAt: DAY + 6, values: { fraud: true } })).toBe('unknown');
    expect(engine.observe(payment('a', DAY, 1, DAY + 7)).arrival).toBe('duplicate');
    expect(engine.observe(payment('a', DAY, 4, DAY + 8)).arrival).toBe('correction');
    expect([...(engine.observe(payment('b', 2 * DAY + 9, 1)).features ?? [])]).toEqual([4, 4, 0, 1, 0.25]);
  });

  it('T9: letting go of what is forgotten shows in memory only', () => {
    const run = (evict: boolean) => {
      const engine = createFeatureEngine(plan);
      const seen: Float64Array[] = [];
      for (let i = 0; i < 400; i++) {
        const at = i * 3 * 3_600_000 - (i % 7 === 3 ? DAY / 2 : 0);
        const { features } = engine.observe(payment(`${i}`, Math.max(0, at), i % 13, i * 3 * 3_600_000));
        seen.push(features as Float64Array);
        if (evict) engine.evict(i * 3 * 3_600_000 + i * DAY);
      }
      return { seen, bytes: engine.snapshot() };
    };
    const kept = run(false);
    const evicted = run(true);
    expect(evicted.seen).toEqual(kept.seen);
    expect(evicted.bytes).toEqual(kept.bytes);
    // Four days of eight events, not fifty.
    expect(kept.bytes.length - createFeatureEngine(plan).snapshot().length).toBeLessThan(60 * 48);
  });

  it('S1, S2: a snapshot is refused when it is broken or of another set', () => {
    const engine = createFeatureEngine(plan);
    engine.observe(payment('ä€😀', DAY, 1));
    const bytes = engine.snapshot();
    expect(restoreFeatureEngine(plan, bytes).snapshot()).toEqual(bytes);
    const broken = expect.objectContaining({ code: 'FEATURES_INVALID' });
    for (const length of [0, 7, 100, bytes.length - 1])
      expect(() => restoreFeatureEngine(plan, bytes.slice(0, length)), `${length}`).toThrow(broken);
    const other = planFeatures(checkFeatureSet({ ...set, features: set.features.slice(1) }));
    expect(() => restoreFeatureEngine(other, bytes)).toThrow(
      'the snapshot was taken of another feature set: replay the events instead',
    );
  });
});
