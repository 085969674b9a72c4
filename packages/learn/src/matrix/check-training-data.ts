import { ProbityError } from '@probity/domain';
import type { Feature, FeatureMatrix, TrainingData } from './feature-matrix.js';

/** What a fit needs to know of its outcomes; sums of weights. */
export interface OutcomeTotals {
  readonly bads: number;
  readonly goods: number;
}

/**
 * The front door of every fit: lengths agree, cells mean something, labels are 0 or 1, weights are usable, both
 * outcomes occur.
 *
 * @param caller name of the fit, for the message
 * @returns the weight of each outcome
 * @throws SHAPE_MISMATCH, TOO_FEW_ROWS (no rows), INVALID_ARGUMENT (a weight that is negative or not finite),
 * VALUE_OUT_OF_RANGE (an infinite number, or a code without a level), TARGET_INVALID (a label that is not 0 or 1, or only
 * one outcome)
 * Cost: O(cells).
 */
export function checkTrainingData(caller: string, data: TrainingData): OutcomeTotals {
  const { matrix, labels, weights } = data;
  const rows = matrix.rowCount;
  checkLengths(caller, matrix);
  if (labels.length !== rows) throw mismatch(caller, 'labels', rows, labels.length, 'one per row');
  if (weights !== undefined && weights.length !== rows) {
    throw mismatch(caller, 'weights', rows, weights.length, 'one per row');
  }
  if (rows === 0)
    throw new ProbityError('TOO_FEW_ROWS', `\`${caller}\` needs at least one row of each outcome; got none`);
  for (const [index, feature] of matrix.features.entries()) checkColumn(caller, feature, matrix.columns[index]);
  return totalOutcomes(caller, labels, weights);
}

/**
 * The front door of fits without outcomes: lengths agree and cells mean something.
 *
 * @throws SHAPE_MISMATCH, VALUE_OUT_OF_RANGE (an infinite number, or a code without a level)
 * Cost: O(cells).
 */
export function checkMatrix(caller: string, matrix: FeatureMatrix): void {
  checkLengths(caller, matrix);
  for (const [index, feature] of matrix.features.entries()) checkColumn(caller, feature, matrix.columns[index]);
}

function checkLengths(caller: string, { rowCount, features, columns }: FeatureMatrix): void {
  if (columns.length !== features.length) {
    throw mismatch(caller, 'columns', features.length, columns.length, 'one per feature');
  }
  for (const [index, column] of columns.entries()) {
    if (column.length !== rowCount) {
      throw mismatch(caller, `columns[${index}]`, rowCount, column.length, 'one value per row');
    }
  }
}

function checkColumn(caller: string, { name, kind, levels = [] }: Feature, column: Float64Array): void {
  const isCategory = kind === 'category';
  for (let row = 0; row < column.length; row++) {
    const value = column[row];
    if (Number.isNaN(value)) continue;
    const holds = isCategory ? Number.isInteger(value) && value >= 0 && value < levels.length : Number.isFinite(value);
    if (!holds) {
      const rule = isCategory ? `hold codes from 0 to ${levels.length - 1} or NaN` : 'hold finite numbers or NaN';
      const message = `feature "${name}" of \`${caller}\` must ${rule}; got ${value} at row ${row + 1}`;
      throw new ProbityError('VALUE_OUT_OF_RANGE', message, { field: name, row: row + 1 });
    }
  }
}

function totalOutcomes(caller: string, labels: Uint8Array, weights: Float64Array | undefined): OutcomeTotals {
  let bads = 0;
  let goods = 0;
  for (let i = 0; i < labels.length; i++) {
    const weight = weights === undefined ? 1 : weights[i];
    if (!(weight >= 0 && weight < Infinity)) {
      const message = `\`weights\` of \`${caller}\` must be finite and ≥ 0; got ${weight}`;
      throw new ProbityError('INVALID_ARGUMENT', message, { field: 'weights', row: i + 1 });
    }
    if (labels[i] === 1) bads += weight;
    else if (labels[i] === 0) goods += weight;
    else {
      const message = `\`labels\` of \`${caller}\` must be 0 or 1; got ${labels[i]}`;
      throw new ProbityError('TARGET_INVALID', message, { field: 'labels', row: i + 1 });
    }
  }
  if (!(bads > 0 && goods > 0)) {
    const message = `\`labels\` of \`${caller}\` must hold both outcomes; got ${bads} bad and ${goods} good (by weight)`;
    throw new ProbityError('TARGET_INVALID', message, { field: 'labels' });
  }
  return { bads, goods };
}

function mismatch(caller: string, field: string, expected: number, got: number, rule: string): ProbityError {
  const message = `\`${field}\` of \`${caller}\` must have length ${expected} (${rule}); got ${got}`;
  return new ProbityError('SHAPE_MISMATCH', message, { field });
}
