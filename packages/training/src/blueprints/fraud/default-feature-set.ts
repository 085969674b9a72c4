import { ProbityError } from '@probity/domain';
import {
  checkFeatureSet,
  type Duration,
  type EventColumn,
  type EventMap,
  type FeatureDefinition,
  type FeatureSet,
  parseDuration,
} from '@probity/features';

/** What the label column is called in every set of the blueprint. */
export const LABEL = 'fraud';

/** Canonical columns that a set may look at, with what they hold. */
const columnKinds: Readonly<Record<string, EventColumn>> = {
  customer: { kind: 'key' },
  card: { kind: 'key' },
  terminal: { kind: 'key' },
  merchant: { kind: 'key' },
  device: { kind: 'key' },
  amount: { kind: 'number', decimals: 2 },
  currency: { kind: 'category' },
  category: { kind: 'category' },
  channel: { kind: 'category' },
  country: { kind: 'category' },
  latitude: { kind: 'latitude' },
  longitude: { kind: 'longitude' },
};

const DAY_MS = 86_400_000;

/**
 * The features that a fraud model starts from: about 35 where the file has customers, terminals and amounts, more where it has
 * devices, countries or places.
 *
 * Of the payer: how many, how much, how far from the own habit, how new the place. Of the place where it was paid: how many, and
 * the share of fraud among what was known by then, week by week.
 *
 * @param map which canonical columns the file has; needs a payer (`customer` or `card`) and `amount`
 * @param labelDelay how long after a payment its label is known
 * @param largeAmount payments from this amount on say nothing about the place: its fraud shares leave them out; default none
 * @throws COLUMN_MISSING naming what the map lacks
 * @example defaultFraudFeatures({ at: 'when', customer: 'who', amount: 'paid', fraud: 'bad' }, '7d').features.length
 */
export function defaultFraudFeatures(map: EventMap, labelDelay: Duration, largeAmount?: number): FeatureSet {
  const payer = map['customer'] === undefined ? 'card' : 'customer';
  for (const name of [payer, 'amount', LABEL]) {
    if (map[name] !== undefined) continue;
    throw new ProbityError('COLUMN_MISSING', `the map binds no column to "${name}"; add --map ${name}=<column>`, {
      field: name,
    });
  }
  const place = map['terminal'] === undefined ? 'merchant' : 'terminal';
  const columns = Object.fromEntries(
    Object.entries(columnKinds).filter(
      ([name]) => map[name] !== undefined && (name !== 'latitude' || map['longitude'] !== undefined),
    ),
  );
  const features = [
    ...payerFeatures(payer),
    ...labelFeatures(payer, labelDelay),
    ...(map[place] === undefined
      ? []
      : [...noveltyFeatures(payer, place), ...placeFeatures(place, labelDelay, largeAmount)]),
    ...(map['device'] === undefined ? [] : deviceFeatures(payer)),
    ...(map['country'] === undefined ? [] : [newValue(payer, 'country', 'in this country')]),
    ...(map['category'] === undefined ? [] : [newValue(payer, 'category', 'of this kind')]),
    ...(map['latitude'] === undefined || map['longitude'] === undefined ? [] : distanceFeatures(payer)),
  ];
  return checkFeatureSet({
    format: 'probity-features/1',
    name: 'fraud',
    sources: [{ name: 'transactions', columns: { ...columns, [LABEL]: { kind: 'flag', knownAfter: labelDelay } } }],
    features,
  });
}

function payerFeatures(payer: string): readonly FeatureDefinition[] {
  const own = (name: string, title: string, rest: Omit<FeatureDefinition, 'name' | 'title' | 'entity'>) => ({
    ...{ name: `${payer}_${name}`, title, entity: payer },
    ...rest,
  });
  const amount = { of: 'amount' } as const;
  const habit = { kind: 'habit-ratio', window: '90d' } as const;
  const multiple = { kind: 'own-value-ratio' } as const;
  return [
    own('count_1h', `payments of this ${payer} in the last hour`, { aggregate: 'count', window: '1h' }),
    own('count_1d', `payments of this ${payer} in the last day`, { aggregate: 'count', window: '1d' }),
    own('count_7d', `payments of this ${payer} in the last 7 days`, { aggregate: 'count', window: '7d' }),
    own('count_30d', `payments of this ${payer} in the last 30 days`, { aggregate: 'count', window: '30d' }),
    own('sum_1d', `spent by this ${payer} in the last day`, { aggregate: 'sum', ...amount, window: '1d' }),
    own('mean_7d', `mean payment of this ${payer}, last 7 days`, { aggregate: 'mean', ...amount, window: '7d' }),
    own('mean_30d', `mean payment of this ${payer}, last 30 days`, { aggregate: 'mean', ...amount, window: '30d' }),
    own('recency', `time since the last payment of this ${payer}`, { aggregate: 'recency', window: '30d' }),
    own('amount_z', `amount against the usual spread of this ${payer}`, {
      ...{ aggregate: 'mean', ...amount, window: '90d', comparison: { kind: 'z-score' } },
    }),
    own('amount_ratio_90d', `amount against the mean payment of this ${payer}, last 90 days`, {
      ...{ aggregate: 'mean', ...amount, window: '90d', comparison: multiple },
    }),
    own('amount_ratio_earlier', `amount against the mean payment of this ${payer} before the last 2 weeks`, {
      ...{ aggregate: 'mean', ...amount, window: '60d', delay: '14d', comparison: multiple },
    }),
    own('amount_max_7d', `amount against the highest payment of this ${payer}, last 7 days`, {
      ...{ aggregate: 'max', ...amount, window: '7d', comparison: multiple },
    }),
    own('amount_max_90d', `amount against the highest payment of this ${payer}, last 90 days`, {
      ...{ aggregate: 'max', ...amount, window: '90d', comparison: multiple },
    }),
    own('mean_3d_habit', `mean payment of this ${payer}, last 3 days, against own 90-day habit`, {
      ...{ aggregate: 'mean', ...amount, window: '3d', comparison: habit },
    }),
    own('max_7d_habit', `highest payment of this ${payer}, last 7 days, against that of 90 days`, {
      ...{ aggregate: 'max', ...amount, window: '7d', comparison: habit },
    }),
    ...[3, 7, 14].map((days) =>
      own(`std_${days}d_habit`, `spread of payments of this ${payer}, last ${days} days, against own 90-day habit`, {
        ...{ aggregate: 'std', ...amount, window: `${days}d`, comparison: habit },
      }),
    ),
  ];
}

function labelFeatures(payer: string, delay: Duration): readonly FeatureDefinition[] {
  const known = { entity: payer, aggregate: 'count', delay, filter: [{ column: LABEL, is: true }] } as const;
  return [
    {
      name: `${payer}_frauds_7d`,
      title: `known frauds of this ${payer}, last week that is known`,
      ...known,
      window: '7d',
    },
    {
      name: `${payer}_frauds_90d`,
      title: `known frauds of this ${payer}, last 90 days that are known`,
      ...known,
      window: '90d',
    },
  ];
}

function noveltyFeatures(payer: string, place: string): readonly FeatureDefinition[] {
  return [
    {
      name: `${payer}_at_${place}_90d`,
      title: `payments of this ${payer} at this ${place} in the last 90 days`,
      ...{ entity: payer, aggregate: 'count', window: '90d', filter: [{ column: place, sameAsCurrent: true }] },
    },
    {
      name: `${payer}_${place}s_7d`,
      title: `${place}s this ${payer} paid at in the last 7 days`,
      ...{ entity: payer, aggregate: 'distinct', of: place, window: '7d' },
    },
  ];
}

function placeFeatures(
  place: string,
  labelDelay: Duration,
  largeAmount: number | undefined,
): readonly FeatureDefinition[] {
  const delayMs = parseDuration(labelDelay);
  const after = (days: number): Duration => `${Math.ceil((delayMs + days * DAY_MS) / 3_600_000)}h`;
  const share = (
    name: string,
    title: string,
    rest: Pick<FeatureDefinition, 'window' | 'delay'>,
  ): FeatureDefinition => ({
    ...{ name: `${place}_fraud_${name}`, title: `share of fraud at this ${place}, ${title}`, entity: place },
    ...{ aggregate: 'mean', of: LABEL, ...rest },
    ...(largeAmount === undefined ? {} : { filter: [{ column: 'amount', below: largeAmount }] }),
  });
  const last = (events: number): FeatureDefinition =>
    share(`last_${events}`, events === 1 ? 'last payment that is known' : `last ${events} payments that are known`, {
      ...{ window: { lastEvents: events, within: '60d' }, delay: labelDelay },
    });
  const count = (days: number): FeatureDefinition => ({
    name: `${place}_count_${days}d`,
    title: `payments at this ${place} in the last ${days === 1 ? 'day' : `${days} days`}`,
    ...{ entity: place, aggregate: 'count', window: `${days}d` },
  });
  return [
    ...[1, 7, 30].map(count),
    share('1d', 'last day that is known', { window: '1d', delay: labelDelay }),
    share('7d', 'last 7 days that are known', { window: '7d', delay: labelDelay }),
    share('30d', 'last 30 days that are known', { window: '30d', delay: labelDelay }),
    share('week_2', 'the week before the last that is known', { window: '7d', delay: after(7) }),
    share('week_3', '2 weeks before the last that is known', { window: '7d', delay: after(14) }),
    share('week_4', '3 weeks before the last that is known', { window: '7d', delay: after(21) }),
    share('earlier', '5 to 8 weeks before the last that is known', { window: '28d', delay: after(28) }),
    ...[1, 3, 10].map(last),
  ];
}

function deviceFeatures(payer: string): readonly FeatureDefinition[] {
  return [
    newValue(payer, 'device', 'with this device'),
    {
      name: `device_${payer}s_7d`,
      title: `${payer}s this device paid for in the last 7 days`,
      ...{ entity: 'device', aggregate: 'distinct', of: payer, window: '7d' },
    },
    {
      name: 'device_count_1h',
      title: 'payments with this device in the last hour',
      ...{ entity: 'device', aggregate: 'count', window: '1h' },
    },
  ];
}

function newValue(payer: string, column: string, words: string): FeatureDefinition {
  return {
    name: `${payer}_${column}_90d`,
    title: `payments of this ${payer} ${words} in the last 90 days`,
    ...{ entity: payer, aggregate: 'count', window: '90d', filter: [{ column, sameAsCurrent: true }] },
  };
}

function distanceFeatures(payer: string): readonly FeatureDefinition[] {
  return [
    {
      name: `${payer}_distance`,
      title: `kilometres from the last payment of this ${payer}`,
      ...{ entity: payer, aggregate: 'distance', window: '30d' },
    },
    {
      name: `${payer}_speed`,
      title: `kilometres an hour from the last payment of this ${payer}`,
      ...{ entity: payer, aggregate: 'speed', window: '1d' },
    },
  ];
}
