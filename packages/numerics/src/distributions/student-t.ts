import { betaTail } from './regularised-beta.js';

/**
 * The chance that Student's t with `df` degrees of freedom exceeds t.
 *
 * Edges: df ≤ 0 and NaN → NaN; Infinity → 0; -Infinity → 1. Relative error below 1e-12.
 * @example studentTSurvival(2.2281388519649385, 10) // 0.025
 */
export function studentTSurvival(t: number, df: number): number {
  if (!(df > 0) || Number.isNaN(t)) return NaN;
  const size = Math.abs(t);
  if (size === Infinity) return t > 0 ? 0 : 1;
  const total = df + size * size;
  const tail = total === Infinity ? 0 : 0.5 * betaTail(df / total, (size * size) / total, 0, df / 2, 0.5);
  return t > 0 ? tail : 1 - tail;
}
