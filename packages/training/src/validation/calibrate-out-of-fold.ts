import {
  type Calibration,
  type CalibrationKind,
  calibrate,
  calibrationKinds,
  fitCalibration,
  logLoss,
} from '@probity/learn';
import type { OutOfFoldPredictions } from './cross-validate.js';

/** `auto` takes the kind with the lowest out-of-fold log loss. */
export type CalibrationChoice = CalibrationKind | 'auto';

/** Outcomes that calibrations are fitted to; weights are those of the data, never those of the classes. */
export interface CalibrationTargets {
  readonly labels: Uint8Array;
  readonly weights?: Float64Array | undefined;
}

/** A kind of calibration with what it came to. */
export interface ChosenCalibration {
  readonly kind: CalibrationKind;
  /** One per fold, which has seen none of its rows. */
  readonly perFold: readonly Calibration[];
  /** Fitted on all out-of-fold margins: what the finished model carries. */
  readonly overall: Calibration;
  /** Log loss of the out-of-fold rows, each calibrated without its fold, by kind tried. */
  readonly logLosses: Readonly<Partial<Record<CalibrationKind, number>>>;
}

/**
 * Calibrates a learner's out-of-fold margins: for each fold on the margins of the others, or, when folds follow time, on the
 * earlier ones only (the first fold then stays uncalibrated).
 *
 * @param mayUse see `mayTeach`; other folds have numbers from −1 (rows that no fold validates) up
 */
export function calibrateOutOfFold(
  choice: CalibrationChoice,
  predictions: OutOfFoldPredictions,
  targets: CalibrationTargets,
  foldCount: number,
  mayUse: (other: number, fold: number) => boolean,
): ChosenCalibration {
  const tried = (choice === 'auto' ? calibrationKinds : [choice]).map((kind) => {
    const perFold = Array.from({ length: foldCount }, (_, fold) =>
      calibrationOf(kind, predictions, targets, (other) => mayUse(other, fold)),
    );
    return { kind, perFold, loss: lossOf(perFold, predictions, targets) };
  });
  const best = tried.reduce((lowest, next) => (next.loss < lowest.loss ? next : lowest));
  return {
    kind: best.kind,
    perFold: best.perFold,
    overall: calibrationOf(best.kind, predictions, targets, (fold) => fold >= 0),
    logLosses: Object.fromEntries(tried.map(({ kind, loss }) => [kind, loss])),
  };
}

function calibrationOf(
  kind: CalibrationKind,
  { margins, folds, marginScale }: OutOfFoldPredictions,
  { labels, weights }: CalibrationTargets,
  uses: (fold: number) => boolean,
): Calibration {
  const rows = Uint32Array.from(labels.keys()).filter((row) => uses(folds[row] ?? -1));
  const bads = rows.reduce((count, row) => count + (labels[row] ?? 0), 0);
  const scale = marginScale === 'probability' ? ({ scale: 'probability' } as const) : {};
  if (bads === 0 || bads === rows.length) return { kind: 'platt', ...scale, intercept: 0, slope: 1 };
  return fitCalibration(
    kind,
    Float64Array.from(rows, (row) => margins[row] ?? Number.NaN),
    Uint8Array.from(rows, (row) => labels[row] ?? 0),
    weights === undefined ? undefined : Float64Array.from(rows, (row) => weights[row] ?? 0),
    marginScale,
  );
}

function lossOf(
  perFold: readonly Calibration[],
  { margins, folds }: OutOfFoldPredictions,
  { labels, weights }: CalibrationTargets,
): number {
  const rows = Uint32Array.from(labels.keys()).filter((row) => (folds[row] ?? -1) >= 0);
  return logLoss(
    Float64Array.from(rows, (row) => {
      const calibration = perFold[folds[row] ?? 0];
      return calibration === undefined ? 0.5 : calibrate(calibration, margins[row] ?? Number.NaN);
    }),
    Uint8Array.from(rows, (row) => labels[row] ?? 0),
    weights === undefined ? undefined : Float64Array.from(rows, (row) => weights[row] ?? 0),
  );
}
