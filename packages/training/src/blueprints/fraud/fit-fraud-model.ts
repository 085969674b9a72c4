import {
  type BlendWeights,
  type BoostingSettings,
  blendOf,
  type Calibration,
  calibratedLogOdds,
  type FeatureMatrix,
  type FitContext,
  fitIsolationForest,
  fitPlatt,
  fitStackWeights,
  type IsolationForest,
  type Model,
  margins,
  type Split,
  selectRows,
  selectTrainingRows,
  type TrainingData,
  timeOrderedFolds,
} from '@probity/learn';
import { type BaseName, createLearner } from '../../candidate/learners.js';
import type { TrainingContext } from '../../training-context.js';

/**
 * Settings of the booster of a fraud model, chosen on earlier weeks than any that is reported (docs/methods/fraud.md): small trees
 * of few features each, since many frauds leave no trace and would be learned by heart.
 */
export const fraudBoosting: Partial<BoostingSettings> = {
  maxRounds: 150,
  learningRate: 0.05,
  maxLeaves: 12,
  maxDepth: 6,
  minRowsInLeaf: 20,
  rowShare: 0.8,
  featureShare: 0.25,
  l2: 5,
  maxBins: 254,
};

/** Trees of the isolation forest: few, since it is asked with every payment. */
const ISOLATION_TREES = 64;

/** A model with its scores of the rows that it had not seen. */
export interface FittedFraudModel {
  /** The supervised model and the isolation forest, stacked. */
  readonly model: Model;
  readonly forest: IsolationForest;
  readonly calibration: Calibration;
  /** Rows validated in some fold, ascending, and their calibrated log-odds. */
  readonly validated: Uint32Array;
  readonly logOdds: Float64Array;
  /** Weight of each member in the margin. */
  readonly weights: readonly { readonly name: string; readonly weight: number }[];
}

/**
 * Fits the supervised model and the isolation forest, learns how much to trust each on folds ordered by time, and calibrates on
 * the same rows.
 *
 * @param data with times; every fold is fitted on earlier rows than those it is validated on
 * @throws TOO_FEW_ROWS, CANCELLED
 * Cost: folds + 1 fits.
 */
export async function fitFraudModel(
  data: TrainingData,
  learnerName: BaseName,
  settings: object,
  folds: number,
  context: TrainingContext,
): Promise<FittedFraudModel> {
  const splits = timeOrderedFolds(data.times ?? new Float64Array(), folds, data.labels);
  const supervised = createLearner(
    learnerName,
    learnerName === 'boosting' ? { ...fraudBoosting, ...settings } : settings,
  );
  const fits: readonly ((rows: TrainingData) => Model)[] = [
    (rows) => supervised.fit(rows, fitContextOf(context)),
    (rows) => fitForest(rows.matrix, context),
  ];
  const outOfFold: Float64Array[] = fits.map(() => new Float64Array(data.labels.length).fill(Number.NaN));
  const steps = fits.length * (splits.length + 1);
  let step = 0;
  const report = async (what: string) => {
    context.onProgress(step / steps, what);
    step += 1;
    await context.pause();
  };
  for (const [fold, split] of splits.entries()) {
    for (const [member, fit] of fits.entries()) {
      await report(`fold ${fold + 1} of ${splits.length}`);
      scoreSplit(fit, data, split, outOfFold[member] as Float64Array, context);
    }
  }
  const validated = Uint32Array.from(data.labels.keys()).filter(
    (row) => !Number.isNaN(outOfFold[0]?.[row] ?? Number.NaN),
  );
  const seen = outOfFold.map((column) => Float64Array.from(validated, (row) => column[row] ?? 0));
  const labels = Uint8Array.from(validated, (row) => data.labels[row] ?? 0);
  const blend: BlendWeights = fitStackWeights(seen, labels);

  await report('all rows');
  const members = [
    { name: learnerName, model: supervised.fit(data, fitContextOf(context)) },
    { name: 'isolation-forest', model: fitForest(data.matrix, context) },
  ];
  await report('all rows');
  const weights = members.map(({ name }, index) => ({ name, weight: blend.weights[index] ?? 0 }));
  const model = blendOf('stacking', data, members, blend, { folds: splits.length, members: weights });
  const blended = addUp(seen, blend);
  const calibration = fitPlatt(blended, labels);
  const logOdds = blended.map((margin) => calibratedLogOdds(calibration, margin));
  return { model, forest: members[1]?.model as IsolationForest, calibration, validated, logOdds, weights };
}

/** What a fit takes of the training's context. */
export function fitContextOf({ seed, signal, threads }: TrainingContext): FitContext {
  return { seed, ...(signal === undefined ? {} : { signal }), ...(threads === undefined ? {} : { threads }) };
}

function fitForest(matrix: FeatureMatrix, context: TrainingContext): IsolationForest {
  return fitIsolationForest({ trees: ISOLATION_TREES }, matrix, fitContextOf(context));
}

/** Margins of every row of the folds by a model fitted on earlier rows; NaN of rows that are in no fold. */
export function scoreFolds(
  fit: (rows: TrainingData) => Model,
  data: TrainingData,
  folds: number,
  context: TrainingContext,
): Float64Array {
  const into = new Float64Array(data.labels.length).fill(Number.NaN);
  for (const split of timeOrderedFolds(data.times ?? new Float64Array(), folds, data.labels)) {
    scoreSplit(fit, data, split, into, context);
  }
  return into;
}

function scoreSplit(
  fit: (rows: TrainingData) => Model,
  data: TrainingData,
  { train, validate }: Split,
  into: Float64Array,
  context: TrainingContext,
): void {
  const found = margins(fit(selectTrainingRows(data, train)), selectRows(data.matrix, validate), context);
  validate.forEach((row, index) => {
    into[row] = found[index] ?? Number.NaN;
  });
}

function addUp(columns: readonly Float64Array[], { intercept, weights }: BlendWeights): Float64Array {
  const first = columns[0] ?? new Float64Array();
  return Float64Array.from(first, (_, row) =>
    columns.reduce((sum, column, member) => sum + (weights[member] ?? 0) * (column[row] ?? 0), intercept),
  );
}
