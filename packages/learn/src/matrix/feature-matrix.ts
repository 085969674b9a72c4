/**
 * One input of a model. A `numeric` feature holds any finite number; a `category` holds an index into `levels`.
 * NaN is missing in both. A level that was not among `levels` when the model was made is missing too.
 */
export interface Feature {
  readonly name: string;
  readonly kind: 'numeric' | 'category';
  /** For categories (none when left out): the values the codes 0, 1, 2, … stand for. */
  readonly levels?: readonly string[];
  /**
   * Values with a meaning of their own ("not asked", "no history"), as they stand in the column: numbers, and for
   * categories codes into `levels` (the last ones). Present only where they are told apart from missing and from
   * ordinary values; a model whose feature has none takes them as missing.
   */
  readonly specialCodes?: readonly number[];
}

/** Rows of features, column by column: what every estimator is fitted on and every model scores. */
export interface FeatureMatrix {
  readonly rowCount: number;
  readonly features: readonly Feature[];
  /** One per feature, each of length `rowCount`; NaN is missing. */
  readonly columns: readonly Float64Array[];
}

/** Features with what came of them. */
export interface TrainingData {
  readonly matrix: FeatureMatrix;
  /** Length n; 1 = bad outcome, 0 = good. */
  readonly labels: Uint8Array;
  /** Length n, ≥ 0, default all 1; a weight of 2 counts as the row twice. */
  readonly weights?: Float64Array;
  /** Length n: rows with equal numbers belong together (one customer); splits inside a fit keep them together. */
  readonly groups?: Int32Array;
  /** Length n, any increasing measure of time, NaN where not known; splits inside a fit validate on later rows only. */
  readonly times?: Float64Array;
}

/** The given rows in the given order; a row may be taken more than once. Cost: O(rows × features). */
export function selectRows(matrix: FeatureMatrix, rows: Uint32Array): FeatureMatrix {
  return {
    rowCount: rows.length,
    features: matrix.features,
    columns: matrix.columns.map((column) => {
      const selected = new Float64Array(rows.length);
      for (let i = 0; i < rows.length; i++) selected[i] = column[rows[i]];
      return selected;
    }),
  };
}

/** The given rows of features, labels, weights, groups and times together. */
export function selectTrainingRows(data: TrainingData, rows: Uint32Array): TrainingData {
  const { labels, weights, groups, times } = data;
  return {
    matrix: selectRows(data.matrix, rows),
    labels: Uint8Array.from(rows, (row) => labels[row]),
    ...(weights === undefined ? {} : { weights: Float64Array.from(rows, (row) => weights[row]) }),
    ...(groups === undefined ? {} : { groups: Int32Array.from(rows, (row) => groups[row]) }),
    ...(times === undefined ? {} : { times: Float64Array.from(rows, (row) => times[row]) }),
  };
}

/** Copies one row of the matrix into `row` (length: number of features), ready for `Model.margin`. */
export function readRow(matrix: FeatureMatrix, index: number, row: Float64Array): void {
  for (let feature = 0; feature < matrix.columns.length; feature++) row[feature] = matrix.columns[feature][index];
}
