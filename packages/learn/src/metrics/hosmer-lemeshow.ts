import { ProbityError } from '@probity/domain';
import { chiSquaredSurvival } from '@probity/numerics';
import { type CalibrationBin, calibrationCurve } from './calibration-curve.js';

/** Hosmer and Lemeshow's test with the groups it was made from. */
export interface HosmerLemeshow {
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  /** That predicted and observed agree; small = they do not. NaN with fewer than 3 groups. */
  readonly pValue: number;
  /** Groups of about equal numbers of rows, safest first. */
  readonly groups: readonly CalibrationBin[];
}

/**
 * Whether bads are as many as predicted, group by group: Hosmer and Lemeshow's test on deciles of the score.
 *
 * Σ (observed − expected)² / (expected (1 − mean score)). On rows the model was not fitted on it has as many degrees of
 * freedom as groups; on the rows it was fitted on, two fewer. It grows with the number of rows: on a hundred thousand,
 * differences of no consequence are significant, and on a few hundred it sees little. Read it beside the slope.
 *
 * @param scores length n; probabilities of a bad outcome in [0, 1]
 * @param labels length n; 1 = bad
 * @param settings `groups`: default 10; `fittedOnTheseRows`: default false
 * @throws SHAPE_MISMATCH, INVALID_ARGUMENT
 * Cost: O(n log n). Source: Hosmer & Lemeshow 1980; Hosmer, Lemeshow & Sturdivant 2013, 5.2.2; checked against SciPy and
 * pandas' cut in test/golden/validation.
 */
export function hosmerLemeshow(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  settings: { readonly groups?: number; readonly fittedOnTheseRows?: boolean } = {},
): HosmerLemeshow {
  const wanted = settings.groups ?? 10;
  if (!Number.isInteger(wanted) || wanted < 3) {
    const message = `\`groups\` of \`hosmerLemeshow\` must be a whole number ≥ 3; got ${wanted}`;
    throw new ProbityError('INVALID_ARGUMENT', message, { field: 'groups' });
  }
  const groups = calibrationCurve(scores, labels, wanted);
  let statistic = 0;
  for (const { rows, meanScore, badRate } of groups) {
    const difference = rows * (badRate - meanScore);
    // A group in which nothing can differ adds nothing, unless it does differ.
    if (difference !== 0) statistic += (difference * difference) / (rows * meanScore * (1 - meanScore));
  }
  const degreesOfFreedom = groups.length - (settings.fittedOnTheseRows === true ? 2 : 0);
  const pValue = groups.length < 3 ? NaN : chiSquaredSurvival(statistic, degreesOfFreedom);
  return { statistic, degreesOfFreedom, pValue, groups };
}
