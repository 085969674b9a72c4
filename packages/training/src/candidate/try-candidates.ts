import type { CreditPolicy } from '@probity/domain';
import { type BlendWeights, blendOf, keptMembers, type Learner, type Model, type TrainingData } from '@probity/learn';
import { pickFeatures } from '../selection/pick-features.js';
import type { TrainPlan } from '../train-settings.js';
import type { TrainingContext } from '../training-context.js';
import { crossValidate, type FitPlan, fitPlanned } from '../validation/cross-validate.js';
import type { SplitPlan } from '../validation/make-splits.js';
import { blendOutOfFold } from './blend-out-of-fold.js';
import { type Candidate, measureCandidate } from './candidate.js';
import { type BaseName, type BlendName, baseLearnersFor, blendMembers, blendsFor, dummyLearner } from './learners.js';

/** Candidates measured on the same folds, and the way to each one's model. */
export interface TriedCandidates {
  readonly candidates: readonly Candidate[];
  readonly dummy: Candidate;
  /** Fits a candidate on all rows: each learner once, however many blends it is a member of. */
  fitOnAllRows(candidate: Candidate, onProgress: (share: number, what: string) => void): Promise<Model>;
}

/** About how long a fit takes beside the others': shares of the progress. */
const efforts: Readonly<Record<BaseName, number>> = {
  scorecard: 1,
  logistic: 1,
  'elastic-net': 3,
  tree: 1,
  forest: 3,
  'extra-trees': 3,
  boosting: 5,
  committee: 20,
};

/**
 * Cross-validates the learners of a choice one after the other on the same folds; voting and stacking take the margins
 * their members gave there, and no member is fitted again.
 *
 * @param learnerOf the learner for a fold, with the settings that were searched for it
 */
export async function tryCandidates(
  plan: TrainPlan,
  learnerOf: (name: BaseName, fold: number) => Learner,
  data: TrainingData,
  splitPlan: SplitPlan,
  fitPlan: FitPlan,
  context: TrainingContext,
  onProgress: (share: number, what: string) => void,
): Promise<TriedCandidates> {
  const { policy, calibration } = plan;
  const { splits } = splitPlan;
  const bases = baseLearnersFor(plan.choice);
  const total = bases.reduce((sum, name) => sum + efforts[name], 0);
  const measured: Candidate[] = [];
  let before = 0;
  for (const name of bases) {
    const onFold = (done: number) => {
      const fold = Math.min(splits.length, Math.floor(done) + 1);
      const share = (before + (efforts[name] * done) / splits.length) / total;
      onProgress(share, `${name}: fold ${fold} of ${splits.length}`);
    };
    const predictions = await crossValidate((fold) => learnerOf(name, fold), data, splits, fitPlan, context, onFold);
    measured.push(measureCandidate(name, predictions, data, splitPlan, policy, calibration));
    before += efforts[name];
  }
  const blends = new Map<string, BlendWeights>();
  for (const kind of blendsFor(plan.choice)) {
    const members = membersAmong(measured).map(({ predictions }) => predictions);
    const { predictions, weights } = blendOutOfFold(kind, members, data, splitPlan);
    blends.set(kind, weights);
    measured.push(measureCandidate(kind, predictions, data, splitPlan, policy, calibration));
  }
  const dummy = await tryDummy(data, splitPlan, fitPlan, policy, context);

  const fitted = new Map<string, Model>();
  const fitBase = async (name: string, report: (share: number) => void): Promise<Model> => {
    const known = fitted.get(name);
    if (known !== undefined) return known;
    await context.pause();
    const learner = name === 'dummy' ? dummyLearner : learnerOf(name as BaseName, splits.length);
    const model = fitPlanned(learner, data, fitPlan, splits.length, context, report);
    fitted.set(name, model);
    return model;
  };
  return {
    candidates: measured,
    dummy,
    async fitOnAllRows(candidate, report) {
      const blend = blends.get(candidate.name);
      if (blend === undefined) {
        return fitBase(candidate.name, (share) => report(share, `${candidate.name}: all rows`));
      }
      const all = membersAmong(measured);
      const kept = keptMembers(blend);
      const members: { name: string; model: Model }[] = [];
      for (const [position, member] of kept.entries()) {
        const name = all[member]?.name ?? '';
        const model = await fitBase(name, (share) => report((position + share) / kept.length, `${name}: all rows`));
        members.push({ name, model });
      }
      const picked = { ...data, matrix: finalMatrix(data, fitPlan, splits.length) };
      const weights = kept.map((member) => blend.weights[member] ?? 0);
      return blendOf(
        candidate.name as BlendName,
        picked,
        members,
        { intercept: blend.intercept, weights },
        {
          folds: splits.length,
          members: all.map(({ name }, member) => ({ name, weight: blend.weights[member] ?? 0 })),
        },
      );
    },
  };
}

/** The matrix with the features that the finished model has. */
export function finalMatrix(data: TrainingData, { keptFeatures }: FitPlan, folds: number): TrainingData['matrix'] {
  const kept = keptFeatures?.[folds];
  return kept === undefined ? data.matrix : pickFeatures(data.matrix, kept);
}

function membersAmong(candidates: readonly Candidate[]): readonly Candidate[] {
  return candidates.filter(({ name }) => (blendMembers as readonly string[]).includes(name));
}

async function tryDummy(
  data: TrainingData,
  plan: SplitPlan,
  fitPlan: FitPlan,
  policy: CreditPolicy,
  context: TrainingContext,
): Promise<Candidate> {
  const predictions = await crossValidate(
    () => dummyLearner,
    data,
    plan.splits,
    fitPlan,
    context,
    () => undefined,
  );
  return measureCandidate('dummy', predictions, data, plan, policy, 'platt');
}
