import { expect, it } from 'vitest';
import {
  checkFeatureSet,
  computeHistory,
  createFeatureEngine,
  planFeatures,
  restoreFeatureEngine,
} from '../../src/index.js';

it('N2: running sums of a timeline of many events stay exact, so a restored engine and the one that never stopped agree', () => {
  const amount = { entity: 'card', of: 'amount', window: '2m' } as const;
  const plan = planFeatures(
    checkFeatureSet({
      format: 'probity-features/1',
      name: 'long',
      lateness: '0ms',
      sources: [{ name: 'payments', columns: { card: { kind: 'key' }, amount: { kind: 'number' } } }],
      features: [
        { name: 'trend', aggregate: 'trend', ...amount },
        { name: 'std', aggregate: 'std', ...amount },
      ],
    }),
  );
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
