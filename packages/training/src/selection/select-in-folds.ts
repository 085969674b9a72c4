import {
  type FeatureSelection,
  type SelectionMethod,
  selectFeatures,
  selectTrainingRows,
  type TrainingData,
} from '@probity/learn';
import type { TrainingContext } from '../training-context.js';
import { foldContext } from '../validation/cross-validate.js';
import type { SplitPlan } from '../validation/make-splits.js';

/** Features chosen inside each fold and on all rows. */
export interface SelectionInFolds {
  readonly methods: readonly SelectionMethod[];
  /** On all rows: what the finished model has. */
  readonly overall: FeatureSelection;
  /** Names of the features left, by fold, then for all rows. */
  readonly kept: readonly (readonly string[])[];
}

/** Chooses features on every fold's training rows, so that the rows left out have no say, and once more on all rows. */
export async function selectInFolds(
  methods: readonly SelectionMethod[],
  data: TrainingData,
  plan: SplitPlan,
  context: TrainingContext,
  onProgress: (share: number) => void,
): Promise<SelectionInFolds> {
  const stages = plan.splits.length + 1;
  const kept: (readonly string[])[] = [];
  for (const [fold, { train }] of plan.splits.entries()) {
    await context.pause();
    const own = foldContext(context, fold, (share) => onProgress((fold + share) / stages));
    kept.push(selectFeatures(methods, {}, selectTrainingRows(data, train), own).kept);
  }
  await context.pause();
  const all = foldContext(context, plan.splits.length, (share) => onProgress((stages - 1 + share) / stages));
  const overall = selectFeatures(methods, {}, data, all);
  return { methods, overall, kept: [...kept, overall.kept] };
}
