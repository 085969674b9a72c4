import type { Directions } from './number-matrix.js';

/** How far the columns of numbers repeat each other. */
export interface Collinearity {
  readonly rows: number;
  /**
   * Variance inflation factor of each column, 1 / (1 − R²) of its regression on the others; null: an exact combination of
   * others. Above 10 two columns, or several, say the same. Greatest first.
   */
  readonly vif: readonly { readonly column: string; readonly vif: number | null }[];
  /** √(greatest / least eigenvalue of the correlations) (Belsley, Kuh & Welsch 1980); null: exact dependence. Above 30 is strong. */
  readonly conditionIndex: number | null;
}

/** Least eigenvalue of a correlation matrix that is not all rounding error. */
const SINGULAR = 1e-10;

/**
 * Variance inflation factors and condition index of columns.
 *
 * Where columns depend exactly (a sum and its parts), those that take part get null; the others keep their factor. Cost: O(rows · p² + p³). Checked against statsmodels' variance_inflation_factor with a constant.
 */
export function varianceInflation({ matrix, values, vectors }: Directions): Collinearity {
  const p = matrix.names.length;
  if (p < 2)
    return {
      rows: matrix.rowCount,
      vif: matrix.names.map((column) => ({ column, vif: 1 })),
      conditionIndex: p === 0 ? null : 1,
    };
  const greatest = values[0] as number;
  const least = values[p - 1] as number;
  const isSingular = least < SINGULAR * greatest;
  // The diagonal of the inverse is Σ v²/λ; directions without spread mark the columns that lie in them.
  const vif = matrix.names.map((column, j) => {
    let total = 0;
    let lost = 0;
    for (let k = 0; k < p; k++) {
      const entry = vectors[k * p + j] as number;
      const weight = entry * entry;
      if ((values[k] as number) < SINGULAR * greatest) lost += weight;
      else total += weight / (values[k] as number);
    }
    return { column, vif: lost > 1e-6 ? null : total };
  });
  return {
    rows: matrix.rowCount,
    vif: vif.sort((one, other) => (other.vif ?? Number.POSITIVE_INFINITY) - (one.vif ?? Number.POSITIVE_INFINITY)),
    conditionIndex: isSingular ? null : Math.sqrt(greatest / least),
  };
}
