import { fitDummy, fitGradientBoosting, fitLogistic, type Learner } from '@probity/learn';

/** `auto` takes the better of logistic and boosting by ROC AUC on the same folds. */
export type LearnerChoice = 'auto' | 'logistic' | 'boosting';

export const learnerChoices: readonly LearnerChoice[] = ['auto', 'logistic', 'boosting'];

const logistic: Learner = { name: 'logistic', fit: (data, context) => fitLogistic({}, data, context) };
const boosting: Learner = { name: 'boosting', fit: (data, context) => fitGradientBoosting({}, data, context) };

/** Knows the base rate and nothing else: what any model must beat. */
export const dummyLearner: Learner = { name: 'dummy', fit: (data, context) => fitDummy(data, context) };

/** The learners to try for a choice, simplest first: logistic regression always, since it is the baseline too. */
export function learnersFor(choice: LearnerChoice): readonly Learner[] {
  return choice === 'logistic' ? [logistic] : [logistic, boosting];
}
