import { fitDummy, fitGradientBoosting, fitLogistic, type Learner } from '@probity/learn';
import { checkEstimator, type EstimatorClaims } from '@probity/learn/testing';
import { describe, it } from 'vitest';

const estimators: readonly (readonly [Learner, EstimatorClaims])[] = [
  [
    { name: 'dummy', fit: (data, context) => fitDummy(data, context) },
    { learns: false, weightsAsRepeats: 1e-12 },
  ],
  [{ name: 'logistic', fit: (data, context) => fitLogistic({}, data, context) }, { weightsAsRepeats: 1e-6 }],
  // Bins, inner folds and smallest leaves count rows, so a weight is not exactly a repeat there: no claim.
  [{ name: 'boosting', fit: (data, context) => fitGradientBoosting({}, data, context) }, {}],
];

for (const [learner, claims] of estimators) {
  describe(`${learner.name} keeps the contract of estimators`, () => {
    for (const { claim, run } of checkEstimator(() => learner, claims)) it(claim, run);
  });
}
