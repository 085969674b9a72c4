import { type ScorecardModel, selectTrainingRows, type TrainingData, toCellRows } from '@probity/learn';
import { createRandom, shuffleInPlace } from '@probity/numerics';

/**
 * Training rows as a page needs them to measure an edited card: for each variable the fine cell that each row falls into,
 * and what came of the row. Nothing that names a row, and no value finer than a cell.
 */
export interface ScorecardRows {
  /** Rows that were learned from; `labels` has fewer where a sample was drawn. */
  readonly rowCount: number;
  /** 1 = bad. */
  readonly labels: readonly number[];
  /** One per row; left out where all are 1. */
  readonly weights?: readonly number[];
  /** One per feature of the model, in its order. */
  readonly variables: readonly { readonly name: string; readonly cells: readonly number[] }[];
}

/**
 * Takes down the fine cells of at most `most` rows, drawn without replacement; of all rows where there are no more.
 *
 * @param most default 10,000
 * @example sampleScorecardRows(model, data).variables[0].cells // [3, 0, 17, …]: positions in the table of the variable
 */
export function sampleScorecardRows(model: ScorecardModel, data: TrainingData, most = 10_000): ScorecardRows {
  const { rowCount } = data.matrix;
  const order = Uint32Array.from({ length: rowCount }, (_, row) => row);
  if (rowCount > most) shuffleInPlace(createRandom(1), order);
  const { columns, labels, weights } = toCellRows(model, selectTrainingRows(data, order.slice(0, most).sort()));
  return {
    rowCount,
    labels: Array.from(labels),
    ...(weights === undefined ? {} : { weights: Array.from(weights) }),
    variables: model.features.map(({ name }, index) => ({ name, cells: Array.from(columns[index] ?? []) })),
  };
}
