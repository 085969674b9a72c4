import { ProbityError } from '@probity/domain';
import type { Feature, TrainingData } from '../matrix/feature-matrix.js';

/** How one feature's values are gathered into bins 0 … binCount - 1. Missing values have a bin beside these. */
export interface FeatureBins {
  readonly binCount: number;
  /** Numeric: value x is in the first bin b with x ≤ edges[b]; length binCount - 1, ascending. Empty for categories. */
  readonly edges: Float64Array;
  /** Categories: the bin of each level, -1 for levels without one. Empty for numbers. */
  readonly binOfLevel: Int16Array;
}

/**
 * Decides the bins of a feature from its training values.
 *
 * Numbers: each distinct value has its own bin where there are at most `maxBins`; otherwise bins of nearly equal weight.
 * Edges lie halfway between neighbouring values. Categories: a bin for each level seen, the 254 heaviest if there are
 * more; the others count as missing.
 *
 * @throws VALUE_OUT_OF_RANGE for infinite numbers and for codes that are no level
 * Cost: O(n log n). Labels are not looked at.
 */
export function binFeature(feature: Feature, column: Float64Array, data: TrainingData, maxBins: number): FeatureBins {
  if (feature.kind === 'category') return binLevels(feature, column, data.weights);
  const { values, masses } = distinctValues(feature, column, data.weights);
  const edges = values.length <= maxBins ? allMidpoints(values) : balancedEdges(values, masses, maxBins);
  return { binCount: edges.length + 1, edges, binOfLevel: new Int16Array(0) };
}

/** The bin of every value of a column; missing values have `missingBin`. Cost: O(n log bins). */
export function binColumn(bins: FeatureBins, column: Float64Array, missingBin: number): Uint8Array {
  const result = new Uint8Array(column.length);
  const { edges, binOfLevel } = bins;
  for (let i = 0; i < column.length; i++) {
    const value = column[i];
    if (Number.isNaN(value)) result[i] = missingBin;
    else if (binOfLevel.length > 0) result[i] = binOfLevel[value] >= 0 ? binOfLevel[value] : missingBin;
    else result[i] = firstEdgeAtOrAbove(edges, value);
  }
  return result;
}

function firstEdgeAtOrAbove(edges: Float64Array, value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (edges[middle] >= value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Distinct values in ascending order with the total weight of each. */
function distinctValues(feature: Feature, column: Float64Array, weights: Float64Array | undefined) {
  const sorted = column.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length > 0 && !(Number.isFinite(sorted[0]) && Number.isFinite(sorted[sorted.length - 1]))) {
    throw new ProbityError('VALUE_OUT_OF_RANGE', `feature \`${feature.name}\` holds an infinite number`, {
      field: feature.name,
    });
  }
  const values: number[] = [];
  const masses: number[] = [];
  for (const value of sorted) {
    if (values.length > 0 && values[values.length - 1] === value) masses[masses.length - 1] += 1;
    else {
      values.push(value);
      masses.push(1);
    }
  }
  if (weights === undefined) return { values, masses };
  const weighted = new Array<number>(values.length).fill(0);
  const distinct = Float64Array.from(values);
  for (let i = 0; i < column.length; i++) {
    if (!Number.isNaN(column[i])) weighted[firstEdgeAtOrAbove(distinct, column[i])] += weights[i];
  }
  return { values, masses: weighted };
}

function allMidpoints(values: readonly number[]): Float64Array {
  const edges = new Float64Array(Math.max(0, values.length - 1));
  for (let i = 0; i < edges.length; i++) edges[i] = midpoint(values[i], values[i + 1]);
  return edges;
}

/** Closes a bin once it holds its share of what is left; a value heavier than a share has a bin to itself. */
function balancedEdges(values: readonly number[], masses: readonly number[], maxBins: number): Float64Array {
  let remaining = masses.reduce((total, mass) => total + mass, 0);
  let binsLeft = maxBins;
  let held = 0;
  const edges: number[] = [];
  for (let i = 0; i + 1 < values.length && binsLeft > 1; i++) {
    const share = remaining / binsLeft;
    held += masses[i];
    if (held < share && masses[i + 1] < share && held + masses[i + 1] / 2 < share) continue;
    edges.push(midpoint(values[i], values[i + 1]));
    remaining -= held;
    held = 0;
    binsLeft -= 1;
  }
  return Float64Array.from(edges);
}

/** Halfway between two neighbouring values, such that low ≤ result < high whatever the rounding. */
function midpoint(low: number, high: number): number {
  const middle = low / 2 + high / 2;
  return middle >= low && middle < high ? middle : low;
}

const MAX_LEVEL_BINS = 254;

function binLevels(feature: Feature, column: Float64Array, weights: Float64Array | undefined): FeatureBins {
  const levelCount = feature.levels?.length ?? 0;
  const masses = new Float64Array(levelCount);
  const isSeen = new Uint8Array(levelCount);
  for (let i = 0; i < column.length; i++) {
    const code = column[i];
    if (Number.isNaN(code)) continue;
    if (!Number.isInteger(code) || code < 0 || code >= levelCount) {
      throw new ProbityError(
        'VALUE_OUT_OF_RANGE',
        `feature \`${feature.name}\` has ${levelCount} levels; got code ${code}`,
        { field: feature.name },
      );
    }
    masses[code] += weights === undefined ? 1 : weights[i];
    isSeen[code] = 1;
  }
  const seen = [...masses.keys()].filter((level) => isSeen[level] === 1);
  const kept = seen.sort((a, b) => masses[b] - masses[a] || a - b).slice(0, MAX_LEVEL_BINS);
  const binOfLevel = new Int16Array(levelCount).fill(-1);
  // In order of level, so that bins do not depend on the weights.
  kept.sort((a, b) => a - b);
  for (let bin = 0; bin < kept.length; bin++) binOfLevel[kept[bin]] = bin;
  return { binCount: kept.length, edges: new Float64Array(0), binOfLevel };
}
