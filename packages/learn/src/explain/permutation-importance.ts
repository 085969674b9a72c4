import { ProbityError } from '@probity/domain';
import { createRandom, shuffleInPlace } from '@probity/numerics';
import { readRow, selectTrainingRows, type TrainingData } from '../matrix/feature-matrix.js';
import { matrixFor } from '../matrix/special-codes.js';
import type { Interval } from '../metrics/bootstrap-intervals.js';
import { rocAuc } from '../metrics/roc-auc.js';
import type { Model } from '../model/model.js';
import { sampleRows } from './sample-rows.js';

/** What a metric loses when one feature's values are dealt out anew. */
export interface PermutationImportance {
  readonly feature: string;
  /** Mean over the repeats: in units of the metric; about 0 for a feature that the model does not use. */
  readonly importance: number;
  readonly standardDeviation: number;
  /** Of the mean, 95 %: how far another set of shuffles of these rows would move it. */
  readonly interval: Interval;
  readonly values: readonly number[];
}

export interface PermutationSettings {
  /** Whole number in [0, 2³²). */
  readonly seed: number;
  /** Shuffles of each feature, 2 to 1000, default 10. */
  readonly repeats?: number;
  /** More rows than these are sampled, default 5,000. */
  readonly mostRows?: number;
  /** Higher is better; default ROC AUC. */
  readonly metric?: (margins: Float64Array, labels: Uint8Array, weights?: Float64Array) => number;
}

/**
 * How much a model relies on each feature: the fall of a metric when the feature is shuffled.
 *
 * Measured on rows the model has not seen it says what the feature is worth for new rows. Features that carry the same
 * information share it: each alone may look dispensable.
 *
 * @returns one per feature, in the model's order
 * @throws INVALID_ARGUMENT
 * Cost: repeats × features × rows margins.
 * Source: Breiman 2001; Fisher, Rudin & Dominici 2019; checked against scikit-learn's permutation_importance in
 * test/golden/explain.
 * @example permutationImportance(model, testData, { seed: 1 })[0] // { feature: 'income', importance: 0.031, … }
 */
export function permutationImportance(
  model: Model,
  data: TrainingData,
  settings: PermutationSettings,
): readonly PermutationImportance[] {
  const { seed, repeats = 10, mostRows = 5_000, metric = rocAuc } = settings;
  if (!Number.isInteger(repeats) || repeats < 2 || repeats > 1000) {
    const message = `\`repeats\` of \`permutationImportance\` must be a whole number from 2 to 1000; got ${repeats}`;
    throw new ProbityError('INVALID_ARGUMENT', message, { field: 'repeats' });
  }
  const { matrix, labels, weights } = selectTrainingRows(data, sampleRows(data.matrix.rowCount, mostRows, seed));
  const { columns, rowCount } = matrixFor(model.features, matrix);
  const row = new Float64Array(columns.length);
  const marginsWith = (feature: number, column: Float64Array): Float64Array => {
    const result = new Float64Array(rowCount);
    for (let index = 0; index < rowCount; index++) {
      readRow({ rowCount, columns, features: model.features }, index, row);
      row[feature] = column[index];
      result[index] = model.margin(row);
    }
    return result;
  };
  const whole = metric(marginsWith(0, columns[0]), labels, weights);
  const random = createRandom(seed).fork('permutation importance');
  return model.features.map((feature, index) => {
    const stream = random.fork(index);
    const values = Array.from({ length: repeats }, () => {
      const shuffled = columns[index].slice();
      shuffleInPlace(stream, shuffled);
      return whole - metric(marginsWith(index, shuffled), labels, weights);
    });
    return { feature: feature.name, ...summarise(values), values };
  });
}

/** 97.5 % points of Student's t for 1 to 29 degrees of freedom, then every ten. */
const STUDENT_97_5 = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11,
  2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045,
];

function summarise(values: readonly number[]) {
  const importance = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - importance) ** 2, 0);
  const standardDeviation = Math.sqrt(squares / (values.length - 1));
  const reach = ((STUDENT_97_5[values.length - 2] ?? 2.04) * standardDeviation) / Math.sqrt(values.length);
  return { importance, standardDeviation, interval: [importance - reach, importance + reach] as const };
}
