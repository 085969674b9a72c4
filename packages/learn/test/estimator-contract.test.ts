import {
  fitDummy,
  fitForest,
  fitGradientBoosting,
  fitLogistic,
  fitScorecard,
  fitTree,
  type Learner,
} from '@probity/learn';
import { checkEstimator, type EstimatorClaims } from '@probity/learn/testing';
import { describe, it } from 'vitest';

interface Estimator {
  readonly learner: Learner;
  readonly claims: EstimatorClaims;
}

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
