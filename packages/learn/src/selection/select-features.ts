import { ProbityError } from '@probity/domain';
import { choleskySolve } from '@probity/numerics';
import { checkTrainingData } from '../matrix/check-training-data.js';
import type { FeatureMatrix, TrainingData } from '../matrix/feature-matrix.js';
import { hideSpecialCodes } from '../matrix/special-codes.js';
import { rocAuc } from '../metrics/roc-auc.js';
import type { FitContext } from '../model/learner.js';
import { nullImportances } from './null-importance.js';
import { populationShift } from './population-shift.js';

/** The ways of choosing features, by name. */
export type SelectionMethod = 'stability' | 'correlation' | 'vif' | 'null-importance';

/** In the order in which they are applied, whatever the order they are asked for. */
export const selectionMethods: readonly SelectionMethod[] = ['stability', 'correlation', 'vif', 'null-importance'];

/** From where on a feature is dropped. */
export interface SelectionLimits {
  /** Rank correlation with a feature that says more by itself, in (0, 1]; default 0.9. */
  readonly correlation: number;
  /** Variance inflation factor, ≥ 1; default 10. */
  readonly vif: number;
  /** p-value of the importance against shuffled outcomes, in (0, 1); default 0.05. */
  readonly pValue: number;
  /** Population stability index between the earlier and the later half, > 0; default 0.25. */
  readonly stability: number;
}

export const defaultSelectionLimits: SelectionLimits = { correlation: 0.9, vif: 10, pValue: 0.05, stability: 0.25 };

/** A feature that was dropped, with what spoke against it. */
export interface DroppedFeature {
  readonly feature: string;
  readonly method: SelectionMethod;
  /** A sentence for people. */
  readonly reason: string;
  readonly value: number;
}

/** What is left and what was dropped. */
export interface FeatureSelection {
  /** Names, in the order of the data; never empty. */
  readonly kept: readonly string[];
  readonly dropped: readonly DroppedFeature[];
  /** Methods that could not be applied, with the reason. */
  readonly notAssessed: readonly { readonly method: SelectionMethod; readonly reason: string }[];
}

/**
 * Chooses features by what can be said against them; each method sees what the one before it left.
 *
 * `stability` compares the earlier half of the rows with the later (it needs `times`); `correlation` (rank, between
 * numbers) and `vif` (linear, between numbers) drop what other features say too, keeping the one that ranks the outcomes
 * better by itself; `null-importance` drops what matters no more than it does for shuffled outcomes. Looks at outcomes, so it belongs inside the folds.
 * When all would be dropped, the best by itself stays.
 *
 * @throws as `checkTrainingData`; CANCELLED
 * Cost: correlation O(features² × rows); null importance 21 small forests.
 * @example selectFeatures(['correlation', 'vif'], {}, data, { seed: 1 }).dropped
 */
export function selectFeatures(
  methods: readonly SelectionMethod[],
  limits: Partial<SelectionLimits>,
  given: TrainingData,
  context: FitContext,
): FeatureSelection {
  const data = hideSpecialCodes(given);
  checkTrainingData('selectFeatures', data);
  const complete = { ...defaultSelectionLimits, ...limits };
  const strength = data.matrix.columns.map((column) => strengthOf(column, data.labels));
  const dropped: DroppedFeature[] = [];
  const notAssessed: { method: SelectionMethod; reason: string }[] = [];
  let kept: readonly number[] = [...data.matrix.features.keys()];
  for (const method of selectionMethods.filter((name) => methods.includes(name))) {
    if (context.signal?.aborted === true) throw new ProbityError('CANCELLED', '`selectFeatures` was cancelled');
    if (method === 'stability' && data.times === undefined) {
      notAssessed.push({ method, reason: 'the data has no time column' });
      continue;
    }
    const against = judge(method, complete, data, kept, strength, context);
    const strongest = kept.reduce((best, feature) => (strength[feature] > strength[best] ? feature : best));
    const isAll = kept.every((feature) => against.has(feature));
    kept = kept.filter((feature) => {
      const verdict = against.get(feature);
      if (verdict === undefined || (isAll && feature === strongest)) return true;
      dropped.push({ feature: data.matrix.features[feature].name, method, ...verdict });
      return false;
    });
  }
  return { kept: kept.map((feature) => data.matrix.features[feature].name), dropped, notAssessed };
}

type Verdicts = ReadonlyMap<number, { readonly reason: string; readonly value: number }>;

function judge(
  method: SelectionMethod,
  limits: SelectionLimits,
  data: TrainingData,
  kept: readonly number[],
  strength: readonly number[],
  context: FitContext,
): Verdicts {
  const matrix = data.matrix;
  switch (method) {
    case 'stability':
      return judgeStability(matrix, data.times ?? new Float64Array(), kept, limits.stability);
    case 'correlation':
      return judgeCorrelation(matrix, kept, strength, limits.correlation);
    case 'vif':
      return judgeInflation(matrix, kept, limits.vif);
    case 'null-importance': {
      const picked = kept.map((feature) => matrix.features[feature]);
      const columns = kept.map((feature) => matrix.columns[feature]);
      const found = nullImportances({ ...data, matrix: { ...matrix, features: picked, columns } }, context);
      return new Map(
        found.flatMap(({ pValue }, index) =>
          pValue <= limits.pValue
            ? []
            : [[kept[index], { reason: `matters no more than by chance (p = ${pValue.toFixed(2)})`, value: pValue }]],
        ),
      );
    }
  }
}

function judgeStability(matrix: FeatureMatrix, times: Float64Array, kept: readonly number[], limit: number): Verdicts {
  const known = Uint32Array.from(times.keys()).filter((row) => !Number.isNaN(times[row]));
  const sorted = Float64Array.from(known, (row) => times[row]).sort();
  const middle = sorted[sorted.length >> 1];
  const before = known.filter((row) => times[row] < middle);
  const after = known.filter((row) => times[row] >= middle);
  return new Map(
    kept.flatMap((feature) => {
      const value = populationShift(matrix.features[feature], matrix.columns[feature], before, after);
      return value > limit
        ? [[feature, { reason: `PSI ${value.toFixed(2)} between the earlier and the later half`, value }]]
        : [];
    }),
  );
}

/** Weakest first: each is dropped when something stronger says about the same. */
function judgeCorrelation(
  matrix: FeatureMatrix,
  kept: readonly number[],
  strength: readonly number[],
  limit: number,
): Verdicts {
  const numbers = kept.filter((feature) => matrix.features[feature].kind === 'numeric');
  const ranks = new Map(numbers.map((feature) => [feature, standardised(ranksOf(matrix.columns[feature]))]));
  const verdicts = new Map<number, { reason: string; value: number }>();
  const weakestFirst = numbers.toSorted((a, b) => strength[a] - strength[b] || b - a);
  for (const [index, feature] of weakestFirst.entries()) {
    for (const stronger of weakestFirst.slice(index + 1)) {
      const value = correlationOf(ranks.get(feature), ranks.get(stronger));
      if (Math.abs(value) <= limit) continue;
      const reason = `rank correlation ${value.toFixed(2)} with ${matrix.features[stronger].name}`;
      verdicts.set(feature, { reason, value });
      break;
    }
  }
  return verdicts;
}

/** The feature that the others say best is dropped, again and again until none is beyond the limit. */
function judgeInflation(matrix: FeatureMatrix, kept: readonly number[], limit: number): Verdicts {
  let left = kept.filter((feature) => matrix.features[feature].kind === 'numeric');
  const columns = new Map(left.map((feature) => [feature, standardised(filled(matrix.columns[feature]))]));
  left = left.filter((feature) => columns.get(feature)?.some((value) => value !== 0));
  const verdicts = new Map<number, { reason: string; value: number }>();
  while (left.length > 1) {
    const factors = inflationFactors(left.map((feature) => columns.get(feature) ?? new Float64Array()));
    const worst = factors.indexOf(Math.max(...factors));
    if (!(factors[worst] > limit)) break;
    const value = factors[worst];
    const size = value >= 1e9 ? 'without bound' : value.toFixed(1);
    verdicts.set(left[worst], { reason: `variance inflation ${size}: the other numbers say it`, value });
    left = left.filter((_, index) => index !== worst);
  }
  return verdicts;
}

/**
 * Variance inflation factors of standardised columns: the diagonal of the inverse of their correlation matrix.
 * A column that the others determine has about 10¹⁰.
 */
export function inflationFactors(columns: readonly Float64Array[]): readonly number[] {
  const size = columns.length;
  const correlations = new Float64Array(size * size);
  for (let a = 0; a < size; a++) {
    for (let b = 0; b <= a; b++)
      correlations[a * size + b] = correlations[b * size + a] = correlationOf(columns[a], columns[b]);
    // Exact copies would have no inverse.
    correlations[a * size + a] += 1e-10;
  }
  return columns.map((_, index) => {
    const unit = new Float64Array(size);
    unit[index] = 1;
    return choleskySolve(correlations.slice(), unit)?.[index] ?? 1e10;
  });
}

/** How far from ½ the ROC AUC of the feature by itself is; level codes are taken as they are. */
function strengthOf(column: Float64Array, labels: Uint8Array): number {
  const known = Uint32Array.from(column.keys()).filter((row) => !Number.isNaN(column[row]));
  const scores = Float64Array.from(known, (row) => column[row]);
  const outcomes = Uint8Array.from(known, (row) => labels[row]);
  const bads = outcomes.reduce((count, label) => count + label, 0);
  if (bads === 0 || bads === outcomes.length) return 0;
  return Math.abs(rocAuc(scores, outcomes) - 0.5) * (known.length / column.length);
}

/** Ranks from 0, equal values sharing their mean rank; missing values take the middle. */
function ranksOf(column: Float64Array): Float64Array {
  const sorted = column.filter((value) => !Number.isNaN(value)).sort();
  const rankOf = new Map<number, number>();
  for (let start = 0; start < sorted.length; ) {
    let end = start;
    while (end < sorted.length && sorted[end] === sorted[start]) end += 1;
    rankOf.set(sorted[start], (start + end - 1) / 2);
    start = end;
  }
  return column.map((value) => rankOf.get(value) ?? (sorted.length - 1) / 2);
}

function filled(column: Float64Array): Float64Array {
  const sorted = column.filter((value) => !Number.isNaN(value)).sort();
  const median = sorted[sorted.length >> 1] ?? 0;
  return column.map((value) => (Number.isNaN(value) ? median : value));
}

/** Mean 0 and sum of squares 1; all 0 for a constant. */
function standardised(column: Float64Array): Float64Array {
  const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
  const centred = column.map((value) => value - mean);
  const size = Math.sqrt(centred.reduce((sum, value) => sum + value * value, 0));
  return size > 1e-12 * Math.max(1, Math.abs(mean)) ? centred.map((value) => value / size) : centred.fill(0);
}

function correlationOf(a: Float64Array | undefined, b: Float64Array | undefined): number {
  if (a === undefined || b === undefined) return 0;
  let sum = 0;
  for (let row = 0; row < a.length; row++) sum += a[row] * b[row];
  return sum;
}
