import { ProbityError } from '@probity/domain';
import { createRandom } from '@probity/numerics';
import { checkTrainingData } from '../matrix/check-training-data.js';
import { selectTrainingRows, type TrainingData } from '../matrix/feature-matrix.js';
import { hideSpecialCodes } from '../matrix/special-codes.js';
import { checkSettings, isNumberIn } from '../model/check-settings.js';
import type { FitContext } from '../model/learner.js';
import { innerFolds } from '../selection/inner-folds.js';
import type { Split } from '../selection/split.js';
import { addBinnedTree } from './binned-tree.js';
import { EnsembleBuilder } from './ensemble-builder.js';
import { growProbabilityTree, leafFinder } from './grow-probability-tree.js';
import type { GrowthRules } from './growth-rules.js';
import { prepareProblem, type TreeProblem } from './prepare-problem.js';
import { ProbabilityTreesModel } from './probability-trees-model.js';

/** Settings of `fitTree`. */
export interface TreeSettings {
  /** What a split saves: `gini` (default) impurity or `entropy`. */
  readonly criterion: 'gini' | 'entropy';
  /**
   * Leaves at most, whole, in [2, 4096]; the leaf that gains most is divided first. `auto` (default): from 2 to 64, what
   * has the lowest squared error on inner folds; 8 where there are too few rows for folds.
   */
  readonly maxLeaves: number | 'auto';
  /** Splits between root and leaf at most, in [1, 64]; default 12. */
  readonly maxDepth: number;
  /** Weight each leaf must have, ≥ 0; default 0.5 % of the weight, from 5 to 100. */
  readonly minLeafWeight: number;
  /** Impurity a split must take away, in weight, ≥ 0; default 0. */
  readonly minGain: number;
  /** Bins of a numeric feature at most, in [2, 254]; default 254. */
  readonly maxBins: number;
  /** Weight with the node's bad rate added to each level when levels are put in order, ≥ 0; default 10. */
  readonly levelSmoothing: number;
}

const MOST_LEAVES = 64;
const LEAVES_WITHOUT_FOLDS = 8;
const INNER_FOLDS = 5;
/** Gains below this share of the weight are rounding. */
const ROUNDING = 1e-12;

/**
 * Learns one decision tree: a list of questions that ends in a share of bads.
 *
 * The most readable of models and the least stable: for its picture and as a yardstick more than for its scores.
 * Growing is exact: neither the order of the rows nor a weight instead of repeated rows changes the tree, and a rising function
 * of a feature changes only its thresholds (as long as `maxBins` holds all distinct values).
 *
 * @param data features with NaN for missing values, labels (1 = bad), weights; `groups` and `times` rule the inner folds
 * @returns a model whose margin is the share of bads in the row's leaf, in [0, 1]; calibrate it
 * @throws INVALID_ARGUMENT, SHAPE_MISMATCH, TOO_FEW_ROWS, TARGET_INVALID, VALUE_OUT_OF_RANGE, CANCELLED
 * Cost: O(rows × features × log leaves), six times with `auto`.
 * Source: Breiman, Friedman, Olshen & Stone 1984; checked against scikit-learn's DecisionTreeClassifier in
 * test/golden/tree.
 * @example fitTree({ maxLeaves: 8 }, data, { seed: 1 }).margin(row)
 */
export function fitTree(
  settings: Partial<TreeSettings>,
  given: TrainingData,
  context: FitContext,
): ProbabilityTreesModel {
  if (context.signal?.aborted === true) throw new ProbityError('CANCELLED', '`fitTree` was cancelled');
  const hidden = hideSpecialCodes(given);
  const { bads, goods } = checkTrainingData('fitTree', hidden);
  if (hidden.matrix.features.length === 0) {
    throw new ProbityError('INVALID_ARGUMENT', '`features` of `fitTree` must hold at least one; got none');
  }
  const data = withoutWeightless(hidden);
  const complete = completeTree(settings, bads + goods);
  const rules = growthRules(complete, bads + goods);
  const most = complete.maxLeaves === 'auto' ? MOST_LEAVES : complete.maxLeaves;
  const weights = data.weights ?? new Float64Array(data.labels.length).fill(1);

  let maxLeaves = complete.maxLeaves === 'auto' ? LEAVES_WITHOUT_FOLDS : complete.maxLeaves;
  let tried: readonly number[] = [];
  const { threads } = context;
  const problem = prepareProblem(data, complete.maxBins, most, { threads });
  const builder = new EnsembleBuilder(problem.levelCounts);
  try {
    if (complete.maxLeaves === 'auto') {
      const folds = innerFolds(data, INNER_FOLDS, createRandom(context.seed).fork('tree').nextUint32());
      if (folds.length > 0) {
        tried = lossByLeaves(problem, weights, rules, folds, (share) => context.onProgress?.(0.8 * share));
        maxLeaves = 2 + tried.indexOf(Math.min(...tried));
      }
    }
    const tree = growProbabilityTree(problem, weights, { ...rules, maxLeaves });
    addBinnedTree(builder, tree, problem.features, tree.covers);
  } finally {
    problem.release();
  }
  context.onProgress?.(1);
  const record = { settings: { ...complete, maxLeaves }, squaredErrorByLeaves: tried };
  return new ProbabilityTreesModel('tree', data.matrix.features, builder.build(), record);
}

/** Rows of no weight must not even make a bin. */
export function withoutWeightless(data: TrainingData): TrainingData {
  const { weights } = data;
  if (weights === undefined || weights.every((weight) => weight > 0)) return data;
  return selectTrainingRows(
    data,
    Uint32Array.from(weights.keys()).filter((row) => weights[row] > 0),
  );
}

function completeTree(settings: Partial<TreeSettings>, weight: number): TreeSettings {
  const complete: TreeSettings = {
    criterion: 'gini',
    maxLeaves: 'auto',
    maxDepth: 12,
    minLeafWeight: Math.max(5, Math.min(100, weight / 200)),
    minGain: 0,
    maxBins: 254,
    levelSmoothing: 10,
    ...settings,
  };
  const { criterion, maxLeaves, maxDepth, minLeafWeight, minGain, maxBins, levelSmoothing } = complete;
  checkSettings(
    'fitTree',
    [
      ['criterion', criterion === 'gini' || criterion === 'entropy', 'be gini or entropy', criterion],
      [
        'maxLeaves',
        maxLeaves === 'auto' || isNumberIn(maxLeaves, 2, 4096, true),
        'be auto or a whole number in [2, 4096]',
        maxLeaves,
      ],
      ['maxDepth', isNumberIn(maxDepth, 1, 64, true), 'be a whole number in [1, 64]', maxDepth],
      ['minLeafWeight', isNumberIn(minLeafWeight, 0, 1e300), 'be finite and ≥ 0', minLeafWeight],
      ['minGain', isNumberIn(minGain, 0, 1e300), 'be finite and ≥ 0', minGain],
      ['maxBins', isNumberIn(maxBins, 2, 254, true), 'be a whole number in [2, 254]', maxBins],
      ['levelSmoothing', isNumberIn(levelSmoothing, 0, 1e300), 'be finite and ≥ 0', levelSmoothing],
    ],
    settings,
  );
  return complete;
}

function growthRules(settings: TreeSettings, weight: number): GrowthRules {
  return {
    criterion: settings.criterion,
    maxLeaves: MOST_LEAVES,
    maxDepth: settings.maxDepth,
    // By weight, not by rows: a weight of 2 is the row twice.
    minRowsInLeaf: 1,
    minChildWeight: settings.minLeafWeight,
    minRowsInLevel: 1,
    l2: 0,
    levelL2: 0,
    levelSmoothing: settings.levelSmoothing,
    minGain: Math.max(settings.minGain, ROUNDING * weight),
  };
}

/**
 * Mean squared error of the rows left out for trees of 2, 3, … leaves. Trees grown best leaf first are nested, so one tree
 * per fold gives them all.
 */
function lossByLeaves(
  problem: TreeProblem,
  weights: Float64Array,
  rules: GrowthRules,
  folds: readonly Split[],
  onProgress: (share: number) => void,
): readonly number[] {
  const { labels } = problem;
  const changes = new Float64Array(MOST_LEAVES);
  let total = 0;
  for (const [fold, { train, validate }] of folds.entries()) {
    const inFold = new Float64Array(labels.length);
    for (const row of train) inFold[row] = weights[row];
    const tree = growProbabilityTree(problem, inFold, rules);
    const parents = new Int32Array(tree.values.length).fill(-1);
    for (let node = 0; node < tree.nodeCount; node++) {
      const left = tree.leftChildren[node];
      if (tree.splitFeatures[node] >= 0) parents[left] = parents[left + 1] = node;
    }
    const leafOf = leafFinder(problem, tree);
    for (const row of validate) {
      const error = (node: number): number => weights[row] * (tree.values[node] - labels[row]) ** 2;
      // The i-th split made nodes 2i + 1 and 2i + 2: from i + 2 leaves on they speak for the row.
      for (let node = leafOf(row); node >= 0; node = parents[node]) {
        const split = (node + 1) >> 1;
        changes[split] += error(node) - (node === 0 ? 0 : error(parents[node]));
      }
      total += weights[row];
    }
    onProgress((fold + 1) / folds.length);
  }
  const losses: number[] = [];
  let loss = changes[0];
  for (let split = 1; split < MOST_LEAVES; split++) {
    loss += changes[split];
    losses.push(loss / total);
  }
  return losses;
}
