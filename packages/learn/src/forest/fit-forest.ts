import type { TrainingData } from '../matrix/feature-matrix.js';
import type { FitContext } from '../model/learner.js';
import type { ProbabilityTreesModel } from '../tree/probability-trees-model.js';
import type { ForestSettings } from './forest-settings.js';
import { growForest } from './grow-forest.js';

/**
 * Learns a random forest: trees on rows drawn with replacement, each split among features drawn anew; the mean of their shares of
 * bads.
 *
 * Hard to get wrong and slow to overfit; on few rows often the best single model. The out-of-bag quality is kept in the
 * model's record. Each tree is grown by one thread, from a seed of its own: the model is the same bytes with any number of
 * threads. Cancelling is looked at between groups of trees.
 *
 * @param data features with NaN for missing values, labels (1 = bad), weights (multiply how often a row was drawn)
 * @returns a model whose margin is the mean share of bads over the trees, in [0, 1]; calibrate it
 * @throws INVALID_ARGUMENT (also for more data than 4 GiB hold; see docs/methods/forests.md), SHAPE_MISMATCH, TOO_FEW_ROWS,
 * TARGET_INVALID, VALUE_OUT_OF_RANGE, CANCELLED
 * Cost: O(trees × rows × features drawn × depth); 150,000 rows of 10 features: about 30 ms a tree.
 * Source: Breiman 2001; probability leaves as in Malley et al. 2012.
 * @example fitForest({ trees: 200 }, data, { seed: 1 }).margin(row)
 */
export function fitForest(
  settings: Partial<ForestSettings>,
  data: TrainingData,
  context: FitContext,
): ProbabilityTreesModel {
  return growForest('fitForest', settings, data, context);
}
