import { ProbityError } from '@probity/domain';
import { describe, expect, it } from 'vitest';
import { checkFeatureSet, type FeatureSet, featureTitle, planFeatures } from '../../src/index.js';
import { wholeSet } from '../evaluate/arbitrary-log.js';

const base = {
  format: 'probity-features/1',
  name: 'payments',
  sources: [
    {
      name: 'payments',
      columns: {
        card: { kind: 'key' },
        shop: { kind: 'category' },
        amount: { kind: 'number' },
        fraud: { kind: 'flag', knownAfter: '7d' },
      },
    },
  ],
  features: [] as object[],
};
const feature = { name: 'f', entity: 'card', aggregate: 'sum', of: 'amount', window: '1d' };

function refusal(value: unknown): string {
  try {
    checkFeatureSet(value);
  } catch (error) {
    if (error instanceof ProbityError) return `${error.code}: ${error.message}`;
  }
  return 'none';
}

const withFeature = (change: object) => ({ ...base, features: [{ ...feature, ...change }] });

describe('checkFeatureSet', () => {
  it('gives a set back that is fit, with the offsets of its time zone', () => {
    expect(checkFeatureSet(withFeature({}))).toEqual(withFeature({}));
    const checked = checkFeatureSet(wholeSet);
    expect(checked.zoneOffsets?.minutes).toContain(120);
    // T8: what is in the set counts, not what this machine would say.
    expect(checkFeatureSet({ ...checked, zoneOffsets: { from: [0], minutes: [17] } }).zoneOffsets?.minutes).toEqual([
      17,
    ]);
  });

  const cases: [string, unknown, string][] = [
    ['a list', [], '`the set` of the feature set: must be an object; got an object'],
    [
      'a member that means nothing',
      { ...base, feature: [] },
      '`feature` of the feature set: means nothing here; got "feature"',
    ],
    ['another format', { ...base, format: 'x' }, '`format` of the feature set: must be "probity-features/1"; got "x"'],
    [
      'an unknown zone',
      { ...base, timeZone: 'Mars/Base' },
      '`timeZone` of the feature set: must be an IANA name such as "Europe/Berlin"; got "Mars/Base"',
    ],
    [
      'an unknown entity',
      withFeature({ entity: 'shop' }),
      '`features[0].entity` of the feature set: must be a column of kind `key`; got "shop"',
    ],
    [
      'a window that is no stretch of time',
      withFeature({ window: '3 days' }),
      '`features[0].window` of the feature set: must be a stretch of time such as 15m, 24h or 30d; got "3 days"',
    ],
    [
      'an empty window',
      withFeature({ window: '0d' }),
      '`features[0].window` of the feature set: must be a stretch of time such as 15m, 24h or 30d; got "0d"',
    ],
    [
      'an unknown aggregate',
      withFeature({ aggregate: 'toString' }),
      '`features[0].aggregate` of the feature set: must be one of count, sum, mean, std, min, max, distinct, entropy, first, last, recency, trend, share, hour-share, distance, speed; got "toString"',
    ],
    [
      'a sum of text',
      withFeature({ of: 'shop' }),
      '`features[0].of` of the feature set: must be of kind number or flag; got "shop (category)"',
    ],
    [
      'distances without places',
      withFeature({ aggregate: 'distance', of: undefined }),
      '`features[0].aggregate` of the feature set: needs a column of kind `latitude` in the source; got "payments"',
    ],
    [
      'T7: a label that is looked at too early',
      withFeature({ of: 'fraud', delay: '6d' }),
      '`features[0].delay` of the feature set: `fraud` is known 7d after the event: `delay` must be at least as long; got "518400000ms"',
    ],
    [
      'T7: a filter on a label that is looked at too early',
      withFeature({ filter: [{ column: 'fraud', is: true }] }),
      '`features[0].filter[0].column` of the feature set: `fraud` is known 7d after the event: `delay` must be at least as long; got "0ms"',
    ],
    [
      'T7: the current event’s own label',
      withFeature({ delay: '7d', filter: [{ column: 'fraud', sameAsCurrent: true }] }),
      '`features[0].filter[0].sameAsCurrent` of the feature set: needs a column that is known with the event; got "fraud"',
    ],
    [
      'a condition that states nothing',
      withFeature({ filter: [{ column: 'shop' }] }),
      '`features[0].filter[0]` of the feature set: must state something of its column; got "nothing"',
    ],
    [
      'a habit that is shorter than the window',
      withFeature({ comparison: { kind: 'habit-ratio', window: '1d' } }),
      '`features[0].comparison.window` of the feature set: must be longer than the window; got "1d"',
    ],
    [
      'two features of one name',
      { ...base, features: [feature, feature] },
      '`features[1].name` of the feature set: must be unique; got "f"',
    ],
  ];
  for (const [what, value, message] of cases) {
    it(`refuses ${what}, naming the entry`, () => {
      expect(refusal(JSON.parse(JSON.stringify(value)))).toBe(`FEATURES_INVALID: ${message}`);
    });
  }
});

describe('planFeatures', () => {
  it('T9: keeps events for the longest delay, window and lateness', () => {
    const plan = planFeatures(
      checkFeatureSet({
        ...withFeature({
          delay: '2d',
          comparison: { kind: 'habit-ratio', window: '30d' },
          filter: [{ column: 'shop', newWithin: '10d' }],
        }),
        lateness: '3d',
      }),
    );
    expect(plan.retentionMs / 86_400_000).toBe(2 + 30 + 10 + 3);
    expect(plan.names).toEqual(['f']);
  });
});

describe('featureTitle', () => {
  it('says in words what a feature is', () => {
    const title = (change: object) => featureTitle({ ...feature, ...change } as FeatureSet['features'][number]);
    expect(title({})).toBe('sum of amount of the card, last 1 day');
    expect(
      title({
        filter: [{ column: 'shop', newWithin: '90d' }],
        window: '7d',
        comparison: { kind: 'habit-ratio', window: '90d' },
      }),
    ).toBe('sum of amount of the card with a shop new in 90 days, last 7 days, against own 90-day habit');
    expect(title({ title: 'spend' })).toBe('spend');
  });
});
