import { columnNamed, columnsWithRole, isCodedColumn, ProbityError } from '@probity/domain';
import { groupedFolds, type Split, stratifiedFolds, timeOrderedFolds } from '@probity/learn';
import { groupCodes } from '../dataset/build-training-data.js';
import type { Dataset } from '../ports/dataset-reader.js';
import { groupTimeFolds } from './group-time-folds.js';

/** How rows were divided, with a sentence for reports. */
export interface SplitPlan {
  readonly kind: 'stratified' | 'grouped' | 'time-ordered';
  readonly splits: readonly Split[];
  /** Of time-ordered splits: the period of each, where several are validated at the same time; default each its own. */
  readonly periods?: readonly number[];
  readonly description: string;
}

/**
 * Divides a data set into folds: by time when its schema has a time column (validated on later rows only), by group
 * when it has a group column (a group never straddles folds), by both when it has both, else stratified by outcome.
 *
 * @param duplicates one number a row; rows of equal numbers stay in one fold where neither time nor group divides
 * @throws TOO_FEW_ROWS when a fold would lack an outcome
 */
export function makeSplits(
  dataset: Dataset,
  labels: Uint8Array,
  folds: number,
  seed: number,
  duplicates?: Int32Array,
): SplitPlan {
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
    if (group !== undefined) {
      const codes = groupCodes(columnNamed(table, group.name));
      const both = groupTimeFolds(codes, column.values, labels, folds, seed);
      const stretches = new Set(both.periods).size;
      return {
        kind: 'time-ordered',
        ...both,
        description: `${stretches} stretches ordered by ${time.name}, each validated on later rows of ${group.name} values that were not learned from (${both.splits.length} fits), seed ${seed}`,
      };
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
  if (duplicates !== undefined) {
    return {
      kind: 'grouped',
      splits: groupedFolds(duplicates, labels, folds, seed),
      description: `${folds} stratified folds, duplicate rows kept together, seed ${seed}`,
    };
  }
  return {
    kind: 'stratified',
    splits: stratifiedFolds(labels, folds, seed),
    description: `${folds} stratified folds, seed ${seed}`,
  };
}

/** Whether what is known of one fold's rows may be used for another's: for folds by time only what lies in an earlier period. */
export function mayTeach(plan: SplitPlan, other: number, fold: number): boolean {
  if (other < 0) return false;
  if (plan.kind !== 'time-ordered') return other !== fold;
  const periodOf = (split: number) => plan.periods?.[split] ?? split;
  return periodOf(other) < periodOf(fold);
}
