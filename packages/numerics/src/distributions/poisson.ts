import { regularisedGammaP, regularisedGammaQ } from './regularised-gamma.js';

/**
 * The chance of at most k events where `mean` are expected.
 *
 * Edges: mean < 0 and NaN → NaN; k < 0 → 0; k is rounded down. Relative error below 1e-13.
 * @example poissonCdf(0, 1) // 0.36787944117144233
 */
export function poissonCdf(k: number, mean: number): number {
  if (!(mean >= 0) || Number.isNaN(k)) return NaN;
  return k < 0 ? 0 : regularisedGammaQ(Math.floor(k) + 1, mean);
}

/** The chance of **more than** k events where `mean` are expected. @example poissonSurvival(0, 1) // 0.6321205588285577 */
export function poissonSurvival(k: number, mean: number): number {
  if (!(mean >= 0) || Number.isNaN(k)) return NaN;
  return k < 0 ? 1 : regularisedGammaP(Math.floor(k) + 1, mean);
}
