import { asDatasetHash, type DatasetSchema } from '@probity/domain';
import { calibrate, type Feature, fitGradientBoosting, margins, type TrainingData } from '@probity/learn';
import { createRandom, type Random } from '@probity/numerics';
import { type CreditMetrics, createCreditPolicy, type WrittenBundle, writeBundle } from '@probity/scoring';
import { describeCurves, describeInsight } from '@probity/training';

/** Loan applications as a schema: every kind of field the form must draw. */
export const loanSchema: DatasetSchema = {
  formatVersion: 1,
  badValue: '1',
  columns: [
    { name: 'applicationId', kind: 'id', role: 'id' },
    {
      name: 'loanAmount',
      kind: 'numeric',
      role: 'feature',
      label: 'Loan amount (EUR)',
      minimum: 100,
      maximum: 500000,
      required: true,
      reasons: { high: 'The amount asked for is high' },
    },
    {
      name: 'durationMonths',
      kind: 'integer',
      role: 'feature',
      label: 'Duration (months)',
      minimum: 1,
      maximum: 120,
      required: true,
      reasons: { high: 'The loan runs for long' },
    },
    {
      name: 'monthlyIncome',
      kind: 'numeric',
      role: 'feature',
      label: 'Monthly income (EUR)',
      minimum: 0,
      reasons: { low: 'The income is low', missing: 'The income is not known' },
    },
    {
      name: 'debtRatio',
      kind: 'numeric',
      role: 'feature',
      label: 'Debt to income',
      description: 'All monthly debt payments over monthly income.',
      minimum: 0,
    },
    { name: 'age', kind: 'integer', role: 'protected', label: 'Age', minimum: 18 },
    { name: 'monthsInJob', kind: 'integer', role: 'feature', label: 'Months in current job', minimum: 0 },
    { name: 'openLoans', kind: 'integer', role: 'feature', label: 'Open loans elsewhere', minimum: 0 },
    {
      name: 'latePayments',
      kind: 'integer',
      role: 'feature',
      label: 'Late payments in two years',
      minimum: 0,
      reasons: { high: 'Payments were late in the last two years' },
    },
    {
      name: 'purpose',
      kind: 'category',
      role: 'feature',
      label: 'Purpose',
      levels: ['car', 'home', 'education', 'business', 'other'],
      levelLabels: {
        car: 'A car',
        home: 'Home improvement',
        education: 'Education',
        business: 'A business',
        other: 'Something else',
      },
    },
    {
      name: 'housing',
      kind: 'category',
      role: 'feature',
      label: 'Housing',
      levels: ['owns', 'rents', 'with-family'],
      levelLabels: { owns: 'Owns the home', rents: 'Rents', 'with-family': 'Lives with family' },
    },
    {
      name: 'checking',
      kind: 'category',
      role: 'feature',
      label: 'Checking account',
      levels: ['none', 'overdrawn', 'low', 'good'],
      levelLabels: { none: 'No account here', overdrawn: 'Overdrawn', low: 'Below 200 EUR', good: '200 EUR and more' },
    },
    { name: 'hasGuarantor', kind: 'boolean', role: 'feature', label: 'Has a guarantor' },
    { name: 'selfEmployed', kind: 'boolean', role: 'feature', label: 'Self-employed' },
    {
      name: 'customerSince',
      kind: 'date',
      role: 'feature',
      label: 'Customer since',
      minimum: '1990-01-01',
      maximum: '2026-12-31',
    },
    { name: 'defaulted', kind: 'boolean', role: 'target' },
  ],
};

const ROWS = 1_500;

/** A model of made-up loans, fitted here from a seed: real bytes for a real engine. */
export async function makeLoanBundle(): Promise<WrittenBundle> {
  const data = drawLoans(createRandom(20261121));
  const model = fitGradientBoosting({ preset: 'balanced', maxRounds: 60, patience: 0, learningRate: 0.12 }, data, {
    seed: 7,
  });
  const metrics: CreditMetrics = {
    rocAuc: 0.79,
    gini: 0.58,
    ks: 0.44,
    prAuc: 0.46,
    brier: 0.12,
    logLoss: 0.39,
    f1: 0.48,
  };
  const calibration = { intercept: -0.06, slope: 0.97 };
  const riskScores = margins(model, data.matrix).map((margin) => calibrate(calibration, margin));
  return writeBundle({
    schema: loanSchema,
    model,
    calibration,
    policy: createCreditPolicy(),
    reference: { features: describe(data), scoreQuantiles: [] },
    evaluation: {
      split: 'fixture',
      metrics,
      intervals: Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, [value, value]])) as never,
      baselines: { dummy: metrics, logistic: metrics },
      policy: { approvalRate: 0.6, referRate: 0.2, declineRate: 0.2, badRate: 0.05 },
      curves: describeCurves({ riskScores, labels: data.labels }),
      insight: describeInsight(model, calibration, data.matrix, 7),
    },
    provenance: {
      libraryVersion: '0.1.0',
      dataset: asDatasetHash('0'.repeat(64)),
      rows: ROWS,
      seed: 7,
      learner: 'boosting',
      folds: 5,
      settings: {},
    },
  });
}

function drawLoans(random: Random): TrainingData {
  const columns = loanSchema.columns.filter((column) => column.role === 'feature');
  const features = columns.map(
    (column): Feature =>
      column.kind === 'category'
        ? { name: column.name, kind: 'category', levels: column.levels ?? [] }
        : { name: column.name, kind: 'numeric' },
  );
  const values = columns.map(() => new Float64Array(ROWS));
  const labels = new Uint8Array(ROWS);
  for (let row = 0; row < ROWS; row++) {
    const loan = drawLoan(random);
    columns.forEach((column, index) => {
      (values[index] as Float64Array)[row] = loan.values[column.name] ?? Number.NaN;
    });
    labels[row] = loan.isBad ? 1 : 0;
  }
  return { matrix: { rowCount: ROWS, features, columns: values }, labels };
}

function drawLoan(random: Random): { values: Record<string, number>; isBad: boolean } {
  const income = Math.round(1200 + 900 * Math.abs(random.nextNormal()) + 1500 * random.nextFloat());
  const duration = 6 * (1 + random.nextUint32Below(10));
  const amount = Math.round(500 + duration * 120 * random.nextFloat() + 1500 * Math.abs(random.nextNormal()));
  const late = random.nextFloat() < 0.75 ? 0 : 1 + random.nextUint32Below(4);
  const checking = random.nextUint32Below(4);
  const job = random.nextUint32Below(200);
  const selfEmployed = random.nextFloat() < 0.18 ? 1 : 0;
  const guarantor = random.nextFloat() < 0.1 ? 1 : 0;
  const logOdds =
    -2.1 +
    amount / 6000 +
    duration / 60 -
    income / 2500 +
    late * 0.7 -
    checking * 0.35 -
    job / 220 +
    selfEmployed * 0.4 -
    guarantor * 0.6;
  return {
    values: {
      loanAmount: amount,
      durationMonths: duration,
      monthlyIncome: random.nextFloat() < 0.08 ? Number.NaN : income,
      debtRatio: Math.round(100 * random.nextFloat()) / 100,
      monthsInJob: random.nextFloat() < 0.05 ? Number.NaN : job,
      openLoans: random.nextUint32Below(5),
      latePayments: late,
      purpose: random.nextUint32Below(5),
      housing: random.nextUint32Below(3),
      checking,
      hasGuarantor: guarantor,
      selfEmployed,
      customerSince: 14_000 + random.nextUint32Below(6_000),
    },
    isBad: random.nextFloat() < 1 / (1 + Math.exp(-logOdds)),
  };
}

function describe({ matrix }: TrainingData) {
  return matrix.features.map((feature, index) => {
    const known = (matrix.columns[index] as Float64Array).filter((value) => !Number.isNaN(value)).sort();
    const missingShare = 1 - known.length / matrix.rowCount;
    if (feature.kind === 'category') {
      const shares = (feature.levels ?? []).map((level, code) => [
        level,
        known.filter((value) => value === code).length / known.length,
      ]);
      return { feature: feature.name, missingShare, shares: Object.fromEntries(shares) as Record<string, number> };
    }
    const quantiles = Array.from({ length: 21 }, (_, step) => known[Math.round((step / 20) * (known.length - 1))] ?? 0);
    return { feature: feature.name, missingShare, quantiles };
  });
}
