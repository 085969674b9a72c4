import { ProbityError } from '@probity/domain';

/**
 * The front door of every metric.
 *
 * @throws SHAPE_MISMATCH when lengths differ, INVALID_ARGUMENT for a NaN score, a label other than 0 and 1, or a weight
 * that is negative or not finite
 */
export function checkOutcomes(
  caller: string,
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  weights?: ArrayLike<number>,
): void {
  checkLength(caller, 'labels', labels, scores.length);
  if (weights !== undefined) checkLength(caller, 'weights', weights, scores.length);
  for (let i = 0; i < scores.length; i++) {
    if (Number.isNaN(scores[i])) throw invalid(caller, 'scores', 'be numbers', scores[i], i);
    if (labels[i] !== 0 && labels[i] !== 1) throw invalid(caller, 'labels', 'be 0 or 1', labels[i], i);
    if (weights !== undefined && !(weights[i] >= 0 && weights[i] < Infinity)) {
      throw invalid(caller, 'weights', 'be finite and ≥ 0', weights[i], i);
    }
  }
}

/** @throws INVALID_ARGUMENT unless every score is in [0, 1] */
export function checkProbabilities(caller: string, scores: ArrayLike<number>): void {
  for (let i = 0; i < scores.length; i++) {
    if (!(scores[i] >= 0 && scores[i] <= 1)) throw invalid(caller, 'scores', 'be in [0, 1]', scores[i], i);
  }
}

function checkLength(caller: string, field: string, values: ArrayLike<number>, rows: number): void {
  if (values.length !== rows) {
    const message = `\`${field}\` of \`${caller}\` must have one entry per score (${rows}); got ${values.length}`;
    throw new ProbityError('SHAPE_MISMATCH', message, { field });
  }
}

function invalid(caller: string, field: string, rule: string, got: number, index: number): ProbityError {
  const message = `\`${field}\` of \`${caller}\` must ${rule}; got ${got} at row ${index + 1}`;
  return new ProbityError('INVALID_ARGUMENT', message, { field, row: index + 1 });
}
