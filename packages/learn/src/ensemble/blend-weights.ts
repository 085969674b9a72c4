import { logit } from '@probity/numerics';
import { fitPlatt } from '../calibration/platt.js';
import { denseDesign, minimisePenalisedLoss } from '../linear/minimise-penalised-loss.js';

/** What turns the members' additive outputs into one margin: intercept + Σ weight × output. */
export interface BlendWeights {
  readonly intercept: number;
  /** One per member, ≥ 0. */
  readonly weights: readonly number[];
}

/**
 * The weights of a stack: a logistic regression on the members' out-of-fold margins, no weight below 0.
 *
 * Margins are standardised first and the weights then held towards each other by a ridge, so that members that say the
 * same share the weight instead of one taking it by chance.
 *
 * @param margins per member one out-of-fold margin per row
 * @param labels one per row; 1 = bad
 * @param ridge strength of ½ λ Σ (standardised weight)², ≥ 0; default 1
 * Cost: about six steps of O(rows × members²).
 * Source: Wolpert 1992; Breiman 1996 for weights that are not negative.
 */
export function fitStackWeights(
  margins: readonly ArrayLike<number>[],
  labels: ArrayLike<number>,
  rowWeights?: ArrayLike<number>,
  ridge = 1,
): BlendWeights {
  const rows = labels.length;
  const scales = margins.map((column) => scaleOf(column, rowWeights));
  const columns = margins.map((column, member) => {
    const { center, spread } = scales[member];
    return Float64Array.from(column, (margin) => (spread === 0 ? 0 : (margin - center) / spread));
  });
  let bads = 0;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const weight = rowWeights === undefined ? 1 : rowWeights[row];
    bads += weight * labels[row];
    total += weight;
  }
  const start = new Float64Array(margins.length + 1);
  start[0] = logit((bads + 0.5) / (total + 1));
  const { point } = minimisePenalisedLoss(
    { design: denseDesign(columns, rows), targets: labels, weights: rowWeights, nonNegative: true },
    { l1: 0, l2: ridge },
    start,
    { tolerance: 1e-9 * total, maxIterations: 200 },
  );
  const weights = scales.map(({ spread }, member) => (spread === 0 ? 0 : point[member + 1] / spread));
  return { intercept: scales.reduce((sum, { center }, member) => sum - weights[member] * center, point[0]), weights };
}

/**
 * The weights of a vote: the weighted mean of the members' log-odds, each brought to the same scale by Platt's line on its
 * out-of-fold margins.
 *
 * @param shares one per member, ≥ 0; default equal
 */
export function fitVoteWeights(
  margins: readonly ArrayLike<number>[],
  labels: ArrayLike<number>,
  rowWeights?: ArrayLike<number>,
  shares: readonly number[] = margins.map(() => 1),
): BlendWeights {
  const total = shares.reduce((sum, share) => sum + share, 0);
  const lines = margins.map((column) => fitPlatt(column, labels, rowWeights));
  return {
    intercept: lines.reduce((sum, { intercept }, member) => sum + (shares[member] / total) * intercept, 0),
    weights: lines.map(({ slope }, member) => (shares[member] / total) * slope),
  };
}

function scaleOf(column: ArrayLike<number>, weights: ArrayLike<number> | undefined) {
  let sum = 0;
  let total = 0;
  for (let row = 0; row < column.length; row++) {
    const weight = weights === undefined ? 1 : weights[row];
    sum += weight * column[row];
    total += weight;
  }
  const center = sum / total;
  let squares = 0;
  for (let row = 0; row < column.length; row++) {
    const weight = weights === undefined ? 1 : weights[row];
    squares += weight * (column[row] - center) ** 2;
  }
  const spread = Math.sqrt(squares / total);
  return { center, spread: spread <= 1e-12 * Math.max(1, Math.abs(center)) ? 0 : spread };
}
