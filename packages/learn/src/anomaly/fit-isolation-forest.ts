import { ProbityError } from '@probity/domain';
import { createRandom, quantile, type Random } from '@probity/numerics';
import { checkMatrix } from '../matrix/check-training-data.js';
import type { FeatureMatrix } from '../matrix/feature-matrix.js';
import { hideCodesOf, matrixFor } from '../matrix/special-codes.js';
import { checkSettings, isNumberIn } from '../model/check-settings.js';
import type { FitContext } from '../model/learner.js';
import { EnsembleBuilder } from '../tree/ensemble-builder.js';
import { levelCountsOf } from '../tree/read-trees.js';
import { IsolationForest } from './isolation-forest.js';
import { IsolationTreeGrower } from './isolation-tree.js';

/** Settings of `fitIsolationForest`. */
export interface IsolationSettings {
  /** Trees, whole, in [1, 5000]; default 100. */
  readonly trees: number;
  /** Rows drawn for each tree, without replacement, whole, in [2, 2²⁰]; default 256, and no more than there are. */
  readonly rowsPerTree: number;
  /**
   * Share of the rows to be called anomalous, in (0, 0.5]: the threshold is then that quantile of their scores. `auto` (default): the
   * threshold is 0.5.
   */
  readonly contamination: number | 'auto';
}

/**
 * Learns what is ordinary, without outcomes: rows that random splits set apart quickly are anomalies.
 *
 * Works on raw values, not on bins, which would hide how far out a value lies; only the order of values and their distances
 * matter, so nothing need be scaled. A missing value goes each way with the share of the known ones, so it is never by itself an
 * anomaly; a category is divided by a random set of its levels, and a level that a node has not seen goes where fewer rows
 * go. Special codes count as missing.
 *
 * @param matrix at least two rows and a feature
 * @returns a forest whose `score` is in [0, 1], higher is more anomalous
 * @throws INVALID_ARGUMENT, SHAPE_MISMATCH, TOO_FEW_ROWS, VALUE_OUT_OF_RANGE, CANCELLED
 * Cost: O(trees × rowsPerTree × depth), whatever the number of rows; with `contamination`, scoring them all.
 * Source: Liu, Ting & Zhou 2008 and 2012, "Isolation-based anomaly detection"; the formula of the score is checked against
 * scikit-learn's in test/golden/isolation-forest.
 * @example fitIsolationForest({}, matrix, { seed: 1 }).score(row)
 */
export function fitIsolationForest(
  settings: Partial<IsolationSettings>,
  given: FeatureMatrix,
  context: FitContext,
): IsolationForest {
  const matrix = matrixFor(given.features.map(hideCodesOf), given);
  checkMatrix('fitIsolationForest', matrix);
  const rows = matrix.rowCount;
  if (matrix.features.length === 0) {
    throw new ProbityError('INVALID_ARGUMENT', '`features` of `fitIsolationForest` must hold at least one; got none');
  }
  if (rows < 2) {
    throw new ProbityError('TOO_FEW_ROWS', `\`fitIsolationForest\` needs at least two rows; got ${rows}`);
  }
  const complete = completeIsolation(settings, rows);
  const { trees, rowsPerTree, contamination } = complete;
  const random = createRandom(context.seed).fork('isolation-forest');
  const builder = new EnsembleBuilder(levelCountsOf(matrix.features));
  const grower = new IsolationTreeGrower(matrix, builder, rowsPerTree, trees);
  for (let tree = 0; tree < trees; tree++) {
    if (context.signal?.aborted === true) throw new ProbityError('CANCELLED', '`fitIsolationForest` was cancelled');
    const ownRandom = random.fork(tree);
    grower.grow(drawDistinct(rows, rowsPerTree, ownRandom), ownRandom);
    context.onProgress?.((tree + 1) / trees);
  }
  const forest = new IsolationForest(matrix.features, builder.build(), 0.5, { settings: complete });
  if (contamination === 'auto') return forest;
  const scores = forest.scores(matrix, context.threads === undefined ? {} : { threads: context.threads });
  const threshold = quantile(scores, 1 - contamination);
  return new IsolationForest(forest.features, forest.trees, threshold, forest.record);
}

function completeIsolation(settings: Partial<IsolationSettings>, rows: number): IsolationSettings {
  const { trees = 100, rowsPerTree = 256, contamination = 'auto' } = settings;
  checkSettings(
    'fitIsolationForest',
    [
      ['trees', isNumberIn(trees, 1, 5000, true), 'be a whole number in [1, 5000]', trees],
      ['rowsPerTree', isNumberIn(rowsPerTree, 2, 2 ** 20, true), 'be a whole number in [2, 2^20]', rowsPerTree],
      [
        'contamination',
        contamination === 'auto' || isNumberIn(contamination, Number.MIN_VALUE, 0.5),
        'be auto or in (0, 0.5]',
        contamination,
      ],
    ],
    settings,
  );
  return { trees, rowsPerTree: Math.min(rows, rowsPerTree), contamination };
}

/** Different row numbers, each set equally likely. Source: Floyd; Bentley & Floyd 1987, "A sample of brilliance". */
function drawDistinct(rowCount: number, wanted: number, random: Random): Uint32Array {
  const drawn = new Set<number>();
  for (let last = rowCount - wanted; last < rowCount; last++) {
    const row = random.nextUint32Below(last + 1);
    drawn.add(drawn.has(row) ? last : row);
  }
  return Uint32Array.from(drawn);
}
