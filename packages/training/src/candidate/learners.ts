import {
  fitCommittee,
  fitDummy,
  fitElasticNet,
  fitExtraTrees,
  fitForest,
  fitGradientBoosting,
  fitLogistic,
  fitScorecard,
  fitTree,
  type Learner,
} from '@probity/learn';
import { constraintsOn } from './tree-constraints.js';

/** Learners that learn from rows. */
export type BaseName =
  | 'scorecard'
  | 'logistic'
  | 'elastic-net'
  | 'tree'
  | 'forest'
  | 'extra-trees'
  | 'boosting'
  | 'committee';
/** Learners made of learners. */
export type BlendName = 'voting' | 'stacking';

/** `auto` tries all but extra trees and the committee on the same folds; see `chooseCandidate` for which it takes. */
export type LearnerChoice = 'auto' | BaseName | BlendName;

type Fit = (settings: object, ...rest: Parameters<Learner['fit']>) => ReturnType<Learner['fit']>;

const fits: Readonly<Record<BaseName, Fit>> = {
  scorecard: (settings, data, context) => fitScorecard(settings, data, context),
  logistic: (settings, data, context) => fitLogistic(settings, data, context),
  'elastic-net': (settings, data, context) => fitElasticNet(settings, data, context),
  tree: (settings, data, context) => fitTree(settings, data, context),
  forest: (settings, data, context) => fitForest(settings, data, context),
  'extra-trees': (settings, data, context) => fitExtraTrees(settings, data, context),
  boosting: (settings, data, context) =>
    fitGradientBoosting(
      { preset: 'auto', ...settings, ...constraintsOn(settings, data.matrix.features) },
      data,
      context,
    ),
  committee: (settings, data, context) => fitCommittee(settings, data, context),
};

/** Simplest first: the order in which `auto` prefers learners that do about as well. */
export const bySimplicity: readonly (BaseName | BlendName)[] = [
  'scorecard',
  'logistic',
  'elastic-net',
  'tree',
  'forest',
  'extra-trees',
  'boosting',
  'committee',
  'voting',
  'stacking',
];

export const learnerChoices: readonly LearnerChoice[] = ['auto', ...bySimplicity];

/** Extra trees do about as a forest does, and a committee of boosters as a booster in four times its time: tried when asked for. */
export const leftOutOfAuto: readonly BaseName[] = ['extra-trees', 'committee'];

/** What a blend is made of: different ways of learning. A tree and a second linear model add nothing to these. */
export const blendMembers: readonly BaseName[] = ['scorecard', 'logistic', 'forest', 'boosting'];

/** A learner by name with settings of its own. */
export function createLearner(name: BaseName, settings: object = {}): Learner {
  return { name, fit: (data, context) => fits[name](settings, data, context) };
}

/** Knows the base rate and nothing else: what any model must beat. */
export const dummyLearner: Learner = { name: 'dummy', fit: (data, context) => fitDummy(data, context) };

/** The learners from rows to try for a choice, simplest first: logistic regression always, since it is the baseline too. */
export function baseLearnersFor(choice: LearnerChoice): readonly BaseName[] {
  if (choice === 'auto') return bySimplicity.filter(isBase).filter((name) => !leftOutOfAuto.includes(name));
  const wanted = isBase(choice) ? [choice] : blendMembers;
  return bySimplicity.filter(isBase).filter((name) => name === 'logistic' || wanted.includes(name));
}

/** The learners made of learners to try for a choice. */
export function blendsFor(choice: LearnerChoice): readonly BlendName[] {
  if (choice === 'auto') return ['voting', 'stacking'];
  return choice === 'voting' || choice === 'stacking' ? [choice] : [];
}

/** Whether a learner learns from rows, and not from other learners. */
export function isBase(name: string): name is BaseName {
  return Object.hasOwn(fits, name);
}
