import { ProbityError } from '@probity/domain';
import type { BoostingSettings } from '../boosting/boosting-settings.js';
import { fitGradientBoosting } from '../boosting/fit-gradient-boosting.js';
import { checkTrainingData } from '../matrix/check-training-data.js';
import type { TrainingData } from '../matrix/feature-matrix.js';
import type { FitContext } from '../model/learner.js';
import type { BlendModel } from './blend-model.js';
import { blendOf } from './fit-blend.js';
import { partOf } from './out-of-fold-margins.js';

/** Settings of `fitCommittee`. */
export interface CommitteeSettings {
  /** Settings of each member, 1 to 20; default `committeeMembers`. */
  readonly members?: readonly Partial<BoostingSettings>[];
}

/** Stated, so that a change of the plain fit's defaults does not change the committee. */
const COMMON = { learningRate: 0.05, maxLeaves: 40, minRowsInLeaf: 10, minChildWeight: 0.05, l2: 0 };

/**
 * Boosters that look at the same rows through bins and trees of different sizes: where one of them places a threshold badly, the others
 * do not. Chosen on other folds of the Polish bankruptcy data than those that are reported; see docs/methods/bankruptcy.md.
 */
export const committeeMembers: readonly Partial<BoostingSettings>[] = [
  { maxRounds: 400, maxBins: 254 },
  { maxRounds: 400, rowShare: 0.8 },
  { maxRounds: 400, minRowsInLeaf: 20, l2: 1, maxBins: 160 },
  { maxRounds: 500, growth: 'level-wise' as const, maxDepth: 6, maxLeaves: 64 },
  { maxRounds: 500, maxLeaves: 16, featureShare: 0.7, maxBins: 120 },
].map((member) => ({ ...COMMON, ...member }));

/**
 * Lets several gradient boostings of different settings speak with one voice: the mean of their log-odds.
 *
 * Unlike `fitVoting` it needs no inner folds, since the members speak on one scale. Contributions are the mean of the members'. For
 * heavy-tailed features with few bads, where the place of a single threshold moves a booster by more than its settings do.
 *
 * @returns a model of kind `voting` whose margin is log-odds; higher is riskier
 * @throws as `fitGradientBoosting`; INVALID_ARGUMENT for a number of members outside 1 to 20
 * Cost: the fits of its members.
 * @example fitCommittee({}, data, { seed: 1 }).members.length // 5
 */
export function fitCommittee(settings: CommitteeSettings, data: TrainingData, context: FitContext): BlendModel {
  const { members = committeeMembers } = settings;
  if (members.length < 1 || members.length > 20) {
    const message = `\`members\` of \`fitCommittee\` must hold 1 to 20 settings; got ${members.length}`;
    throw new ProbityError('INVALID_ARGUMENT', message, { field: 'members' });
  }
  checkTrainingData('fitCommittee', data);
  const models = members.map((member, index) => ({
    name: `boosting ${index + 1}`,
    model: fitGradientBoosting(member, data, {
      ...partOf(context, index, index / members.length, (index + 1) / members.length),
      ...stillHelped(context),
    }),
  }));
  return blendOf(
    'voting',
    data,
    models,
    { intercept: 0, weights: models.map(() => 1 / models.length) },
    { folds: 0, members: models.map(({ name }) => ({ name, weight: 1 / models.length })) },
  );
}

/** The members are fitted one after the other: each may have all the threads. */
function stillHelped({ threads }: FitContext): Pick<FitContext, 'threads'> {
  return threads === undefined ? {} : { threads };
}
