import { ProbityError } from '@probity/domain';
import { logit, sigmoid, softplus } from '@probity/numerics';

/** A rising line from margin to calibrated log-odds. */
export interface PlattCalibration {
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
 * @param margins length n; uncalibrated log-odds, finite
 * @param labels length n; 1 = bad, 0 = good
 * @param weights length n, default all 1; a weight of 2 counts as the row twice
 * @throws SHAPE_MISMATCH, INVALID_ARGUMENT (margin or weight not finite), TARGET_INVALID (only one outcome)
 * Cost: O(n) per Newton step, about six steps.
 * Source: Platt 1999; Lin, Lin & Weng 2007; checked against scikit-learn in test/golden/platt.
 * @example calibrate(fitPlatt(margins, labels), 1.2)
 */
export function fitPlatt(
  margins: ArrayLike<number>,
  labels: ArrayLike<number>,
  weights?: ArrayLike<number>,
): PlattCalibration {
  const { center, spread, bads, goods } = describeMargins(margins, labels, weights);
  const badTarget = (bads + 1) / (bads + 2);
  const goodTarget = 1 / (goods + 2);
  const start = logit((bads * badTarget + goods * goodTarget) / (bads + goods));
  if (spread === 0) return { intercept: start - center, slope: 1 };
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
  return { intercept: line[0] - slope * center, slope };
}

/**
 * The calibrated probability of a bad outcome.
 *
 * @param margin uncalibrated log-odds; higher is riskier
 * @returns in [0, 1]; never falls as the margin rises (up to rounding in the last place)
 * @example calibrate({ intercept: 0, slope: 1 }, 0) // 0.5
 */
export function calibrate(calibration: PlattCalibration, margin: number): number {
  return sigmoid(calibration.intercept + calibration.slope * margin);
}

interface PlattProblem {
  readonly margins: Float64Array;
  readonly targets: Float64Array;
  readonly weights: Float64Array | undefined;
  readonly total: number;
}

type Line = readonly [intercept: number, slope: number];

/** Newton's method with step halving on the cross-entropy against the smoothed targets, which is convex. */
function minimise(problem: PlattProblem, start: Line, slopeIsFree: boolean): Line {
  let line = start;
  let loss = lossOf(problem, line);
  for (let iteration = 0; iteration < MAXIMUM_ITERATIONS; iteration++) {
    const { gradient, curvature } = derivatives(problem, line);
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
      nextLoss = lossOf(problem, next);
      if (nextLoss <= loss - 1e-4 * share * decrease) break;
    }
    // No step lowers the loss any more: the rest is rounding.
    if (!(nextLoss < loss)) break;
    line = next;
    loss = nextLoss;
  }
  return line;
}

function lossOf({ margins, targets, weights }: PlattProblem, [intercept, slope]: Line): number {
  let loss = 0;
  for (let i = 0; i < margins.length; i++) {
    const margin = intercept + slope * margins[i];
    loss += (weights === undefined ? 1 : weights[i]) * (softplus(margin) - targets[i] * margin);
  }
  return loss;
}

function derivatives({ margins, targets, weights }: PlattProblem, [intercept, slope]: Line) {
  const gradient: [number, number] = [0, 0];
  const curvature: [number, number, number] = [0, 0, 0];
  for (let i = 0; i < margins.length; i++) {
    const weight = weights === undefined ? 1 : weights[i];
    const probability = sigmoid(intercept + slope * margins[i]);
    const error = weight * (probability - targets[i]);
    const bend = weight * probability * (1 - probability);
    gradient[0] += error;
    gradient[1] += error * margins[i];
    curvature[0] += bend;
    curvature[1] += bend * margins[i];
    curvature[2] += bend * margins[i] * margins[i];
  }
  return { gradient, curvature };
}

function describeMargins(margins: ArrayLike<number>, labels: ArrayLike<number>, weights?: ArrayLike<number>) {
  for (const [field, values] of [['labels', labels] as const, ['weights', weights] as const]) {
    if (values !== undefined && values.length !== margins.length) {
      const message = `\`${field}\` of \`fitPlatt\` must have one entry per margin (${margins.length}); got ${values.length}`;
      throw new ProbityError('SHAPE_MISMATCH', message, { field });
    }
  }
  let bads = 0;
  let goods = 0;
  let total = 0;
  for (let i = 0; i < margins.length; i++) {
    const weight = weights === undefined ? 1 : weights[i];
    if (!Number.isFinite(margins[i])) throw invalid('margins', 'be finite', margins[i], i);
    if (!(weight >= 0 && weight < Infinity)) throw invalid('weights', 'be finite and ≥ 0', weight, i);
    if (labels[i] !== 0 && labels[i] !== 1) throw invalid('labels', 'be 0 or 1', labels[i], i);
    if (labels[i] === 1) bads += weight;
    else goods += weight;
    total += weight * margins[i];
  }
  if (!(bads > 0 && goods > 0)) {
    const message = `\`labels\` of \`fitPlatt\` must hold both outcomes; got ${bads} bad and ${goods} good (by weight)`;
    throw new ProbityError('TARGET_INVALID', message, { field: 'labels' });
  }
  const center = total / (bads + goods);
  let squares = 0;
  let largest = 0;
  for (let i = 0; i < margins.length; i++) {
    const weight = weights === undefined ? 1 : weights[i];
    squares += weight * (margins[i] - center) * (margins[i] - center);
    if (weight > 0) largest = Math.max(largest, Math.abs(margins[i] - center));
  }
  // A spread of rounding errors is none.
  const spread = largest <= 1e-12 * Math.max(1, Math.abs(center)) ? 0 : Math.sqrt(squares / (bads + goods));
  return { center, spread, bads, goods };
}

function invalid(field: string, rule: string, got: number, index: number): ProbityError {
  const message = `\`${field}\` of \`fitPlatt\` must ${rule}; got ${got} at row ${index + 1}`;
  return new ProbityError('INVALID_ARGUMENT', message, { field, row: index + 1 });
}
