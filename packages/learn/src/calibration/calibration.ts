import { logit, sigmoid, softplus } from '@probity/numerics';
import type { BetaCalibration } from './beta.js';
import { type IsotonicCalibration, interpolateIsotonic } from './isotonic.js';
import { marginAsLogOdds } from './margin-scale.js';
import type { PlattCalibration } from './platt.js';

/**
 * The last step from a margin to a probability: never falls as the margin rises. Without a `kind` it is Platt's line, as
 * bundles of the first format have it.
 */
export type Calibration = PlattCalibration | IsotonicCalibration | BetaCalibration;

/**
 * The calibrated log-odds of a bad outcome; what score points are made of. Finite for every finite margin: isotonic
 * probabilities lie within (0, 1).
 */
export function calibratedLogOdds(calibration: Calibration, margin: number): number {
  switch (calibration.kind) {
    case 'isotonic':
      return logit(interpolateIsotonic(calibration, margin));
    case 'beta': {
      const logOdds = marginAsLogOdds(margin, calibration.scale);
      return calibration.intercept - calibration.a * softplus(-logOdds) + calibration.b * softplus(logOdds);
    }
    default:
      return calibration.intercept + calibration.slope * marginAsLogOdds(margin, calibration.scale);
  }
}

/**
 * The calibrated probability of a bad outcome.
 *
 * @param margin a model's margin, not calibrated; higher is riskier
 * @returns in [0, 1]; never falls as the margin rises (up to rounding in the last place). Isotonic calibration is flat on
 * stretches, so it may make ties where margins differ
 * @example calibrate({ intercept: 0, slope: 1 }, 0) // 0.5
 */
export function calibrate(calibration: Calibration, margin: number): number {
  if (calibration.kind === 'isotonic') return interpolateIsotonic(calibration, margin);
  return sigmoid(calibratedLogOdds(calibration, margin));
}
