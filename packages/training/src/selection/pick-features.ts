import { ProbityError } from '@probity/domain';
import type { FeatureMatrix } from '@probity/learn';

/** The named features of a matrix, in the order of the names. @throws COLUMN_MISSING */
export function pickFeatures(matrix: FeatureMatrix, names: readonly string[]): FeatureMatrix {
  const positions = new Map(matrix.features.map(({ name }, index) => [name, index]));
  const picked = names.flatMap((name) => {
    const index = positions.get(name);
    const feature = index === undefined ? undefined : matrix.features[index];
    const column = index === undefined ? undefined : matrix.columns[index];
    if (feature === undefined || column === undefined) {
      throw new ProbityError('COLUMN_MISSING', `feature "${name}" is not in the data`, { field: name });
    }
    return [{ feature, column }];
  });
  return {
    rowCount: matrix.rowCount,
    features: picked.map(({ feature }) => feature),
    columns: picked.map(({ column }) => column),
  };
}
