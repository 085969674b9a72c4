import { ProbityError } from '@probity/domain';
import { createRandom, mean, shuffleIndices } from '@probity/numerics';
import { type FeatureMatrix, selectRows } from '../matrix/feature-matrix.js';
import { checkPoints, pointsOf, type Standard } from './standard-points.js';

/** How `silhouette` measures. */
export interface SilhouetteSettings {
  /** Centre and spread of the features that distances are measured in; default as the values stand. */
  readonly standard?: Standard;
  /** Rows drawn without replacement, both as points and as neighbours; default 2000, and no more than there are. */
  readonly sample?: number;
  /** Of the drawing; default 1. */
  readonly seed?: number;
}

/**
 * How well rows lie in their own cluster rather than the next one: the mean of (b − a) / max(a, b), where a is the mean distance
 * to the others of the own cluster and b to those of the nearest other.
 *
 * @param labels length n; cluster of each row, ≥ 0
 * @returns in [−1, 1], higher is better apart; rows alone in a cluster count 0; NaN where fewer than two clusters have rows
 * @throws SHAPE_MISMATCH, INVALID_ARGUMENT, VALUE_OUT_OF_RANGE
 * Cost: O(sample² × features). Source: Rousseeuw 1987; checked against scikit-learn 1.9 in test/golden/cluster.
 * @example silhouette(matrix, fitKMeans({ clusters: 3 }, matrix, { seed: 1 }).labels)
 */
export function silhouette(matrix: FeatureMatrix, labels: Int32Array, settings: SilhouetteSettings = {}): number {
  checkPoints('silhouette', matrix);
  if (labels.length !== matrix.rowCount) {
    const message = `\`labels\` of \`silhouette\` must have length ${matrix.rowCount} (one per row); got ${labels.length}`;
    throw new ProbityError('SHAPE_MISMATCH', message, { field: 'labels' });
  }
  const { sample = 2000, seed = 1, standard } = settings;
  if (!(Number.isInteger(sample) && sample >= 2)) {
    const message = `\`sample\` of \`silhouette\` must be a whole number of at least 2; got ${sample}`;
    throw new ProbityError('INVALID_ARGUMENT', message, { field: 'sample' });
  }
  const isWhole = matrix.rowCount <= sample;
  const rows = isWhole
    ? undefined
    : shuffleIndices(createRandom(seed).fork('silhouette'), matrix.rowCount).slice(0, sample);
  const drawn = rows === undefined ? matrix : selectRows(matrix, rows);
  const own = rows === undefined ? labels : Int32Array.from(rows, (row) => labels[row]);
  const width = matrix.features.length;
  const points = pointsOf(
    drawn,
    standard ?? { means: new Float64Array(width), scales: new Float64Array(width).fill(1) },
  );
  return meanSilhouette(points, own, width);
}

function meanSilhouette(points: Float64Array, labels: Int32Array, width: number): number {
  const n = labels.length;
  let clusters = 0;
  for (const label of labels) clusters = Math.max(clusters, label + 1);
  const sizes = new Float64Array(clusters);
  for (const label of labels) sizes[label]++;
  if (sizes.filter((size) => size > 0).length < 2) return Number.NaN;
  const sums = new Float64Array(clusters);
  const values = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    sums.fill(0);
    for (let j = 0; j < n; j++) {
      let square = 0;
      for (let f = 0; f < width; f++) {
        const gap = points[i * width + f] - points[j * width + f];
        square += gap * gap;
      }
      sums[labels[j]] += Math.sqrt(square);
    }
    const label = labels[i];
    if (sizes[label] === 1) continue;
    const inside = sums[label] / (sizes[label] - 1);
    let outside = Infinity;
    for (let c = 0; c < clusters; c++) {
      if (c !== label && sizes[c] > 0) outside = Math.min(outside, sums[c] / sizes[c]);
    }
    const larger = Math.max(inside, outside);
    values[i] = larger > 0 ? (outside - inside) / larger : 0;
  }
  return mean(values);
}
