import { ProbityError } from '@probity/domain';
import { ColumnSorter, type KernelThreads } from '@probity/numerics';
import type { Feature, TrainingData } from '../matrix/feature-matrix.js';

/** How one feature's values are gathered into bins 0 … binCount - 1. Missing values have a bin beside these. */
export interface FeatureBins {
  readonly binCount: number;
  /** Numeric: value x is in the first bin b with x ≤ edges[b]; length binCount - 1, ascending. Empty for categories. */
  readonly edges: Float64Array;
  /** Categories: the bin of each level, -1 for levels without one. Empty for numbers. */
  readonly binOfLevel: Int16Array;
}

/** Rows that bins are decided from at most: of more, every so-many-th is looked at. */
const SAMPLE_ROWS = 200_000;

/**
 * Decides the bins of every feature from the training values.
 *
 * Numbers: each distinct value has its own bin where there are at most `maxBins`; otherwise bins of nearly equal weight.
 * Edges lie halfway between neighbouring values. Of more than 200,000 rows, as many at equal distances are looked at.
 * Categories: a bin for each level seen, the 254 heaviest if there are more; the others count as missing.
 *
 * @param maxBins bins of a numeric feature at most, in [2, 254]
 * @throws VALUE_OUT_OF_RANGE for infinite numbers and for codes that are no level
 * Cost: some 20 ns for each row looked at and feature; 16 bytes for each such row and thread. Labels are not looked at.
 */
export function decideBins(data: TrainingData, maxBins: number, threads?: KernelThreads): readonly FeatureBins[] {
  const { features, columns, rowCount } = data.matrix;
  const sampled = sampleRows(rowCount);
  const sorter = new ColumnSorter(sampled?.length ?? rowCount, threads);
  try {
    const result: FeatureBins[] = features.map((feature, index) =>
      feature.kind === 'category' ? binLevels(feature, columns[index], data.weights) : NO_BINS,
    );
    const numeric = features.flatMap(({ kind }, index) => (kind === 'category' ? [] : [index]));
    for (let first = 0; first < numeric.length; first += sorter.width) {
      const some = numeric.slice(first, first + sorter.width);
      sorter.sort(some.map((index, place) => copyPresent(columns[index], sampled, sorter.input(place))));
      for (const [place, index] of some.entries()) {
        const sorted = sorter.sorted(place);
        checkFinite(features[index], sorted);
        result[index] = binNumbers(sorted, columns[index], data.weights, sampled, maxBins);
      }
    }
    return result;
  } finally {
    sorter.release();
  }
}

const NO_BINS: FeatureBins = { binCount: 0, edges: new Float64Array(0), binOfLevel: new Int16Array(0) };

/** Undefined where every row is looked at. */
function sampleRows(rowCount: number): Uint32Array | undefined {
  if (rowCount <= SAMPLE_ROWS) return undefined;
  return Uint32Array.from({ length: SAMPLE_ROWS }, (_, index) => Math.floor((index * rowCount) / SAMPLE_ROWS));
}

/** Copies the values that are there. @returns how many */
function copyPresent(column: Float64Array, sampled: Uint32Array | undefined, target: Float64Array): number {
  let count = 0;
  const length = sampled?.length ?? column.length;
  for (let i = 0; i < length; i++) {
    const value = column[sampled === undefined ? i : sampled[i]];
    // Written either way: only the step depends on the value.
    target[count] = value;
    count += Number.isNaN(value) ? 0 : 1;
  }
  return count;
}

function checkFinite(feature: Feature, sorted: Float64Array): void {
  if (sorted.length === 0 || (Number.isFinite(sorted[0]) && Number.isFinite(sorted[sorted.length - 1]))) return;
  throw new ProbityError('VALUE_OUT_OF_RANGE', `feature \`${feature.name}\` holds an infinite number`, {
    field: feature.name,
  });
}

function binNumbers(
  sorted: Float64Array,
  column: Float64Array,
  weights: Float64Array | undefined,
  sampled: Uint32Array | undefined,
  maxBins: number,
): FeatureBins {
  const { values, masses } = distinctValues(sorted);
  if (weights !== undefined) weighDistinct(values, masses, column, weights, sampled);
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

/** Distinct values in ascending order, with how often each is there. */
function distinctValues(sorted: Float64Array): { values: Float64Array; masses: Float64Array } {
  const values = new Float64Array(sorted.length);
  const masses = new Float64Array(sorted.length);
  let count = 0;
  for (let i = 0; i < sorted.length; i++) {
    // -0 and 0 are one value.
    if (count > 0 && sorted[i] === values[count - 1]) masses[count - 1] += 1;
    else {
      values[count] = sorted[i];
      masses[count] = 1;
      count += 1;
    }
  }
  return { values: values.subarray(0, count), masses: masses.subarray(0, count) };
}

/** Puts the total weight of each distinct value in place of how often it is there. */
function weighDistinct(
  values: Float64Array,
  masses: Float64Array,
  column: Float64Array,
  weights: Float64Array,
  sampled: Uint32Array | undefined,
): void {
  masses.fill(0);
  const length = sampled?.length ?? column.length;
  for (let i = 0; i < length; i++) {
    const row = sampled === undefined ? i : sampled[i];
    if (!Number.isNaN(column[row])) masses[firstEdgeAtOrAbove(values, column[row])] += weights[row];
  }
}

function allMidpoints(values: Float64Array): Float64Array {
  const edges = new Float64Array(Math.max(0, values.length - 1));
  for (let i = 0; i < edges.length; i++) edges[i] = midpoint(values[i], values[i + 1]);
  return edges;
}

/** Closes a bin once it holds its share of what is left; a value heavier than a share has a bin to itself. */
function balancedEdges(values: Float64Array, masses: Float64Array, maxBins: number): Float64Array {
  let remaining = 0;
  for (const mass of masses) remaining += mass;
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
