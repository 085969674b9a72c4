import type { Column } from '@probity/domain';
import { createFeatureEngine, planFeatures } from '@probity/features';
import { rocAuc } from '@probity/learn';
import { createTransactionDecider, readBundle } from '@probity/scoring';
import { describe, expect, it } from 'vitest';
import { defaultFraudFeatures, type FraudSettings, trainFraud } from '../../../src/index.js';
import { datasetOf, day, map, simulatePayments } from './simulated-payments.js';

const context = { seed: 3, onProgress: () => undefined, pause: async () => undefined };
const settings: FraudSettings = {
  map,
  periods: { trainFrom: day(35), trainTo: day(56), testFrom: day(63), testTo: day(70) },
  thresholds: { reviewRate: 0.05, blockRate: 0.01 },
  boosting: { maxRounds: 40 },
  keepKnownCards: true,
  libraryVersion: 'test',
};
const dataset = simulatePayments();
const trained = await trainFraud(dataset, settings, context);

/** The test rows with their labels changed: within the delay nobody can know of it. */
function flipTestLabels() {
  const at = (dataset.table.columns[0] as { values: Float64Array }).values;
  const columns = dataset.table.columns.map((column): Column => {
    if (column.name !== 'bad' || !('values' in column)) return column;
    return {
      ...column,
      values: column.values.map((value, row) => ((at[row] as number) >= day(63) ? 1 - value : value)),
    };
  });
  return datasetOf({ ...dataset.table, columns });
}

describe('training on payments', () => {
  it('finds more than chance does, and writes its figures down beside those of something simpler', () => {
    const { fraud } = trained.evaluation;
    expect(fraud.rocAuc.value).toBeGreaterThan(0.6);
    expect(fraud.rocAuc.interval[0]).toBeLessThan(fraud.rocAuc.value);
    expect(fraud.averagePrecision.value).toBeGreaterThan(2 * (fraud.frauds / fraud.rows));
    expect(fraud.baselines.map(({ name }) => name)).toEqual(['logistic', 'dummy']);
    expect(fraud.baselines[1]?.rocAuc).toBe(0.5);
    expect(fraud.rows).toBe(trained.rows.test);
    expect(fraud.atFalsePositiveRates.map(({ limit }) => limit)).toEqual([0.001, 0.01]);
  });

  it('decides live, event by event from the bundle, exactly as it was measured', async () => {
    const bundle = await readBundle(trained.bytes, trained.hash);
    const decider = createTransactionDecider(bundle);
    const engine = createFeatureEngine(planFeatures(decider.rules.featureSet));
    const columns = dataset.table.columns.map((column) => (column as { values: Float64Array }).values);
    const [when, who, where, paid, bad] = columns as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    const [scores, labels]: [number[], number[]] = [[], []];
    let alerts = 0;
    for (let row = 0; row < dataset.table.rowCount; row++) {
      const at = when[row] as number;
      const event = {
        ...{ id: String(row), at, knownAt: at },
        values: {
          customer: String(who[row]),
          terminal: String(where[row]),
          amount: paid[row] as number,
          fraud: bad[row] === 1,
        },
      };
      const { features } = engine.observe(event);
      if (at < day(63) || features === undefined) continue;
      const decision = decider.decide(features, event);
      scores.push(decision.riskScore);
      labels.push(bad[row] as number);
      if (decision.answer === 'allow') {
        expect(decision.explanation).toBeUndefined();
        continue;
      }
      alerts += 1;
      const { baseline, margin, contributions } = decision.explanation as NonNullable<typeof decision.explanation>;
      expect(contributions.reduce((sum, share) => sum + share.contribution, baseline)).toBeCloseTo(margin, 9);
      expect(decision.reasons.length).toBeGreaterThan(0);
      expect(decision.reasons.every(({ contribution }) => contribution > 0)).toBe(true);
    }
    expect(rocAuc(scores, labels)).toBe(trained.evaluation.fraud.rocAuc.value);
    expect(alerts / scores.length).toBeCloseTo(trained.evaluation.fraud.reviewRate, 12);
  });

  it('sees no label before its delay: other labels in the test week change neither model nor scores', async () => {
    const other = await trainFraud(flipTestLabels(), settings, context);
    expect(other.bundle.transactions).toEqual(trained.bundle.transactions);
    expect(other.bundle.reference).toEqual(trained.bundle.reference);
    expect(other.evaluation.fraud.rocAuc.value).not.toBe(trained.evaluation.fraud.rocAuc.value);
  });

  it('gives the same bytes again from the same payments and seed', async () => {
    expect((await trainFraud(dataset, settings, context)).hash).toBe(trained.hash);
  });

  it('holds the isolation forest beside the supervised model, each with what it adds', () => {
    expect(trained.weights.map(({ name }) => name)).toEqual(['boosting', 'isolation-forest']);
    expect(trained.bundle.model.kind).toBe('stacking');
  });

  it('leaves out cards that were known to be compromised', async () => {
    const without = await trainFraud(dataset, { ...settings, keepKnownCards: false }, context);
    const { rows, knownCardRows } = without.evaluation.fraud;
    expect(knownCardRows).toBeGreaterThan(0);
    expect(rows + knownCardRows).toBe(trained.evaluation.fraud.rows);
  });

  it('measures in folds ordered by time where there is no test period', async () => {
    const { periods: _, ...rest } = settings;
    const { evaluation } = await trainFraud(dataset, { ...rest, folds: 3 }, context);
    expect(evaluation.split).toBe('3 folds ordered by time');
    expect(evaluation.fraud.rows).toBeLessThan(dataset.table.rowCount);
  });

  it('refuses a map without an amount, a set whose label is known too early, and a period without frauds', async () => {
    const { amount: _, ...noAmount } = map;
    await expect(trainFraud(dataset, { ...settings, map: noAmount }, context)).rejects.toMatchObject({
      code: 'COLUMN_MISSING',
      details: { field: 'amount' },
    });
    const early = defaultFraudFeatures(map, '1d');
    await expect(trainFraud(dataset, { ...settings, featureSet: early }, context)).rejects.toThrow(
      '`knownAfter` of at least 7d',
    );
    const nobody = { trainFrom: day(0), trainTo: day(0) + 60_000 };
    await expect(trainFraud(dataset, { ...settings, periods: nobody }, context)).rejects.toMatchObject({
      code: 'TOO_FEW_ROWS',
    });
  });
});
