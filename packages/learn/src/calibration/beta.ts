import { logit, softplus } from '@probity/numerics';
import { denseDesign, minimisePenalisedLoss } from '../linear/minimise-penalised-loss.js';
import { checkCalibrationData } from './check-calibration-data.js';
import { type MarginScale, marginAsLogOdds } from './margin-scale.js';

/** Calibrated log-odds = intercept + a · ln p − b · ln(1 − p), p the probability that the margin claims. */
export interface BetaCalibration {
  readonly kind: 'beta';
  /** Present where the model's margin is a probability. */
  readonly scale?: 'probability';
  readonly intercept: number;
  /** ≥ 0: how low probabilities are bent. a = b is Platt's line. */
  readonly a: number;
  /** ≥ 0: how high probabilities are bent; a + b > 0. */
  readonly b: number;
}

/** Holds a rising curve where the data wants none. */
const LEAST_SUM = 1e-6;

/**
 * Fits the beta calibration: a line that may bend once, for models that are too sure (or too unsure) on one side only.
 *
 * Targets are smoothed towards ½ as if each outcome had been seen once more, as in `fitPlatt`, so that perfect separation
 * stays finite.
 *
 * @param scale of the margins; default log-odds
 * @throws SHAPE_MISMATCH, INVALID_ARGUMENT (margin or weight not finite), TARGET_INVALID (only one outcome)
 * Cost: O(n) per step, about ten steps.
 * Source: Kull, Silva Filho & Flach 2017; checked against betacal in test/golden/calibration.
 * @example calibrate(fitBeta(margins, labels), 1.2)
 */
export function fitBeta(
  margins: ArrayLike<number>,
  labels: ArrayLike<number>,
  weights?: ArrayLike<number>,
  scale: MarginScale = 'log-odds',
): BetaCalibration {
  const { bads, goods } = checkCalibrationData('fitBeta', margins, labels, weights);
  const badTarget = (bads + 1) / (bads + 2);
  const goodTarget = 1 / (goods + 2);
  const logOdds = Float64Array.from(margins, (margin) => marginAsLogOdds(margin, scale));
  const columns = [logOdds.map((value) => -softplus(-value)), logOdds.map((value) => softplus(value))];
  // Columns of size 1: steps are then well conditioned whatever the margins' scale.
  const sizes = columns.map((column) => column.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1);
  const scaled = columns.map((column, index) => column.map((value) => value / sizes[index]));
  const start = new Float64Array(3);
  start[0] = logit((bads * badTarget + goods * goodTarget) / (bads + goods));
  const { point } = minimisePenalisedLoss(
    {
      design: denseDesign(scaled, margins.length),
      targets: Float64Array.from(labels, (label) => (label === 1 ? badTarget : goodTarget)),
      weights,
      nonNegative: true,
    },
    { l1: 0, l2: 1e-9 * (bads + goods) },
    start,
    { tolerance: 1e-10 * (bads + goods), maxIterations: 100 },
  );
  const a = point[1] / sizes[0];
  const b = point[2] / sizes[1];
  const rising = a + b >= LEAST_SUM ? { a, b } : { a: LEAST_SUM, b: LEAST_SUM };
  return { kind: 'beta', ...(scale === 'probability' ? { scale } : {}), intercept: point[0], ...rising };
}
