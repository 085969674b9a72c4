import { ProbityError } from '@probity/domain';
import { createRandom } from '@probity/numerics';
import { checkMatrix } from '../matrix/check-training-data.js';
import type { TrainingData } from '../matrix/feature-matrix.js';
import { hideSpecialCodes } from '../matrix/special-codes.js';
import type { FitContext } from '../model/learner.js';
import type { ModelParts } from '../model/model.js';
import { readFeatures, readNumber, readObject } from '../model/read-parts.js';
import { readTrees } from '../tree/read-trees.js';
import { boostTrees } from './boost-trees.js';
import { BOOSTED_REGRESSION, BoostedRegressionModel } from './boosted-regression-model.js';
import { type BoostingSettings, checkBoostingSettings, wrongSetting } from './boosting-settings.js';
import { GradientBoostingModel } from './gradient-boosting-model.js';
import type { Objective } from './objective.js';

/** Settings of `fitBoostedRegression`: those of boosting, and the loss. */
export interface RegressionSettings extends BoostingSettings {
  /** What is made small: 'squared' error (default), or a loss of your own by its derivatives. */
  readonly objective: 'squared' | Objective;
}

/** Rows with the number that is to be predicted. */
export interface RegressionData extends Omit<TrainingData, 'labels'> {
  /** One finite number per row. */
  readonly targets: Float64Array;
}

/** Beyond this size squares lose what is to be told apart. */
const LARGEST_TARGET = 1e100;

/**
 * Learns a number as a sum of decision trees, each correcting the error of those before: the loss given default, an amount, a
 * time to recovery.
 *
 * The same engine as `fitGradientBoosting`, and the same settings, presets, constraints and early stopping (`patience`). Sums are exact
 * whole numbers, scaled to the largest gradient: with targets or weights that differ by orders of magnitude the engine
 * goes over to wider numbers by itself (docs/methods/learning.md).
 *
 * @param data features with NaN for missing values, and one target per row
 * @returns a model whose predictions are in the unit of the targets; equal data, settings and seed give equal bytes
 * @throws INVALID_ARGUMENT, SHAPE_MISMATCH, TOO_FEW_ROWS (no row), VALUE_OUT_OF_RANGE (a target or number that is infinite), CANCELLED
 * Cost: as `fitGradientBoosting`.
 * Source: Friedman 2001. Checked against XGBoost 3.2.0 and LightGBM 4.7.0 in test/golden/constraints.
 * @example fitBoostedRegression({ maxRounds: 200 }, { matrix, targets }, { seed: 1 }).predict(row)
 */
export function fitBoostedRegression(
  settings: Partial<RegressionSettings>,
  given: RegressionData,
  context: FitContext,
): BoostedRegressionModel {
  const caller = 'fitBoostedRegression';
  const { objective = 'squared', ...rest } = settings;
  checkBoostingSettings(rest, caller);
  checkObjective(objective, caller);
  const { targets, ...others } = given;
  checkTargets(caller, given);
  // Folds are stratified by which half of the targets a row is in.
  const data = hideSpecialCodes({ ...others, labels: upperHalf(targets) });
  checkMatrix(caller, data.matrix);
  const { features } = data.matrix;
  if (features.length === 0) {
    throw new ProbityError('INVALID_ARGUMENT', `\`features\` of \`${caller}\` must hold at least one; got none`);
  }
  const { baseScore, trees, record } = boostTrees(
    {
      ...{ caller, settings: rest, data, targets, objective },
      random: createRandom(context.seed).fork('boosted regression'),
    },
    context,
  );
  const named = { ...record, objective: objective === 'squared' ? 'squared' : 'own' };
  return new BoostedRegressionModel(new GradientBoostingModel(features, baseScore, trees, named));
}

/**
 * The model that `toParts` took apart, bit for bit; parts from an untrusted file cannot crash it or give anything but finite
 * numbers.
 *
 * @throws BUNDLE_INVALID naming the part and the rule it breaks
 */
export function restoreBoostedRegression(parts: ModelParts): BoostedRegressionModel {
  const json = readObject(BOOSTED_REGRESSION, 'json', parts.json);
  const features = readFeatures(BOOSTED_REGRESSION, json['features']);
  const baseScore = readNumber(BOOSTED_REGRESSION, 'baseScore', json['baseScore']);
  const record = readObject(BOOSTED_REGRESSION, 'record', json['record']);
  const own = { ...parts, kind: BOOSTED_REGRESSION };
  const trees = readTrees(own, features, baseScore, 1e300, json['hasGains'] === true);
  return new BoostedRegressionModel(new GradientBoostingModel(features, baseScore, trees, record));
}

function checkObjective(objective: unknown, caller: string): void {
  if (objective === 'squared') return;
  const { baseScore, gradients, loss } = (objective ?? {}) as Partial<Record<keyof Objective, unknown>>;
  if ([baseScore, gradients, loss].every((part) => typeof part === 'function')) return;
  throw wrongSetting(caller, 'objective', 'squared, or functions baseScore, gradients and loss', String(objective));
}

function checkTargets(caller: string, { matrix, targets, weights }: RegressionData): void {
  const { rowCount } = matrix;
  for (const [field, array] of Object.entries({ targets, weights })) {
    if (array === undefined || array.length === rowCount) continue;
    const message = `\`${field}\` of \`${caller}\` must have one entry per row, ${rowCount}; got ${array.length}`;
    throw new ProbityError('SHAPE_MISMATCH', message, { field });
  }
  if (rowCount === 0) throw new ProbityError('TOO_FEW_ROWS', `\`${caller}\` needs at least one row; got none`);
  const odd = targets.findIndex((target) => !(Math.abs(target) <= LARGEST_TARGET));
  if (odd >= 0) {
    const message = `\`targets\` of \`${caller}\` must be finite and at most ${LARGEST_TARGET} in size; row ${odd} has ${targets[odd]}`;
    throw new ProbityError('VALUE_OUT_OF_RANGE', message, { field: 'targets' });
  }
  if (weights === undefined) return;
  const wrong = weights.findIndex((weight) => !(weight >= 0 && weight < Infinity));
  if (wrong >= 0) throw wrongSetting(caller, 'weights', 'finite and ≥ 0', `${weights[wrong]} in row ${wrong}`);
  if (weights.every((weight) => weight === 0)) throw wrongSetting(caller, 'weights', 'above 0 somewhere', 'zeros only');
}

function upperHalf(targets: Float64Array): Uint8Array {
  const sorted = targets.slice().sort();
  const middle = sorted[sorted.length >>> 1];
  return Uint8Array.from(targets, (target) => (target >= middle ? 1 : 0));
}
