import { log, softplus } from '@probity/numerics';

/**
 * A loss of your own to boost on, by its first two derivatives.
 *
 * @example
 * // Squared error, written out:
 * const own: Objective = {
 *   baseScore: (targets) => targets.reduce((sum, y) => sum + y, 0) / targets.length,
 *   gradients(scores, targets, weights, gradients, hessians) {
 *     for (let row = 0; row < scores.length; row++) {
 *       gradients[row] = (weights?.[row] ?? 1) * (scores[row] - targets[row]);
 *       hessians[row] = weights?.[row] ?? 1;
 *     }
 *   },
 *   loss: (score, target) => 0.5 * (score - target) ** 2,
 * };
 */
export interface Objective {
  /** The score every row starts from; `weights` is undefined where all are 1. */
  baseScore(targets: Float64Array, weights: Float64Array | undefined): number;
  /**
   * Writes the first and second derivative of the weighted loss by the score, one per row: finite, the second ≥ 0.
   */
  gradients(
    scores: Float64Array,
    targets: Float64Array,
    weights: Float64Array | undefined,
    gradients: Float64Array,
    hessians: Float64Array,
  ): void;
  /** The loss of one row of weight 1, to settle the number of rounds by. */
  loss(score: number, target: number): number;
}

/** What boosting makes small: log loss, squared error, or an objective of the caller's. */
export type ObjectiveChoice = 'logistic' | 'squared' | Objective;

/** The score that boosting starts from. */
export function baseScoreOf(
  objective: ObjectiveChoice,
  targets: ArrayLike<number>,
  weights: Float64Array | undefined,
  rows: Uint32Array,
): number {
  if (typeof objective !== 'string') {
    return objective.baseScore(
      Float64Array.from(rows, (row) => targets[row]),
      weights === undefined ? undefined : Float64Array.from(rows, (row) => weights[row]),
    );
  }
  // Log-odds of the weighted share of bad rows are kept off infinity by half a row.
  let sum = objective === 'logistic' ? 0.5 : 0;
  let total = objective === 'logistic' ? 1 : 0;
  for (const row of rows) {
    const weight = weights === undefined ? 1 : weights[row];
    sum += weight * targets[row];
    total += weight;
  }
  return objective === 'logistic' ? log(sum / (total - sum)) : sum / total;
}

/** The loss of one row of weight 1. */
export function lossOf(objective: ObjectiveChoice, score: number, target: number): number {
  if (typeof objective !== 'string') return objective.loss(score, target);
  if (objective === 'squared') return 0.5 * (score - target) ** 2;
  return target * softplus(-score) + (1 - target) * softplus(score);
}
