import { log } from '@probity/numerics';
import { companyRatios } from './company-ratios.js';
import type { CompanyStatement, StatementItem } from './company-statement.js';
import { statementItems } from './company-statement.js';
import { type CompletedStatement, completeStatement } from './complete-statement.js';
import type { ItemSum, RatioDefinition } from './ratio-definition.js';

/** A ratio's value, or why there is none. */
export interface RatioValue {
  /** Null where it cannot be computed. */
  readonly value: number | null;
  /** Why it is null, or what to mind when reading it; absent where there is nothing to say. */
  readonly note?: string;
}

/** All ratios of one company-year, by name. */
export interface RatioReport {
  readonly ratios: Readonly<Record<string, RatioValue>>;
  /** What does not add up in the statements. */
  readonly notes: readonly string[];
}

/**
 * Computes every ratio of `companyRatios` from statements.
 *
 * The rules: items that follow from others are derived first (`completeStatement`); a ratio with an item that is not known is null
 * and its note names the item; a denominator of 0 gives null, never an infinity; a denominator below 0 is computed as it stands, and
 * the note says that the ratio then reads the other way round; growth from an amount that was 0 or below is null; the logarithm of
 * an amount that is not above 0 is null.
 *
 * @param statement of the year that is judged
 * @param earlier statements of the years before, the latest first; growth needs one, the three-year profit two
 * @throws UNKNOWN_FIELD, WRONG_TYPE as `completeStatement`
 * @example computeRatios({ currentAssets: 30, shortTermLiabilities: 20 }).ratios.currentRatio // { value: 1.5 }
 */
export function computeRatios(statement: CompanyStatement, earlier: readonly CompanyStatement[] = []): RatioReport {
  const now = completeStatement(statement);
  const before = earlier.slice(0, 2).map(completeStatement);
  const ratios: Record<string, RatioValue> = {};
  for (const ratio of companyRatios) ratios[ratio.name] = computeRatio(ratio, now, before);
  return { ratios, notes: now.notes };
}

function computeRatio(
  ratio: RatioDefinition,
  now: CompletedStatement,
  before: readonly CompletedStatement[],
): RatioValue {
  const top = add(now, ratio.numerator);
  if (typeof top === 'string') return unknown(top);
  switch (ratio.form) {
    case 'amount':
      return { value: top };
    case 'log10':
      return top > 0 ? { value: log(top) / Math.LN10 } : unknown('its amount is not above 0');
    case 'change': {
      const last = before[0] === undefined ? 'the year before is not known' : add(before[0], ratio.numerator);
      if (typeof last === 'string') return unknown(before[0] === undefined ? last : `${last} in the year before`);
      if (last <= 0) return unknown('the amount of the year before is not above 0');
      return { value: top / last - ratio.subtract };
    }
    case 'three-years': {
      const sums = before.map((year) => add(year, ratio.numerator));
      if (sums.length < 2 || sums.some((sum) => typeof sum === 'string')) {
        return unknown('the two years before are not known');
      }
      const total = (sums as number[]).reduce((sum, value) => sum + value, top);
      return divide(total, add(now, ratio.denominator), ratio.scale);
    }
    case 'quotient':
      return divide(top, add(now, ratio.denominator), ratio.scale);
  }
}

function divide(top: number, bottom: number | string, scale: number): RatioValue {
  if (typeof bottom === 'string') return unknown(bottom);
  if (bottom === 0) return unknown('its denominator is 0');
  const value = (scale * top) / bottom;
  return bottom < 0 ? { value, note: 'its denominator is below 0, so it reads the other way round' } : { value };
}

/** The sum, or which item is missing. */
function add({ items }: CompletedStatement, sum: ItemSum): number | string {
  let total = 0;
  for (const [factor, item] of sum) {
    const value = items[item];
    if (value === undefined) return `${nameOf(item)} is not known`;
    total += factor * value;
  }
  return total;
}

function nameOf(item: StatementItem): string {
  return `${statementItems[item].toLowerCase()} (${item})`;
}

function unknown(note: string): RatioValue {
  return { value: null, note };
}
