import { ProbityError } from '@probity/domain';
import { normalQuantile, normalSurvival } from '@probity/numerics';
import type { Interval } from './bootstrap-intervals.js';
import { checkOutcomes } from './check-outcomes.js';

/** An AUC with DeLong's variance. */
export interface DelongAuc {
  readonly auc: number;
  readonly standardError: number;
  /** AUC ± z · standard error, cut at 0 and 1. */
  readonly interval: Interval;
  readonly level: number;
}

/** Two AUCs on the same rows. */
export interface AucComparison {
  readonly aucA: number;
  readonly aucB: number;
  /** AUC of A less that of B. */
  readonly difference: number;
  readonly standardError: number;
  readonly interval: Interval;
  /** difference / standardError; NaN when both rankings are the same. */
  readonly z: number;
  /** Two-sided, that the AUCs do not differ; 1 when both rankings are the same. */
  readonly pValue: number;
}

/**
 * The AUC with a standard error that assumes nothing about the scores.
 *
 * The plain interval may be too short where the AUC is near 1 or there are fewer than about 20 bads; set the bootstrap's
 * beside it.
 *
 * @param scores length n; higher is riskier, any scale
 * @param labels length n; 1 = bad; at least two of each outcome
 * @param level in (0, 1), default 0.95
 * @throws SHAPE_MISMATCH, INVALID_ARGUMENT, TARGET_INVALID
 * Cost: O(n log n). Source: DeLong, DeLong & Clarke-Pearson 1988 by the mid-ranks of Sun & Xu 2014; checked against the
 * definition by pairs in test/golden/validation.
 * @example delongAuc(scores, labels).interval // [0.74, 0.83]
 */
export function delongAuc(scores: ArrayLike<number>, labels: ArrayLike<number>, level = 0.95): DelongAuc {
  const z = quantileOf('delongAuc', level);
  const { auc, ofBads, ofGoods } = structuralComponents('delongAuc', scores, labels);
  const standardError = Math.sqrt(
    covariance(ofBads, ofBads) / ofBads.length + covariance(ofGoods, ofGoods) / ofGoods.length,
  );
  const interval: Interval = [Math.max(0, auc - z * standardError), Math.min(1, auc + z * standardError)];
  return { auc, standardError, interval, level };
}

/**
 * Whether two scores rank the same rows differently well: DeLong's test for two correlated AUCs.
 *
 * @param scoresA length n; higher is riskier
 * @param scoresB length n; of the same rows
 * @throws SHAPE_MISMATCH, INVALID_ARGUMENT, TARGET_INVALID
 * Cost: O(n log n). Source: as `delongAuc`.
 * @example compareAucs(model, champion, labels).pValue // 0.03
 */
export function compareAucs(
  scoresA: ArrayLike<number>,
  scoresB: ArrayLike<number>,
  labels: ArrayLike<number>,
  level = 0.95,
): AucComparison {
  const quantile = quantileOf('compareAucs', level);
  const a = structuralComponents('compareAucs', scoresA, labels);
  const b = structuralComponents('compareAucs', scoresB, labels);
  const difference = a.auc - b.auc;
  // Of the differences themselves, so that what the two have in common cancels row by row.
  const bads = a.ofBads.map((value, index) => value - b.ofBads[index]);
  const goods = a.ofGoods.map((value, index) => value - b.ofGoods[index]);
  const variance = covariance(bads, bads) / bads.length + covariance(goods, goods) / goods.length;
  const standardError = Math.sqrt(variance);
  const z = standardError === 0 && difference === 0 ? NaN : difference / standardError;
  return {
    aucA: a.auc,
    aucB: b.auc,
    difference,
    standardError,
    interval: [difference - quantile * standardError, difference + quantile * standardError],
    z,
    pValue: Number.isNaN(z) ? 1 : 2 * normalSurvival(Math.abs(z)),
  };
}

interface StructuralComponents {
  readonly auc: number;
  /** For each bad the share of goods below it, for each good the share of bads above it. */
  readonly ofBads: Float64Array;
  readonly ofGoods: Float64Array;
}

function structuralComponents(
  caller: string,
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
): StructuralComponents {
  checkOutcomes(caller, scores, labels);
  const bads = Float64Array.from(scores).filter((_, row) => labels[row] === 1);
  const goods = Float64Array.from(scores).filter((_, row) => labels[row] === 0);
  if (bads.length < 2 || goods.length < 2) {
    const message = `\`labels\` of \`${caller}\` must hold two of each outcome; got ${bads.length} bad, ${goods.length} good`;
    throw new ProbityError('TARGET_INVALID', message, { field: 'labels' });
  }
  const sortedBads = bads.slice().sort();
  const sortedGoods = goods.slice().sort();
  const ofBads = bads.map((score) => shareBelow(sortedGoods, score));
  const ofGoods = goods.map((score) => 1 - shareBelow(sortedBads, score));
  let total = 0;
  for (const share of ofBads) total += share;
  return { auc: total / ofBads.length, ofBads, ofGoods };
}

/** Share of the sorted values below, equal ones counted half. */
function shareBelow(sorted: Float64Array, value: number): number {
  return (firstAt(sorted, value, false) + firstAt(sorted, value, true)) / (2 * sorted.length);
}

/** How many values are < value, or ≤ it. */
function firstAt(sorted: Float64Array, value: number, orEqual: boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] < value || (orEqual && sorted[middle] === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function covariance(a: Float64Array, b: Float64Array): number {
  let meanA = 0;
  let meanB = 0;
  for (let i = 0; i < a.length; i++) {
    meanA += a[i];
    meanB += b[i];
  }
  meanA /= a.length;
  meanB /= a.length;
  let total = 0;
  for (let i = 0; i < a.length; i++) total += (a[i] - meanA) * (b[i] - meanB);
  return total / (a.length - 1);
}

function quantileOf(caller: string, level: number): number {
  if (level > 0 && level < 1) return normalQuantile(0.5 + level / 2);
  throw new ProbityError('INVALID_ARGUMENT', `\`level\` of \`${caller}\` must be in (0, 1); got ${level}`, {
    field: 'level',
  });
}
