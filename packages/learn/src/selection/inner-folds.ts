import { ProbityError } from '@probity/domain';
import type { TrainingData } from '../matrix/feature-matrix.js';
import { groupedFolds } from './grouped-folds.js';
import type { Split } from './split.js';
import { stratifiedFolds } from './stratified-folds.js';
import { timeOrderedFolds } from './time-ordered-folds.js';

/** Fewer rows of an outcome than this on the validation side say nothing. */
const FEWEST_PER_FOLD = 4;

/**
 * The folds that a fit makes of its own training rows, to choose a setting or to learn from out-of-fold margins.
 *
 * They keep what the rows are known to share: with `data.times` each fold is fitted on earlier rows only; with
 * `data.groups` no group straddles two folds; otherwise they are stratified by outcome.
 *
 * @returns none when there are too few rows of an outcome, groups or moments for it
 */
export function innerFolds(data: TrainingData, folds: number, seed: number): readonly Split[] {
  const { labels, groups, times } = data;
  let bads = 0;
  for (const label of labels) bads += label;
  if (Math.min(bads, labels.length - bads) < folds * FEWEST_PER_FOLD) return [];
  if (times !== undefined) {
    // Fewer stretches where there are few moments: one that validates is better than none.
    for (let count = folds; count >= 1; count--) {
      const splits = unlessTooFew(() => timeOrderedFolds(times, count, labels));
      // A stretch without both outcomes cannot be measured on.
      const usable = splits.filter(({ validate }) => holdsBoth(labels, validate));
      if (usable.length > 0) return usable;
    }
    return [];
  }
  if (groups !== undefined) return unlessTooFew(() => groupedFolds(groups, labels, folds, seed));
  return unlessTooFew(() => stratifiedFolds(labels, folds, seed));
}

function unlessTooFew(make: () => readonly Split[]): readonly Split[] {
  try {
    return make();
  } catch (error) {
    if (error instanceof ProbityError && error.code === 'TOO_FEW_ROWS') return [];
    throw error;
  }
}

function holdsBoth(labels: Uint8Array, rows: Uint32Array): boolean {
  const bads = rows.reduce((count, row) => count + labels[row], 0);
  return bads > 0 && bads < rows.length;
}

/**
 * As `innerFolds`, but one of them only where rows are many: the noise of a choice has then become small. Of folds that
 * follow time it is the last.
 */
export function foldsForChoice(
  data: TrainingData,
  folds: number,
  allBelowRows: number,
  seed: number,
): readonly Split[] {
  const splits = innerFolds(data, folds, seed);
  if (data.labels.length < allBelowRows) return splits;
  return data.times === undefined ? splits.slice(0, 1) : splits.slice(-1);
}
