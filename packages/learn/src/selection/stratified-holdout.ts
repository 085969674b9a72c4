import { ProbityError } from '@probity/domain';
import { createRandom, shuffleInPlace } from '@probity/numerics';
import { rowsByOutcome, type Split } from './split.js';

/**
 * Sets a share of the rows aside for validation, with the same share of bads as the rest.
 *
 * @param labels length n; 1 = bad, 0 = good
 * @param share of the rows to validate on, in (0, 1); at least one row of each outcome lands on each side
 * @param seed whole number in [0, 2⁵³)
 * @throws TOO_FEW_ROWS when an outcome has fewer than two rows, INVALID_ARGUMENT
 * @example const { train, validate } = stratifiedHoldout(labels, 0.2, 1);
 */
export function stratifiedHoldout(labels: Uint8Array, share: number, seed: number): Split {
  if (!(share > 0 && share < 1)) {
    const message = `\`share\` of \`stratifiedHoldout\` must be in (0, 1); got ${share}`;
    throw new ProbityError('INVALID_ARGUMENT', message, { field: 'share' });
  }
  const random = createRandom(seed).fork('stratified holdout');
  const held = new Uint8Array(labels.length);
  for (const [outcome, rows] of rowsByOutcome('stratifiedHoldout', labels).entries()) {
    if (rows.length < 2) {
      const message = `a holdout needs at least two rows of each outcome; got ${rows.length} ${outcome === 1 ? 'bad' : 'good'}`;
      throw new ProbityError('TOO_FEW_ROWS', message, { field: 'labels' });
    }
    shuffleInPlace(random, rows);
    const count = Math.min(rows.length - 1, Math.max(1, Math.round(rows.length * share)));
    for (const row of rows.subarray(0, count)) held[row] = 1;
  }
  const rows = Uint32Array.from(labels.keys());
  return { train: rows.filter((row) => held[row] === 0), validate: rows.filter((row) => held[row] === 1) };
}
