import type { FeatureMatrix } from '../matrix/feature-matrix.js';

/**
 * The levels of a category that occur, put in a line so that those whose rows resemble each other are neighbours.
 *
 * Two levels are as far apart as the distributions of the other features in their rows: Kolmogorov's distance for numbers,
 * half the sum of differences of shares for categories, added up. The line is the first axis of classical scaling.
 *
 * @returns codes
 * Cost: O(levels² × features × rows per level). Source: Apley & Zhu 2020, section 5.6.
 */
export function orderLevels(matrix: FeatureMatrix, feature: number): readonly number[] {
  const { levels = [] } = matrix.features[feature];
  const rowsOf = levels.map((_, code) =>
    Array.from({ length: matrix.rowCount }, (__, row) => row).filter((row) => matrix.columns[feature][row] === code),
  );
  const present = rowsOf.flatMap((rows, code) => (rows.length > 0 ? [code] : []));
  if (present.length < 3) return present;
  const distances = present.map(() => new Float64Array(present.length));
  for (const [other, column] of matrix.columns.entries()) {
    if (other === feature) continue;
    const values = present.map((code) =>
      Float64Array.from(rowsOf[code], (row) => column[row])
        .filter((value) => !Number.isNaN(value))
        .sort(),
    );
    const distance = matrix.features[other].kind === 'category' ? sharesApart : kolmogorov;
    for (let a = 0; a < present.length; a++) {
      for (let b = 0; b < a; b++) {
        const apart = distance(values[a], values[b]);
        distances[a][b] += apart;
        distances[b][a] += apart;
      }
    }
  }
  const axis = firstAxis(distances);
  return present
    .map((code, position) => ({ code, place: axis[position] }))
    .sort((a, b) => a.place - b.place || a.code - b.code)
    .map(({ code }) => code);
}

/** Largest gap between two cumulative distributions; sorted samples. */
function kolmogorov(a: Float64Array, b: Float64Array): number {
  let [i, j, gap] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i], b[j]);
    while (i < a.length && a[i] === value) i += 1;
    while (j < b.length && b[j] === value) j += 1;
    gap = Math.max(gap, Math.abs(i / a.length - j / b.length));
  }
  return gap;
}

function sharesApart(a: Float64Array, b: Float64Array): number {
  const shares = new Map<number, number>();
  for (const value of a) shares.set(value, (shares.get(value) ?? 0) + 1 / a.length);
  for (const value of b) shares.set(value, (shares.get(value) ?? 0) - 1 / b.length);
  return [...shares.values()].reduce((sum, share) => sum + Math.abs(share), 0) / 2;
}

const POWER_STEPS = 500;

/** First coordinate of classical multidimensional scaling, by power iteration; its sign is made to rise from the first level. */
function firstAxis(distances: readonly Float64Array[]): Float64Array {
  const n = distances.length;
  const squares = distances.map((row) => row.map((value) => value * value));
  const rowMeans = squares.map((row) => row.reduce((sum, value) => sum + value, 0) / n);
  const mean = rowMeans.reduce((sum, value) => sum + value, 0) / n;
  const gram = squares.map((row, i) => row.map((value, j) => -(value - rowMeans[i] - rowMeans[j] + mean) / 2));
  // Shifted by a bound on all eigenvalues' size, so that the largest one, not the largest in size, wins.
  const shift = Math.max(...gram.map((row) => row.reduce((sum, value) => sum + Math.abs(value), 0)));
  // No symmetry: a start that is orthogonal to the answer would never turn to it.
  let axis = Float64Array.from({ length: n }, (_, i) => ((i + 1) * 0.6180339887498949) % 1);
  for (let iteration = 0; iteration < POWER_STEPS; iteration++) {
    const next = Float64Array.from(
      gram,
      (row, i) => row.reduce((sum, value, j) => sum + value * axis[j], 0) + shift * axis[i],
    );
    const size = Math.sqrt(next.reduce((sum, value) => sum + value * value, 0));
    if (size === 0) return axis;
    axis = next.map((value) => value / size);
  }
  return axis[0] <= axis[n - 1] ? axis : axis.map((value) => -value);
}
