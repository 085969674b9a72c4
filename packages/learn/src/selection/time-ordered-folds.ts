import { ProbityError } from '@probity/domain';
import { sortedWithoutMissing } from '@probity/numerics';
import { checkFolds, type Split } from './split.js';

/**
 * Folds that respect time: each is fitted on everything before a moment and validated on the stretch after it.
 *
 * The rows are cut by time into `folds` + 1 stretches of about equal size; fold k is fitted on stretches 1 … k and
 * validated on stretch k + 1. Rows of equal time stay together, so a fold never learns from its own moment. The first
 * stretch is never validated. Rows without a time (NaN) are in no fold: they could come from the future.
 *
 * @param times length n; any increasing measure of time
 * @param folds whole number ≥ 1
 * @param labels length n, optional; when given, every fit must have both outcomes to learn from
 * @throws TOO_FEW_ROWS when there are too few different times, or a fit would lack an outcome; SHAPE_MISMATCH,
 * INVALID_ARGUMENT
 * Cost: O(n log n + n · folds).
 */
export function timeOrderedFolds(times: ArrayLike<number>, folds: number, labels?: Uint8Array): readonly Split[] {
  checkFolds('timeOrderedFolds', folds, 1);
  if (labels !== undefined && labels.length !== times.length) {
    const message = `\`labels\` of \`timeOrderedFolds\` must have one entry per time (${times.length}); got ${labels.length}`;
    throw new ProbityError('SHAPE_MISMATCH', message, { field: 'labels' });
  }
  const starts = stretchStarts(sortedWithoutMissing(times), folds + 1);
  const rows = Uint32Array.from(times, (_, row) => row);
  const splits = Array.from({ length: folds }, (_, fold) => {
    const start = starts[fold + 1];
    const end = starts[fold + 2] ?? Infinity;
    return {
      train: rows.filter((row) => times[row] < start),
      // The last stretch has no end: a time of +Infinity belongs to it.
      validate: rows.filter((row) => times[row] >= start && (times[row] < end || end === Infinity)),
    };
  });
  if (labels !== undefined) checkOutcomes(splits[0], labels);
  return splits;
}

/** The first time of each stretch: cuts at equal shares of the rows, moved to where a new time begins. */
function stretchStarts(sorted: Float64Array, stretches: number): readonly number[] {
  const firsts: number[] = [];
  for (let i = 0; i < sorted.length; i++) if (i === 0 || sorted[i] !== sorted[i - 1]) firsts.push(i);
  if (firsts.length < stretches) {
    const message = `${stretches - 1} folds ordered by time need at least ${stretches} different times; got ${firsts.length}`;
    throw new ProbityError('TOO_FEW_ROWS', message, { field: 'times' });
  }
  const chosen = [0];
  let candidate = 0;
  for (let stretch = 1; stretch < stretches; stretch++) {
    const target = (stretch * sorted.length) / stretches;
    // Leave a different time for each of the stretches still to come.
    const last = firsts.length - (stretches - stretch);
    candidate += 1;
    while (candidate < last && Math.abs(firsts[candidate + 1] - target) <= Math.abs(firsts[candidate] - target))
      candidate += 1;
    chosen.push(candidate);
  }
  return chosen.map((index) => sorted[firsts[index]]);
}

/** Training rows only grow from fold to fold, so the first fold decides. */
function checkOutcomes(first: Split, labels: Uint8Array): void {
  const bads = first.train.reduce((count, row) => count + labels[row], 0);
  if (bads === 0 || bads === first.train.length) {
    const message = `the first fold must learn from both outcomes; its ${first.train.length} rows hold ${bads} bad`;
    throw new ProbityError('TOO_FEW_ROWS', message, { field: 'labels' });
  }
}
