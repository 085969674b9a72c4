import { betaTail } from './regularised-beta.js';

/**
 * The chance that Fisher's F with `df1` and `df2` degrees of freedom exceeds f.
 *
 * Edges: df ≤ 0 and NaN → NaN; f ≤ 0 → 1; Infinity → 0. Relative error below 1e-12.
 * @example fSurvival(4.964602743730711, 1, 10) // 0.05
 */
export function fSurvival(f: number, df1: number, df2: number): number {
  if (!(df1 > 0 && df2 > 0) || Number.isNaN(f)) return NaN;
  if (f <= 0) return 1;
  const total = df2 + df1 * f;
  return total === Infinity ? 0 : betaTail(df2 / total, (df1 * f) / total, 0, df2 / 2, df1 / 2);
}
