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
 * The index of one customer, in [0, 1]: the weighted mean of the parts that are known. Higher is riskier.
 *
 * @param contributions filled in: one per part, what it adds; 0 where its measure is not known
 * @returns NaN where no part is known
 */
export function behaviourIndex(
  parts: readonly IndexPart[],
  measures: CustomerMeasures,
  row: number,
  contributions: Float64Array,
): number {
  let weights = 0;
  for (const { measure, weight } of parts) if (!Number.isNaN(measures[measure][row] as number)) weights += weight;
  let index = 0;
  for (const [at, { measure, weight, from, to }] of parts.entries()) {
    const value = measures[measure][row] as number;
    const reach = Math.min(1, Math.max(0, (value - from) / (to - from)));
    const share = Number.isNaN(value) ? 0 : (weight * reach) / weights;
    contributions[at] = share;
    index += share;
  }
  return weights > 0 ? Math.min(1, index) : Number.NaN;
}

/** @throws BUNDLE_INVALID, or the given code, unless parts are usable */
export function checkIndexParts(value: unknown, code: 'BUNDLE_INVALID' | 'INVALID_ARGUMENT'): readonly IndexPart[] {
  const refuse = (rule: string) =>
    new ProbityError(code, `\`parts\` of the behaviour index must ${rule}`, { field: 'parts' });
  if (!Array.isArray(value) || value.length === 0) throw refuse('be a list of at least one');
  for (const part of value as Partial<IndexPart>[]) {
    const { measure, weight = 0, from = Number.NaN, to = Number.NaN } = part ?? {};
    if (!customerMeasureNames.some((name) => name === measure))
      throw refuse(`name measures; got ${JSON.stringify(measure)}`);
    if (!(weight > 0 && weight < 1e6)) throw refuse('have weights above 0');
    if (!(Number.isFinite(from) && Number.isFinite(to) && to > from)) throw refuse('have a `to` above their `from`');
  }
  return value as readonly IndexPart[];
}
