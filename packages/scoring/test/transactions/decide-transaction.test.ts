import { asModelHash } from '@probity/domain';
import { checkFeatureSet, type SourceEvent } from '@probity/features';
import { createThresholdTracker, fitLogistic, type TrainingData } from '@probity/learn';
import { describe, expect, it } from 'vitest';
import {
  checkTransactionRules,
  contextOf,
  createCreditPolicy,
  createLocalClock,
  createTransactionDecider,
  decideTransaction,
  type ModelBundle,
  readBundle,
  type TransactionRules,
  transactionModelOf,
  writeBundle,
} from '../../src/index.js';

const featureSet = checkFeatureSet({
  format: 'probity-features/1',
  name: 'small',
  sources: [{ name: 'transactions', columns: { customer: { kind: 'key' }, amount: { kind: 'number' } } }],
  features: [
    {
      name: 'count_1h',
      title: 'payments of this card in the last hour',
      entity: 'customer',
      aggregate: 'count',
      window: '1h',
    },
    { name: 'since', title: 'time since the last payment', entity: 'customer', aggregate: 'recency', window: '30d' },
  ],
});
const names = ['amount', 'night', 'count_1h', 'since'];

function fitModel() {
  const rows = 400;
  const columns = names.map((_, feature) =>
    Float64Array.from({ length: rows }, (_row, row) => ((row * (feature + 3)) % 17) / 2),
  );
  const labels = Uint8Array.from({ length: rows }, (_, row) =>
    (columns[0]?.[row] ?? 0) + 2 * (columns[2]?.[row] ?? 0) > 19 ? 1 : 0,
  );
  const features = names.map((name) => ({ name, kind: 'numeric' as const }));
  const data: TrainingData = { matrix: { rowCount: rows, features, columns }, labels };
  return fitLogistic({ l2: 0.1 }, data, { seed: 1 });
}

const rules: TransactionRules = {
  format: 'probity-transactions/1',
  ...{ featureSet, featureSetHash: 'a'.repeat(64) },
  inputs: [
    { name: 'amount', from: 'value', column: 'amount' },
    { name: 'night', from: 'night' },
    { name: 'count_1h', from: 'feature' },
    { name: 'since', from: 'feature' },
  ],
  context: [{ by: 'band', column: 'amount', edges: [5] }],
  thresholds: {
    target: 'alert-rate',
    ...{ reviewRate: 0.1, blockRate: 0.02, shrinkageRows: 10 },
    overall: { review: 0, block: 2 },
    contexts: [
      { context: 'amount 5 or more', rows: 100, review: -1, block: 1 },
      { context: 'amount below 5', rows: 100, review: 3, block: 5 },
    ],
  },
  adaptation: { step: 0.25, bound: 1.5 },
  usual: [53.7, 0.1, 0.3, 86_400],
};

const bundle: ModelBundle = {
  schema: {
    formatVersion: 1,
    columns: [
      { name: 'amount', kind: 'numeric', role: 'feature', label: 'amount' },
      { name: 'night', kind: 'numeric', role: 'feature', label: 'at night' },
      { name: 'count_1h', kind: 'numeric', role: 'feature', label: 'payments of this card in the last hour' },
      { name: 'since', kind: 'numeric', role: 'feature', label: 'time since the last payment' },
      { name: 'fraud', kind: 'boolean', role: 'target' },
    ],
    badValue: 'true',
  },
  model: fitModel(),
  calibration: { intercept: 0, slope: 1 },
  policy: createCreditPolicy(),
  reference: { features: [], scoreQuantiles: [] },
  evaluation: { split: 'none' } as ModelBundle['evaluation'],
  provenance: {
    libraryVersion: 't',
    dataset: 'd',
    rows: 1,
    seed: 1,
    learner: 'logistic',
    folds: 2,
    settings: {},
  } as unknown as ModelBundle['provenance'],
  transactions: rules,
};
const noon = Date.UTC(2024, 5, 5, 12);
const event = (amount: number | null, at = noon): SourceEvent => ({
  id: 'x',
  at,
  knownAt: at,
  values: { customer: 'c', amount },
});

describe('deciding a transaction', () => {
  it('answers by the cut-offs of its context, and gives reasons only where it does not allow', () => {
    const calm = decideTransaction(bundle, Float64Array.of(0, 86_400), event(1));
    expect(calm).toMatchObject({ answer: 'allow', context: 'amount below 5', reasons: [] });
    expect(calm.explanation).toBeUndefined();
    const odd = decideTransaction(bundle, Float64Array.of(8, 3), event(8));
    expect(odd.answer).not.toBe('allow');
    expect(odd.context).toBe('amount 5 or more');
    const { baseline, margin, contributions } = odd.explanation as NonNullable<typeof odd.explanation>;
    expect(contributions.reduce((sum, { contribution }) => sum + contribution, baseline)).toBeCloseTo(margin, 9);
    expect(odd.reasons[0]?.text).toBe('8 payments of this card in the last hour; usual is 0.3');
    expect(odd.riskScore).toBeGreaterThanOrEqual(odd.reviewFrom);
  });

  it('decides the same from the bundle read back', async () => {
    const { bytes, hash } = await writeBundle(bundle);
    const read = await readBundle(bytes, hash);
    expect(read.transactions).toEqual(rules);
    const features = Float64Array.of(7, Number.NaN);
    expect(decideTransaction(read, features, event(8))).toEqual(decideTransaction(bundle, features, event(8)));
  });

  it('follows the stream with a tracker, and gives the same answers again in the same order', () => {
    const play = () => {
      const tracker = createThresholdTracker(rules.thresholds, { step: 1, bound: 50 });
      const decider = createTransactionDecider(bundle, { tracker });
      return Array.from(
        { length: 60 },
        (_, index) => decider.decide(Float64Array.of(7 + (index % 2), 60), event(8)).answer,
      );
    };
    const answers = play();
    expect(play()).toEqual(answers);
    const fixed = createTransactionDecider(bundle);
    const without = answers.map((_, index) => fixed.decide(Float64Array.of(7 + (index % 2), 60), event(8)).answer);
    const alerts = (list: readonly string[]) => list.filter((answer) => answer !== 'allow').length;
    expect(alerts(answers)).toBeLessThan(alerts(without));
  });

  it('follows the stream as the model of a bundle, and goes on from what a process before it kept', () => {
    const model = transactionModelOf(bundle, { name: 'fraud', version: 1, hash: asModelHash('b'.repeat(64)) });
    const whole = model.follow?.();
    const first = model.follow?.();
    const take = (of: typeof whole, from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) => {
        return of?.decide(Float64Array.of(7 + ((from + index) % 2), 60), event(8));
      });
    const answers = take(whole, 0, 40);
    expect(new Set(answers.map((decision) => decision?.reviewFrom)).size).toBeGreaterThan(10);
    const before = take(first, 0, 17);
    const second = model.follow?.(JSON.parse(JSON.stringify(first?.snapshot())));
    expect([...before, ...take(second, 17, 40)]).toEqual(answers);
    // What is called genuine is known too late to be followed while payments are decided.
    const late = {
      ...bundle,
      transactions: { ...rules, thresholds: { ...rules.thresholds, target: 'false-positive-rate' } },
    };
    expect(
      transactionModelOf(late as ModelBundle, { name: 'fraud', version: 1, hash: asModelHash('c'.repeat(64)) }).follow,
    ).toBe(undefined);
  });

  it('refuses features of another number, an amount that is a text, and a bundle of loans', () => {
    expect(() => decideTransaction(bundle, Float64Array.of(1), event(1))).toThrow('must have 2 values; got 1');
    const text = { ...event(1), values: { customer: 'c', amount: 'much' } };
    expect(() => decideTransaction(bundle, Float64Array.of(1, 1), text)).toThrow(
      '`amount` of an event must be a number',
    );
    const { transactions: _, ...loans } = bundle;
    expect(() => createTransactionDecider(loans)).toThrow('not of a fraud model');
  });

  it('refuses rules that do not fit the model', () => {
    expect(() => checkTransactionRules({ ...rules, inputs: rules.inputs.slice(1) }, names)).toThrow('`inputs`');
    expect(() => checkTransactionRules({ ...rules, featureSetHash: 'x' }, names)).toThrow('`featureSetHash`');
    expect(() => checkTransactionRules({ ...rules, usual: [] }, names)).toThrow('`usual`');
    expect(checkTransactionRules(JSON.parse(JSON.stringify(rules)), names)).toEqual(rules);
  });
});

describe('the context and the clock', () => {
  it('names bands, values, hours and what is not known', () => {
    const clock = createLocalClock();
    const parts = [
      { by: 'band', column: 'amount', edges: [10, 100] },
      { by: 'value', column: 'channel', values: ['online'] },
      { by: 'hour', edges: [6, 22] },
    ] as const;
    const at = (amount: number | null, channel: string | null, hour: number) =>
      contextOf(parts, { id: 'x', at: Date.UTC(2024, 0, 1, hour), knownAt: 0, values: { amount, channel } }, clock);
    expect(at(9.99, 'online', 3)).toBe('amount below 10, channel online, hour below 6');
    expect(at(10, 'branch', 6)).toBe('amount 10 to 100, channel other, hour 6 to 22');
    expect(at(null, null, 23)).toBe('amount not known, channel not known, hour 22 or more');
    expect(contextOf([], event(1), clock)).toBe('all');
  });

  it('tells hours and weekdays by the offsets of the set', () => {
    const summer = { from: [0, Date.UTC(2024, 2, 31, 1)], minutes: [60, 120] };
    const berlin = createLocalClock(summer);
    expect(berlin.hourOf(Date.UTC(2024, 2, 31, 0, 59))).toBe(1);
    expect(berlin.hourOf(Date.UTC(2024, 2, 31, 1))).toBe(3);
    expect(berlin.weekdayOf(Date.UTC(2024, 2, 31, 22))).toBe(0);
    expect(createLocalClock().weekdayOf(Date.UTC(1970, 0, 1))).toBe(3);
    expect(createLocalClock().weekdayOf(-1)).toBe(2);
  });
});
