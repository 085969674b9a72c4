import { ProbityError } from '@probity/domain';
import { createRandom, ForestGrower, MISSING_FOREST_BIN } from '@probity/numerics';
import { checkTrainingData } from '../matrix/check-training-data.js';
import type { TrainingData } from '../matrix/feature-matrix.js';
import { hideSpecialCodes } from '../matrix/special-codes.js';
import type { FitContext } from '../model/learner.js';
import { binColumn, decideBins, type FeatureBins } from '../tree/bin-features.js';
import { withoutWeightless } from '../tree/fit-tree.js';
import { ProbabilityTreesModel } from '../tree/probability-trees-model.js';
import { levelCountsOf } from '../tree/read-trees.js';
import { completeForest, type ForestSettings } from './forest-settings.js';
import { measureOutOfBag } from './out-of-bag.js';
import { TreeCollector } from './tree-collector.js';

/** Rows that a thread's trees go through between two looks at the signal, about. */
const ROWS_BETWEEN_LOOKS = 1_000_000;

/** What `fitForest` and `fitExtraTrees` have in common: all but how a cut is chosen. */
export function growForest(
  caller: 'fitForest' | 'fitExtraTrees',
  settings: Partial<ForestSettings>,
  given: TrainingData,
  context: FitContext,
): ProbabilityTreesModel {
  const hidden = hideSpecialCodes(given);
  const { bads, goods } = checkTrainingData(caller, hidden);
  if (hidden.matrix.features.length === 0) {
    throw new ProbityError('INVALID_ARGUMENT', `\`features\` of \`${caller}\` must hold at least one; got none`);
  }
  const data = withoutWeightless(hidden);
  const { matrix, labels } = data;
  const complete = completeForest(caller, settings, labels.length, matrix.features.length, bads + goods);
  throwIfCancelled(caller, context);
  const bins = decideBins(data, complete.maxBins, context.threads);
  const threadCount = context.threads?.count ?? 1;
  const perThread = Math.max(1, Math.min(64, Math.round(ROWS_BETWEEN_LOOKS / labels.length)));
  const batchSize = Math.min(complete.trees, threadCount * perThread);
  const grower = createGrower(caller, complete, data, bins, batchSize, context);
  try {
    const collector = new TreeCollector(bins, levelCountsOf(matrix.features), complete.trees);
    growAll(caller, grower, collector, complete.trees, batchSize, context);
    const record = {
      ...(caller === 'fitExtraTrees' ? { cuts: 'random' } : {}),
      settings: complete,
      outOfBag: measureOutOfBag(grower.outOfBag(), labels),
    };
    return new ProbabilityTreesModel('forest', matrix.features, collector.build(), record);
  } finally {
    grower.release();
  }
}

function growAll(
  caller: string,
  grower: ForestGrower,
  collector: TreeCollector,
  trees: number,
  batchSize: number,
  context: FitContext,
): void {
  const random = createRandom(context.seed).fork('forest');
  // What did not fit is asked for again, with the next ones.
  let waiting: number[] = [];
  let next = 0;
  let done = 0;
  while (done < trees) {
    throwIfCancelled(caller, context);
    while (waiting.length < batchSize && next < trees) waiting.push(next++);
    const grown = grower.grow(waiting.map((tree) => random.fork(tree)));
    const left: number[] = [];
    for (const [index, tree] of grown.entries()) {
      const number = waiting[index];
      if (tree === undefined) left.push(number);
      else collector.take(number, tree);
    }
    done += waiting.length - left.length;
    waiting = left;
    context.onProgress?.(done / trees);
  }
}

function createGrower(
  caller: string,
  settings: ForestSettings,
  { matrix, labels, weights }: TrainingData,
  bins: readonly FeatureBins[],
  batchSize: number,
  { threads }: FitContext,
): ForestGrower {
  const featureCount = matrix.features.length;
  const isExtra = caller === 'fitExtraTrees';
  const shape = {
    rowCount: labels.length,
    featureCount,
    hasCategories: matrix.features.some(({ kind }) => kind === 'category'),
    isWeighted: weights !== undefined,
    drawnFeatures: Math.max(1, Math.min(featureCount, Math.round(featureCount * settings.featureShare))),
    draws: Math.max(1, Math.round(labels.length * settings.rowShare)),
    withReplacement: settings.bootstrap,
    criterion: settings.criterion,
    isExtra,
    maxDepth: settings.maxDepth,
    minLeafWeight: settings.minLeafWeight,
    levelSmoothing: settings.levelSmoothing,
    batchSize,
  };
  let grower: ForestGrower;
  try {
    grower = new ForestGrower(shape, threads);
  } catch (cause) {
    const message = `\`${caller}\` needs more memory than there is for ${labels.length} rows of ${featureCount} features: take fewer, or a larger \`minLeafWeight\``;
    throw new ProbityError('INVALID_ARGUMENT', message, {}, { cause });
  }
  try {
    for (const [index, feature] of matrix.features.entries()) {
      const column = matrix.columns[index];
      const binned = binColumn(bins[index], column, MISSING_FOREST_BIN);
      const isCategory = feature.kind === 'category';
      const { binCount } = bins[index];
      const middles = isExtra && !isCategory ? middlesOf(binned, column, bins[index].edges) : undefined;
      grower.setFeature(index, binned, binCount, isCategory, middles);
    }
    grower.setOutcomes(labels, weights);
    return grower;
  } catch (error) {
    grower.release();
    throw error;
  }
}

/** Halfway between the least and the greatest value of each bin: ascending. */
function middlesOf(binned: Uint8Array, column: Float64Array, edges: Float64Array): Float64Array {
  const least = new Float64Array(edges.length + 1).fill(Infinity);
  const greatest = new Float64Array(edges.length + 1).fill(-Infinity);
  for (let row = 0; row < binned.length; row++) {
    const bin = binned[row];
    if (bin === MISSING_FOREST_BIN) continue;
    const value = column[row];
    if (value < least[bin]) least[bin] = value;
    if (value > greatest[bin]) greatest[bin] = value;
  }
  return least.map((value, bin) => {
    if (value <= greatest[bin]) return value / 2 + greatest[bin] / 2;
    // A bin without values: it only has to stand in its place.
    return edges[Math.min(bin, edges.length - 1)] ?? 0;
  });
}

function throwIfCancelled(caller: string, { signal }: FitContext): void {
  if (signal?.aborted === true) throw new ProbityError('CANCELLED', `\`${caller}\` was cancelled`);
}
