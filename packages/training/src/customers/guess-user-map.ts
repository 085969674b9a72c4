import { type Column, isCodedColumn, type Table } from '@probity/domain';
import { type CustomerFact, customerFactTitles } from '@probity/scoring';

/** Which column of a file of customers holds what: `user_id` or a fact → the file's column. */
export type UserMap = Readonly<Partial<Record<'user_id' | UserColumn, string>>>;

/** What a file of customers may hold beside their id. `tenure_months` stands for the days observed where a file is aggregated. */
export type UserColumn = CustomerFact | 'tenure_months';

/** One entry of a guessed map, with its reason. */
export interface UserMapEntry {
  readonly name: string;
  readonly column: string;
  readonly reason: string;
}

interface Noun {
  readonly name: 'user_id' | UserColumn;
  /** Words of a column's name, the surest first; all words of one entry must be there. */
  readonly words: readonly string[];
  readonly not?: readonly string[];
}

const nouns: readonly Noun[] = [
  {
    name: 'user_id',
    words: [
      'user id',
      'customer id',
      'cust id',
      'client id',
      'account id',
      'user',
      'customer',
      'client',
      'id',
      'custid',
    ],
    not: ['district', 'card'],
  },
  {
    name: 'annual_income',
    words: ['annual income', 'yearly income', 'income annual', 'income', 'salary', 'earnings', 'revenue'],
    not: ['per', 'capita', 'category', 'type', 'monthly'],
  },
  { name: 'total_debt', words: ['total debt', 'debt', 'outstanding', 'liabilities', 'owed'], not: ['ratio', 'to'] },
  { name: 'credit_limit', words: ['credit limit', 'limit', 'credit line'] },
  { name: 'balance', words: ['balance', 'revolving balance'], not: ['frequency', 'transfer'] },
  {
    name: 'total_spent',
    words: [
      'total spent',
      'total spend',
      'spent',
      'spend',
      'total purchases',
      'purchases',
      'total trans amt',
      'monetary',
    ],
    not: ['frequency', 'trx', 'oneoff', 'installments', 'count', 'ct', 'chng', 'share'],
  },
  {
    name: 'transactions',
    words: ['purchases trx', 'total trans ct', 'transactions', 'trans count', 'number purchases', 'trx count'],
    not: ['cash', 'amount', 'amt'],
  },
  {
    name: 'cash_spent',
    words: ['cash advance', 'cash spent', 'cash withdrawals', 'withdrawals'],
    not: ['frequency', 'trx', 'count'],
  },
  { name: 'full_payment_share', words: ['prc full payment', 'full payment', 'paid full'] },
  { name: 'night_share', words: ['night share', 'night'] },
  { name: 'refunded', words: ['refunded', 'refunds', 'returns'], not: ['count', 'share'] },
  { name: 'days_since_last', words: ['days since last', 'recency'] },
  { name: 'days_observed', words: ['days observed'] },
  { name: 'tenure_months', words: ['tenure', 'months observed'] },
];

/**
 * Guesses which column of a file of customers is the id, the income, the debt and so on, by the columns' names and kinds.
 *
 * @returns entries in the order of the facts; show them, a name can mislead
 * @example guessUserMap(table) // [{ name: 'user_id', column: 'CUST_ID', reason: 'named so, and different in every row' }, …]
 */
export function guessUserMap(table: Table): readonly UserMapEntry[] {
  const entries: UserMapEntry[] = [];
  const taken = new Set<string>();
  const candidates = nouns.flatMap((noun) =>
    table.columns
      .map((column) => ({ noun, column, strength: strengthOf(noun, column, table.rowCount) }))
      .filter(({ strength }) => strength > 0),
  );
  for (const { noun, column } of candidates.sort((a, b) => b.strength - a.strength)) {
    if (taken.has(column.name) || entries.some(({ name }) => name === noun.name)) continue;
    taken.add(column.name);
    entries.push({ name: noun.name, column: column.name, reason: reasonOf(noun.name) });
  }
  const order = new Map(nouns.map(({ name }, index) => [name as string, index]));
  return entries.sort((a, b) => (order.get(a.name) ?? 0) - (order.get(b.name) ?? 0));
}

function reasonOf(name: Noun['name']): string {
  if (name === 'user_id') return 'named so, and different in every row';
  return name === 'tenure_months' ? 'months that the figures cover' : customerFactTitles[name];
}

function strengthOf({ name, words, not }: Noun, column: Column, rowCount: number): number {
  const tokens = tokensOf(column.name);
  if (not?.some((word) => tokens.includes(word)) === true) return 0;
  const at = words.findIndex((entry) => entry.split(' ').every((word) => tokens.includes(word)));
  if (at < 0) return 0;
  const fits = name === 'user_id' ? isDifferent(column, rowCount) : !isCodedColumn(column);
  const length = (words[at] as string).split(' ').length;
  return fits ? 100 - at * 4 - Math.max(0, tokens.length - length) * 3 + length * 2 : 0;
}

function isDifferent(column: Column, rowCount: number): boolean {
  const values = isCodedColumn(column) ? column.codes : column.values;
  return new Set<number>(values).size === rowCount;
}

function tokensOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((token) => token !== '');
}
