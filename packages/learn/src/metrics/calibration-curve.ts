import { ProbityError } from '@probity/domain';
import { checkOutcomes, checkProbabilities } from './check-outcomes.js';

/** Predicted against observed, by bins of equal numbers of rows, safest first. */
export interface CalibrationBin {
  readonly rows: number;
  /** Mean predicted probability of the bin's rows. */
  readonly meanScore: number;
  /** Share of the bin's rows that are bad. */
  readonly badRate: number;
}

/**
 * How predicted probabilities compare with what came: a well calibrated score has `badRate` near `meanScore` everywhere.
 *
 * @param scores length n; probabilities in [0, 1]
 * @param bins whole number ≥ 1, default 10; never more bins than rows. Rows with equal scores share a bin, so there may be fewer
 * @throws SHAPE_MISMATCH, INVALID_ARGUMENT
 * Cost: O(n log n).
 */
export function calibrationCurve(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  bins = 10,
): readonly CalibrationBin[] {
  checkOutcomes('calibrationCurve', scores, labels);
  checkProbabilities('calibrationCurve', scores);
  if (!Number.isInteger(bins) || bins < 1) {
    const message = `\`bins\` of \`calibrationCurve\` must be a whole number ≥ 1; got ${bins}`;
    throw new ProbityError('INVALID_ARGUMENT', message, { field: 'bins' });
  }
  const order = Uint32Array.from(scores, (_, row) => row).sort((a, b) => scores[a] - scores[b]);
  const curve: CalibrationBin[] = [];
  let start = 0;
  for (let bin = 1; bin <= bins; bin++) {
    let end = Math.max(start, Math.round((bin * order.length) / bins));
    while (end > start && end < order.length && scores[order[end]] === scores[order[end - 1]]) end += 1;
    if (end > start) curve.push(describeBin(order.subarray(start, end), scores, labels));
    start = end;
  }
  return curve;
}

function describeBin(rows: Uint32Array, scores: ArrayLike<number>, labels: ArrayLike<number>): CalibrationBin {
  let total = 0;
  let bads = 0;
  for (const row of rows) {
    total += scores[row];
    bads += labels[row];
  }
  return { rows: rows.length, meanScore: total / rows.length, badRate: bads / rows.length };
}
