import { columnNamed, columnsWithRole, isCodedColumn, ProbityError } from '@probity/domain';
import { groupedFolds, type Split, stratifiedFolds, timeOrderedFolds } from '@probity/learn';
import { groupCodes } from '../dataset/build-training-data.js';
import type { Dataset } from '../ports/dataset-reader.js';

/** How rows were divided, with a sentence for reports. */
export interface SplitPlan {
  readonly kind: 'stratified' | 'grouped' | 'time-ordered';
  readonly splits: readonly Split[];
  readonly description: string;
}

/**
 * Divides a data set into folds: by time when its schema has a time column (validated on later rows only), by group
 * when it has a group column (a group never straddles folds), else stratified by outcome.
 *
 * @throws TOO_FEW_ROWS when a fold would lack an outcome
 */
export function makeSplits(dataset: Dataset, labels: Uint8Array, folds: number, seed: number): SplitPlan {
  const { schema, table } = dataset;
  const time = columnsWithRole(schema, 'time')[0];
  const group = columnsWithRole(schema, 'group')[0];
  if (time !== undefined) {
    const column = columnNamed(table, time.name);
    if (isCodedColumn(column)) {
      throw new ProbityError('SCHEMA_INVALID', `time column "${time.name}" must be a date, a time or a number`, {
        field: time.name,
      });
    }
    const splits = timeOrderedFolds(column.values, folds, labels);
    return {
      kind: 'time-ordered',
      splits,
      description: `${splits.length} folds ordered by ${time.name}, each validated on later rows`,
    };
  }
  if (group !== undefined) {
    const splits = groupedFolds(groupCodes(columnNamed(table, group.name)), labels, folds, seed);
    return { kind: 'grouped', splits, description: `${folds} folds grouped by ${group.name}, seed ${seed}` };
  }
  return {
    kind: 'stratified',
    splits: stratifiedFolds(labels, folds, seed),
    description: `${folds} stratified folds, seed ${seed}`,
  };
}
