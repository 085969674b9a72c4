import { createRandom, shuffleIndices } from '@probity/numerics';
import { type FeatureMatrix, selectRows } from '../matrix/feature-matrix.js';

/** All rows, or that many of them drawn without replacement, in their order; seeded. */
export function sampleRows(rowCount: number, most: number, seed: number): Uint32Array {
  if (rowCount <= most) return Uint32Array.from({ length: rowCount }, (_, row) => row);
  return shuffleIndices(createRandom(seed).fork('rows to explain'), rowCount).slice(0, most).sort();
}

/** As `sampleRows`, the rows themselves. */
export function sampleMatrix(matrix: FeatureMatrix, most: number, seed: number): FeatureMatrix {
  return matrix.rowCount <= most ? matrix : selectRows(matrix, sampleRows(matrix.rowCount, most, seed));
}
