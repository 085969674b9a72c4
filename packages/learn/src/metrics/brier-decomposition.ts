import { brierScore } from './brier-score.js';
import { calibrationCurve } from './calibration-curve.js';

/** Where a Brier score comes from: reliability − resolution + uncertainty + within = brier, exactly. */
export interface BrierDecomposition {
  readonly brier: number;
  /** Σ share · (mean score − bad rate)² over bins; lower is better calibrated. */
  readonly reliability: number;
  /** Σ share · (bad rate − overall bad rate)²; higher tells apart better. */
  readonly resolution: number;
  /** Bad rate · (1 − bad rate): what nobody can change. */
  readonly uncertainty: number;
  /** What the spread of scores inside bins adds; 0 when every bin has one score. */
  readonly within: number;
  /** 1 − brier / uncertainty: share of the uncertainty that the score removes; NaN with one outcome. */
  readonly skill: number;
}

/**
 * Takes a Brier score apart into calibration, discrimination and what was given.
 *
 * @param bins of equal numbers of rows, default 10
 * @throws SHAPE_MISMATCH, INVALID_ARGUMENT
 * Cost: O(n log n). Source: Murphy 1973; the term within bins as in Stephenson et al. 2008.
 */
export function brierDecomposition(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  bins = 10,
): BrierDecomposition {
  const brier = brierScore(scores, labels);
  const curve = calibrationCurve(scores, labels, bins);
  let bads = 0;
  for (let i = 0; i < labels.length; i++) bads += labels[i];
  const rate = bads / labels.length;
  let reliability = 0;
  let resolution = 0;
  for (const { rows, meanScore, badRate } of curve) {
    const share = rows / labels.length;
    reliability += share * (meanScore - badRate) * (meanScore - badRate);
    resolution += share * (badRate - rate) * (badRate - rate);
  }
  const uncertainty = rate * (1 - rate);
  return {
    brier,
    reliability,
    resolution,
    uncertainty,
    within: brier - (reliability - resolution + uncertainty),
    skill: uncertainty === 0 ? NaN : 1 - brier / uncertainty,
  };
}

/**
 * How far predicted and observed are apart, bin by bin: on average (expected calibration error) and at worst.
 *
 * Depends on the bins: more of them, or fewer rows, make both larger by chance alone.
 *
 * @param bins of equal numbers of rows, default 10
 * @throws SHAPE_MISMATCH, INVALID_ARGUMENT
 * Cost: O(n log n). Source: Naeini, Cooper & Hauskrecht 2015, with bins of equal numbers.
 * @example expectedCalibrationError(scores, labels).expected // 0.012
 */
export function expectedCalibrationError(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  bins = 10,
): { readonly expected: number; readonly largest: number } {
  let expected = 0;
  let largest = 0;
  for (const { rows, meanScore, badRate } of calibrationCurve(scores, labels, bins)) {
    const gap = Math.abs(meanScore - badRate);
    expected += (rows / scores.length) * gap;
    largest = Math.max(largest, gap);
  }
  return { expected: scores.length === 0 ? NaN : expected, largest: scores.length === 0 ? NaN : largest };
}
