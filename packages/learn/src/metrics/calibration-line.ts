import { ProbityError } from '@probity/domain';
import { chiSquaredSurvival, logit, normalQuantile } from '@probity/numerics';
import { type Line, type LineData, lineDerivatives, lineLoss } from '../calibration/logistic-line.js';
import type { Interval } from './bootstrap-intervals.js';
import { checkOutcomes, checkProbabilities } from './check-outcomes.js';
import { LOG_LOSS_CLIP } from './log-loss.js';

/** An estimate with its standard error and 95 % interval. */
export interface Estimate {
  readonly value: number;
  readonly standardError: number;
  readonly interval: Interval;
}

/** The line that would recalibrate a score: log-odds of bad = intercept + slope · log-odds of the score. */
export interface CalibrationLine {
  /** 1 is right; below 1 the scores are too extreme (overfitted), above 1 too timid. */
  readonly slope: Estimate;
  readonly intercept: Estimate;
  /** Intercept with the slope held at 1: calibration in the large; > 0 when there were more bads than predicted. */
  readonly interceptInTheLarge: Estimate;
  /** Likelihood-ratio test with 2 degrees of freedom that intercept is 0 and slope 1. */
  readonly pValue: number;
}

const MAXIMUM_ITERATIONS = 60;

/**
 * Calibration slope and intercept by logistic recalibration.
 *
 * @param scores length n; probabilities of a bad outcome in [0, 1], clipped to [1e-15, 1 − 1e-15]
 * @param labels length n; 1 = bad; both outcomes must occur
 * @param weights length n, default all 1; a weight of 2 counts as the row twice
 * @returns undefined when the outcomes are separated by the score, or all scores are equal: no finite line fits best
 * @throws SHAPE_MISMATCH, INVALID_ARGUMENT, TARGET_INVALID
 * Cost: O(n) per Newton step, about eight steps. Source: Cox 1958; Van Calster et al. 2016; checked against statsmodels in
 * test/golden/validation.
 * @example calibrationLine(scores, labels)?.slope.value // 0.93
 */
export function calibrationLine(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  weights?: ArrayLike<number>,
): CalibrationLine | undefined {
  checkOutcomes('calibrationLine', scores, labels, weights);
  checkProbabilities('calibrationLine', scores);
  const margins = Float64Array.from(scores, (score) =>
    logit(Math.min(Math.max(score, LOG_LOSS_CLIP), 1 - LOG_LOSS_CLIP)),
  );
  const data: LineData = { margins, targets: labels, weights };
  needBothOutcomes(labels);
  if (isSeparated(margins, labels)) return undefined;
  const free = maximise(data, [0, 1], true);
  const shift = maximise(data, [0, 1], false);
  if (free === undefined || shift === undefined) return undefined;
  const [h00, h01, h11] = free.curvature;
  const determinant = h00 * h11 - h01 * h01;
  const statistic = 2 * (lineLoss(data, [0, 1]) - free.loss);
  return {
    slope: estimate(free.line[1], Math.sqrt(h00 / determinant)),
    intercept: estimate(free.line[0], Math.sqrt(h11 / determinant)),
    interceptInTheLarge: estimate(shift.line[0], Math.sqrt(1 / shift.curvature[0])),
    pValue: chiSquaredSurvival(Math.max(0, statistic), 2),
  };
}

interface Maximum {
  readonly line: Line;
  readonly loss: number;
  readonly curvature: readonly [number, number, number];
}

/** Newton's method with step halving; undefined when the best line is not finite. */
function maximise(data: LineData, start: Line, slopeIsFree: boolean): Maximum | undefined {
  let line = start;
  let loss = lineLoss(data, line);
  for (let iteration = 0; iteration < MAXIMUM_ITERATIONS; iteration++) {
    const { gradient, curvature } = lineDerivatives(data, line);
    const [h00, h01, h11] = slopeIsFree ? curvature : [curvature[0], 0, 1];
    const g1 = slopeIsFree ? gradient[1] : 0;
    const determinant = h00 * h11 - h01 * h01;
    // Relative to the product of the diagonal: scores all equal, or probabilities all but 0 and 1.
    if (!(determinant > 1e-12 * h00 * h11)) return undefined;
    const step: Line = [(h11 * gradient[0] - h01 * g1) / determinant, (h00 * g1 - h01 * gradient[0]) / determinant];
    const decrease = gradient[0] * step[0] + g1 * step[1];
    if (decrease <= 1e-10 * Math.max(1, loss)) {
      // Newton's error squares at each step, so one more is as near as doubles come.
      line = [line[0] - step[0], line[1] - step[1]];
      return { line, loss: lineLoss(data, line), curvature: lineDerivatives(data, line).curvature };
    }
    let share = 1;
    let next: Line = line;
    let nextLoss = loss;
    for (; share > 1e-10; share /= 2) {
      next = [line[0] - share * step[0], line[1] - share * step[1]];
      nextLoss = lineLoss(data, next);
      if (nextLoss <= loss) break;
    }
    if (!(nextLoss < loss)) return { line, loss, curvature };
    line = next;
    loss = nextLoss;
    if (Math.abs(line[0]) > 1e4 || Math.abs(line[1]) > 1e4) return undefined;
  }
  return undefined;
}

/** Whether some cut-off parts the outcomes, so that the best slope is infinite. */
function isSeparated(margins: Float64Array, labels: ArrayLike<number>): boolean {
  const lowest = [Infinity, Infinity];
  const highest = [-Infinity, -Infinity];
  for (let i = 0; i < margins.length; i++) {
    lowest[labels[i]] = Math.min(lowest[labels[i]], margins[i]);
    highest[labels[i]] = Math.max(highest[labels[i]], margins[i]);
  }
  return lowest[1] >= highest[0] || highest[1] <= lowest[0];
}

function estimate(value: number, standardError: number): Estimate {
  const reach = normalQuantile(0.975) * standardError;
  return { value, standardError, interval: [value - reach, value + reach] };
}

function needBothOutcomes(labels: ArrayLike<number>): void {
  let bads = 0;
  for (let i = 0; i < labels.length; i++) bads += labels[i];
  if (bads > 0 && bads < labels.length) return;
  throw new ProbityError('TARGET_INVALID', '`labels` of `calibrationLine` must hold both outcomes', {
    field: 'labels',
  });
}
