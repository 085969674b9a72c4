import { createRandom } from '@probity/numerics';
import { type Directions, momentsOf } from '../correlation/number-matrix.js';
import { sampleRows } from '../sample-rows.js';

/** The data seen along its principal components: directions of greatest spread of the standardised columns. */
export interface ComponentView {
  readonly rows: number;
  readonly columns: readonly string[];
  /** Share of the spread that each component explains, greatest first; at most 10. */
  readonly explained: readonly number[];
  /** For the first components: weight of each column, in the order of `columns`; unit length. */
  readonly loadings: readonly (readonly number[])[];
  /** A seeded sample of rows: their place on the first two components, and their outcome. */
  readonly points: readonly ComponentPoint[];
}

export interface ComponentPoint {
  /** From 0, in the data set. */
  readonly row: number;
  readonly x: number;
  readonly y: number;
  readonly bad: boolean | null;
}

const COMPONENTS = 10;
const LOADED_COMPONENTS = 5;

/**
 * Principal components of standardised columns, by the eigenvectors of their correlations.
 *
 * @param rowOf row in the data set of a row of the matrix
 * @returns undefined with fewer than 2 columns or 3 rows
 * Cost: O(rows · p² + p³). Checked against scikit-learn's PCA on standardised data.
 */
export function projectComponents(
  { matrix, values, vectors }: Directions,
  rowOf: (index: number) => number,
  labels: Uint8Array | undefined,
  pointCount: number,
  seed: number,
): ComponentView | undefined {
  const p = matrix.names.length;
  if (p < 2 || matrix.rowCount < 3) return undefined;
  const { means, spreads } = momentsOf(matrix.rows, p, matrix.rowCount);
  const place = (row: number, component: number) => {
    let total = 0;
    for (let j = 0; j < p; j++) {
      const scaled = ((matrix.rows[row * p + j] as number) - (means[j] as number)) / (spreads[j] as number);
      total += scaled * (vectors[component * p + j] as number);
    }
    return total;
  };
  const chosen = drawPoints(matrix.rowCount, rowOf, labels, pointCount, seed);
  const round = (value: number) => Number(value.toPrecision(6));
  return {
    rows: matrix.rowCount,
    columns: matrix.names,
    explained: Array.from(values.subarray(0, COMPONENTS), (value) => Math.max(0, value) / p),
    loadings: Array.from({ length: Math.min(LOADED_COMPONENTS, p) }, (_, component) =>
      Array.from(vectors.subarray(component * p, (component + 1) * p), round),
    ),
    points: Array.from(chosen, (index) => ({
      row: rowOf(index),
      x: round(place(index, 0)),
      y: round(place(index, 1)),
      bad: labels === undefined ? null : labels[rowOf(index)] === 1,
    })),
  };
}

/** Half of the points are bads as far as there are, so that rare outcomes are seen. */
function drawPoints(
  count: number,
  rowOf: (index: number) => number,
  labels: Uint8Array | undefined,
  wanted: number,
  seed: number,
): readonly number[] {
  if (labels === undefined || count <= wanted) {
    return Array.from(sampleRows(count, wanted, seed) ?? Uint32Array.from({ length: count }, (_, index) => index));
  }
  const byOutcome: [number[], number[]] = [[], []];
  for (let index = 0; index < count; index++) byOutcome[labels[rowOf(index)] === 1 ? 1 : 0].push(index);
  const bads = Math.min(byOutcome[1].length, Math.max(wanted >> 1, wanted - byOutcome[0].length));
  const forkSeed = createRandom(seed).fork('component points').nextUint32();
  return [[byOutcome[0], wanted - bads] as const, [byOutcome[1], bads] as const]
    .flatMap(([indexes, most]) => {
      const drawn = sampleRows(indexes.length, most, forkSeed);
      return drawn === undefined ? indexes : Array.from(drawn, (position) => indexes[position] as number);
    })
    .sort((one, other) => one - other);
}
