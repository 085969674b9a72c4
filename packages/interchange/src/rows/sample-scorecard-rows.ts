import { createBinFinder, type ScorecardModel, type TrainingData } from '@probity/learn';
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
  readonly variables: readonly { readonly name: string; readonly cells: readonly number[] }[];
}

/**
 * Takes down the fine cells of at most `most` rows, drawn without replacement; of all rows where there are no more.
 *
 * @param most default 10,000
 * @example sampleScorecardRows(model, data).variables[0].cells // [3, 0, 17, …]: positions in `variable.table.cells`
 */
export function sampleScorecardRows(model: ScorecardModel, data: TrainingData, most = 10_000): ScorecardRows {
  const { rowCount, columns } = data.matrix;
  const order = Uint32Array.from({ length: rowCount }, (_, row) => row);
  if (rowCount > most) shuffleInPlace(createRandom(1), order);
  const rows = order.slice(0, most).sort();
  return {
    rowCount,
    labels: Array.from(rows, (row) => data.labels[row] ?? 0),
    variables: [...model.variables, ...model.excluded].map(({ feature, table }) => {
      const find = createBinFinder(
        feature,
        table.cells.map(({ range }) => range),
      );
      const column = columns[model.features.findIndex(({ name }) => name === feature.name)];
      return { name: feature.name, cells: Array.from(rows, (row) => find(column?.[row] ?? Number.NaN)) };
    }),
  };
}
