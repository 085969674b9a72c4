import { ProbityError } from '@probity/domain';

/** Rows to fit on and rows to measure on, by number from 0, ascending; no row is in both. */
export interface Split {
  readonly train: Uint32Array;
  readonly validate: Uint32Array;
}

/** Splits from the fold of each row: each fold is validated once, on a fit of all the others. */
export function splitsOfFolds(foldOf: Int32Array, folds: number): readonly Split[] {
  const rows = Uint32Array.from(foldOf.keys());
  return Array.from({ length: folds }, (_, fold) => ({
    train: rows.filter((row) => foldOf[row] !== fold),
    validate: rows.filter((row) => foldOf[row] === fold),
  }));
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
  const rows = Uint32Array.from(labels.keys());
  return [rows.filter((row) => labels[row] === 0), rows.filter((row) => labels[row] === 1)];
}
