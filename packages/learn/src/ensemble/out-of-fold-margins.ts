import { ProbityError } from '@probity/domain';
import { selectRows, selectTrainingRows, type TrainingData } from '../matrix/feature-matrix.js';
import type { FitContext, Learner } from '../model/learner.js';
import { type Model, margins } from '../model/model.js';
import type { Split } from '../selection/split.js';

/**
 * The margins that each learner gives rows it was not fitted on.
 *
 * @returns per learner one margin per row; NaN for rows that no fold validates
 * Cost: one fit per learner and fold.
 */
export function outOfFoldMargins(
  learners: readonly Learner[],
  data: TrainingData,
  folds: readonly Split[],
  context: FitContext,
): readonly Float64Array[] {
  const total = learners.length * folds.length;
  return learners.map((learner, index) => {
    const result = new Float64Array(data.labels.length).fill(Number.NaN);
    for (const [fold, { train, validate }] of folds.entries()) {
      const done = index * folds.length + fold;
      const model = learner.fit(
        selectTrainingRows(data, train),
        partOf(context, fold + 1, done / total, (done + 1) / total),
      );
      const validated = margins(model, selectRows(data.matrix, validate));
      for (const [position, row] of validate.entries()) result[row] = validated[position];
    }
    return result;
  });
}

/** The members fitted on all rows. */
export function fitMembers(learners: readonly Learner[], data: TrainingData, context: FitContext): readonly Model[] {
  return learners.map((learner, index) =>
    learner.fit(data, partOf(context, 0, index / learners.length, (index + 1) / learners.length)),
  );
}

/** A context for one of many fits: a seed of its own, and a stretch of the progress. */
export function partOf(context: FitContext, part: number, from: number, to: number): FitContext {
  const { seed, onProgress, signal } = context;
  return {
    seed: (seed + part) >>> 0,
    ...(onProgress === undefined
      ? {}
      : { onProgress: (share: number) => onProgress(Math.min(to, from + (to - from) * share)) }),
    ...(signal === undefined ? {} : { signal }),
  };
}

/** @throws INVALID_ARGUMENT unless there is at least one learner and each has a name of its own */
export function checkMembers(caller: string, learners: readonly Learner[]): void {
  if (learners.length > 0 && new Set(learners.map(({ name }) => name)).size === learners.length) return;
  const names = learners.map(({ name }) => name).join(', ');
  throw new ProbityError(
    'INVALID_ARGUMENT',
    `\`members\` of \`${caller}\` must be at least one learner, each with a name of its own; got ${names || 'none'}`,
    { field: 'members' },
  );
}
