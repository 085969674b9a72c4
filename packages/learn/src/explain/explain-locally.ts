import { ProbityError } from '@probity/domain';
import { createRandom, exp, type Random } from '@probity/numerics';
import type { FeatureMatrix } from '../matrix/feature-matrix.js';
import { matrixFor } from '../matrix/special-codes.js';
import type { Interval } from '../metrics/bootstrap-intervals.js';
import type { Model } from '../model/model.js';
import { fitWeightedRidge } from './weighted-ridge.js';

/** One feature's weight in the straight line that stands in for the model near one row. */
export interface LocalWeight {
  readonly feature: string;
  /** Mean over the repeats: by how much the margin is higher where the feature is as in the row. Log-odds. */
  readonly weight: number;
  /** Lowest and highest of the repeats. */
  readonly range: Interval;
}

/** A local surrogate (LIME) with how far it can be trusted. */
export interface LocalExplanation {
  /** One per feature, in the model's order. */
  readonly weights: readonly LocalWeight[];
  /** Mean R² of the line on its own weighted samples, at most 1: below about 0.5 the line does not describe the model here. */
  readonly rSquared: number;
  /** What the line says for the row, and what the model says; log-odds. */
  readonly localMargin: number;
  readonly margin: number;
  /** Mean share of the first four features (by size) that two repeats have in common, in [0, 1]. */
  readonly agreement: number;
}

export interface LocalSettings {
  /** Whole number in [0, 2³²). */
  readonly seed: number;
  /** Rows made around the one explained, 50 to 100,000, default 2,000. */
  readonly samples?: number;
  /** Independent sets of samples, 2 to 100, default 5. */
  readonly repeats?: number;
  /** Of the kernel exp(−d²/width²); default 0.75 · √features, as in LIME. */
  readonly kernelWidth?: number;
}

const TOP = 4;
/** LIME's penalty. */
const PENALTY = 1;

/**
 * Explains one row by a weighted straight line through the model's margins of rows near it (LIME).
 *
 * For comparison with `Model.explain`, which is exact and quick: a surrogate depends on its samples and its kernel, so its fit and
 * its agreement with itself are given. As in LIME's tabular form each number counts as "in the same quarter of the background
 * as in the row" or not, each category as the same level or not; missing is a quarter of its own.
 *
 * @param background rows from which values are drawn, feature by feature
 * @throws INVALID_ARGUMENT
 * Cost: repeats × samples margins.
 * Source: Ribeiro, Singh & Guestrin 2016; checked against lime 0.2 and scikit-learn's Ridge in test/golden/explain.
 */
export function explainLocally(
  model: Model,
  background: FeatureMatrix,
  row: Float64Array,
  settings: LocalSettings,
): LocalExplanation {
  const width = model.features.length;
  const { seed, samples = 2_000, repeats = 5, kernelWidth = 0.75 * Math.sqrt(width) } = settings;
  need(Number.isInteger(samples) && samples >= 50 && samples <= 100_000, 'samples', '50 to 100,000', samples);
  need(Number.isInteger(repeats) && repeats >= 2 && repeats <= 100, 'repeats', '2 to 100', repeats);
  const matrix = matrixFor(model.features, background);
  need(matrix.rowCount > 0, 'background', 'one row or more', matrix.rowCount);
  const binOf = matrix.columns.map((column, feature) => binner(column, model.features[feature].kind === 'category'));
  const own = binOf.map((bin, feature) => bin(row[feature]));
  const random = createRandom(seed).fork('local surrogate');
  const fits = Array.from({ length: repeats }, (_, repeat) => {
    const drawn = drawAround(matrix, row, samples, random.fork(repeat));
    const design = drawn.map((values) => Float64Array.from(values, (value, j) => (binOf[j](value) === own[j] ? 1 : 0)));
    const weights = design.map((same) => kernel(same, kernelWidth));
    return fitWeightedRidge(
      design,
      drawn.map((values) => model.margin(values)),
      weights,
      PENALTY,
    );
  });
  const weights = model.features.map(({ name }, feature): LocalWeight => {
    const values = fits.map(({ coefficients }) => coefficients[feature]);
    return { feature: name, weight: mean(values), range: [Math.min(...values), Math.max(...values)] };
  });
  return {
    weights,
    rSquared: mean(fits.map(({ rSquared }) => rSquared)),
    localMargin: mean(
      fits.map(({ intercept, coefficients }) => coefficients.reduce((sum, value) => sum + value, intercept)),
    ),
    margin: model.margin(row),
    agreement: agreementOf(fits.map(({ coefficients }) => topFeatures(coefficients))),
  };
}

/** The row itself first, as in LIME, then rows with every feature drawn by itself from the background. */
function drawAround(matrix: FeatureMatrix, row: Float64Array, samples: number, random: Random): Float64Array[] {
  return Array.from({ length: samples }, (_, sample) =>
    sample === 0
      ? row.slice()
      : Float64Array.from(matrix.columns, (column) => column[random.nextUint32Below(column.length)]),
  );
}

/** LIME's kernel: the root of exp(−d²/width²), d the distance to the row, whose entries are all 1. */
function kernel(same: Float64Array, width: number): number {
  const square = same.reduce((sum, value) => sum + (1 - value), 0);
  return Math.sqrt(exp(-square / (width * width)));
}

/** Quarters of a number's background, levels of a category; −1 for missing. */
function binner(column: Float64Array, isCategory: boolean): (value: number) => number {
  if (isCategory) return (value) => (Number.isNaN(value) ? -1 : value);
  const sorted = column.filter((value) => !Number.isNaN(value)).sort();
  const edges = [0.25, 0.5, 0.75].map((share) => sorted[Math.floor(share * (sorted.length - 1))]);
  return (value) => (Number.isNaN(value) ? -1 : edges.filter((edge) => value > edge).length);
}

function topFeatures(coefficients: Float64Array): ReadonlySet<number> {
  const order = Array.from(coefficients.keys()).sort(
    (a, b) => Math.abs(coefficients[b]) - Math.abs(coefficients[a]) || a - b,
  );
  return new Set(order.slice(0, TOP));
}

function agreementOf(tops: readonly ReadonlySet<number>[]): number {
  const shares: number[] = [];
  for (const [index, top] of tops.entries()) {
    for (const other of tops.slice(0, index)) {
      shares.push([...top].filter((feature) => other.has(feature)).length / Math.max(1, top.size));
    }
  }
  return mean(shares);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function need(holds: boolean, field: string, range: string, got: number): void {
  if (holds) return;
  const message = `\`${field}\` of \`explainLocally\` must be ${range}; got ${got}`;
  throw new ProbityError('INVALID_ARGUMENT', message, { field });
}
