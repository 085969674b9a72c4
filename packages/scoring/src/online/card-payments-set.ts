import type { FeatureDefinition, FeatureSet } from '@probity/features';

const windows = ['1h', '1d', '7d', '30d'] as const;

/** Features of card payments for when no model brings a set of its own: how often, how much, how unusual. */
export const cardPaymentsSet: FeatureSet = {
  format: 'probity-features/1',
  name: 'card-payments',
  sources: [
    {
      name: 'transactions',
      columns: {
        customer: { kind: 'key' },
        terminal: { kind: 'key' },
        amount: { kind: 'number', decimals: 2 },
        fraud: { kind: 'flag', knownAfter: '7d' },
      },
    },
  ],
  features: [
    ...(['customer', 'terminal'] as const).flatMap((entity) =>
      windows.flatMap((window): FeatureDefinition[] => [
        { name: `${entity}_count_${window}`, entity, aggregate: 'count', window },
        { name: `${entity}_mean_${window}`, entity, aggregate: 'mean', of: 'amount', window },
      ]),
    ),
    { name: 'customer_largest_30d', entity: 'customer', aggregate: 'max', of: 'amount', window: '30d' },
    {
      name: 'customer_z_30d',
      entity: 'customer',
      aggregate: 'mean',
      of: 'amount',
      window: '30d',
      comparison: { kind: 'z-score' },
    },
    { name: 'customer_recency', entity: 'customer', aggregate: 'recency', window: '30d' },
    { name: 'terminal_fraud_30d', entity: 'terminal', aggregate: 'mean', of: 'fraud', window: '30d', delay: '7d' },
  ],
};
