import { ProbityError } from '@probity/domain';
import { createRandom } from '@probity/numerics';
import type { FeatureMatrix } from '../matrix/feature-matrix.js';
import { checkSettings, isNumberIn } from '../model/check-settings.js';
import type { FitContext } from '../model/learner.js';
import { KMeansModel } from './k-means-model.js';
import { type Clustering, moveCentres } from './lloyd.js';
import { seedCentres } from './seed-centres.js';
import { checkPoints, noStandard, pointsOf, standardOf } from './standard-points.js';

/** Settings of `fitKMeans`. */
export interface KMeansSettings {
  /** Whole, in [1, 1000]; default 3. */
  readonly clusters: number;
  /** Runs from different first centres, of which the best is kept; whole, in [1, 1000]; default 10. */
  readonly restarts: number;
  /** Whole, in [1, 100000]; default 300. */
  readonly maxIterations: number;
  /** A run ends when the squared movement of all centres is at most this; ≥ 0, default 1e-8; 0 waits for the labels to rest. */
  readonly tolerance: number;
  /** Whether features are brought to mean 0 and standard deviation 1 first; default true. Without, the largest unit decides. */
  readonly standardise: boolean;
  /** k × d first centres in the features' own units: then one run from these. */
  readonly start?: Float64Array;
}

/** What a fit found beside the model. */
export interface KMeansFit {
  readonly model: KMeansModel;
  /** Length n; the cluster of each row. */
  readonly labels: Int32Array;
  /** Sum of squared distances to the centres, in standardised units. */
  readonly inertia: number;
  /** Of the run that was kept. */
  readonly iterations: number;
  readonly hasConverged: boolean;
}

/**
 * Divides rows into groups round centres, so that the squared distances to them are as small as was found.
 *
 * Clusters are numbered in order of their centre's first feature, then the second, and so on: the numbers mean the same
 * whatever the seed. Groups are meant to be of similar width; long or nested ones are cut.
 *
 * @param matrix numeric features without missing values; at least as many rows as clusters
 * @throws INVALID_ARGUMENT, SHAPE_MISMATCH, VALUE_OUT_OF_RANGE, TOO_FEW_ROWS, CANCELLED
 * Cost: O(rows × clusters × features × iterations × restarts).
 * Source: Lloyd 1982; Arthur & Vassilvitskii 2007; checked against scikit-learn 1.9 in test/golden/cluster.
 * @example fitKMeans({ clusters: 3 }, matrix, { seed: 1 }).labels
 */
export function fitKMeans(settings: Partial<KMeansSettings>, matrix: FeatureMatrix, context: FitContext): KMeansFit {
  const complete = completeKMeans(settings);
  const { clusters, restarts, maxIterations, tolerance, standardise, start } = complete;
  checkPoints('fitKMeans', matrix);
  const width = matrix.features.length;
  if (matrix.rowCount < clusters) {
    const message = `\`fitKMeans\` needs at least as many rows as clusters (${clusters}); got ${matrix.rowCount}`;
    throw new ProbityError('TOO_FEW_ROWS', message);
  }
  const standard = standardise ? standardOf(matrix) : noStandard(width);
  const points = pointsOf(matrix, standard);
  const random = createRandom(context.seed).fork('k-means');
  const runs = start === undefined ? restarts : 1;
  let best: Clustering | undefined;
  for (let run = 0; run < runs; run++) {
    if (context.signal?.aborted === true) throw new ProbityError('CANCELLED', '`fitKMeans` was cancelled');
    const first =
      start === undefined
        ? seedCentres(points, width, clusters, random.fork(run))
        : standardised(start, clusters, width, standard);
    const found = moveCentres(points, first, width, maxIterations, tolerance);
    if (best === undefined || found.inertia < best.inertia) best = found;
    context.onProgress?.((run + 1) / runs);
  }
  // There is at least one run.
  return number(best as Clustering, matrix, standard, complete);
}

function number(best: Clustering, matrix: FeatureMatrix, standard: KMeansModel['standard'], settings: KMeansSettings) {
  const width = matrix.features.length;
  const { centres, labels, inertia, iterations, hasConverged } = best;
  const order = Array.from({ length: settings.clusters }, (_, cluster) => cluster).sort((a, b) => {
    for (let f = 0; f < width; f++) {
      const gap = centres[a * width + f] - centres[b * width + f];
      if (gap !== 0) return gap;
    }
    return a - b;
  });
  const sorted = new Float64Array(centres.length);
  const places = new Int32Array(order.length);
  for (const [place, cluster] of order.entries()) {
    sorted.set(centres.subarray(cluster * width, (cluster + 1) * width), place * width);
    places[cluster] = place;
  }
  const numbered = labels.map((label) => places[label]);
  const sizes = new Array<number>(settings.clusters).fill(0);
  for (const label of numbered) sizes[label]++;
  const { start, ...stored } = settings;
  const record = { settings: stored, rows: matrix.rowCount, inertia, iterations, sizes };
  const model = new KMeansModel(matrix.features, standard, sorted, record);
  return { model, labels: numbered, inertia, iterations, hasConverged };
}

function standardised(
  start: Float64Array,
  clusters: number,
  width: number,
  { means, scales }: KMeansModel['standard'],
) {
  if (start.length !== clusters * width) {
    const message = `\`start\` of \`fitKMeans\` must have length ${clusters * width} (clusters × features); got ${start.length}`;
    throw new ProbityError('SHAPE_MISMATCH', message, { field: 'start' });
  }
  return start.map((value, at) => (value - means[at % width]) / scales[at % width]);
}

function completeKMeans(settings: Partial<KMeansSettings>): KMeansSettings {
  const { clusters = 3, restarts = 10, maxIterations = 300, tolerance = 1e-8, standardise = true, start } = settings;
  checkSettings(
    'fitKMeans',
    [
      ['clusters', isNumberIn(clusters, 1, 1000, true), 'be a whole number in [1, 1000]', clusters],
      ['restarts', isNumberIn(restarts, 1, 1000, true), 'be a whole number in [1, 1000]', restarts],
      ['maxIterations', isNumberIn(maxIterations, 1, 100_000, true), 'be a whole number in [1, 100000]', maxIterations],
      ['tolerance', isNumberIn(tolerance, 0, Number.MAX_VALUE), 'be ≥ 0', tolerance],
      ['standardise', typeof standardise === 'boolean', 'be true or false', standardise],
      ['start', start === undefined || start.every(Number.isFinite), 'hold finite numbers', start],
    ],
    settings,
  );
  const known = { clusters, restarts, maxIterations, tolerance, standardise };
  return start === undefined ? known : { ...known, start };
}
