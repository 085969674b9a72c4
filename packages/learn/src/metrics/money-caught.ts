import { ProbityError } from '@probity/domain';

/** Money in the frauds that a cut-off calls. */
export interface MoneyCaught {
  /** Share of all transactions that is called: the alert rate. */
  readonly alertRate: number;
  /** Amount of the frauds that are called. */
  readonly caught: number;
  /** Amount of all frauds. */
  readonly total: number;
  /** caught / total; NaN where there is no fraud. */
  readonly share: number;
  /** Amount of the genuine transactions that are called. */
  readonly disturbed: number;
}

/**
 * How much of the money in frauds a cut-off would have stopped, and how much genuine money it would have stopped too.
 *
 * @param amounts length n, ≥ 0; a missing one (NaN) counts as nothing
 * @param threshold rows scoring at or above it are called
 * @throws SHAPE_MISMATCH
 * Cost: O(n). @example moneyCaught(scores, labels, amounts, 0.5).share // 0.62
 */
export function moneyCaught(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  amounts: ArrayLike<number>,
  threshold: number,
): MoneyCaught {
  if (labels.length !== scores.length || amounts.length !== scores.length) {
    const message = `\`labels\` and \`amounts\` of \`moneyCaught\` must be as long as \`scores\` (${scores.length})`;
    throw new ProbityError('SHAPE_MISMATCH', message, { field: 'amounts' });
  }
  let [called, caught, total, disturbed] = [0, 0, 0, 0];
  for (let row = 0; row < scores.length; row++) {
    const amount = Number.isNaN(amounts[row]) ? 0 : amounts[row];
    const isCalled = scores[row] >= threshold;
    if (isCalled) called += 1;
    if (labels[row] === 1) {
      total += amount;
      if (isCalled) caught += amount;
    } else if (isCalled) disturbed += amount;
  }
  const share = total > 0 ? caught / total : Number.NaN;
  return { alertRate: scores.length === 0 ? 0 : called / scores.length, caught, total, share, disturbed };
}
