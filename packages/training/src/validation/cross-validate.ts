import {
  type FitContext,
  type Learner,
  type MarginScale,
  type Model,
  margins,
  type Split,
  selectRows,
  selectTrainingRows,
  type TrainingData,
} from '@probity/learn';
import { type ClassWeight, weighClasses } from '../candidate/class-weights.js';
import { pickFeatures } from '../selection/pick-features.js';
import type { TrainingContext } from '../training-context.js';

/** What a learner said of rows it had not seen. */
export interface OutOfFoldPredictions {
  /** Length n; margins, not calibrated; NaN for rows that no fold validates (the oldest, when folds follow time). */
  readonly margins: Float64Array;
  /** Fold that validated each row, −1 for none. */
  readonly folds: Int32Array;
  readonly marginScale: MarginScale;
}

/** What is done to training rows before a learner sees them: inside the folds, and once more on all rows. */
export interface FitPlan {
  readonly classWeight: ClassWeight;
  /** Names of the features that are left, by fold, then for all rows; undefined: all. */
  readonly keptFeatures?: readonly (readonly string[])[] | undefined;
}

/** Fits a learner on every fold's training rows and keeps its margins of the rows left out. */
export async function crossValidate(
  learnerOf: (fold: number) => Learner,
  data: TrainingData,
  splits: readonly Split[],
  plan: FitPlan,
  context: TrainingContext,
  onFold: (done: number) => void,
): Promise<OutOfFoldPredictions> {
  const rowCount = data.matrix.rowCount;
  const outOfFold = new Float64Array(rowCount).fill(Number.NaN);
  const folds = new Int32Array(rowCount).fill(-1);
  let marginScale: MarginScale = 'log-odds';
  for (const [fold, { train, validate }] of splits.entries()) {
    await context.pause();
    const model = fitPlanned(learnerOf(fold), selectTrainingRows(data, train), plan, fold, context, (share) =>
      onFold(fold + share),
    );
    const validated = marginsOf(model, selectRows(data.matrix, validate), context);
    marginScale = model.marginScale ?? 'log-odds';
    for (const [position, row] of validate.entries()) {
      outOfFold[row] = validated[position] ?? Number.NaN;
      folds[row] = fold;
    }
    onFold(fold + 1);
  }
  return { margins: outOfFold, folds, marginScale };
}

/** One fit as planned: features chosen, outcomes weighed. @param fold the number of folds for all rows */
export function fitPlanned(
  learner: Learner,
  rows: TrainingData,
  { classWeight, keptFeatures }: FitPlan,
  fold: number,
  context: TrainingContext,
  onProgress: (share: number) => void,
): Model {
  const kept = keptFeatures?.[fold];
  const picked = kept === undefined ? rows : { ...rows, matrix: pickFeatures(rows.matrix, kept) };
  return learner.fit(weighClasses(picked, classWeight), foldContext(context, fold, onProgress));
}

/** Margins of a matrix that may have more features than the model. */
export function marginsOf(
  model: Model,
  matrix: TrainingData['matrix'],
  options: Pick<TrainingContext, 'threads'>,
): Float64Array {
  if (matrix.features.length === model.features.length) return margins(model, matrix, options);
  return margins(
    model,
    pickFeatures(
      matrix,
      model.features.map(({ name }) => name),
    ),
    options,
  );
}

/** Every fit gets a seed of its own, told from the run's seed and the fold alone. */
export function foldContext(context: TrainingContext, fold: number, onProgress: (share: number) => void): FitContext {
  const seed = (context.seed + fold + 1) >>> 0;
  const { signal, threads } = context;
  return { seed, onProgress, ...(signal && { signal }), ...(threads && { threads }) };
}
