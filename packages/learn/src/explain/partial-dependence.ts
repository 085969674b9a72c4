import { ProbityError } from '@probity/domain';
import { type FeatureMatrix, readRow } from '../matrix/feature-matrix.js';
import { matrixFor } from '../matrix/special-codes.js';
import type { Model } from '../model/model.js';
import { sampleMatrix } from './sample-rows.js';

/** How scores change as one feature is set to each value of a grid, everything else left as it is. */
export interface PartialDependence {
  readonly feature: string;
  /** Values for numbers, codes for categories; ascending. */
  readonly grid: readonly number[];
  /** For categories: the level of each grid point. */
  readonly levels?: readonly string[];
  /** Mean over the rows at each grid point: the partial dependence. */
  readonly mean: readonly number[];
  /** One curve per row (individual conditional expectation), each as long as the grid; their mean is `mean`. */
  readonly curves: readonly Float64Array[];
}

export interface DependenceSettings {
  /** Whole number in [0, 2³²); for the sample of rows. */
  readonly seed: number;
  /** Values to try; default: observed quantiles, at most `points` of them, or all levels. */
  readonly grid?: readonly number[];
  /** Default 20. */
  readonly points?: number;
  /** More rows than these are sampled, default 500. */
  readonly mostRows?: number;
  /** What is averaged, as a function of the margin; default the margin itself (log-odds). */
  readonly response?: (margin: number) => number;
}

/**
 * Partial dependence and its single curves (ICE) of one feature.
 *
 * Where features hang together the grid makes rows that cannot exist; `accumulatedEffects` does not. Curves that cross
 * say that the feature works together with others.
 *
 * @throws INVALID_ARGUMENT when the model has no such feature
 * Cost: rows × grid margins. Source: Friedman 2001; Goldstein et al. 2015; checked against scikit-learn's
 * partial_dependence in test/golden/explain.
 * @example partialDependence(model, matrix, 'income', { seed: 1 }).mean
 */
export function partialDependence(
  model: Model,
  matrix: FeatureMatrix,
  feature: string,
  settings: DependenceSettings,
): PartialDependence {
  const { seed, points = 20, mostRows = 500, response = (margin) => margin } = settings;
  const index = featureIndex('partialDependence', model, feature);
  const { levels } = model.features[index];
  const whole = matrixFor(model.features, matrix);
  const grid =
    settings.grid ??
    (levels === undefined ? quantileGrid(whole.columns[index], points) : levels.map((_, code) => code));
  const sample = sampleMatrix(whole, mostRows, seed);
  const row = new Float64Array(model.features.length);
  const curves = Array.from({ length: sample.rowCount }, (_, position) => {
    readRow(sample, position, row);
    return Float64Array.from(grid, (value) => {
      row[index] = value;
      return response(model.margin(row));
    });
  });
  const mean = grid.map((_, point) => curves.reduce((sum, curve) => sum + curve[point], 0) / curves.length);
  return { feature, grid, ...(levels === undefined ? {} : { levels: grid.map((code) => levels[code]) }), mean, curves };
}

/** @throws INVALID_ARGUMENT */
export function featureIndex(caller: string, model: Model, feature: string): number {
  const index = model.features.findIndex(({ name }) => name === feature);
  if (index >= 0) return index;
  const message = `\`feature\` of \`${caller}\` must be one of the model's; got ${JSON.stringify(feature)}`;
  throw new ProbityError('INVALID_ARGUMENT', message, { field: 'feature' });
}

/** Observed values at equally spaced ranks, each once, ascending; missing values left out. */
export function quantileGrid(column: Float64Array, points: number): readonly number[] {
  const sorted = column.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length === 0) return [];
  const last = sorted.length - 1;
  const grid = Array.from({ length: points }, (_, step) => sorted[Math.floor((step / Math.max(1, points - 1)) * last)]);
  return [...new Set(grid)];
}
