import type { Feature } from '../matrix/feature-matrix.js';
import type { Model } from '../model/model.js';

/** Which way the bad rate of a variable's ordinary bins must go. `auto` takes the best of the other four. */
export type Trend = 'ascending' | 'descending' | 'peak' | 'valley' | 'none';

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

/** One bin of one variable with what was seen in it. */
export interface ScorecardBin {
  readonly range: BinRange;
  /** Weight of the training rows in the bin, by outcome. */
  readonly goods: number;
  readonly bads: number;
  /** Weight of evidence, ln(share of goods / share of bads): higher is safer. */
  readonly woe: number;
  /** Score points of the bin: higher is safer. Whole when the scale rounds. */
  readonly points: number;
}

/** A variable of a scorecard: its bins in order (ordinary, special, missing) and its weight. */
export interface ScorecardVariable {
  readonly feature: Feature;
  readonly bins: readonly ScorecardBin[];
  readonly trend: Trend;
  readonly informationValue: number;
  /** Of the WOE in the logistic regression of the log-odds of bad: negative where the variable works as it should. */
  readonly coefficient: number;
}

/** Points = offset + factor × ln(good : bad odds); `basePoints` at `baseOdds`, `pointsToDoubleOdds` more for odds twice as good. */
export interface ScorecardScale {
  readonly basePoints: number;
  /** Good : bad. */
  readonly baseOdds: number;
  readonly pointsToDoubleOdds: number;
}

/**
 * A scorecard: bins, weights of evidence, a logistic regression on them, and points.
 *
 * Its margin (log-odds of bad) is intercept + Σ coefficient × WOE; its points are Σ points of the bins, the intercept
 * spread evenly over the variables.
 */
export interface ScorecardModel extends Model {
  readonly kind: 'scorecard';
  readonly intercept: number;
  readonly variables: readonly ScorecardVariable[];
  readonly scale: ScorecardScale;
  /** Sum of the points of a row; higher is safer. */
  points(row: Float64Array): number;
}
