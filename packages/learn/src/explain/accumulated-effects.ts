import type { FeatureMatrix } from '../matrix/feature-matrix.js';
import { readRow } from '../matrix/feature-matrix.js';
import { matrixFor } from '../matrix/special-codes.js';
import type { Model } from '../model/model.js';
import { orderLevels } from './order-levels.js';
import { featureIndex, quantileGrid } from './partial-dependence.js';
import { sampleMatrix } from './sample-rows.js';

/** The effect of one feature, put together from small steps that rows near them really could take. */
export interface AccumulatedEffects {
  readonly feature: string;
  /** For numbers: edges of the bins, ascending, one more than bins. For categories: codes in the order of the steps. */
  readonly grid: readonly number[];
  readonly levels?: readonly string[];
  /** Effect at each grid point against the average row: its mean over the rows is 0. Log-odds unless `response` is given. */
  readonly effects: readonly number[];
  /** Rows of each bin (numbers: one fewer than grid points) or level. */
  readonly counts: readonly number[];
  /** Rows in which the feature is missing: they have no place on the axis. */
  readonly missingRows: number;
}

export interface EffectsSettings {
  /** Whole number in [0, 2³²); for the sample of rows. */
  readonly seed: number;
  /** At most as many bins, of equal numbers of rows; default 20. */
  readonly bins?: number;
  /** For numbers: edges of the bins instead, ascending; the outer bins take what lies beyond them. */
  readonly edges?: readonly number[];
  /** More rows than these are sampled, default 5,000. */
  readonly mostRows?: number;
  /** For categories: codes in the order of the steps; default by similarity of the rows' other features. */
  readonly order?: readonly number[];
  /** As in `partialDependence`. */
  readonly response?: (margin: number) => number;
}

/**
 * Accumulated local effects of one feature, first order.
 *
 * Unlike partial dependence it never asks the model about rows far from any real one: in each bin only the rows in it are
 * moved, from one edge to the other. For categories, rows move to the neighbouring level; levels whose rows resemble
 * each other are neighbours.
 *
 * @throws INVALID_ARGUMENT when the model has no such feature
 * Cost: 2 × rows margins. Source: Apley & Zhu 2020; checked against PyALE in test/golden/explain.
 * @example accumulatedEffects(model, matrix, 'income', { seed: 1 }).effects
 */
export function accumulatedEffects(
  model: Model,
  matrix: FeatureMatrix,
  feature: string,
  settings: EffectsSettings,
): AccumulatedEffects {
  const { seed, bins = 20, mostRows = 5_000, response = (margin) => margin } = settings;
  const index = featureIndex('accumulatedEffects', model, feature);
  const sample = sampleMatrix(matrixFor(model.features, matrix), mostRows, seed);
  const column = sample.columns[index];
  const row = new Float64Array(model.features.length);
  const step = (position: number, from: number, to: number): number => {
    readRow(sample, position, row);
    row[index] = to;
    const after = response(model.margin(row));
    row[index] = from;
    return after - response(model.margin(row));
  };
  const missingRows = column.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0);
  const { levels } = model.features[index];
  if (levels !== undefined) {
    const order = settings.order ?? orderLevels(sample, index);
    const { effects, counts } = accumulateLevels(column, order, step);
    return { feature, grid: order, levels: order.map((code) => levels[code]), effects, counts, missingRows };
  }
  const grid = settings.edges ?? quantileGrid(column, bins + 1);
  return { feature, grid, ...accumulateBins(column, grid, step), missingRows };
}

type Step = (row: number, from: number, to: number) => number;

function accumulateBins(column: Float64Array, edges: readonly number[], step: Step) {
  const binCount = Math.max(0, edges.length - 1);
  const sums = new Float64Array(binCount);
  const counts = new Array<number>(binCount).fill(0);
  for (let row = 0; row < column.length; row++) {
    if (Number.isNaN(column[row]) || binCount === 0) continue;
    const bin = binOf(edges, column[row]);
    sums[bin] += step(row, edges[bin], edges[bin + 1]);
    counts[bin] += 1;
  }
  const raw = [0];
  for (let bin = 0; bin < binCount; bin++) raw.push(raw[bin] + (counts[bin] === 0 ? 0 : sums[bin] / counts[bin]));
  const rows = counts.reduce((sum, count) => sum + count, 0);
  const center =
    counts.reduce((sum, count, bin) => sum + (count * (raw[bin] + raw[bin + 1])) / 2, 0) / Math.max(1, rows);
  return { effects: edges.map((_, point) => raw[point] - center), counts };
}

/** Bins are (edge, next edge]; the first takes its lower edge too. */
function binOf(edges: readonly number[], value: number): number {
  let low = 0;
  let high = edges.length - 2;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (value <= edges[middle + 1]) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The step between neighbouring levels is averaged over the rows of both. */
function accumulateLevels(column: Float64Array, order: readonly number[], step: Step) {
  const positions = new Map(order.map((code, position) => [code, position]));
  const sums = new Float64Array(order.length);
  const takers = new Float64Array(order.length);
  const counts = new Array<number>(order.length).fill(0);
  for (let row = 0; row < column.length; row++) {
    const position = positions.get(column[row]);
    if (position === undefined) continue;
    counts[position] += 1;
    for (const to of [position, position + 1]) {
      if (to < 1 || to >= order.length) continue;
      sums[to] += step(row, order[to - 1], order[to]);
      takers[to] += 1;
    }
  }
  const raw = [0];
  for (let to = 1; to < order.length; to++) raw.push(raw[to - 1] + (takers[to] === 0 ? 0 : sums[to] / takers[to]));
  const rows = counts.reduce((sum, count) => sum + count, 0);
  const center = counts.reduce((sum, count, position) => sum + count * raw[position], 0) / Math.max(1, rows);
  return { effects: order.map((_, position) => raw[position] - center), counts };
}
