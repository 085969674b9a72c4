import { quantile, symmetricEigen } from '@probity/numerics';
import { type Cells, ordinaryValues, takeCells } from '../column/cells.js';

/** Columns of numbers side by side, complete: what VIF, components and robust distances are made from. */
export interface NumberMatrix {
  readonly names: readonly string[];
  /** Row by row; rows × names. */
  readonly rows: Float64Array;
  readonly rowCount: number;
}

/** A column with more missing cells than this is left out. */
const MOST_MISSING = 0.5;

/**
 * The columns of numbers that vary, missing cells and special codes at the column's median.
 * @param rows the sampled rows; undefined for all
 */
export function numberMatrix(columns: readonly Cells[], rows: Uint32Array | undefined): NumberMatrix {
  const kept: { name: string; values: Float64Array }[] = [];
  for (const cells of columns) {
    const { kind, role, name } = cells.schema;
    if (cells.coded || kind === 'id' || kind === 'date' || kind === 'datetime') continue;
    if (['target', 'id', 'weight', 'group', 'time'].includes(role)) continue;
    const values = ordinaryValues(rows === undefined ? cells : takeCells(cells, rows));
    const filled = values.reduce((count, value) => count + Number(!Number.isNaN(value)), 0);
    if (filled < (1 - MOST_MISSING) * values.length || filled < 10) continue;
    const middle = quantile(values, 0.5);
    const full = values.map((value) => (Number.isNaN(value) ? middle : value));
    if (full.every((value) => value === full[0])) continue;
    kept.push({ name, values: full });
  }
  const rowCount = kept[0]?.values.length ?? 0;
  const matrix = new Float64Array(rowCount * kept.length);
  kept.forEach(({ values }, column) => {
    for (let row = 0; row < rowCount; row++) matrix[row * kept.length + column] = values[row] as number;
  });
  return { names: kept.map(({ name }) => name), rows: matrix, rowCount };
}

/** Correlations of the columns, p × p row by row. */
function correlationMatrix({ names, rows, rowCount }: NumberMatrix): Float64Array {
  const p = names.length;
  const { means, spreads } = momentsOf(rows, p, rowCount);
  const matrix = new Float64Array(p * p);
  const scaled = new Float64Array(p);
  for (let row = 0; row < rowCount; row++) {
    for (let j = 0; j < p; j++)
      scaled[j] = ((rows[row * p + j] as number) - (means[j] as number)) / (spreads[j] as number);
    for (let i = 0; i < p; i++) {
      const left = scaled[i] as number;
      const base = i * p;
      for (let j = 0; j <= i; j++) matrix[base + j] = (matrix[base + j] as number) + left * (scaled[j] as number);
    }
  }
  for (let i = 0; i < p; i++) {
    for (let j = 0; j < i; j++) {
      const value = (matrix[i * p + j] as number) / rowCount;
      matrix[i * p + j] = value;
      matrix[j * p + i] = value;
    }
    matrix[i * p + i] = 1;
  }
  return matrix;
}

/** Correlations of the columns and their directions of spread: made once, for factors and components. */
export interface Directions {
  readonly matrix: NumberMatrix;
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

/** Cost: O(rows · p² + p³). */
export function directionsOf(matrix: NumberMatrix): Directions {
  return { matrix, ...symmetricEigen(correlationMatrix(matrix), matrix.names.length) };
}

/** Means and standard deviations (with n) of the columns. */
export function momentsOf(rows: Float64Array, p: number, n: number): { means: Float64Array; spreads: Float64Array } {
  const means = new Float64Array(p);
  const spreads = new Float64Array(p);
  for (let row = 0; row < n; row++)
    for (let j = 0; j < p; j++) means[j] = (means[j] as number) + (rows[row * p + j] as number);
  for (let j = 0; j < p; j++) means[j] = (means[j] as number) / n;
  for (let row = 0; row < n; row++) {
    for (let j = 0; j < p; j++) {
      const distance = (rows[row * p + j] as number) - (means[j] as number);
      spreads[j] = (spreads[j] as number) + distance * distance;
    }
  }
  for (let j = 0; j < p; j++) spreads[j] = Math.sqrt((spreads[j] as number) / n);
  return { means, spreads };
}
