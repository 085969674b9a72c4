import {
  type FitContext,
  fitPlatt,
  type Learner,
  margins,
  type Calibration,
  type Split,
  selectRows,
  selectTrainingRows,
  type TrainingData,
} from '@probity/learn';
import type { TrainingContext } from '../training-context.js';

/** What a learner said of rows it had not seen. */
export interface OutOfFoldPredictions {
  /** Length n; uncalibrated log-odds; NaN for rows that no fold validates (the oldest, when folds follow time). */
  readonly margins: Float64Array;
  /** Fold that validated each row, −1 for none. */
  readonly folds: Int32Array;
}

/** Fits a learner on every fold's training rows and keeps its margins of the rows left out. */
export async function crossValidate(
  learner: Learner,
  data: TrainingData,
  splits: readonly Split[],
  context: TrainingContext,
  onFold: (done: number) => void,
): Promise<OutOfFoldPredictions> {
  const rowCount = data.matrix.rowCount;
  const outOfFold = new Float64Array(rowCount).fill(Number.NaN);
  const folds = new Int32Array(rowCount).fill(-1);
  for (const [fold, { train, validate }] of splits.entries()) {
    await context.pause();
    const model = learner.fit(
      selectTrainingRows(data, train),
      foldContext(context, fold, (share) => onFold(fold + share)),
    );
    const validated = margins(model, selectRows(data.matrix, validate));
    for (const [position, row] of validate.entries()) {
      outOfFold[row] = validated[position] ?? Number.NaN;
      folds[row] = fold;
    }
    onFold(fold + 1);
  }
  return { margins: outOfFold, folds };
}

/** Every fit gets a seed of its own, told from the run's seed and the fold alone. */
export function foldContext(context: TrainingContext, fold: number, onProgress: (share: number) => void): FitContext {
  const seed = (context.seed + fold + 1) >>> 0;
  return context.signal === undefined ? { seed, onProgress } : { seed, onProgress, signal: context.signal };
}

const uncalibrated: Calibration = { intercept: 0, slope: 1 };

/**
 * A calibration for each fold that has seen none of its rows: fitted on the other folds' margins, or, when folds follow
 * time, on the earlier ones only (the first fold then stays uncalibrated).
 */
export function calibrateAcrossFolds(
  predictions: OutOfFoldPredictions,
  labels: Uint8Array,
  foldCount: number,
  timeOrdered: boolean,
): readonly Calibration[] {
  return Array.from({ length: foldCount }, (_, fold) =>
    calibrationOf(predictions, labels, (other) => other >= 0 && (timeOrdered ? other < fold : other !== fold)),
  );
}

/** The calibration that the finished model carries: fitted on all out-of-fold margins. */
export function calibrateOnAll(predictions: OutOfFoldPredictions, labels: Uint8Array): Calibration {
  return calibrationOf(predictions, labels, (fold) => fold >= 0);
}

function calibrationOf(
  predictions: OutOfFoldPredictions,
  labels: Uint8Array,
  uses: (fold: number) => boolean,
): Calibration {
  const rows = Uint32Array.from(labels.keys()).filter((row) => uses(predictions.folds[row] ?? -1));
  if (rows.length === 0) return uncalibrated;
  return fitPlatt(
    Float64Array.from(rows, (row) => predictions.margins[row] ?? Number.NaN),
    Uint8Array.from(rows, (row) => labels[row] ?? 0),
  );
}
