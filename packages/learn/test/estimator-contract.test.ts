import {
  type BoostingSettings,
  fitDummy,
  fitElasticNet,
  fitExtraTrees,
  fitForest,
  fitGradientBoosting,
  fitLogistic,
  fitScorecard,
  fitStacking,
  fitTree,
  fitVoting,
  type Learner,
  type TrainingData,
} from '@probity/learn';
import { checkEstimator, type EstimatorClaims } from '@probity/learn/testing';
import type { KernelThreads } from '@probity/numerics';
import { createKernelThreads, type OwnedThreads } from '@probity/threads';
import { afterAll, describe, it } from 'vitest';

interface Estimator {
  readonly learner: Learner;
  readonly claims: EstimatorClaims;
}

const owned = new Map<number, OwnedThreads>();
const threads = (count: number): KernelThreads => {
  const kept = owned.get(count) ?? createKernelThreads({ count });
  owned.set(count, kept);
  return kept;
};
afterAll(async () => {
  await Promise.all([...owned.values()].map((each) => each.close()));
});

const members: readonly Learner[] = [
  { name: 'logistic', fit: (data, context) => fitLogistic({}, data, context) },
  { name: 'tree', fit: (data, context) => fitTree({ maxLeaves: 8 }, data, context) },
  { name: 'forest', fit: (data, context) => fitForest({ trees: 20 }, data, context) },
];

const estimators: readonly Estimator[] = [
  {
    learner: { name: 'dummy', fit: (data, context) => fitDummy(data, context) },
    claims: { learns: false, weightsAsRepeats: 1e-12 },
  },
  {
    learner: { name: 'logistic', fit: (data, context) => fitLogistic({}, data, context) },
    claims: { weightsAsRepeats: 1e-6 },
  },
  {
    learner: { name: 'boosting', fit: (data, context) => fitGradientBoosting({}, data, context) },
    // Bins and smallest leaves count rows, so a weight is not exactly a repeat there: no claim.
    claims: { threads },
  },
  {
    learner: {
      name: 'boosting that chooses its settings',
      fit: (data, context) => fitGradientBoosting({ preset: 'auto', maxRounds: 60 }, data, context),
    },
    claims: { threads },
  },
  {
    learner: {
      name: 'boosting under constraints',
      fit: (data, context) => fitGradientBoosting(constrained(data), data, context),
    },
    claims: { threads },
  },
  {
    learner: { name: 'tree', fit: (data, context) => fitTree({}, data, context) },
    claims: { threads },
  },
  {
    learner: { name: 'tree of at most 16 leaves', fit: (data, context) => fitTree({ maxLeaves: 16 }, data, context) },
    claims: { weightsAsRepeats: 1e-12 },
  },
  {
    learner: { name: 'forest', fit: (data, context) => fitForest({ trees: 60 }, data, context) },
    // Rows are drawn by number, so a weight is not exactly a repeat.
    claims: { threads },
  },
  {
    learner: { name: 'extra trees', fit: (data, context) => fitExtraTrees({ trees: 60 }, data, context) },
    claims: { threads, weightsAsRepeats: 1e-12 },
  },
  {
    learner: {
      name: 'forest on all rows',
      fit: (data, context) => fitForest({ trees: 60, bootstrap: false }, data, context),
    },
    claims: { threads, weightsAsRepeats: 1e-12 },
  },
  {
    learner: { name: 'elastic net', fit: (data, context) => fitElasticNet({}, data, context) },
    claims: {},
  },
  {
    learner: {
      name: 'lasso of a given strength',
      fit: (data, context) => fitElasticNet({ lambda: 3, l1Share: 1 }, data, context),
    },
    claims: { weightsAsRepeats: 1e-6 },
  },
  {
    learner: { name: 'voting', fit: (data, context) => fitVoting({ members }, data, context) },
    claims: {},
  },
  {
    learner: { name: 'stacking', fit: (data, context) => fitStacking({ members }, data, context) },
    claims: {},
  },
  {
    learner: { name: 'scorecard', fit: (data, context) => fitScorecard({}, data, context) },
    claims: { weightsAsRepeats: 1e-6 },
  },
];

/** As far as the features are there: the contract fits on some of them, too. */
function constrained({ matrix }: TrainingData): Partial<BoostingSettings> {
  const names = new Set(matrix.features.map(({ name }) => name));
  return {
    monotone: names.has('burden') ? { burden: 1 } : {},
    interactions: [['age', 'home'].filter((name) => names.has(name))].filter(({ length }) => length > 0),
  };
}

for (const { learner, claims } of estimators) {
  describe(`${learner.name} keeps the contract of estimators`, () => {
    for (const { claim, run } of checkEstimator(() => learner, claims)) {
      it(claim, run);
    }
  });
}
