import { chiSquaredQuantile, log1p, quantile, robustCovariance } from '@probity/numerics';
import { pearson } from '../correlation/correlation.js';
import type { NumberMatrix } from '../correlation/number-matrix.js';

/** Rows far from the bulk of the data, all columns taken together. */
export interface RobustOutliers {
  readonly rows: number;
  /** Columns that took part, and those of them that were taken on a signed-log scale because they are skewed. */
  readonly columns: readonly string[];
  readonly onLogScale: readonly string[];
  /** Squared distance above which a row is an outlier: the 99.9 % point of χ². */
  readonly cutOff: number;
  readonly count: number;
  readonly share: number;
  readonly badRate: number | null;
  /** The farthest rows. */
  readonly farthest: readonly { readonly row: number; readonly distance: number; readonly column: string }[];
}

export type RobustOutliersResult =
  | ({ readonly assessed: true } & RobustOutliers)
  | { readonly assessed: false; readonly reason: string };

const MOST_COLUMNS = 20;
const LEAST_DISTINCT = 10;
const SKEWED = 2;
const CUT_OFF = 0.999;
const FARTHEST = 50;

/**
 * Robust Mahalanobis distances (`robustCovariance`) of the rows on up to 20 columns of numbers that vary in their middle.
 *
 * Columns come centred at the median and scaled by the median absolute deviation; where one is strongly skewed its signed
 * logarithm is taken, since amounts are never elliptic. χ² holds for a normal bulk only: read the share with that in mind.
 */
export function robustOutliers(
  matrix: NumberMatrix,
  rowOf: (index: number) => number,
  labels: Uint8Array | undefined,
  seed: number,
): RobustOutliersResult {
  const prepared = chooseColumns(matrix);
  const p = prepared.length;
  if (p < 2) return { assessed: false, reason: 'fewer than two columns of numbers vary in their middle' };
  const n = matrix.rowCount;
  if (n < 5 * p) return { assessed: false, reason: `${n} rows are too few for ${p} columns` };
  const rows = new Float64Array(n * p);
  prepared.forEach(({ values }, column) => {
    for (let row = 0; row < n; row++) rows[row * p + column] = values[row] as number;
  });
  const fit = robustCovariance(rows, p, { seed, starts: 100 });
  if (fit === undefined)
    return { assessed: false, reason: 'half of the rows lie on a plane: their spread has no inverse' };
  const cutOff = chiSquaredQuantile(CUT_OFF, p);
  let count = 0;
  let bads = 0;
  for (let index = 0; index < n; index++) {
    if (!((fit.distances[index] as number) > cutOff)) continue;
    count++;
    bads += labels?.[rowOf(index)] ?? 0;
  }
  const order = Array.from(fit.distances.keys())
    .sort((one, other) => (fit.distances[other] as number) - (fit.distances[one] as number) || one - other)
    .slice(0, Math.min(FARTHEST, count));
  return {
    assessed: true,
    rows: n,
    columns: prepared.map(({ name }) => name),
    onLogScale: prepared.filter(({ logged }) => logged).map(({ name }) => name),
    cutOff,
    count,
    share: count / n,
    badRate: labels === undefined || count === 0 ? null : bads / count,
    farthest: order.map((index) => ({
      row: rowOf(index),
      distance: fit.distances[index] as number,
      column: prepared[farthestColumn(rows, p, index, fit.location, fit.covariance)]?.name ?? '',
    })),
  };
}

/** The column in which the row is farthest by itself. */
function farthestColumn(
  rows: Float64Array,
  p: number,
  row: number,
  location: Float64Array,
  covariance: Float64Array,
): number {
  let best = 0;
  let most = -1;
  for (let j = 0; j < p; j++) {
    const distance = (rows[row * p + j] as number) - (location[j] as number);
    const scaled = (distance * distance) / (covariance[j * p + j] as number);
    if (scaled > most) {
      most = scaled;
      best = j;
    }
  }
  return best;
}

interface PreparedColumn {
  readonly name: string;
  readonly values: Float64Array;
  readonly logged: boolean;
}

function chooseColumns({ names, rows, rowCount }: NumberMatrix): readonly PreparedColumn[] {
  const p = names.length;
  const chosen: PreparedColumn[] = [];
  for (let j = 0; j < p && chosen.length < MOST_COLUMNS; j++) {
    const values = new Float64Array(rowCount);
    for (let row = 0; row < rowCount; row++) values[row] = rows[row * p + j] as number;
    if (new Set(values).size < LEAST_DISTINCT) continue;
    const middle = quantile(values, 0.5);
    const deviation = quantile(
      values.map((value) => Math.abs(value - middle)),
      0.5,
    );
    // Half of the rows at one value: no spread in the bulk, and the determinant would be zero.
    if (!(deviation > 0) || !(quantile(values, 0.6) > quantile(values, 0.25))) continue;
    const scaled = values.map((value) => (value - middle) / deviation);
    const logged = Math.abs(skewOf(scaled)) > SKEWED;
    const kept = logged ? scaled.map(signedLog) : scaled;
    // A copy of a column in hand would make the determinant zero.
    if (chosen.some((other) => Math.abs(pearson(other.values, kept)) > 0.99)) continue;
    chosen.push({ name: names[j] as string, values: kept, logged });
  }
  return chosen;
}

function signedLog(value: number): number {
  return value < 0 ? -log1p(-value) : log1p(value);
}

function skewOf(values: Float64Array): number {
  let mean = 0;
  for (const value of values) mean += value;
  mean /= values.length;
  let second = 0;
  let third = 0;
  for (const value of values) {
    const distance = value - mean;
    second += distance * distance;
    third += distance * distance * distance;
  }
  const variance = second / values.length;
  return third / values.length / (variance * Math.sqrt(variance));
}
