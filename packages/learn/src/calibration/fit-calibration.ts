import { ProbityError } from '@probity/domain';
import { type BetaCalibration, fitBeta } from './beta.js';
import type { Calibration } from './calibration.js';
import { checkIsotonic, fitIsotonic, type IsotonicCalibration } from './isotonic.js';
import type { MarginScale } from './margin-scale.js';
import { fitPlatt, type PlattCalibration } from './platt.js';

/** The ways of calibrating, by name. */
export type CalibrationKind = 'platt' | 'isotonic' | 'beta';

export const calibrationKinds: readonly CalibrationKind[] = ['platt', 'isotonic', 'beta'];

/**
 * Fits the calibration of a kind on rows the model was not fitted on.
 * @param scale of the margins: `model.marginScale`, default log-odds
 * @throws SHAPE_MISMATCH, INVALID_ARGUMENT, TARGET_INVALID
 */
export function fitCalibration(
  kind: CalibrationKind,
  margins: ArrayLike<number>,
  labels: ArrayLike<number>,
  weights?: ArrayLike<number>,
  scale: MarginScale = 'log-odds',
): Calibration {
  if (kind === 'isotonic') return fitIsotonic(margins, labels, weights);
  return kind === 'beta' ? fitBeta(margins, labels, weights, scale) : fitPlatt(margins, labels, weights, scale);
}

/**
 * Holds a calibration from outside against its rules: it rises and gives numbers for every margin.
 * @throws BUNDLE_INVALID
 */
export function checkCalibration(value: unknown): Calibration {
  const calibration = value as Calibration | null;
  if (typeof calibration !== 'object' || calibration === null) throw invalid('be an object');
  const scale = (calibration as PlattCalibration).scale as unknown;
  if (scale !== undefined && scale !== 'probability') throw invalid('have no scale, or that of a probability');
  switch (calibration.kind) {
    case 'isotonic':
      checkIsotonic(calibration as IsotonicCalibration);
      return calibration;
    case 'beta': {
      const { intercept, a, b } = calibration as BetaCalibration;
      if (![intercept, a, b].every(Number.isFinite) || a < 0 || b < 0 || !(a + b > 0)) throw invalid('rise');
      return calibration;
    }
    case 'platt':
    case undefined:
      if (!Number.isFinite(calibration.intercept) || !(calibration.slope > 0 && calibration.slope < Infinity)) {
        throw invalid('be a rising line');
      }
      return calibration;
    default:
      throw invalid(`be one of ${calibrationKinds.join(', ')}`);
  }
}

function invalid(rule: string): ProbityError {
  return new ProbityError('BUNDLE_INVALID', `the calibration must ${rule}`, { field: 'calibration' });
}
