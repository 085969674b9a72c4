import { ProbityError } from '@probity/domain';
import { createRandom, shuffleInPlace } from '@probity/numerics';
import { checkFolds, rowsByOutcome, type Split, splitsOfFolds } from './split.js';

/**
 * Divides rows at random into folds with the same share of bads, as near as whole rows allow.
 *
 * Sizes differ by at most one, and so do the bads of the folds. Each row is validated exactly once.
 *
 * @param labels length n; 1 = bad, 0 = good
 * @param folds whole number ≥ 2
 * @param seed whole number in [0, 2⁵³); equal seeds give equal folds
 * @throws TOO_FEW_ROWS when an outcome has fewer rows than there are folds, INVALID_ARGUMENT
 * Cost: O(n · folds).
 * @example stratifiedFolds(labels, 5, 1).map(({ train, validate }) => …)
 */
export function stratifiedFolds(labels: Uint8Array, folds: number, seed: number): readonly Split[] {
  checkFolds('stratifiedFolds', folds, 2);
  const random = createRandom(seed).fork('stratified folds');
  const foldOf = new Int32Array(labels.length);
  let next = 0;
  for (const [outcome, rows] of rowsByOutcome('stratifiedFolds', labels).entries()) {
    if (rows.length < folds) {
      const message = `${folds} folds need at least ${folds} rows of each outcome; got ${rows.length} ${outcome === 1 ? 'bad' : 'good'}`;
      throw new ProbityError('TOO_FEW_ROWS', message, { field: 'labels' });
    }
    shuffleInPlace(random, rows);
    // Dealt like cards; the second outcome goes on where the first stopped, which keeps the sizes equal.
    for (const row of rows) {
      foldOf[row] = next;
      next = (next + 1) % folds;
    }
  }
  return splitsOfFolds(foldOf, folds);
}
