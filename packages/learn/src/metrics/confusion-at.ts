import { checkOutcomes } from './check-outcomes.js';

/** Rows (or their weights) by what was predicted and what came. */
export interface Confusion {
  /** Bad, and predicted bad. */
  readonly truePositives: number;
  /** Good, but predicted bad. */
  readonly falsePositives: number;
  readonly trueNegatives: number;
  /** Bad, but predicted good. */
  readonly falseNegatives: number;
}

/**
 * Counts right and wrong predictions when rows with a score at or above the threshold are called bad.
 *
 * @throws SHAPE_MISMATCH, INVALID_ARGUMENT
 * @example confusionAt([0.2, 0.7], [0, 1], 0.5).truePositives // 1
 */
export function confusionAt(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  threshold: number,
  weights?: ArrayLike<number>,
): Confusion {
  checkOutcomes('confusionAt', scores, labels, weights);
  let truePositives = 0;
  let falsePositives = 0;
  let trueNegatives = 0;
  let falseNegatives = 0;
  for (let i = 0; i < scores.length; i++) {
    const weight = weights === undefined ? 1 : weights[i];
    if (scores[i] >= threshold) {
      if (labels[i] === 1) truePositives += weight;
      else falsePositives += weight;
    } else if (labels[i] === 1) falseNegatives += weight;
    else trueNegatives += weight;
  }
  return { truePositives, falsePositives, trueNegatives, falseNegatives };
}
