import { ProbityError } from '@probity/domain';
import { type CompanyStatement, type StatementItem, statementItemNames, statementItems } from './company-statement.js';

/** Statements with the items that follow from others, and which ones those are. */
export interface CompletedStatement {
  readonly items: Readonly<Partial<Record<StatementItem, number>>>;
  /** Items that were not given and follow from those that were. */
  readonly derived: readonly StatementItem[];
  /** Sentences about what does not add up; the items stay as they were given. */
  readonly notes: readonly string[];
}

type Sum = readonly (readonly [sign: 1 | -1, item: StatementItem])[];

/** Each line: an item and the sum that it equals. Tried from top to bottom until nothing more follows. */
const identities: readonly (readonly [StatementItem, Sum])[] = [
  [
    'fixedAssets',
    [
      [1, 'totalAssets'],
      [-1, 'currentAssets'],
    ],
  ],
  [
    'currentAssets',
    [
      [1, 'totalAssets'],
      [-1, 'fixedAssets'],
    ],
  ],
  [
    'totalAssets',
    [
      [1, 'currentAssets'],
      [1, 'fixedAssets'],
    ],
  ],
  [
    'totalAssets',
    [
      [1, 'totalLiabilities'],
      [1, 'equity'],
    ],
  ],
  [
    'totalLiabilities',
    [
      [1, 'totalAssets'],
      [-1, 'equity'],
    ],
  ],
  [
    'equity',
    [
      [1, 'totalAssets'],
      [-1, 'totalLiabilities'],
    ],
  ],
  [
    'longTermLiabilities',
    [
      [1, 'totalLiabilities'],
      [-1, 'shortTermLiabilities'],
    ],
  ],
  [
    'shortTermLiabilities',
    [
      [1, 'totalLiabilities'],
      [-1, 'longTermLiabilities'],
    ],
  ],
  [
    'totalLiabilities',
    [
      [1, 'shortTermLiabilities'],
      [1, 'longTermLiabilities'],
    ],
  ],
  [
    'ebit',
    [
      [1, 'profitBeforeTax'],
      [1, 'interest'],
    ],
  ],
  [
    'profitBeforeTax',
    [
      [1, 'ebit'],
      [-1, 'interest'],
    ],
  ],
  [
    'interest',
    [
      [1, 'ebit'],
      [-1, 'profitBeforeTax'],
    ],
  ],
  [
    'operatingExpenses',
    [
      [1, 'sales'],
      [-1, 'profitOnSales'],
    ],
  ],
  [
    'profitOnSales',
    [
      [1, 'sales'],
      [-1, 'operatingExpenses'],
    ],
  ],
];

/** Two sides of a balance sheet that differ by more than this share are said. */
const TOLERANCE = 0.005;

/**
 * Adds the items that follow from others (fixed assets from total and current ones, equity from assets and liabilities, EBIT from
 * profit before tax and interest, …) and says what does not add up.
 *
 * Nothing that was given is changed, and nothing is guessed: an item stays absent unless an identity gives it.
 *
 * @throws UNKNOWN_FIELD for a name that is no item; WRONG_TYPE for a value that is no finite number
 * @example completeStatement({ totalAssets: 10, equity: 4 }).items.totalLiabilities // 6
 */
export function completeStatement(statement: CompanyStatement): CompletedStatement {
  const items: Partial<Record<StatementItem, number>> = {};
  for (const [name, value] of Object.entries(statement)) {
    if (!Object.hasOwn(statementItems, name)) {
      const message = `"${name}" is no item of the statements; there are ${statementItemNames.join(', ')}`;
      throw new ProbityError('UNKNOWN_FIELD', message, { field: name });
    }
    if (value === null || value === undefined) continue;
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      const message = `item "${name}" must be a finite number or null; got ${JSON.stringify(value) ?? 'undefined'}`;
      throw new ProbityError('WRONG_TYPE', message, { field: name });
    }
    items[name as StatementItem] = value;
  }
  const given = new Set(Object.keys(items));
  const notes = identities
    .filter(([item]) => given.has(item))
    .flatMap(([item, sum]) => mismatch(items, item, sum) ?? []);
  let found = true;
  while (found) {
    found = false;
    for (const [item, sum] of identities) {
      if (items[item] !== undefined) continue;
      const value = totalOf(items, sum);
      if (value === undefined) continue;
      items[item] = value;
      found = true;
    }
  }
  const derived = statementItemNames.filter((name) => items[name] !== undefined && !given.has(name));
  return { items, derived, notes: [...new Set(notes)] };
}

function totalOf(items: CompletedStatement['items'], sum: Sum): number | undefined {
  let total = 0;
  for (const [sign, item] of sum) {
    const value = items[item];
    if (value === undefined) return undefined;
    total += sign * value;
  }
  return total;
}

/** The balance sheet is said once, from its assets: the other lines are the same sum turned round. */
function mismatch(items: CompletedStatement['items'], item: StatementItem, sum: Sum): string | undefined {
  if (item !== 'totalAssets') return undefined;
  const total = totalOf(items, sum);
  const stated = items[item];
  if (total === undefined || stated === undefined) return undefined;
  if (Math.abs(total - stated) <= TOLERANCE * Math.max(Math.abs(total), Math.abs(stated))) return undefined;
  const parts = sum.map(([, part]) => statementItems[part].toLowerCase()).join(' and ');
  return `total assets of ${stated} differ from ${parts}, which add up to ${total}`;
}
