import { logit } from '@probity/numerics';
import { checkCalibrationData } from './check-calibration-data.js';
import { type Line, type LineData, lineDerivatives, lineLoss } from './logistic-line.js';
import { type MarginScale, marginAsLogOdds } from './margin-scale.js';

/** A rising line from margin to calibrated log-odds. */
export interface PlattCalibration {
  /** Left out in the first bundles. */
  readonly kind?: 'platt';
  /** Present where the model's margin is a probability: the line then starts from its log-odds. */
  readonly scale?: 'probability';
  readonly intercept: number;
  /** > 0, so calibration never changes an order. */
  readonly slope: number;
}

/** Where a slope ≤ 0 would fit best, per standard deviation of the margins: flat to the eye, yet still rising. */
const LEAST_STANDARD_SLOPE = 1e-6;
const MAXIMUM_ITERATIONS = 100;
/** Of the gradient, relative to the number of rows. */
const GRADIENT_TOLERANCE = 1e-12;

/**
 * Fits the line that turns margins into calibrated log-odds, on rows the model was not fitted on.
 *
 * Targets are smoothed towards ½ as if each outcome had been seen once more, so that perfect separation stays finite.
 * Where the best slope would not be positive (margins that say nothing, or the wrong thing) the slope is held at a
 * millionth per standard deviation of the margins and every row gets about the bad rate. Margins all equal: slope 1.
 *
 * @param given length n; a model's margins, not calibrated, finite
 * @param labels length n; 1 = bad, 0 = good
 * @param weights length n, default all 1; a weight of 2 counts as the row twice
 * @param scale of the margins; default log-odds
 * @throws SHAPE_MISMATCH, INVALID_ARGUMENT (margin or weight not finite), TARGET_INVALID (only one outcome)
 * Cost: O(n) per Newton step, about six steps.
 * Source: Platt 1999; Lin, Lin & Weng 2007; checked against scikit-learn in test/golden/platt.
 * @example calibrate(fitPlatt(margins, labels), 1.2)
 */
export function fitPlatt(
  given: ArrayLike<number>,
  labels: ArrayLike<number>,
  weights?: ArrayLike<number>,
  scale: MarginScale = 'log-odds',
): PlattCalibration {
  const { bads, goods } = checkCalibrationData('fitPlatt', given, labels, weights);
  const margins = scale === 'log-odds' ? given : Float64Array.from(given, (margin) => marginAsLogOdds(margin, scale));
  const { center, spread } = describeMargins(margins, weights, bads + goods);
  const badTarget = (bads + 1) / (bads + 2);
  const goodTarget = 1 / (goods + 2);
  const start = logit((bads * badTarget + goods * goodTarget) / (bads + goods));
  const head = { kind: 'platt', ...(scale === 'probability' ? { scale } : {}) } as const;
  if (spread === 0) return { ...head, intercept: start - center, slope: 1 };
  const problem: PlattProblem = {
    // On standardised margins Newton's steps are well conditioned whatever the margins' scale.
    margins: Float64Array.from(margins, (margin) => (margin - center) / spread),
    targets: Float64Array.from(labels, (label) => (label === 1 ? badTarget : goodTarget)),
    weights: weights === undefined ? undefined : Float64Array.from(weights),
    total: bads + goods,
  };
  let line = minimise(problem, [start, 1], true);
  if (!(line[1] > LEAST_STANDARD_SLOPE)) line = minimise(problem, [start, LEAST_STANDARD_SLOPE], false);
  const slope = line[1] / spread;
  return { ...head, intercept: line[0] - slope * center, slope };
}

interface PlattProblem extends LineData {
  readonly total: number;
}

/** Newton's method with step halving on the cross-entropy against the smoothed targets, which is convex. */
function minimise(problem: PlattProblem, start: Line, slopeIsFree: boolean): Line {
  let line = start;
  let loss = lineLoss(problem, line);
  for (let iteration = 0; iteration < MAXIMUM_ITERATIONS; iteration++) {
    const { gradient, curvature } = lineDerivatives(problem, line);
    if (!slopeIsFree) gradient[1] = 0;
    if (Math.max(Math.abs(gradient[0]), Math.abs(gradient[1])) <= GRADIENT_TOLERANCE * problem.total) break;
    const [h00, h01, h11] = slopeIsFree ? curvature : [curvature[0], 0, 1];
    const determinant = h00 * h11 - h01 * h01;
    const step: Line = [
      (h11 * gradient[0] - h01 * gradient[1]) / determinant,
      (h00 * gradient[1] - h01 * gradient[0]) / determinant,
    ];
    const decrease = gradient[0] * step[0] + gradient[1] * step[1];
    let share = 1;
    let next: Line = line;
    let nextLoss = loss;
    for (; share > 1e-10; share /= 2) {
      next = [line[0] - share * step[0], line[1] - share * step[1]];
      nextLoss = lineLoss(problem, next);
      if (nextLoss <= loss - 1e-4 * share * decrease) break;
    }
    // No step lowers the loss any more: the rest is rounding.
    if (!(nextLoss < loss)) break;
    line = next;
    loss = nextLoss;
  }
  return line;
}

function describeMargins(margins: ArrayLike<number>, weights: ArrayLike<number> | undefined, totalWeight: number) {
  let total = 0;
  for (let i = 0; i < margins.length; i++) total += (weights === undefined ? 1 : weights[i]) * margins[i];
  const center = total / totalWeight;
  let squares = 0;
  let largest = 0;
  for (let i = 0; i < margins.length; i++) {
    const weight = weights === undefined ? 1 : weights[i];
    squares += weight * (margins[i] - center) * (margins[i] - center);
    if (weight > 0) largest = Math.max(largest, Math.abs(margins[i] - center));
  }
  // A spread of rounding errors is none.
  const spread = largest <= 1e-12 * Math.max(1, Math.abs(center)) ? 0 : Math.sqrt(squares / totalWeight);
  return { center, spread };
}
