import { expect, it } from 'vitest';
import {
  checkFeatureSet,
  computeHistory,
  createFeatureEngine,
  type FeaturePlan,
  planFeatures,
  restoreFeatureEngine,
} from '../../src/index.js';

function spreadAndTrend(window: string, decimals: number): FeaturePlan {
  const amount = { entity: 'card', of: 'amount', window } as const;
  return planFeatures(
    checkFeatureSet({
      format: 'probity-features/1',
      name: 'long',
      lateness: '0ms',
      sources: [{ name: 'payments', columns: { card: { kind: 'key' }, amount: { kind: 'number', decimals } } }],
      features: [
        { name: 'trend', aggregate: 'trend', ...amount },
        { name: 'std', aggregate: 'std', ...amount },
      ],
    }),
  );
}

it('N2: running sums of a timeline of many events stay exact, so a restored engine and the one that never stopped agree', () => {
  const plan = spreadAndTrend('2m', 2);
  const count = 120_000;
  const at = Float64Array.from({ length: count }, (_, i) => 1.7e12 + i * 7_000);
  const values = Float64Array.from({ length: count }, (_, i) => (i % 3 === 0 ? 175_921_860_000 : i % 101));
  const codes = new Int32Array(count);
  const history = computeHistory(plan, { count, at, columns: { card: { codes, levels: ['c'] }, amount: values } });
  let engine = createFeatureEngine(plan);
  for (let i = 0; i < count; i++) {
    const { features } = engine.observe({
      id: `${i}`,
      at: at[i],
      knownAt: at[i],
      values: { card: 'c', amount: values[i] },
    });
    for (let f = 0; f < 2; f++)
      if (!Object.is(features?.[f], history[f][i])) expect(features?.[f], `event ${i}`).toBe(history[f][i]);
    if (i === 90_000) engine = restoreFeatureEngine(plan, engine.snapshot());
  }
});

it('N2, N6: a trend depends on its window alone, however long ago the log began', () => {
  const plan = spreadAndTrend('365d', 0);
  const count = 300;
  const day = 86_400_000;
  const year = 365 * day;
  // The first event is centuries older than the rest: squares of times counted from it are beyond 2^95 within one window.
  for (const began of [-540 * year, -1 * year, 0]) {
    const at = Float64Array.from({ length: count }, (_, i) => (i === 0 ? began : 540 * year + i * day));
    const values = Float64Array.from({ length: count }, (_, i) => 7 * i);
    const codes = new Int32Array(count);
    const history = computeHistory(plan, { count, at, columns: { card: { codes, levels: ['c'] }, amount: values } });
    const engine = createFeatureEngine(plan);
    for (let i = 0; i < count; i++) {
      const event = { id: `${i}`, at: at[i], knownAt: at[i], values: { card: 'c', amount: values[i] } };
      const trend = engine.observe(event).features?.[0];
      // The line rises by 7 a day, whatever lies outside the window; two roundings and a division.
      if (i < 3) expect(trend, `live, event ${i}`).toBeNaN();
      else expect(Math.abs((trend as number) - 7), `live, event ${i}`).toBeLessThan(1e-14);
      expect(history[0][i], `history, event ${i}`).toBe(trend);
    }
  }
});
