import { ProbityError } from '@probity/domain';
import { logit } from '@probity/numerics';
import { checkTrainingData } from '../matrix/check-training-data.js';
import type { TrainingData } from '../matrix/feature-matrix.js';
import { hideSpecialCodes } from '../matrix/special-codes.js';
import type { FitContext } from '../model/learner.js';
import { encodeMatrix, meanTerms } from '../preparation/encode-value.js';
import { fitLinearPreparation, type PreparationSettings } from '../preparation/linear-preparation.js';
import { createLogistic, type LogisticModel } from './logistic-model.js';
import { minimiseLogisticLoss } from './minimise-logistic-loss.js';

export interface LogisticSettings extends PreparationSettings {
  /** Strength λ ≥ 0 of the penalty ½ λ Σ β² that stands beside the sum of the rows' losses. */
  readonly l2: number;
  /** The search ends when the gradient has fallen to this share of its start; > 0. */
  readonly gradientTolerance: number;
  /** Whole number ≥ 1. */
  readonly maxIterations: number;
}

/** Chosen once on the four public credit sets of the benchmark; see docs/methods/learning.md. */
export const defaultLogisticSettings: LogisticSettings = {
  l2: 10,
  gradientTolerance: 1e-8,
  maxIterations: 100,
  knotShares: [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99],
  rareShare: 0.01,
};

/**
 * Fits a logistic regression on raw features: numbers as broken lines, categories level by level.
 *
 * The default for small data and the baseline to beat for large: every effect can be drawn as one line per feature.
 * The intercept is not penalised, so predictions add up to the observed bads. Deterministic: the seed is not used.
 *
 * @param settings what differs from `defaultLogisticSettings`
 * @throws TARGET_INVALID (one outcome only), SHAPE_MISMATCH, TOO_FEW_ROWS, VALUE_OUT_OF_RANGE (an infinite number, or a
 * code without a level), INVALID_ARGUMENT, CANCELLED
 * Cost: about 8 Newton steps of O(rows × active terms²); 150,000 rows × 10 features: a few seconds.
 * Source: Hastie, Tibshirani & Friedman 2009, 4.4 and 5.2; checked against scikit-learn in test/golden/logistic.
 * @example fitLogistic({}, { matrix, labels }, { seed: 1 }).margin(row)
 */
export function fitLogistic(
  settings: Partial<LogisticSettings>,
  given: TrainingData,
  context: FitContext,
): LogisticModel {
  const data = hideSpecialCodes(given);
  const complete = checkSettings({ ...defaultLogisticSettings, ...settings });
  const { bads, goods } = checkTrainingData('fitLogistic', data);
  const onIteration = (iteration: number): void => {
    if (context.signal?.aborted === true) throw new ProbityError('CANCELLED', '`fitLogistic` was cancelled');
    // Nobody knows the number of steps beforehand; each one brings the end about a third nearer.
    context.onProgress?.(1 - (2 / 3) ** iteration);
  };
  onIteration(0);
  const preparation = fitLinearPreparation(complete, data);
  const design = encodeMatrix(preparation, data.matrix);
  const { intercept, coefficients, ...fit } = minimiseLogisticLoss(
    {
      design,
      labels: data.labels,
      weights: data.weights,
      l2: complete.l2,
      startIntercept: logit(bads / (bads + goods)),
    },
    { gradientTolerance: complete.gradientTolerance, maxIterations: complete.maxIterations, onIteration },
  );
  context.onProgress?.(1);
  const means = meanTerms(design, data.weights);
  return createLogistic({
    features: data.matrix.features,
    intercept,
    coefficients,
    means,
    preparation,
    l2: complete.l2,
    fit,
  });
}

function checkSettings(settings: LogisticSettings): LogisticSettings {
  const { l2, gradientTolerance, maxIterations, knotShares, rareShare } = settings;
  const ascending = knotShares.every((share, index) => share >= (knotShares[index - 1] ?? 0) && share <= 1);
  const rules: readonly (readonly [string, boolean, string, unknown])[] = [
    ['l2', l2 >= 0 && l2 < Infinity, 'be finite and ≥ 0', l2],
    ['gradientTolerance', gradientTolerance > 0 && gradientTolerance < 1, 'be in (0, 1)', gradientTolerance],
    ['maxIterations', Number.isInteger(maxIterations) && maxIterations >= 1, 'be a whole number ≥ 1', maxIterations],
    ['knotShares', knotShares.length >= 2 && ascending, 'be at least two ascending shares in [0, 1]', knotShares],
    ['rareShare', rareShare >= 0 && rareShare <= 1, 'be in [0, 1]', rareShare],
  ];
  for (const [field, holds, rule, got] of rules) {
    if (!holds) {
      const message = `\`${field}\` of \`fitLogistic\` must ${rule}; got ${JSON.stringify(got)}`;
      throw new ProbityError('INVALID_ARGUMENT', message, { field });
    }
  }
  return settings;
}
