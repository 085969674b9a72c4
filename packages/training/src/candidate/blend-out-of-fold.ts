import { type BlendWeights, fitStackWeights, fitVoteWeights, type TrainingData } from '@probity/learn';
import type { OutOfFoldPredictions } from '../validation/cross-validate.js';
import { mayTeach, type SplitPlan } from '../validation/make-splits.js';
import type { BlendName } from './learners.js';

/** A blend on the members' out-of-fold margins: no member is fitted again. */
export interface BlendPredictions {
  readonly predictions: OutOfFoldPredictions;
  /** Fitted on all out-of-fold margins: for the members fitted on all rows. */
  readonly weights: BlendWeights;
}

/**
 * Blends members by the margins they gave rows they had not seen, on the folds they share.
 *
 * The weights for a fold are fitted on the margins of the other folds (of the earlier ones when folds follow time), so no
 * row takes part in the weights that it is measured with. The first of folds that follow time has no earlier margins:
 * there the members that speak in log-odds have equal weights.
 */
export function blendOutOfFold(
  kind: BlendName,
  members: readonly OutOfFoldPredictions[],
  data: TrainingData,
  plan: SplitPlan,
): BlendPredictions {
  const combine = kind === 'stacking' ? fitStackWeights : fitVoteWeights;
  const folds = members[0]?.folds ?? new Int32Array();
  const weightsFrom = (uses: (fold: number) => boolean): BlendWeights => {
    const rows = Uint32Array.from(data.labels.keys()).filter((row) => uses(folds[row] ?? -1));
    const bads = rows.reduce((count, row) => count + (data.labels[row] ?? 0), 0);
    if (bads === 0 || bads === rows.length) return equalWeights(members);
    const own = data.weights;
    return combine(
      members.map(({ margins }) => Float64Array.from(rows, (row) => margins[row] ?? Number.NaN)),
      Uint8Array.from(rows, (row) => data.labels[row] ?? 0),
      own === undefined ? undefined : Float64Array.from(rows, (row) => own[row] ?? 0),
    );
  };
  const perFold = plan.splits.map((_, fold) => weightsFrom((other) => mayTeach(plan, other, fold)));
  const margins = Float64Array.from(folds, (fold, row) => {
    const blend = perFold[fold];
    if (blend === undefined) return Number.NaN;
    return members.reduce(
      (sum, member, index) => sum + (blend.weights[index] ?? 0) * (member.margins[row] ?? Number.NaN),
      blend.intercept,
    );
  });
  return {
    predictions: { margins, folds, marginScale: 'log-odds' },
    weights: weightsFrom((fold) => fold >= 0),
  };
}

function equalWeights(members: readonly OutOfFoldPredictions[]): BlendWeights {
  const speaking = members.filter(({ marginScale }) => marginScale === 'log-odds').length;
  return {
    intercept: 0,
    weights: members.map(({ marginScale }) =>
      speaking === 0 || marginScale === 'log-odds' ? 1 / (speaking || members.length) : 0,
    ),
  };
}
