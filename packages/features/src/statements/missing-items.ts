import { companyRatios } from './company-ratios.js';
import { type CompanyStatement, type StatementItem, statementItemNames } from './company-statement.js';
import { completeStatement } from './complete-statement.js';

/** An item that is not known, and how many ratios want it. */
export interface MissingItem {
  readonly item: StatementItem;
  readonly ratios: number;
}

/**
 * Which items of a statement would make most ratios known, the most wanted first; items that follow from others are not missing.
 *
 * @param names ratios that matter; others are not looked at
 * @throws UNKNOWN_FIELD, WRONG_TYPE as `completeStatement`
 * @example missingItems({ currentAssets: 30 }, ['currentRatio']) // [{ item: 'shortTermLiabilities', ratios: 1 }]
 */
export function missingItems(statement: CompanyStatement, names: Iterable<string>): readonly MissingItem[] {
  const { items } = completeStatement(statement);
  const wanted = new Set(names);
  const counts = new Map<StatementItem, number>();
  for (const { name, numerator, denominator } of companyRatios) {
    if (!wanted.has(name)) continue;
    const lacking = new Set([...numerator, ...denominator].map(([, item]) => item));
    for (const item of lacking) if (items[item] === undefined) counts.set(item, (counts.get(item) ?? 0) + 1);
  }
  return statementItemNames
    .flatMap((item) => (counts.has(item) ? [{ item, ratios: counts.get(item) as number }] : []))
    .sort((one, other) => other.ratios - one.ratios);
}
