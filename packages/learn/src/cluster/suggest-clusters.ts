import { createRandom, shuffleIndices } from '@probity/numerics';
import { type FeatureMatrix, selectRows } from '../matrix/feature-matrix.js';
import type { FitContext } from '../model/learner.js';
import { fitKMeans } from './fit-k-means.js';
import { silhouette } from './silhouette.js';

/** How well one number of clusters does. */
export interface ClusterCount {
  readonly clusters: number;
  /** Mean silhouette of the sample, in [−1, 1]; higher is better apart. */
  readonly silhouette: number;
  /** Sum of squared distances, in standardised units a row. */
  readonly inertia: number;
}

/** What numbers of clusters were tried, and the one that stands out. */
export interface ClusterSuggestion {
  /** The number with the highest silhouette, the smaller of equal ones. */
  readonly suggested: number;
  readonly tried: readonly ClusterCount[];
  /** Rows it was measured on. */
  readonly rows: number;
}

const LARGEST_COUNT = 8;
const SAMPLE = 3000;

/**
 * Tries 2 to 8 clusters on at most 3,000 rows and says which number is best apart by silhouette.
 *
 * @throws as `fitKMeans`
 * Cost: about seven fits and silhouettes of the sample, whatever the number of rows.
 * @example suggestClusters(matrix, { seed: 1 }).suggested
 */
export function suggestClusters(matrix: FeatureMatrix, context: FitContext): ClusterSuggestion {
  const order = shuffleIndices(createRandom(context.seed).fork('suggest-clusters'), matrix.rowCount);
  const drawn = matrix.rowCount <= SAMPLE ? matrix : selectRows(matrix, order.slice(0, SAMPLE));
  const tried: ClusterCount[] = [];
  for (let clusters = 2; clusters <= Math.min(LARGEST_COUNT, drawn.rowCount - 1); clusters++) {
    const { model, labels, inertia } = fitKMeans({ clusters, restarts: 5 }, drawn, { ...context });
    const apart = silhouette(drawn, labels, { standard: model.standard, sample: SAMPLE });
    tried.push({ clusters, silhouette: apart, inertia: inertia / drawn.rowCount });
  }
  let best: ClusterCount | undefined;
  for (const count of tried) if (best === undefined || count.silhouette > best.silhouette) best = count;
  return { suggested: best?.clusters ?? 1, tried, rows: drawn.rowCount };
}
