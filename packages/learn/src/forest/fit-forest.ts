import { ProbityError } from '@probity/domain';
import { createRandom, type Random } from '@probity/numerics';
import { checkTrainingData } from '../matrix/check-training-data.js';
import type { TrainingData } from '../matrix/feature-matrix.js';
import { hideSpecialCodes } from '../matrix/special-codes.js';
import { brierScore } from '../metrics/brier-score.js';
import { rocAuc } from '../metrics/roc-auc.js';
import { checkSettings, isNumberIn } from '../model/check-settings.js';
import type { FitContext } from '../model/learner.js';
import { EnsembleBuilder } from '../tree/ensemble-builder.js';
import { withoutWeightless } from '../tree/fit-tree.js';
import { growProbabilityTree, leafFinder, type ProbabilityTree } from '../tree/grow-probability-tree.js';
import { addBinnedTree, type GrowthRules } from '../tree/grow-tree.js';
import { prepareProblem, type TreeProblem } from '../tree/prepare-problem.js';
import { ProbabilityTreesModel } from '../tree/probability-trees-model.js';

/** Settings of `fitForest`. */
export interface ForestSettings {
  /** Trees, whole, in [1, 5000]; default 3 million by the rows, from 100 to 400. */
  readonly trees: number;
  /** What a split saves: `gini` (default) impurity or `entropy`. */
  readonly criterion: 'gini' | 'entropy';
  /** Share of the features drawn anew for each split, in (0, 1]; at least one. Default √features / features. */
  readonly featureShare: number;
  /** Rows drawn for each tree, with replacement, as a share of the rows, in (0, 1]; default 1. */
  readonly rowShare: number;
  /** Weight (of drawn rows) each leaf must have, ≥ 0; default a two-thousandth of the weight, from 2 to 50. */
  readonly minLeafWeight: number;
  /** Splits between root and leaf at most, in [1, 64]; default 40. */
  readonly maxDepth: number;
  /** Bins of a numeric feature at most, in [2, 254]; default 64. */
  readonly maxBins: number;
  /** Weight with the node's bad rate added to each level when levels are put in order, ≥ 0; default 2. */
  readonly levelSmoothing: number;
}

/** How well rows did in the trees that had not drawn them; kept in the record of the model. */
export interface OutOfBag {
  /** Rows that some tree had not drawn. */
  readonly rows: number;
  readonly rocAuc: number;
  readonly brier: number;
}

/** More than any depth-first growth holds at once. */
const SLOTS = 40;

/**
 * Learns a random forest: trees on rows drawn with replacement, each split among features drawn anew; the mean of their shares of
 * bads.
 *
 * Hard to get wrong and slow to overfit; on few rows often the best single model. The out-of-bag quality is kept in the
 * model's record.
 *
 * @param data features with NaN for missing values, labels (1 = bad), weights (multiply how often a row was drawn)
 * @returns a model whose margin is the mean share of bads over the trees, in [0, 1]; calibrate it
 * @throws INVALID_ARGUMENT, SHAPE_MISMATCH, TOO_FEW_ROWS, TARGET_INVALID, VALUE_OUT_OF_RANGE, CANCELLED
 * Cost: O(trees × rows × features × depth / 2); 120,000 rows of 10 features: about 60 ms a tree.
 * Source: Breiman 2001; probability leaves as in Malley et al. 2012.
 * @example fitForest({ trees: 200 }, data, { seed: 1 }).margin(row)
 */
export function fitForest(
  settings: Partial<ForestSettings>,
  given: TrainingData,
  context: FitContext,
): ProbabilityTreesModel {
  const hidden = hideSpecialCodes(given);
  const { bads, goods } = checkTrainingData('fitForest', hidden);
  const featureCount = hidden.matrix.features.length;
  if (featureCount === 0) {
    throw new ProbityError('INVALID_ARGUMENT', '`features` of `fitForest` must hold at least one; got none');
  }
  const data = withoutWeightless(hidden);
  const complete = completeForest(settings, data.labels.length, featureCount, bads + goods);
  const problem = prepareProblem(data, complete.maxBins, SLOTS);
  const rules: GrowthRules = {
    criterion: complete.criterion,
    maxLeaves: Infinity,
    maxDepth: complete.maxDepth,
    minRowsInLeaf: 1,
    minChildWeight: complete.minLeafWeight,
    minRowsInLevel: 1,
    l2: 0,
    levelL2: 0,
    levelSmoothing: complete.levelSmoothing,
    minGain: 1e-12 * (bads + goods),
  };
  const random = createRandom(context.seed).fork('forest');
  const builder = new EnsembleBuilder(problem.levelCounts);
  const outside = new OutOfBagSums(problem);
  for (let tree = 0; tree < complete.trees; tree++) {
    if (context.signal?.aborted === true) throw new ProbityError('CANCELLED', '`fitForest` was cancelled');
    const ownRandom = random.fork(tree);
    const weights = drawWeights(problem, complete.rowShare, ownRandom);
    const draw = featureDrawer(featureCount, complete.featureShare, ownRandom);
    const grown = growProbabilityTree(problem, weights, rules, draw);
    outside.add(grown, weights);
    const shared = { ...grown, values: grown.values.map((value) => value / complete.trees) };
    addBinnedTree(builder, shared, problem.features, grown.covers);
    context.onProgress?.((tree + 1) / complete.trees);
  }
  const record = { settings: complete, outOfBag: outside.measure() };
  return new ProbabilityTreesModel('forest', data.matrix.features, builder.build(), record);
}

function completeForest(
  settings: Partial<ForestSettings>,
  rows: number,
  features: number,
  weight: number,
): ForestSettings {
  const complete: ForestSettings = {
    trees: Math.max(100, Math.min(400, Math.round(3e6 / rows))),
    criterion: 'gini',
    featureShare: Math.sqrt(features) / features,
    rowShare: 1,
    minLeafWeight: Math.max(2, Math.min(50, weight / 2000)),
    maxDepth: 40,
    maxBins: 64,
    levelSmoothing: 2,
    ...settings,
  };
  const { trees, criterion, featureShare, rowShare, minLeafWeight, maxDepth, maxBins, levelSmoothing } = complete;
  checkSettings(
    'fitForest',
    [
      ['trees', isNumberIn(trees, 1, 5000, true), 'be a whole number in [1, 5000]', trees],
      ['criterion', criterion === 'gini' || criterion === 'entropy', 'be gini or entropy', criterion],
      ['featureShare', isNumberIn(featureShare, Number.MIN_VALUE, 1), 'be in (0, 1]', featureShare],
      ['rowShare', isNumberIn(rowShare, Number.MIN_VALUE, 1), 'be in (0, 1]', rowShare],
      ['minLeafWeight', isNumberIn(minLeafWeight, 0, 1e300), 'be finite and ≥ 0', minLeafWeight],
      ['maxDepth', isNumberIn(maxDepth, 1, 64, true), 'be a whole number in [1, 64]', maxDepth],
      ['maxBins', isNumberIn(maxBins, 2, 254, true), 'be a whole number in [2, 254]', maxBins],
      ['levelSmoothing', isNumberIn(levelSmoothing, 0, 1e300), 'be finite and ≥ 0', levelSmoothing],
    ],
    settings,
  );
  return complete;
}

/** How often each row was drawn, times its weight. */
function drawWeights({ labels, weights }: TreeProblem, rowShare: number, random: Random): Float64Array {
  const rows = labels.length;
  const drawn = new Float64Array(rows);
  const draws = Math.max(1, Math.round(rows * rowShare));
  for (let draw = 0; draw < draws; draw++) {
    const row = random.nextUint32Below(rows);
    drawn[row] += weights === undefined ? 1 : weights[row];
  }
  return drawn;
}

function featureDrawer(count: number, share: number, random: Random): () => Uint32Array {
  const drawn = Math.max(1, Math.min(count, Math.round(count * share)));
  const all = Uint32Array.from({ length: count }, (_, feature) => feature);
  if (drawn === count) return () => all;
  return () => {
    for (let i = 0; i < drawn; i++) {
      const other = i + random.nextUint32Below(count - i);
      const kept = all[i];
      all[i] = all[other];
      all[other] = kept;
    }
    return all.slice(0, drawn).sort();
  };
}

/** Adds up, for each row, what the trees that had not drawn it say of it. */
class OutOfBagSums {
  readonly #problem: TreeProblem;
  readonly #sums: Float64Array;
  readonly #counts: Uint32Array;

  constructor(problem: TreeProblem) {
    this.#problem = problem;
    this.#sums = new Float64Array(problem.labels.length);
    this.#counts = new Uint32Array(problem.labels.length);
  }

  add(tree: ProbabilityTree, weights: Float64Array): void {
    const leafOf = leafFinder(this.#problem, tree);
    for (let row = 0; row < weights.length; row++) {
      if (weights[row] > 0) continue;
      this.#sums[row] += tree.values[leafOf(row)];
      this.#counts[row] += 1;
    }
  }

  /** Null where the rows left out do not hold both outcomes. */
  measure(): OutOfBag | null {
    const rows = Uint32Array.from(this.#counts.keys()).filter((row) => this.#counts[row] > 0);
    const scores = Float64Array.from(rows, (row) => Math.min(1, this.#sums[row] / this.#counts[row]));
    const labels = Uint8Array.from(rows, (row) => this.#problem.labels[row]);
    const bads = labels.reduce((count, label) => count + label, 0);
    if (bads === 0 || bads === rows.length) return null;
    return { rows: rows.length, rocAuc: rocAuc(scores, labels), brier: brierScore(scores, labels) };
  }
}
