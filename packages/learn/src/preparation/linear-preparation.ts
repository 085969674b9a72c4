import type { Feature, TrainingData } from '../matrix/feature-matrix.js';
import { weightedQuantiles } from './weighted-quantile.js';

/**
 * How raw features become the terms of a linear model, fitted on training rows only.
 *
 * A number becomes ramps between fitted quantiles (its knots): ramp k rises from 0 to 1 between knot k and knot k + 1, so
 * a weighted sum of ramps is a broken line, flat beyond the outer knots. Heavy tails and codes like 98 are thereby
 * clipped, and bends cost nothing. A category becomes one 0/1 term per level that is not rare, and one for the rare
 * ones together. Missing has a term of its own where it was seen. All terms lie in [0, 1]: no further scaling.
 */
export interface LinearPreparation {
  /** One per feature. */
  readonly encoders: readonly FeatureEncoder[];
  /** Number of terms of all features together. */
  readonly termCount: number;
  /** The most terms one row can have that are not zero. */
  readonly mostActiveTerms: number;
}

export type FeatureEncoder = NumericEncoder | CategoryEncoder;

interface TermRange {
  /** Number of the feature's first term. */
  readonly firstTerm: number;
  readonly termCount: number;
}

export interface NumericEncoder extends TermRange {
  readonly kind: 'numeric';
  /** Ascending, distinct; fewer than two make no ramp (a constant). Terms: one ramp between each two. */
  readonly knots: readonly number[];
  /** Stands in where the value is missing. */
  readonly median: number;
  /** Whether the last term marks missing values. */
  readonly marksMissing: boolean;
}

export interface CategoryEncoder extends TermRange {
  readonly kind: 'category';
  /** By level: the number of its term, counted from the feature's first; −1 for a level that says nothing. */
  readonly termOfLevel: readonly number[];
  /** The same for a missing value and for a code that is no level. */
  readonly termOfMissing: number;
}

export interface PreparationSettings {
  /** Shares of the rows at which a number gets its knots; ascending, in [0, 1]. */
  readonly knotShares: readonly number[];
  /** Levels below this share of the rows are put together; in [0, 1]. */
  readonly rareShare: number;
}

/** Fits the terms. Cost: O(n log n) per numeric feature, O(n) per category. */
export function fitLinearPreparation(settings: PreparationSettings, data: TrainingData): LinearPreparation {
  const { matrix, weights } = data;
  const encoders: FeatureEncoder[] = [];
  let firstTerm = 0;
  for (const [index, feature] of matrix.features.entries()) {
    const column = matrix.columns[index];
    const encoder =
      feature.kind === 'numeric'
        ? fitNumeric(column, weights, settings.knotShares, firstTerm)
        : fitCategory(feature, column, weights, settings.rareShare, firstTerm);
    encoders.push(encoder);
    firstTerm += encoder.termCount;
  }
  return createPreparation(encoders);
}

export function createPreparation(encoders: readonly FeatureEncoder[]): LinearPreparation {
  const active = encoders.map((encoder) =>
    encoder.kind === 'numeric' ? encoder.termCount : Math.min(1, encoder.termCount),
  );
  const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
  return {
    encoders,
    termCount: total(encoders.map((encoder) => encoder.termCount)),
    mostActiveTerms: total(active),
  };
}

function fitNumeric(
  column: Float64Array,
  weights: Float64Array | undefined,
  knotShares: readonly number[],
  firstTerm: number,
): NumericEncoder {
  const quantiles = weightedQuantiles(column, weights, knotShares);
  const knots = Array.from(quantiles).filter((value, index) => index === 0 || value !== quantiles[index - 1]);
  const median = weightedQuantiles(column, weights, [0.5])[0] ?? 0;
  const marksMissing = column.some((value, row) => Number.isNaN(value) && (weights === undefined || weights[row] > 0));
  const ramps = Math.max(0, knots.length - 1);
  // Where every value is missing, the mark would be constant too.
  const termCount = knots.length === 0 ? 0 : ramps + (marksMissing ? 1 : 0);
  return { kind: 'numeric', firstTerm, termCount, knots, median, marksMissing: marksMissing && knots.length > 0 };
}

function fitCategory(
  feature: Feature,
  column: Float64Array,
  weights: Float64Array | undefined,
  rareShare: number,
  firstTerm: number,
): CategoryEncoder {
  const levelCount = feature.levels?.length ?? 0;
  // The last entry counts what is missing.
  const counts = new Float64Array(levelCount + 1);
  let total = 0;
  for (let row = 0; row < column.length; row++) {
    const weight = weights === undefined ? 1 : weights[row];
    counts[levelIndex(column[row], levelCount)] += weight;
    total += weight;
  }
  const seen = Array.from(counts.keys()).filter((level) => counts[level] > 0);
  const rare = seen.filter((level) => counts[level] < rareShare * total);
  const common = seen.filter((level) => counts[level] >= rareShare * total);
  const termCount = common.length + (rare.length > 0 ? 1 : 0);
  // One term alone would be 1 in every row: a constant says nothing.
  if (termCount < 2) {
    return { kind: 'category', firstTerm, termCount: 0, termOfLevel: Array(levelCount).fill(-1), termOfMissing: -1 };
  }
  const terms = new Int32Array(levelCount + 1).fill(rare.length > 0 ? common.length : -1);
  // Not seen missing in training: says nothing, rather than "rare".
  if (counts[levelCount] === 0) terms[levelCount] = -1;
  for (const [term, level] of common.entries()) terms[level] = term;
  return {
    kind: 'category',
    firstTerm,
    termCount,
    termOfLevel: Array.from(terms.subarray(0, levelCount)),
    termOfMissing: terms[levelCount],
  };
}

/** The level a code stands for; `levelCount` for missing and for codes that are no level. */
export function levelIndex(code: number, levelCount: number): number {
  return Number.isInteger(code) && code >= 0 && code < levelCount ? code : levelCount;
}
