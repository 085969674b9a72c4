import { ProbityError } from '@probity/domain';
import type { Feature, FeatureMatrix } from '../matrix/feature-matrix.js';
import type { ModelParts } from '../model/model.js';
import { invalidPart, readDoubles, readFeatures, readObject, readWhole } from '../model/read-parts.js';
import { assignPoints } from './lloyd.js';
import { checkPoints, pointsOf, type Standard } from './standard-points.js';

/** Which cluster a row belongs to, and how far from its centre it is. */
export interface Assignment {
  readonly cluster: number;
  /** Distance to the cluster's centre, in standard deviations of the features. */
  readonly distance: number;
}

/** Fitted clusters: centres in standardised units, in order of the first feature, so that their numbers mean something. */
export class KMeansModel {
  readonly kind = 'k-means';
  readonly features: readonly Feature[];
  readonly standard: Standard;
  /** k × d, row by row, standardised. */
  readonly centres: Float64Array;
  /** JSON as stored: settings, inertia, iterations, sizes. */
  readonly record: unknown;

  constructor(features: readonly Feature[], standard: Standard, centres: Float64Array, record: unknown) {
    this.features = features;
    this.standard = standard;
    this.centres = centres;
    this.record = record;
  }

  get clusters(): number {
    return this.centres.length / this.features.length;
  }

  /**
   * The nearest cluster of a row, the first of equally near ones.
   * @param row one known value per feature
   * @throws VALUE_OUT_OF_RANGE for a value that is missing or infinite
   */
  assign(row: Float64Array): Assignment {
    const { means, scales } = this.standard;
    const point = Float64Array.from(means, (mean, feature) => (row[feature] - mean) / scales[feature]);
    const missing = point.findIndex((value) => !Number.isFinite(value));
    if (missing >= 0) {
      const { name } = this.features[missing];
      throw new ProbityError('VALUE_OUT_OF_RANGE', `"${name}" must be a finite number; got ${row[missing]}`, {
        field: name,
      });
    }
    const label = new Int32Array(1);
    const distance = new Float64Array(1);
    assignPoints(point, this.centres, this.features.length, label, distance);
    return { cluster: label[0], distance: Math.sqrt(distance[0]) };
  }

  /** The clusters of all rows, equal to `assign` row by row. Cost: O(rows × clusters × features). */
  assignAll(matrix: FeatureMatrix): Int32Array {
    checkPoints('assignAll', matrix);
    if (matrix.features.length !== this.features.length) {
      const message = `\`matrix\` of \`assignAll\` must have ${this.features.length} features; got ${matrix.features.length}`;
      throw new ProbityError('SHAPE_MISMATCH', message, { field: 'matrix' });
    }
    const labels = new Int32Array(matrix.rowCount);
    const points = pointsOf(matrix, this.standard);
    assignPoints(points, this.centres, this.features.length, labels, new Float64Array(matrix.rowCount));
    return labels;
  }

  /** A centre in the features' own units. */
  centre(cluster: number): Float64Array {
    const { means, scales } = this.standard;
    const width = means.length;
    return means.map((mean, feature) => mean + this.centres[cluster * width + feature] * scales[feature]);
  }

  /** The model as plain data, enough to restore it bit for bit. */
  toParts(): ModelParts {
    return {
      kind: this.kind,
      json: { features: this.features, clusters: this.clusters, record: this.record },
      arrays: { centres: this.centres, means: this.standard.means, scales: this.standard.scales },
    };
  }
}

/**
 * Clusters from their parts, bit for bit.
 *
 * @throws BUNDLE_INVALID for parts that are not as `toParts` writes them
 * @example restoreKMeans(model.toParts()).assign(row).cluster === model.assign(row).cluster // true
 */
export function restoreKMeans(parts: ModelParts): KMeansModel {
  const kind = 'k-means';
  if (parts.kind !== kind) throw invalidPart(kind, 'kind', `be ${kind}`);
  const json = readObject(kind, 'json', parts.json);
  const features = readFeatures(kind, json['features']);
  if (features.length === 0 || features.some((feature) => feature.kind !== 'numeric')) {
    throw invalidPart(kind, 'features', 'hold numeric features');
  }
  const clusters = readWhole(kind, 'clusters', json['clusters'], 1, 1000);
  const record = readObject(kind, 'record', json['record']);
  const scales = readDoubles(parts, 'scales', features.length);
  if (scales.some((scale) => scale <= 0)) throw invalidPart(kind, 'scales', 'be above 0');
  const standard = { means: readDoubles(parts, 'means', features.length), scales };
  return new KMeansModel(features, standard, readDoubles(parts, 'centres', clusters * features.length), record);
}
