import type { ColumnChange, ColumnSchema, FieldValue } from '@probity/domain';
import type { Feature } from '@probity/learn';
import type { FeatureReference } from '../bundle/model-bundle.js';
import { roundWithin } from './round-within.js';

/** One value that a feature could be changed to. */
export interface CandidateValue {
  /** As the model sees it. */
  readonly encoded: number;
  /** As the application holds it. */
  readonly value: FieldValue;
  readonly cost: number;
}

/** Every change costs this much, however small: few changes are better than many. */
export const CHANGE_COST = 0.1;
/** Another level, or yes for no, costs as much as moving a number past this share of people. */
const SWITCH_COST = 0.5;
/** A level that fewer applicants had is not proposed. */
const LEAST_LEVEL_SHARE = 0.01;
/** Between values that people do not differ in, the nearer is still a little cheaper. */
const DISTANCE_COST = 1e-6;

interface ValueSource {
  readonly feature: Feature;
  readonly column: ColumnSchema;
  readonly reference: FeatureReference | undefined;
  /** Where the model or the policy changes its mind, ascending. */
  readonly splits: readonly number[];
  readonly change: ColumnChange;
  /** At most as many numbers. */
  readonly most: number;
}

/**
 * The values a feature could plausibly take instead of the one it has, cheapest first.
 *
 * Numbers stay between the 5 % and the 95 % quantile of the training data and inside the schema's bounds: one value for each stretch
 * between two of the model's own thresholds (and the quantiles), the one nearest to today's, rounded as far as the stretch allows.
 * Missing values and special codes stay as they are: a person cannot change to "not known", and what is not known cannot be said to
 * change. So do dates, texts and ids.
 */
export function candidateValues(source: ValueSource, encoded: number): readonly CandidateValue[] {
  const { feature, column, change } = source;
  if (change === 'fixed' || Number.isNaN(encoded) || feature.specialCodes?.includes(encoded) === true) return [];
  switch (column.kind) {
    case 'numeric':
    case 'integer':
      return numberCandidates(source, encoded);
    case 'boolean': {
      const other = encoded === 1 ? 0 : 1;
      const isAllowed = change === 'any' || (change === 'increase' ? other === 1 : other === 0);
      return isAllowed ? [{ encoded: other, value: other === 1, cost: CHANGE_COST + SWITCH_COST }] : [];
    }
    case 'category':
      return levelCandidates(source, encoded);
    default:
      return [];
  }
}

function levelCandidates({ feature, reference, change }: ValueSource, encoded: number): readonly CandidateValue[] {
  return (feature.levels ?? []).flatMap((level, code) => {
    const isCommon = (reference?.shares?.[level] ?? 0) >= LEAST_LEVEL_SHARE;
    const isAllowed = change === 'any' || (change === 'increase' ? code > encoded : code < encoded);
    if (code === encoded || !isCommon || !isAllowed || feature.specialCodes?.includes(code) === true) return [];
    return [{ encoded: code, value: level, cost: CHANGE_COST + SWITCH_COST }];
  });
}

function numberCandidates(source: ValueSource, encoded: number): readonly CandidateValue[] {
  const { column, reference, splits, change, most, feature } = source;
  const quantiles = reference?.quantiles ?? [];
  const [low, high] = plausibleRange(column, quantiles);
  if (!(low <= high)) return [];
  const isWhole = column.kind === 'integer';
  // A stretch is (edge, next edge]: thresholds of trees and edges of bins belong to the lower side.
  const edges = [...new Set([...splits, ...quantiles].filter((edge) => edge > low && edge < high))].sort(
    (a, b) => a - b,
  );
  const bounds = [-Infinity, ...edges, Infinity];
  const values = new Set<number>();
  for (let stretch = 0; stretch + 1 < bounds.length; stretch++) {
    const above = bounds[stretch] ?? -Infinity;
    const upTo = bounds[stretch + 1] ?? Infinity;
    if (encoded > above && encoded <= upTo) continue;
    const isUp = above >= encoded;
    if (change === (isUp ? 'decrease' : 'increase')) continue;
    const rounded = isUp
      ? roundWithin(above, Math.min(upTo, high), 'up', isWhole)
      : roundWithin(upTo, Math.max(above, low), 'down', isWhole);
    if (rounded !== undefined && rounded >= low && rounded <= high && rounded !== encoded) values.add(rounded);
  }
  for (const code of feature.specialCodes ?? []) values.delete(code);
  const rank = (value: number) => rankOf(quantiles, value);
  const own = rank(encoded);
  const span = Math.max(high - low, Math.abs(encoded - low), Math.abs(encoded - high)) || 1;
  const candidates = [...values].map((value) => ({
    encoded: value,
    value,
    cost: CHANGE_COST + Math.abs(rank(value) - own) + (DISTANCE_COST * Math.abs(value - encoded)) / span,
  }));
  return thin(
    candidates.sort((a, b) => a.cost - b.cost || a.encoded - b.encoded),
    most,
  );
}

/** From the 5 % to the 95 % quantile, inside the schema's bounds. */
export function plausibleRange(column: ColumnSchema, quantiles: readonly number[]): readonly [number, number] {
  const last = quantiles.length - 1;
  const at = (share: number) => quantiles[Math.round(share * last)] ?? Number.NaN;
  const least = typeof column.minimum === 'number' ? column.minimum : -Infinity;
  const most = typeof column.maximum === 'number' ? column.maximum : Infinity;
  return [Math.max(at(0.05), least), Math.min(at(0.95), most)];
}

/** Share of the training data below a value, straight between quantiles; the middle where they are equal. */
export function rankOf(quantiles: readonly number[], value: number): number {
  const last = quantiles.length - 1;
  let below = 0;
  while (below <= last && (quantiles[below] ?? 0) < value) below += 1;
  let through = below;
  while (through <= last && (quantiles[through] ?? 0) <= value) through += 1;
  if (through > below) return (below + through - 1) / 2 / Math.max(1, last);
  if (below === 0) return 0;
  if (below > last) return 1;
  const [from, to] = [quantiles[below - 1] ?? 0, quantiles[below] ?? 0];
  return (below - 1 + (value - from) / (to - from)) / last;
}

/** Evenly over the list, its ends included. */
function thin(candidates: readonly CandidateValue[], most: number): readonly CandidateValue[] {
  if (candidates.length <= most) return candidates;
  const chosen = new Set(
    Array.from({ length: most }, (_, step) => Math.round((step / (most - 1)) * (candidates.length - 1))),
  );
  return candidates.filter((_, index) => chosen.has(index));
}
