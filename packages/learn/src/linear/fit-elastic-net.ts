import { ProbityError } from '@probity/domain';
import { createRandom, exp, log, logit, softplus } from '@probity/numerics';
import { checkTrainingData } from '../matrix/check-training-data.js';
import { selectTrainingRows, type TrainingData } from '../matrix/feature-matrix.js';
import { hideSpecialCodes } from '../matrix/special-codes.js';
import { checkSettings, isNumberIn } from '../model/check-settings.js';
import type { FitContext } from '../model/learner.js';
import { encodeMatrix, meanTerms, type SparseDesign } from '../preparation/encode-value.js';
import {
  fitLinearPreparation,
  type LinearPreparation,
  type PreparationSettings,
} from '../preparation/linear-preparation.js';
import { foldsForChoice } from '../selection/inner-folds.js';
import type { Split } from '../selection/split.js';
import { defaultLogisticSettings } from './fit-logistic.js';
import { createLogistic, type LogisticModel } from './logistic-model.js';
import { leastL1ForZero, minimisePenalisedLoss, type PenalisedProblem } from './minimise-penalised-loss.js';

/** Settings of `fitElasticNet`. */
export interface ElasticNetSettings extends PreparationSettings {
  /**
   * Strength λ ≥ 0 of the penalty λ (α Σ |β| + ½ (1 − α) Σ β²) beside the sum of the rows' losses. `auto` (default):
   * what has the lowest log loss on inner folds, along a path from all coefficients 0 downwards.
   */
  readonly lambda: number | 'auto';
  /** Share α of the absolute part, in [0, 1]; default 0.5. 1 is the lasso, 0 ridge. */
  readonly l1Share: number;
  /** Steps of the path at most, whole, in [2, 200]; default 12. */
  readonly pathLength: number;
  /** Last λ of the path as a share of its first, in (0, 1); default 0.0005. */
  readonly pathEnd: number;
  /** The search ends when the conditions of the minimum hold to this share of the weight of the rows; default 1e-8. */
  readonly tolerance: number;
}

/** One λ of the path with the mean log loss on the rows left out. */
export interface TriedLambda {
  readonly lambda: number;
  readonly loss: number;
}

const INNER_FOLDS = 5;
const ALL_FOLDS_BELOW = 2500;
const LAMBDA_WITHOUT_FOLDS = 10;
const MAX_ITERATIONS = 200;
/** Enough to compare one λ with the next. */
const PATH_TOLERANCE = 1e-5;
/** Steps down the path without a better loss after which the rest is not tried. */
const PATH_PATIENCE = 2;

/**
 * Fits a logistic regression under an absolute and a squared penalty, on the same terms as `fitLogistic`: terms that say
 * little get a coefficient of exactly 0.
 *
 * For many columns of which few matter. With `auto` the preparation is fitted inside the inner folds too.
 *
 * @returns a model of kind `logistic`; `penalty` tells λ and α, and `tried` the path
 * @throws TARGET_INVALID, SHAPE_MISMATCH, TOO_FEW_ROWS, VALUE_OUT_OF_RANGE, INVALID_ARGUMENT, CANCELLED
 * Cost: with `auto` about `pathLength` × 2 steps for each inner fold (one fold from 2,500 rows up).
 * Source: Zou & Hastie 2005; Friedman, Hastie & Tibshirani 2010; checked against scikit-learn's saga and liblinear in
 * test/golden/elastic-net.
 * @example fitElasticNet({ l1Share: 1 }, data, { seed: 1 }).coefficients
 */
export function fitElasticNet(
  settings: Partial<ElasticNetSettings>,
  given: TrainingData,
  context: FitContext,
): LogisticModel {
  const data = hideSpecialCodes(given);
  const { bads, goods } = checkTrainingData('fitElasticNet', data);
  const complete = completeElasticNet(settings);
  const random = createRandom(context.seed).fork('elastic net');
  const folds =
    complete.lambda === 'auto' ? foldsForChoice(data, INNER_FOLDS, ALL_FOLDS_BELOW, random.nextUint32()) : [];
  const whole = prepare(complete, data);
  const watch = (): void => {
    if (context.signal?.aborted === true) throw new ProbityError('CANCELLED', '`fitElasticNet` was cancelled');
  };
  watch();

  const most = leastL1ForZero(whole.problem, logit(bads / (bads + goods))) / Math.max(complete.l1Share, 0.001);
  let tried: readonly TriedLambda[] = [];
  let lambda = complete.lambda === 'auto' ? LAMBDA_WITHOUT_FOLDS : complete.lambda;
  if (folds.length > 0) {
    const path = lambdaPath(Math.max(most, 1e-9), complete);
    tried = followPath(complete, data, folds, path, whole.weight, watch, (share) =>
      context.onProgress?.((share * folds.length) / (folds.length + 1)),
    );
    lambda = tried.reduce((best, next) => (next.loss < best.loss ? next : best)).lambda;
  }

  const point = startOf(whole);
  const startGradientNorm = leastL1ForZero(whole.problem, point[0]);
  const {
    iterations,
    residual,
    converged,
    point: end,
  } = solve(whole, lambda, complete.tolerance, complete, point, watch);
  context.onProgress?.(1);
  return createLogistic({
    features: data.matrix.features,
    intercept: end[0],
    coefficients: end.slice(1),
    means: meanTerms(whole.problem.design, data.weights),
    preparation: whole.preparation,
    l2: lambda * (1 - complete.l1Share),
    penalty: { lambda, l1Share: complete.l1Share, tried },
    fit: { iterations, gradientNorm: residual, startGradientNorm, converged },
  });
}

/** Goes down the path on all folds side by side, until the loss on the rows left out has not improved for a while. */
function followPath(
  settings: ElasticNetSettings,
  data: TrainingData,
  folds: readonly Split[],
  path: readonly number[],
  wholeWeight: number,
  watch: () => void,
  onProgress: (share: number) => void,
): readonly TriedLambda[] {
  const runs = folds.map(({ train, validate }) => {
    const inner = prepare(settings, selectTrainingRows(data, train));
    const rows = selectTrainingRows(data, validate);
    return { inner, rows, design: encodeMatrix(inner.preparation, rows.matrix), point: startOf(inner) };
  });
  const weight = runs.reduce((total, { rows }) => total + totalWeight(rows), 0);
  const tried: TriedLambda[] = [];
  let best = 0;
  for (const [index, lambda] of path.entries()) {
    let loss = 0;
    for (const run of runs) {
      // The penalty stands beside a sum over rows: fewer rows, less penalty.
      const share = run.inner.weight / wholeWeight;
      run.point = solve(run.inner, lambda * share, PATH_TOLERANCE, settings, run.point, watch).point;
      loss += lossOf(run.design, run.rows, run.point);
    }
    tried.push({ lambda, loss: loss / weight });
    if (tried[index].loss < tried[best].loss) best = index;
    if (index - best >= PATH_PATIENCE) break;
    onProgress((index + 1) / path.length);
  }
  return tried;
}

function totalWeight({ labels, weights }: TrainingData): number {
  return weights === undefined ? labels.length : weights.reduce((sum, weight) => sum + weight, 0);
}

interface Prepared {
  readonly preparation: LinearPreparation;
  readonly problem: PenalisedProblem & { readonly design: SparseDesign };
  readonly weight: number;
  readonly bads: number;
}

function prepare(settings: PreparationSettings, data: TrainingData): Prepared {
  const preparation = fitLinearPreparation(settings, data);
  const { labels, weights } = data;
  let bads = 0;
  for (let row = 0; row < labels.length; row++) bads += (weights === undefined ? 1 : weights[row]) * labels[row];
  const problem = { design: encodeMatrix(preparation, data.matrix), targets: labels, weights };
  return { preparation, problem, weight: totalWeight(data), bads };
}

function startOf({ problem, bads, weight }: Prepared): Float64Array {
  const point = new Float64Array(problem.design.termCount + 1);
  point[0] = logit(Math.min(0.999, Math.max(0.001, bads / weight)));
  return point;
}

function solve(
  { problem, weight }: Prepared,
  lambda: number,
  tolerance: number,
  { l1Share }: ElasticNetSettings,
  start: Float64Array,
  onIteration: () => void,
) {
  const penalties = { l1: lambda * l1Share, l2: lambda * (1 - l1Share) };
  const limits = { tolerance: tolerance * weight, maxIterations: MAX_ITERATIONS, onIteration };
  return minimisePenalisedLoss(problem, penalties, start, limits);
}

function lambdaPath(most: number, { pathLength, pathEnd }: ElasticNetSettings): readonly number[] {
  const step = log(pathEnd) / (pathLength - 1);
  return Array.from({ length: pathLength }, (_, index) => most * exp(step * index));
}

function lossOf(design: SparseDesign, { labels, weights }: TrainingData, point: Float64Array): number {
  let loss = 0;
  for (let row = 0; row < design.rowCount; row++) {
    let margin = point[0];
    for (let entry = design.rowStarts[row]; entry < design.rowStarts[row + 1]; entry++) {
      margin += point[design.terms[entry] + 1] * design.values[entry];
    }
    loss += (weights === undefined ? 1 : weights[row]) * softplus(labels[row] === 1 ? -margin : margin);
  }
  return loss;
}

function completeElasticNet(settings: Partial<ElasticNetSettings>): ElasticNetSettings {
  const { knotShares, rareShare } = defaultLogisticSettings;
  const complete: ElasticNetSettings = {
    lambda: 'auto',
    l1Share: 0.5,
    pathLength: 12,
    pathEnd: 0.0005,
    tolerance: 1e-8,
    knotShares,
    rareShare,
    ...settings,
  };
  const { lambda, l1Share, pathLength, pathEnd, tolerance } = complete;
  const ascending = complete.knotShares.every(
    (share, index) => share >= (complete.knotShares[index - 1] ?? 0) && share <= 1,
  );
  checkSettings(
    'fitElasticNet',
    [
      ['lambda', lambda === 'auto' || isNumberIn(lambda, 0, 1e300), 'be auto, or finite and ≥ 0', lambda],
      ['l1Share', isNumberIn(l1Share, 0, 1), 'be in [0, 1]', l1Share],
      ['pathLength', isNumberIn(pathLength, 2, 200, true), 'be a whole number in [2, 200]', pathLength],
      ['pathEnd', isNumberIn(pathEnd, Number.MIN_VALUE, 0.999), 'be in (0, 1)', pathEnd],
      ['tolerance', isNumberIn(tolerance, Number.MIN_VALUE, 0.1), 'be in (0, 0.1]', tolerance],
      [
        'knotShares',
        complete.knotShares.length >= 2 && ascending,
        'be at least two ascending shares in [0, 1]',
        complete.knotShares,
      ],
      ['rareShare', isNumberIn(complete.rareShare, 0, 1), 'be in [0, 1]', complete.rareShare],
    ],
    settings,
  );
  return complete;
}
