// A small fraud model for the service to decide by: 30 window features, 150 trees of depth 6, trained on simulated payments.
import { asDatasetHash } from '@probity/domain';
import { checkFeatureSet, computeHistory, planFeatures } from '@probity/features';
import { fitContextThresholds, fitGradientBoosting, margins } from '@probity/learn';
import { createRandom } from '@probity/numerics';
import { createCreditPolicy, featureSetHash, writeBundle } from '@probity/scoring';

export const CUSTOMERS = 5_000;
export const TERMINALS = 10_000;
const TREES = 150;
const DEPTH = 6;
const REVIEW_RATE = 0.01;

/** Thirty features of customer and terminal. */
export const thirtyFeatures = checkFeatureSet({
  format: 'probity-features/1',
  name: 'bench-online',
  sources: [
    {
      name: 'transactions',
      columns: { customer: { kind: 'key' }, terminal: { kind: 'key' }, amount: { kind: 'number', decimals: 2 } },
    },
  ],
  features: [
    ...['customer', 'terminal'].flatMap((entity) =>
      ['15m', '1h', '1d', '7d'].flatMap((window) => [
        { name: `${entity}_count_${window}`, entity, aggregate: 'count', window },
        { name: `${entity}_sum_${window}`, entity, aggregate: 'sum', of: 'amount', window },
        { name: `${entity}_mean_${window}`, entity, aggregate: 'mean', of: 'amount', window },
      ]),
    ),
    { name: 'customer_max_7d', entity: 'customer', aggregate: 'max', of: 'amount', window: '7d' },
    { name: 'customer_std_7d', entity: 'customer', aggregate: 'std', of: 'amount', window: '7d' },
    { name: 'customer_terminals_7d', entity: 'customer', aggregate: 'distinct', of: 'terminal', window: '7d' },
    { name: 'customer_recency', entity: 'customer', aggregate: 'recency', window: '7d' },
    {
      ...{ name: 'customer_z_7d', entity: 'customer', aggregate: 'mean', of: 'amount', window: '7d' },
      comparison: { kind: 'z-score' },
    },
    { name: 'terminal_customers_7d', entity: 'terminal', aggregate: 'distinct', of: 'customer', window: '7d' },
  ],
});

/** Payments that begin at a moment, a few of them large: rows of `{ customer, terminal, amount, at }`. */
export function simulatePayments(count, begin, spanMs, seed) {
  const random = createRandom(seed).fork('payments');
  const step = spanMs / count;
  return Array.from({ length: count }, (_, row) => ({
    customer: `c${random.nextUint32Below(CUSTOMERS)}`,
    terminal: `t${random.nextUint32Below(TERMINALS)}`,
    amount: Math.round((5 + 95 * random.nextFloat()) * (random.nextFloat() < 0.02 ? 2_000 : 100)) / 100,
    at: Math.floor(begin + row * step),
  }));
}

/** Trains the model, and writes its bundle. @returns {Promise<{bytes, hash, trees}>} */
export async function makeFraudBundle(set, rows = 20_000) {
  const plan = planFeatures(set);
  const payments = simulatePayments(rows, Date.UTC(2026, 0, 1), 7 * 86_400_000, 7);
  const coded = (name) => {
    const levels = [...new Set(payments.map((payment) => payment[name]))];
    const places = new Map(levels.map((level, index) => [level, index]));
    return { levels, codes: Int32Array.from(payments, (payment) => places.get(payment[name])) };
  };
  const columns = computeHistory(plan, {
    count: rows,
    at: Float64Array.from(payments, ({ at }) => at),
    columns: {
      customer: coded('customer'),
      terminal: coded('terminal'),
      amount: Float64Array.from(payments, ({ amount }) => amount),
    },
  });
  const random = createRandom(11);
  const labels = Uint8Array.from(payments, ({ amount }, row) => {
    const risk = 0.01 + (amount > 100 ? 0.4 : 0) + 0.02 * Math.min(5, columns[0][row]);
    return random.nextFloat() < risk ? 1 : 0;
  });
  const features = plan.names.map((name) => ({ name, kind: 'numeric' }));
  const matrix = { rowCount: rows, features, columns };
  const model = fitGradientBoosting(
    { maxRounds: TREES, patience: 0, growth: 'level-wise', maxDepth: DEPTH, maxLeaves: 2 ** DEPTH },
    { matrix, labels },
    { seed: 1 },
  );
  const scores = margins(model, matrix);
  const thresholds = fitContextThresholds(
    { reviewRate: REVIEW_RATE, blockRate: REVIEW_RATE / 5 },
    { scores, codes: new Int32Array(rows), contexts: ['all'] },
  );
  const metrics = { rocAuc: 0.5, gini: 0, ks: 0, prAuc: 0, brier: 0, logLoss: 0, f1: 0 };
  const pair = [0, 1];
  const written = await writeBundle({
    schema: {
      formatVersion: 1,
      badValue: '1',
      columns: [
        ...features.map(({ name }) => ({ name, kind: 'numeric', role: 'feature' })),
        { name: 'fraud', kind: 'integer', role: 'target' },
      ],
    },
    model,
    calibration: { intercept: 0, slope: 1 },
    policy: createCreditPolicy(),
    reference: { features: [], scoreQuantiles: [0, 1] },
    evaluation: {
      split: 'none',
      metrics,
      intervals: { rocAuc: pair, gini: pair, ks: pair, prAuc: pair, brier: pair, logLoss: pair, f1: pair },
      baselines: { dummy: metrics, logistic: metrics },
      policy: { approvalRate: 1, referRate: 0, declineRate: 0, badRate: 0 },
    },
    provenance: {
      ...{
        libraryVersion: '0.1.0',
        dataset: asDatasetHash('0'.repeat(64)),
        rows,
        seed: 1,
        learner: 'gradient-boosting',
      },
      ...{ folds: 0, settings: {} },
    },
    transactions: {
      format: 'probity-transactions/1',
      featureSet: set,
      featureSetHash: await featureSetHash(set),
      inputs: plan.names.map((name) => ({ name, from: 'feature' })),
      context: [],
      thresholds,
      adaptation: { step: 0.25, bound: 1.5 },
      usual: plan.names.map(() => null),
    },
  });
  return { ...written, trees: model.trees?.length ?? TREES };
}
