import { normalSurvival } from '@probity/numerics';
import { checkOutcomes, checkProbabilities } from './check-outcomes.js';

/**
 * Spiegelhalter's test of calibration: is the Brier score what these probabilities would give if they were true?
 *
 * z = Σ (y − p)(1 − 2p) / √ Σ (1 − 2p)² p (1 − p), standard normal if they are; needs no groups.
 *
 * @param scores length n; probabilities of a bad outcome in [0, 1]
 * @param labels length n; 1 = bad
 * @returns z > 0: worse than the probabilities promise; `pValue` is two-sided; both NaN when every score is 0, ½ or 1
 * @throws SHAPE_MISMATCH, INVALID_ARGUMENT
 * Cost: O(n). Source: Spiegelhalter 1986; checked against SciPy in test/golden/validation.
 * @example spiegelhalterZ([0.1, 0.8], [0, 1]).z // -0.62
 */
export function spiegelhalterZ(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
): { readonly z: number; readonly pValue: number } {
  checkOutcomes('spiegelhalterZ', scores, labels);
  checkProbabilities('spiegelhalterZ', scores);
  let excess = 0;
  let variance = 0;
  for (let i = 0; i < scores.length; i++) {
    const lean = 1 - 2 * scores[i];
    excess += (labels[i] - scores[i]) * lean;
    variance += lean * lean * scores[i] * (1 - scores[i]);
  }
  const z = variance === 0 ? NaN : excess / Math.sqrt(variance);
  return { z, pValue: 2 * normalSurvival(Math.abs(z)) };
}
