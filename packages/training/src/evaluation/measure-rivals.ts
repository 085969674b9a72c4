import { compareAucs, delongAuc } from '@probity/learn';
import type { RivalRecord } from '@probity/scoring';

/** A score that needs no fit, for every row of the training data. */
export interface Rival {
  readonly name: string;
  readonly title: string;
  /** One a row, higher is riskier; NaN where it cannot be computed. */
  readonly risks: Float64Array;
}

/**
 * Measures scores from elsewhere beside the model on the rows that the model was measured on.
 *
 * @param rows numbers of those rows in the training data; `riskScores` and `labels` are theirs
 * @returns the rivals that have both outcomes among the rows they can score
 */
export function measureRivals(
  rivals: readonly Rival[],
  rows: Uint32Array,
  riskScores: Float64Array,
  labels: Uint8Array,
): readonly RivalRecord[] {
  return rivals.flatMap(({ name, title, risks }) => {
    const known = Uint32Array.from(rows.keys()).filter((index) => Number.isFinite(risks[rows[index] ?? 0]));
    const theirs = Float64Array.from(known, (index) => risks[rows[index] ?? 0] ?? Number.NaN);
    const ours = Float64Array.from(known, (index) => riskScores[index] ?? Number.NaN);
    const outcomes = Uint8Array.from(known, (index) => labels[index] ?? 0);
    const bads = outcomes.reduce((sum, label) => sum + label, 0);
    // DeLong's variance needs two of each.
    if (bads < 2 || outcomes.length - bads < 2) return [];
    const { auc, interval } = delongAuc(theirs, outcomes);
    const mine = delongAuc(ours, outcomes);
    const { pValue } = compareAucs(theirs, ours, outcomes);
    return [{ name, title, rows: known.length, rocAuc: auc, interval, modelRocAuc: mine.auc, pValue }];
  });
}
