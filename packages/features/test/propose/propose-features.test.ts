import { createRandom } from '@probity/numerics';
import { describe, expect, test } from 'vitest';
import { checkFeatureSet } from '../../src/definition/check-feature-set.js';
import type { SourceDefinition } from '../../src/definition/feature-set.js';
import type { EventColumns } from '../../src/event/source-event.js';
import { candidateFeatures } from '../../src/propose/candidate-features.js';
import { mutualInformation } from '../../src/propose/mutual-information.js';
import { proposeFeatures } from '../../src/propose/propose-features.js';
import { quantileBins, rankCorrelation, standardRanks } from '../../src/propose/rank-bins.js';

const source: SourceDefinition = {
  name: 'payments',
  columns: {
    customer: { kind: 'key' },
    terminal: { kind: 'key' },
    amount: { kind: 'number' },
    noise: { kind: 'number' },
    fraud: { kind: 'flag', knownAfter: '7d' },
  },
};

const DAY = 86_400_000;

/** Payments of 10 customers over 61 days; what is fraud is what the caller says of the payment and of its customer's mean. */
function payments(isFraud: (amount: number, usual: number, terminal: number) => boolean): EventColumns {
  const random = createRandom(7).fork('payments');
  const count = 1_600;
  const customers = Array.from({ length: 10 }, (_, index) => String(index));
  const terminals = Array.from({ length: 15 }, (_, index) => `T${index}`);
  const columns = { customer: new Int32Array(count), terminal: new Int32Array(count) };
  const [at, amount, noise, fraud] = [0, 1, 2, 3].map(() => new Float64Array(count)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let row = 0; row < count; row++) {
    at[row] = Math.round((row / count) * 61 * DAY);
    const customer = Math.floor(random.nextFloat() * 10);
    const usual = 10 + customer * 10;
    columns.customer[row] = customer;
    columns.terminal[row] = Math.floor(random.nextFloat() * 15);
    amount[row] = Math.round(100 * usual * (0.5 + random.nextFloat() + (random.nextFloat() < 0.05 ? 3 : 0))) / 100;
    noise[row] = Math.round(10_000 * random.nextFloat()) / 100;
    fraud[row] = isFraud(amount[row] as number, usual, columns.terminal[row] as number) ? 1 : 0;
  }
  return {
    ...{ count, at },
    columns: {
      customer: { codes: columns.customer, levels: customers },
      terminal: { codes: columns.terminal, levels: terminals },
      ...{ amount, noise, fraud },
    },
  };
}

describe('proposeFeatures', () => {
  test('finds that a payment out of the habit is what matters, and drops what is chance', () => {
    const { set, judged, measure } = proposeFeatures(
      payments((amount, usual) => amount > 2.5 * usual),
      source,
      { target: 'fraud' },
    );
    expect(measure).toBe('information');
    expect(set.features[0]?.name).toMatch(/^customer_amount_(z_score|of_max)/);
    expect(judged.find(({ name }) => name === 'terminal_noise_trend_30d')).toMatchObject({
      kept: false,
      reason: 'tells no more about the target than chance would',
    });
    expect(() => checkFeatureSet(set)).not.toThrow();
  });

  test('finds the terminals where earlier fraud is known, with the delay of the label', () => {
    const { set } = proposeFeatures(
      payments((_, __, terminal) => terminal < 2),
      source,
      { target: 'fraud' },
    );
    const [first] = set.features;
    expect(first?.name).toMatch(/^terminal_fraud_(mean|sum)/);
    expect(first?.delay).toBe('7d');
  });

  test('keeps one of two that rank the rows alike, and says of which the other is a copy', () => {
    const events = payments(() => false);
    const doubled = { ...source, columns: { ...source.columns, copy: { kind: 'number' as const } } };
    const copied = {
      ...events,
      columns: { ...events.columns, copy: (events.columns['amount'] as Float64Array).map((value) => value * 2) },
    };
    const { set, judged } = proposeFeatures(copied, doubled, { maxFeatures: 500 });
    const names = set.features.map(({ name }) => name);
    expect(names.includes('customer_amount_mean_7d') && names.includes('customer_copy_mean_7d')).toBe(false);
    const reason = judged.find(({ name }) => name === 'customer_copy_mean_7d')?.reason;
    expect(reason).toContain('says the same as customer_amount_mean_7d');
  });

  test('what happens after the training rows has no say', () => {
    const events = payments((amount, usual) => amount > 2.5 * usual);
    const changed = (events.columns['fraud'] as Float64Array).map((value, row) => (row >= 1_450 ? 1 - value : value));
    const rewritten = { ...events, columns: { ...events.columns, fraud: changed } };
    const settings = { target: 'fraud' };
    // Labels are features too, by terminal: without them nothing of the later rows may show.
    const plain = { ...source, columns: { ...source.columns, fraud: { kind: 'flag' as const, knownAfter: '90d' } } };
    expect(proposeFeatures(rewritten, plain, settings)).toEqual(proposeFeatures(events, plain, settings));
  });

  test('without a target what varies is kept, with words for a person', () => {
    const { set, judged, measure } = proposeFeatures(
      payments(() => false),
      source,
      { maxFeatures: 12 },
    );
    expect(measure).toBe('variation');
    expect(set.features).toHaveLength(12);
    expect(judged.find(({ name }) => name === 'terminal_fraud_sum_7d')?.reason).toBe('is nearly always the same');
    expect(judged.map(({ title }) => title)).toContain(
      'spend of the customer at new terminals, last 7 days, against own 30-day habit',
    );
  });

  test('refuses settings out of range, too few events and a target that is no flag', () => {
    const events = payments(() => false);
    expect(() => proposeFeatures(events, source, { redundancy: 0 })).toThrow(
      '`redundancy` of `proposeFeatures` must be in (0, 1]; got 0',
    );
    expect(() => proposeFeatures(events, source, { target: 'amount' })).toThrow('must be a flag of the source');
    expect(() => proposeFeatures({ count: 3, at: events.at.slice(0, 3), columns: {} }, source)).toThrow(
      'from 50 events on; got 3',
    );
  });
});

test('every candidate passes the check of a definition, and no two share a name', () => {
  const places = {
    latitude: { kind: 'latitude' },
    longitude: { kind: 'longitude' },
    category: { kind: 'category' },
  } as const;
  const rich = { ...source, columns: { ...source.columns, ...places } };
  const features = candidateFeatures(rich, { entities: ['customer', 'terminal'], spanDays: 400 }).map(
    ({ definition }) => definition,
  );
  expect(features.length).toBeGreaterThan(200);
  expect(() => checkFeatureSet({ format: 'probity-features/1', name: 'all', sources: [rich], features })).not.toThrow();
  expect(new Set(features.map(({ title }) => title)).size).toBe(features.length);
});

describe('what features are judged by', () => {
  test('mutual information of a perfect split is the entropy of the outcome, less the bias', () => {
    const { information } = mutualInformation(Uint16Array.of(0, 0, 1, 1), Float64Array.of(0, 0, 1, 1));
    expect(information).toBeCloseTo(Math.LN2 - 1 / 8, 12);
    expect(mutualInformation(Uint16Array.of(1, 1), Float64Array.of(0, 1))).toEqual({
      information: 0,
      standardScore: 0,
    });
  });

  test('rank correlation looks at order alone; ties share a rank and missing values come first', () => {
    const one = standardRanks(Float64Array.of(1, 2, 3, 4));
    expect(rankCorrelation(one, standardRanks(Float64Array.of(1, 10, 100, 1000)))).toBeCloseTo(1, 12);
    expect(rankCorrelation(one, standardRanks(Float64Array.of(4, 3, 2, Number.NaN)))).toBeCloseTo(-1, 12);
    // scipy.stats.spearmanr([1, 2, 3, 4], [1, 1, 2, 2]) of SciPy 1.16: 0.894427190999916
    expect(rankCorrelation(one, standardRanks(Float64Array.of(1, 1, 2, 2)))).toBeCloseTo(0.894427190999916, 12);
    expect([...quantileBins(Float64Array.of(5, Number.NaN, 7, 9), 3)]).toEqual([1, 0, 2, 3]);
  });
});
