import { ProbityError } from '@probity/domain';

/** Rows to fit on and rows to measure on, by number from 0, ascending; no row is in both. */
export interface Split {
  readonly train: Uint32Array;
  readonly validate: Uint32Array;
}

/** Splits from the fold of each row: each fold is validated once, on a fit of all the others. */
export function splitsOfFolds(foldOf: Int32Array, folds: number): readonly Split[] {
  return Array.from({ length: folds }, (_, fold) => ({
    train: rowsWhere(foldOf, (other) => other !== fold),
    validate: rowsWhere(foldOf, (other) => other === fold),
  }));
}

/** The numbers of the rows whose value holds, ascending. */
function rowsWhere(values: Int32Array | Uint8Array, holds: (value: number) => boolean): Uint32Array {
  const rows = new Uint32Array(values.length);
  let count = 0;
  for (let row = 0; row < values.length; row++) if (holds(values[row])) rows[count++] = row;
  return rows.slice(0, count);
}

/** @throws INVALID_ARGUMENT unless `folds` is a whole number ≥ `least` */
export function checkFolds(caller: string, folds: number, least: number): void {
  if (!Number.isInteger(folds) || folds < least) {
    const message = `\`folds\` of \`${caller}\` must be a whole number ≥ ${least}; got ${folds}`;
    throw new ProbityError('INVALID_ARGUMENT', message, { field: 'folds' });
  }
}

/** Row numbers by outcome: [good, bad]. @throws INVALID_ARGUMENT for a label other than 0 and 1 */
export function rowsByOutcome(caller: string, labels: Uint8Array): readonly [Uint32Array, Uint32Array] {
  const wrong = labels.findIndex((label) => label > 1);
  if (wrong >= 0) {
    const message = `\`labels\` of \`${caller}\` must be 0 or 1; got ${labels[wrong]} at row ${wrong + 1}`;
    throw new ProbityError('INVALID_ARGUMENT', message, { field: 'labels', row: wrong + 1 });
  }
  return [rowsWhere(labels, (label) => label === 0), rowsWhere(labels, (label) => label === 1)];
}
