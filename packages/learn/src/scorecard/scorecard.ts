import type { Feature } from '../matrix/feature-matrix.js';
import type { Model } from '../model/model.js';
import type { ScorecardScale } from './score-points.js';
import type { ScorecardSettings } from './scorecard-settings.js';
import type { Trend } from './trend.js';

export type { ScorecardScale } from './score-points.js';
export type { Trend } from './trend.js';

/**
 * Which values a bin takes: an interval of numbers, levels of a category, special codes, or missing.
 *
 * Intervals are (above, upTo]: `above` is excluded, `upTo` included, −∞ and ∞ where left out. Together the ordinary bins
 * of a number cover the line. Levels that no bin names, and codes without a bin, fall into the missing bin.
 */
export type BinRange =
  | { readonly kind: 'interval'; readonly above?: number; readonly upTo?: number }
  | { readonly kind: 'levels'; readonly levels: readonly string[] }
  | { readonly kind: 'special'; readonly codes: readonly (number | string)[] }
  | { readonly kind: 'missing' };

/** A bin before it has points. */
export interface BinnedRange {
  readonly range: BinRange;
  /** Weight of the training rows in the bin, by outcome. */
  readonly goods: number;
  readonly bads: number;
  /** Weight of evidence, ln(share of goods / share of bads): higher is safer. */
  readonly woe: number;
}

/** One bin of one variable with what was seen in it. */
export interface ScorecardBin extends BinnedRange {
  /** What the bin adds to the margin, in log-odds of bad: coefficient × WOE, or near it where effects were fitted jointly. */
  readonly logOdds: number;
  /** Score points of the bin: higher is safer. Whole when the scale rounds. */
  readonly points: number;
}

/** A range of values and the weight of the training rows in it. */
export interface BinningCell {
  readonly range: BinRange;
  readonly goods: number;
  readonly bads: number;
}

/**
 * The finest counts that a model keeps of a variable, at most 100 ordinary cells: bins are unions of neighbouring cells,
 * so that bins edited at these edges can be counted again exactly, without the rows.
 *
 * Cells in order: ordinary (numbers ascending, levels by rising bad rate), special codes, missing (always there, last).
 */
export interface BinningTable {
  readonly feature: Feature;
  readonly cells: readonly BinningCell[];
}

/** How a variable came by its bins: by the search, by hand, or by the search without `minBins`, which no partition met. */
export type BinningOrigin = 'optimal' | 'edited' | 'relaxed';

/** One variable with its bins in order: ordinary, special, missing. */
export interface BinnedVariable {
  readonly feature: Feature;
  readonly bins: readonly BinnedRange[];
  readonly trend: Trend;
  readonly origin: BinningOrigin;
  /** Of all bins, smoothed as the WOE is. */
  readonly informationValue: number;
  readonly table: BinningTable;
}

/** A variable of a scorecard: its bins in order (ordinary, special, missing) and its weight. */
export interface ScorecardVariable extends BinnedVariable {
  readonly bins: readonly ScorecardBin[];
  /**
   * Of the WOE in the logistic regression of the log-odds of bad on the WOE of all variables of the card: negative where
   * the variable works as it should.
   */
  readonly coefficient: number;
  /**
   * Of the coefficient, from the inverse of the matrix of second derivatives, and its two-sided p-value by Wald; null
   * where there is no inverse, or where the coefficient was not fitted on these bins.
   */
  readonly standardError: number | null;
  readonly pValue: number | null;
  /** Training mean of `logOdds`: the background of explanations. */
  readonly meanLogOdds: number;
}

/** Why a variable has no place on the card. */
export type ExclusionReason = 'edited out' | 'one bin' | 'information value' | 'correlation' | 'p-value' | 'sign';

/** A variable that was binned and left out; its bins are kept, so that it can be taken in by hand. */
export interface ExcludedVariable extends BinnedVariable {
  readonly reason: ExclusionReason;
}

/**
 * A scorecard: bins, weights of evidence, a logistic regression on them, and points.
 *
 * Its margin (log-odds of bad) is intercept + Σ `logOdds` of the bins; its points are Σ points of the bins, the intercept
 * spread evenly over the variables. Without any variable its points are those of the intercept.
 */
export interface ScorecardModel extends Model {
  readonly kind: 'scorecard';
  readonly intercept: number;
  readonly variables: readonly ScorecardVariable[];
  readonly excluded: readonly ExcludedVariable[];
  readonly scale: ScorecardScale;
  /** What it was fitted with, edits included: fitting again with these keeps what was done by hand. */
  readonly settings: ScorecardSettings;
  /** Sum of the points of a row; higher is safer. */
  points(row: Float64Array): number;
}
