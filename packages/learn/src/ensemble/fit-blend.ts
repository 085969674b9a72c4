import { ProbityError } from '@probity/domain';
import { createRandom } from '@probity/numerics';
import { checkTrainingData } from '../matrix/check-training-data.js';
import type { TrainingData } from '../matrix/feature-matrix.js';
import { checkSettings, isNumberIn } from '../model/check-settings.js';
import type { FitContext, Learner } from '../model/learner.js';
import type { Model } from '../model/model.js';
import { innerFolds } from '../selection/inner-folds.js';
import { type BlendKind, type BlendModel, createBlend } from './blend-model.js';
import { type BlendWeights, fitStackWeights, fitVoteWeights } from './blend-weights.js';
import { checkMembers, fitMembers, outOfFoldMargins, partOf } from './out-of-fold-margins.js';

/** Settings of `fitStacking`. */
export interface StackingSettings {
  /** What is stacked: at least one learner, each with a name of its own. */
  readonly members: readonly Learner[];
  /** Inner folds, whole, in [2, 20]; default 5. By `groups` or `times` where the data has them, else stratified. */
  readonly folds?: number;
  /** Ridge on the standardised weights, ≥ 0; default 1. */
  readonly ridge?: number;
}

/** Settings of `fitVoting`. */
export interface VotingSettings {
  readonly members: readonly Learner[];
  /** One per member, ≥ 0, not all 0; default equal. */
  readonly shares?: readonly number[];
  /** Inner folds, as of `fitStacking`. */
  readonly folds?: number;
}

/**
 * Learns how much to trust each of several learners: a logistic regression on their out-of-fold margins, no weight
 * below 0, then the members fitted on all rows. Members of weight 0 are left out.
 *
 * Its contributions are the members' carried through by the weights: they add up to the margin within 1e-9. Where rows are too few for
 * inner folds, it is a vote of equal shares on margins as they are.
 *
 * @returns a model of kind `stacking` whose margin is log-odds; higher is riskier
 * @throws INVALID_ARGUMENT, what the members' fits throw, CANCELLED
 * Cost: (folds + 1) fits of each member.
 * Source: Wolpert 1992; Breiman 1996.
 * @example fitStacking({ members: [{ name: 'logistic', fit: (d, c) => fitLogistic({}, d, c) }] }, data, { seed: 1 });
 */
export function fitStacking(settings: StackingSettings, data: TrainingData, context: FitContext): BlendModel {
  const { members, folds = 5, ridge = 1 } = settings;
  checkMembers('fitStacking', members);
  checkSettings('fitStacking', [
    ['folds', isNumberIn(folds, 2, 20, true), 'be a whole number in [2, 20]', folds],
    ['ridge', isNumberIn(ridge, 0, 1e300), 'be finite and ≥ 0', ridge],
  ]);
  return fitBlend('stacking', members, data, folds, context, (margins, labels, weights) =>
    fitStackWeights(margins, labels, weights, ridge),
  );
}

/**
 * Lets several learners vote: the weighted mean of their calibrated log-odds.
 *
 * Each member's log-odds are brought to scale by Platt's line on its out-of-fold margins (inner folds), so that none shouts the
 * others down.
 *
 * @returns a model of kind `voting` whose margin is log-odds; higher is riskier
 * @throws INVALID_ARGUMENT, what the members' fits throw, CANCELLED
 * Cost: (folds + 1) fits of each member.
 * @example fitVoting({ members: [logistic, boosting], shares: [1, 2] }, data, { seed: 1 });
 */
export function fitVoting(settings: VotingSettings, data: TrainingData, context: FitContext): BlendModel {
  const { members, folds = 5, shares = members.map(() => 1) } = settings;
  checkMembers('fitVoting', members);
  checkSettings('fitVoting', [
    ['folds', isNumberIn(folds, 2, 20, true), 'be a whole number in [2, 20]', folds],
    [
      'shares',
      shares.length === members.length &&
        shares.every((share) => isNumberIn(share, 0, 1e6)) &&
        shares.some((share) => share > 0),
      'be one number ≥ 0 per member, not all 0',
      shares,
    ],
  ]);
  return fitBlend('voting', members, data, folds, context, (margins, labels, weights) =>
    fitVoteWeights(margins, labels, weights, shares),
  );
}

function fitBlend(
  kind: BlendKind,
  learners: readonly Learner[],
  data: TrainingData,
  foldCount: number,
  context: FitContext,
  combine: (margins: readonly Float64Array[], labels: Uint8Array, weights: Float64Array | undefined) => BlendWeights,
): BlendModel {
  if (context.signal?.aborted === true) throw new ProbityError('CANCELLED', `the ${kind} fit was cancelled`);
  checkTrainingData(kind === 'stacking' ? 'fitStacking' : 'fitVoting', data);
  const seed = createRandom(context.seed).fork(kind).nextUint32();
  const folds = innerFolds(data, foldCount, seed);
  const start = folds.length / (folds.length + 1);
  let blend: BlendWeights = { intercept: 0, weights: learners.map(() => 1 / learners.length) };
  if (folds.length > 0) {
    const outOfFold = outOfFoldMargins(learners, data, folds, partOf(context, 0, 0, start));
    const rows = Uint32Array.from(data.labels.keys()).filter((row) => !Number.isNaN(outOfFold[0][row]));
    blend = combine(
      outOfFold.map((margins) => Float64Array.from(rows, (row) => margins[row])),
      Uint8Array.from(rows, (row) => data.labels[row]),
      data.weights === undefined ? undefined : Float64Array.from(rows, (row) => data.weights?.[row] ?? 0),
    );
  }
  const kept = keptMembers(blend);
  const models = fitMembers(
    kept.map((member) => learners[member]),
    data,
    partOf(context, 0, start, 1),
  );
  return blendOf(
    kind,
    data,
    kept.map((member, index) => ({ name: learners[member].name, model: models[index] })),
    {
      intercept: blend.intercept,
      weights: kept.map((member) => blend.weights[member]),
    },
    {
      folds: folds.length,
      members: learners.map(({ name }, member) => ({ name, weight: blend.weights[member] })),
    },
  );
}

/** Members that say something; all of them where none does. */
export function keptMembers({ weights }: BlendWeights): readonly number[] {
  const kept = [...weights.keys()].filter((member) => weights[member] > 0);
  return kept.length > 0 ? kept : [...weights.keys()];
}

/**
 * Puts fitted members and their weights together: for those who have the out-of-fold margins already and need no second
 * fit of the members.
 */
export function blendOf(
  kind: BlendKind,
  data: TrainingData,
  members: readonly { readonly name: string; readonly model: Model }[],
  { intercept, weights }: BlendWeights,
  record: unknown,
): BlendModel {
  return createBlend({
    kind,
    features: data.matrix.features,
    intercept,
    members: members.map(({ name, model }, index) => ({ name, model, weight: weights[index] })),
    record,
  });
}
