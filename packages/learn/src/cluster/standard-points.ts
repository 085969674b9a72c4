import { ProbityError } from '@probity/domain';
import { mean, sum } from '@probity/numerics';
import { checkMatrix } from '../matrix/check-training-data.js';
import type { FeatureMatrix } from '../matrix/feature-matrix.js';

/** Centre and spread of each feature: what points are standardised by. */
export interface Standard {
  readonly means: Float64Array;
  /** Standard deviations (division by n); 1 where a feature does not vary. */
  readonly scales: Float64Array;
}

/** Centre and spread of each column. Cost: O(cells), compensated sums in the order of rows. */
export function standardOf({ columns }: FeatureMatrix): Standard {
  const means = Float64Array.from(columns, (column) => mean(column));
  const scales = Float64Array.from(columns, (column, index) => {
    const squares = column.map((value) => (value - means[index]) ** 2);
    const spread = Math.sqrt(sum(squares) / column.length);
    // Rounding leaves a crumb of spread in a column of one value.
    return spread > 1e-12 * Math.abs(means[index]) && spread > 0 ? spread : 1;
  });
  return { means, scales };
}

/** Means of 0 and scales of 1: points as they are. */
export function noStandard(features: number): Standard {
  return { means: new Float64Array(features), scales: new Float64Array(features).fill(1) };
}

/** The rows one after another, standardised: rows × features. */
export function pointsOf({ rowCount, columns }: FeatureMatrix, { means, scales }: Standard): Float64Array {
  const width = columns.length;
  const points = new Float64Array(rowCount * width);
  for (let feature = 0; feature < width; feature++) {
    const column = columns[feature];
    for (let row = 0; row < rowCount; row++) {
      points[row * width + feature] = (column[row] - means[feature]) / scales[feature];
    }
  }
  return points;
}

/** @throws SHAPE_MISMATCH, VALUE_OUT_OF_RANGE for a missing value, INVALID_ARGUMENT for a category or no feature */
export function checkPoints(caller: string, matrix: FeatureMatrix): void {
  checkMatrix(caller, matrix);
  if (matrix.features.length === 0) {
    throw new ProbityError('INVALID_ARGUMENT', `\`features\` of \`${caller}\` must hold at least one; got none`);
  }
  for (const [index, { name, kind }] of matrix.features.entries()) {
    if (kind !== 'numeric') {
      const message = `feature "${name}" of \`${caller}\` must be numeric: distances between categories mean nothing`;
      throw new ProbityError('INVALID_ARGUMENT', message, { field: name });
    }
    const row = matrix.columns[index].findIndex(Number.isNaN);
    if (row >= 0) {
      const message = `feature "${name}" of \`${caller}\` must be known; row ${row + 1} is missing: fill it in or leave the row out`;
      throw new ProbityError('VALUE_OUT_OF_RANGE', message, { field: name, row: row + 1 });
    }
  }
}
