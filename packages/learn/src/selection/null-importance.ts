import { ProbityError } from '@probity/domain';
import { createRandom, shuffleIndices } from '@probity/numerics';
import { fitForest } from '../forest/fit-forest.js';
import { selectTrainingRows, type TrainingData } from '../matrix/feature-matrix.js';
import type { FitContext } from '../model/learner.js';
import { splitImportance } from '../tree/split-importance.js';
import { stratifiedHoldout } from './stratified-holdout.js';

/** How much a feature matters, beside what it seems to matter when outcomes are shuffled. */
export interface NullImportance {
  readonly feature: string;
  readonly importance: number;
  /** Share of the shuffles in which it was at least as great, (1 + how many) / (1 + shuffles): in (0, 1]. */
  readonly pValue: number;
}

const TREES = 40;
const MOST_ROWS = 10_000;

/**
 * Holds each feature's importance in a small forest against its importance when the outcomes are shuffled among the rows:
 * a feature that does no better there than by chance says nothing by itself.
 *
 * @param shuffles whole, ≥ 1; default 20, so that the smallest p-value is 1/21
 * @throws as `fitForest`
 * Cost: (shuffles + 1) forests of 40 trees on at most 10,000 rows.
 * Source: Altmann, Toloşi, Sander & Lengauer 2010.
 */
export function nullImportances(given: TrainingData, context: FitContext, shuffles = 20): readonly NullImportance[] {
  const random = createRandom(context.seed).fork('null importance');
  const data = sampleRows(given, random.nextUint32());
  const forestSeed = random.nextUint32();
  // Large leaves: small ones fit the shuffled outcomes as well as the true ones.
  const importanceOf = (labels: Uint8Array): Float64Array => {
    if (context.signal?.aborted === true) throw new ProbityError('CANCELLED', '`nullImportances` was cancelled');
    const settings = { trees: TREES, minLeafWeight: Math.max(10, labels.length / 40) };
    return splitImportance(fitForest(settings, { ...data, labels }, { seed: forestSeed }).trees, TREES);
  };
  const actual = importanceOf(data.labels);
  const atLeast = new Float64Array(actual.length);
  for (let shuffle = 0; shuffle < shuffles; shuffle++) {
    const order = shuffleIndices(random.fork(shuffle), data.labels.length);
    const found = importanceOf(Uint8Array.from(order, (row) => data.labels[row]));
    for (let feature = 0; feature < found.length; feature++)
      if (found[feature] >= actual[feature]) atLeast[feature] += 1;
    context.onProgress?.((shuffle + 1) / shuffles);
  }
  return given.matrix.features.map(({ name }, feature) => ({
    feature: name,
    importance: actual[feature],
    pValue: (1 + atLeast[feature]) / (1 + shuffles),
  }));
}

function sampleRows(data: TrainingData, seed: number): TrainingData {
  const rows = data.labels.length;
  return rows <= MOST_ROWS
    ? data
    : selectTrainingRows(data, stratifiedHoldout(data.labels, MOST_ROWS / rows, seed).validate);
}
