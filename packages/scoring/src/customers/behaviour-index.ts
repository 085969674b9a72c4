import { ProbityError } from '@probity/domain';
import { type CustomerMeasure, type CustomerMeasures, customerMeasureNames } from './customer-measures.js';

/** One part of the index: how far a measure lies between a value that is no concern and one that is. */
export interface IndexPart {
  readonly measure: CustomerMeasure;
  /** Importance beside the others', above 0. */
  readonly weight: number;
  /** At or below it the part is 0. */
  readonly from: number;
  /** At or above it the part is 1; above `from`. */
  readonly to: number;
  /** What the part is taken for where its measure is not known, in [0, 1]: the mean of the customers learned from. Default 0. */
  readonly usual?: number;
}

/**
 * The parts as they are when nothing else is asked for. Every one rises with risk.
 *
 * They are an opinion from what affordability and behavioural scorecards look at, not fitted to any outcome: see
 * docs/methods/customers.md for where each comes from.
 */
export const defaultIndexParts: readonly IndexPart[] = [
  { measure: 'spend_to_income', weight: 25, from: 0.2, to: 1.2 },
  { measure: 'debt_to_income', weight: 20, from: 0, to: 1.5 },
  { measure: 'utilisation', weight: 15, from: 0.1, to: 1 },
  { measure: 'overdrawn_share', weight: 15, from: 0, to: 0.25 },
  { measure: 'unpaid_share', weight: 10, from: 0, to: 1 },
  { measure: 'cash_share', weight: 10, from: 0, to: 0.6 },
  { measure: 'volatility', weight: 10, from: 0.5, to: 3 },
  { measure: 'night_share', weight: 10, from: 0, to: 0.3 },
  { measure: 'refund_share', weight: 5, from: 0, to: 0.15 },
  { measure: 'silence', weight: 5, from: 0.1, to: 1 },
];

/**
 * The index of one customer, in [0, 1]: the weighted mean of the parts. Higher is riskier.
 *
 * Where a measure is not known its part is the usual one, so that little knowledge gives a score in the middle, not at an end.
 *
 * @param contributions filled in: one per part, what it adds; NaN where its measure is not known
 */
export function behaviourIndex(
  parts: readonly IndexPart[],
  measures: CustomerMeasures,
  row: number,
  contributions: Float64Array,
): number {
  let weights = 0;
  for (const { weight } of parts) weights += weight;
  let index = 0;
  for (const [at, part] of parts.entries()) {
    const value = measures[part.measure][row] as number;
    const share = (part.weight * (Number.isNaN(value) ? (part.usual ?? 0) : reachOf(part, value))) / weights;
    contributions[at] = Number.isNaN(value) ? Number.NaN : share;
    index += share;
  }
  return Math.min(1, index);
}

/**
 * The parts that can be told of these customers, each with its usual value; a part whose measure is known of nobody is dropped.
 *
 * @param count number of customers
 */
export function usualParts(
  parts: readonly IndexPart[],
  measures: CustomerMeasures,
  count: number,
): readonly IndexPart[] {
  return parts.flatMap((part) => {
    let known = 0;
    let total = 0;
    for (let row = 0; row < count; row++) {
      const value = measures[part.measure][row] as number;
      if (Number.isNaN(value)) continue;
      known++;
      total += reachOf(part, value);
    }
    return known === 0 ? [] : [{ ...part, usual: total / known }];
  });
}

function reachOf({ from, to }: IndexPart, value: number): number {
  return Math.min(1, Math.max(0, (value - from) / (to - from)));
}

/** @throws BUNDLE_INVALID, or the given code, unless parts are usable */
export function checkIndexParts(value: unknown, code: 'BUNDLE_INVALID' | 'INVALID_ARGUMENT'): readonly IndexPart[] {
  const refuse = (rule: string) =>
    new ProbityError(code, `\`parts\` of the behaviour index must ${rule}`, { field: 'parts' });
  if (!Array.isArray(value) || value.length === 0) throw refuse('be a list of at least one');
  for (const part of value as Partial<IndexPart>[]) {
    const { measure, weight = 0, from = Number.NaN, to = Number.NaN, usual = 0 } = part ?? {};
    if (!customerMeasureNames.some((name) => name === measure))
      throw refuse(`name measures; got ${JSON.stringify(measure)}`);
    if (!(weight > 0 && weight < 1e6)) throw refuse('have weights above 0');
    if (!(usual >= 0 && usual <= 1)) throw refuse('have usual values from 0 to 1');
    if (!(Number.isFinite(from) && Number.isFinite(to) && to > from)) throw refuse('have a `to` above their `from`');
  }
  return value as readonly IndexPart[];
}
