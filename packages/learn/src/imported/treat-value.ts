/**
 * What the library that a model comes from does with a feature's value before it compares it:
 * - `as-is`: nothing;
 * - `zero-is-missing`: values of at most 1e-35 (as a single) in size are missing (LightGBM with zero_as_missing);
 * - `single-code`: a category code is rounded to a single and cut to a whole number; below 0 it is no category (XGBoost);
 * - `whole-code`: a category code is cut to a whole number; only then it may be below 0 (LightGBM).
 * A code that is no level of the feature is "any other": not missing, but a category that training did not know.
 */
export type ValueTreatment = 'as-is' | 'zero-is-missing' | 'single-code' | 'whole-code';

export const valueTreatments: readonly ValueTreatment[] = ['as-is', 'zero-is-missing', 'single-code', 'whole-code'];

/** LightGBM's zero, `kZeroThreshold`: the single next to 1e-35. */
export const LIGHTGBM_ZERO = Math.fround(1e-35);

/**
 * A value as the trees compare it.
 *
 * @param value any double; NaN = missing
 * @param levelCount levels of the feature; its code stands for any other category
 * @returns a number, NaN where missing, or for categories a whole number in [0, levelCount]
 */
export function treatValue(treatment: ValueTreatment, value: number, levelCount: number): number {
  if (treatment === 'as-is' || Number.isNaN(value)) return value;
  if (treatment === 'zero-is-missing') return Math.abs(value) <= LIGHTGBM_ZERO ? Number.NaN : value;
  const isBelow = treatment === 'single-code' && Math.fround(value) < 0;
  const code = Math.trunc(treatment === 'single-code' ? Math.fround(value) : value);
  // -0 is the first level, too.
  return !isBelow && code >= 0 && code < levelCount ? Math.abs(code) : levelCount;
}
