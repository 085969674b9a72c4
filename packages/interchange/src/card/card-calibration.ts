import { ProbityError } from '@probity/domain';
import type { BetaCalibration, Calibration, IsotonicCalibration } from '@probity/learn';

/** The last step as printers take it: a line (the margin itself where none was given), a bent line, or a broken line. */
export type CardCalibration =
  | { readonly kind: 'line'; readonly given: boolean; readonly intercept: number; readonly slope: number }
  | BetaCalibration
  | IsotonicCalibration;

/** @throws INVALID_ARGUMENT for a calibration of margins that are probabilities, which a scorecard's are not */
export function readCalibration(calibration: Calibration | undefined): CardCalibration {
  if (calibration === undefined) return { kind: 'line', given: false, intercept: 0, slope: 1 };
  if (calibration.kind === 'isotonic') return calibration;
  if (calibration.scale === 'probability') {
    throw new ProbityError('INVALID_ARGUMENT', '`calibration` of a scorecard must be one of log-odds', {
      field: 'calibration',
    });
  }
  if (calibration.kind === 'beta') return calibration;
  const { intercept, slope } = calibration;
  return { kind: 'line', given: true, intercept, slope };
}

/** Words for the head of a printed file. */
export function describeCalibration(calibration: CardCalibration): string {
  return calibration.kind === 'line' && !calibration.given ? 'not calibrated' : 'calibrated';
}
