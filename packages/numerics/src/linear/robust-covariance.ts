import { chiSquaredCdf } from '../distributions/chi-squared.js';
import { chiSquaredQuantile } from '../distributions/chi-squared-quantile.js';
import { log } from '../elementary/log.js';
import { createRandom, type Random } from '../random/random.js';
import { choleskyFactor } from './cholesky-solve.js';

/** Centre and spread of the bulk of the rows, and how far each row lies from it. */
export interface RobustCovariance {
  readonly location: Float64Array;
  /** p × p, row by row. */
  readonly covariance: Float64Array;
  /** Squared Mahalanobis distance of every row. */
  readonly distances: Float64Array;
  /** Rows that the reweighted estimate was made from. */
  readonly support: Uint8Array;
}

export interface RobustCovarianceSettings {
  /** Whole number in [0, 2⁵³); equal rows and seed give equal bits. */
  readonly seed: number;
  /** Random starting subsets; default 500. */
  readonly starts?: number;
}

/** Share of χ² within which a row takes part in the reweighted estimate. */
const REWEIGHTED = 0.975;
const KEPT_STARTS = 10;
const FIRST_STEPS = 2;
const MOST_STEPS = 100;
/** The starts look at this many rows at most; the best go on with all. */
const START_ROWS = 1500;

interface Fit {
  readonly location: Float64Array;
  readonly covariance: Float64Array;
  readonly logDeterminant: number;
}

/**
 * Location and covariance of the bulk of the rows, not moved by outliers: minimum covariance determinant, reweighted.
 *
 * @param rows n × p, row by row, finite
 * @param columns p ≥ 1; n should be above 5 p
 * @returns undefined when half of the rows lie on a plane (then every spread across it is zero)
 * @throws RangeError when the length of `rows` is not a multiple of `columns`
 * Cost: starts · p² · min(n, 1500), then about 10 · steps · n · p².
 * Source: Rousseeuw & Van Driessen 1999 (FastMCD) with h = ⌈(n + p + 1)/2⌉, made consistent at the normal
 * and reweighted (Croux & Haesbroeck 1999); checked against `MinCovDet` of scikit-learn 1.9 in test/golden/robust-covariance.
 */
export function robustCovariance(
  rows: Float64Array,
  columns: number,
  settings: RobustCovarianceSettings,
): RobustCovariance | undefined {
  if (rows.length % columns !== 0) {
    throw new RangeError(`\`rows\` of \`robustCovariance\` must hold whole rows of ${columns}; got ${rows.length}`);
  }
  const random = createRandom(settings.seed).fork('robust covariance');
  const best = bestSubset(rows, columns, settings.starts ?? 500, random);
  if (best === undefined) return undefined;
  const n = rows.length / columns;
  const rawDistances = squaredDistances(rows, columns, best);
  if (rawDistances === undefined) return undefined;
  const rawFactor = consistencyFactor(columns, halfOf(n, columns) / n);
  const cutOff = chiSquaredQuantile(REWEIGHTED, columns);
  const support = Uint8Array.from(rawDistances, (distance) => Number(distance / rawFactor < cutOff));
  const members = indexesOf(support);
  const bulk = fitRows(rows, columns, members);
  if (bulk === undefined) return undefined;
  const factor = consistencyFactor(columns, REWEIGHTED);
  const fit = { ...bulk, covariance: bulk.covariance.map((entry) => entry * factor) };
  const distances = squaredDistances(rows, columns, fit);
  if (distances === undefined) return undefined;
  return { location: fit.location, covariance: fit.covariance, distances, support };
}

/** What the covariance of the nearest share of normal rows must be multiplied by (Pison, Van Aelst & Willems 2002). */
function consistencyFactor(p: number, share: number): number {
  return share >= 1 ? 1 : share / chiSquaredCdf(chiSquaredQuantile(share, p), p + 2);
}

function bestSubset(rows: Float64Array, p: number, starts: number, random: Random): Fit | undefined {
  const n = rows.length / p;
  const sample = n > START_ROWS ? takeRows(rows, p, drawDistinct(n, START_ROWS, random)) : rows;
  const sampleSize = sample.length / p;
  const sampleHalf = halfOf(sampleSize, p);
  const first: Fit[] = [];
  for (let start = 0; start < starts; start++) {
    let fit = startingFit(sample, p, random);
    for (let step = 0; step < FIRST_STEPS && fit !== undefined; step++) fit = concentrate(sample, p, sampleHalf, fit);
    if (fit !== undefined) first.push(fit);
  }
  first.sort((one, other) => one.logDeterminant - other.logDeterminant);
  const half = halfOf(n, p);
  let best: Fit | undefined;
  for (const candidate of first.slice(0, KEPT_STARTS)) {
    let fit: Fit | undefined = candidate;
    let before = Number.POSITIVE_INFINITY;
    for (let step = 0; step < MOST_STEPS && fit !== undefined; step++) {
      const next = concentrate(rows, p, half, fit);
      if (next === undefined) {
        fit = undefined;
        break;
      }
      fit = next;
      if (!(next.logDeterminant < before)) break;
      before = next.logDeterminant;
    }
    if (fit !== undefined && (best === undefined || fit.logDeterminant < best.logDeterminant)) best = fit;
  }
  return best;
}

function halfOf(n: number, p: number): number {
  return Math.min(n, Math.ceil((n + p + 1) / 2));
}

/** p + 1 random rows; more where those lie on a plane. */
function startingFit(rows: Float64Array, p: number, random: Random): Fit | undefined {
  const n = rows.length / p;
  for (let size = p + 1; size <= Math.min(n, 4 * p + 12); size += Math.max(1, Math.floor(p / 2))) {
    const fit = fitRows(rows, p, drawDistinct(n, size, random));
    if (fit !== undefined) return fit;
  }
  return undefined;
}

/** One C-step: the h rows nearest by the present estimate make the next; its determinant is never greater. */
function concentrate(rows: Float64Array, p: number, half: number, fit: Fit): Fit | undefined {
  const distances = squaredDistances(rows, p, fit);
  if (distances === undefined) return undefined;
  const limit = Float64Array.from(distances).sort()[half - 1];
  const members = new Uint32Array(half);
  let count = 0;
  for (let row = 0; row < distances.length && count < half; row++) if (distances[row] < limit) members[count++] = row;
  for (let row = 0; row < distances.length && count < half; row++) if (distances[row] === limit) members[count++] = row;
  return fitRows(rows, p, members.subarray(0, count).sort());
}

function fitRows(rows: Float64Array, p: number, members: Uint32Array): Fit | undefined {
  const location = new Float64Array(p);
  for (const row of members) for (let j = 0; j < p; j++) location[j] += rows[row * p + j];
  for (let j = 0; j < p; j++) location[j] /= members.length;
  const covariance = new Float64Array(p * p);
  const centred = new Float64Array(p);
  for (const row of members) {
    for (let j = 0; j < p; j++) centred[j] = rows[row * p + j] - location[j];
    for (let i = 0; i < p; i++) for (let j = 0; j <= i; j++) covariance[i * p + j] += centred[i] * centred[j];
  }
  for (let i = 0; i < p; i++) {
    for (let j = 0; j <= i; j++) {
      covariance[i * p + j] /= members.length;
      covariance[j * p + i] = covariance[i * p + j];
    }
  }
  const factor = choleskyFactor(covariance, p);
  if (factor === undefined) return undefined;
  let logDeterminant = 0;
  for (let i = 0; i < p; i++) logDeterminant += log(factor[i * p + i]);
  return { location, covariance, logDeterminant };
}

/** Mahalanobis distances, squared; undefined when the covariance is not positive definite. */
function squaredDistances(rows: Float64Array, p: number, fit: Fit): Float64Array | undefined {
  const factor = choleskyFactor(fit.covariance, p);
  if (factor === undefined) return undefined;
  const n = rows.length / p;
  const distances = new Float64Array(n);
  const z = new Float64Array(p);
  for (let row = 0; row < n; row++) {
    let total = 0;
    for (let i = 0; i < p; i++) {
      let rest = rows[row * p + i] - fit.location[i];
      for (let j = 0; j < i; j++) rest -= factor[i * p + j] * z[j];
      z[i] = rest / factor[i * p + i];
      total += z[i] * z[i];
    }
    distances[row] = total;
  }
  return distances;
}

function drawDistinct(n: number, size: number, random: Random): Uint32Array {
  const taken = new Set<number>();
  while (taken.size < size) taken.add(random.nextUint32Below(n));
  return Uint32Array.from(taken).sort();
}

function takeRows(rows: Float64Array, p: number, members: Uint32Array): Float64Array {
  const taken = new Float64Array(members.length * p);
  members.forEach((row, index) => {
    taken.set(rows.subarray(row * p, (row + 1) * p), index * p);
  });
  return taken;
}

function indexesOf(flags: Uint8Array): Uint32Array {
  const rows: number[] = [];
  for (let row = 0; row < flags.length; row++) if (flags[row] === 1) rows.push(row);
  return Uint32Array.from(rows);
}
