import { logit, sigmoid } from '@probity/numerics';
import { Z_95 } from './rate-tests.js';

/** How a group's outcomes follow its scores: log-odds of bad = intercept + slope × log-odds of the score. */
export interface CalibrationLine {
  readonly intercept: number;
  /** 1 = as it should be; below, scores are too extreme; above, too timid. */
  readonly slope: number;
  readonly slopeError: number;
  readonly slopeInterval: readonly [low: number, high: number];
}

/** Scores at 0 or 1 have no log-odds; they count as this far from the end. */
const CLIP = 1e-9;
const STEPS = 50;

/**
 * Cox's calibration line: a logistic regression of outcomes on the scores' log-odds.
 *
 * @returns undefined where it cannot be drawn: one outcome only, scores all equal, or outcomes parted perfectly
 * Cost: O(n) per Newton step, some six steps.
 * Source: Cox 1958; checked against statsmodels' Logit in test/golden/fairness.
 */
export function calibrationLine(scores: ArrayLike<number>, labels: ArrayLike<number>): CalibrationLine | undefined {
  const odds = Float64Array.from(scores, (score) => logit(Math.min(1 - CLIP, Math.max(CLIP, score))));
  let intercept = 0;
  let slope = 1;
  for (let step = 0; step < STEPS; step++) {
    const { g0, g1, h00, h01, h11 } = derivatives(odds, labels, intercept, slope);
    const determinant = h00 * h11 - h01 * h01;
    if (!(determinant > 1e-12 * h00 * h11)) return undefined;
    const move0 = (h11 * g0 - h01 * g1) / determinant;
    const move1 = (h00 * g1 - h01 * g0) / determinant;
    intercept += move0;
    slope += move1;
    if (!Number.isFinite(slope) || Math.abs(slope) > 1e4) return undefined;
    if (Math.abs(move0) + Math.abs(move1) > 1e-10) continue;
    const slopeError = Math.sqrt(h00 / determinant);
    const slopeInterval = [slope - Z_95 * slopeError, slope + Z_95 * slopeError] as const;
    return { intercept, slope, slopeError, slopeInterval };
  }
  return undefined;
}

function derivatives(odds: Float64Array, labels: ArrayLike<number>, intercept: number, slope: number) {
  let [g0, g1, h00, h01, h11] = [0, 0, 0, 0, 0];
  for (let i = 0; i < odds.length; i++) {
    const x = odds[i];
    const p = sigmoid(intercept + slope * x);
    const bend = p * (1 - p);
    g0 += labels[i] - p;
    g1 += (labels[i] - p) * x;
    h00 += bend;
    h01 += bend * x;
    h11 += bend * x * x;
  }
  return { g0, g1, h00, h01, h11 };
}
