import {
  fitDummy,
  fitElasticNet,
  fitForest,
  fitGradientBoosting,
  fitLogistic,
  fitScorecard,
  fitStacking,
  fitTree,
  fitVoting,
  type Learner,
} from '@probity/learn';
import { checkEstimator, type EstimatorClaims } from '@probity/learn/testing';
import { describe, it } from 'vitest';

interface Estimator {
  readonly learner: Learner;
  readonly claims: EstimatorClaims;
}

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
    // Bins, inner folds and smallest leaves count rows, so a weight is not exactly a repeat there: no claim.
    claims: {},
  },
  {
    learner: { name: 'tree', fit: (data, context) => fitTree({}, data, context) },
    claims: {},
  },
  {
    learner: { name: 'tree of at most 16 leaves', fit: (data, context) => fitTree({ maxLeaves: 16 }, data, context) },
    claims: { weightsAsRepeats: 1e-12 },
  },
  {
    learner: { name: 'forest', fit: (data, context) => fitForest({ trees: 60 }, data, context) },
    // Rows are drawn by number, so a weight is not exactly a repeat.
    claims: {},
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

for (const { learner, claims } of estimators) {
  describe(`${learner.name} keeps the contract of estimators`, () => {
    for (const { claim, run } of checkEstimator(() => learner, claims)) {
      it(claim, run);
    }
  });
}
