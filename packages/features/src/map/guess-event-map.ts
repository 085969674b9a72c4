import { type Column, isCodedColumn, type Table } from '@probity/domain';
import { type EventMap, WHOLE_FILE } from './event-map.js';
import { looksLikeTime } from './event-times.js';

/** A guessed map, each entry with its reason, so that a person can agree or correct it. */
export interface EventMapGuess {
  readonly map: EventMap;
  readonly entries: readonly EventMapEntry[];
  /** Columns of the file that nothing was bound to, in the order of the file. */
  readonly unused: readonly string[];
}

export interface EventMapEntry {
  /** Canonical name. */
  readonly name: string;
  /** Column of the file, or `*`. */
  readonly column: string;
  /** Why, in words. */
  readonly reason: string;
}

/**
 * Guesses which column of a table of events is the time, the id, the customer, the card, the merchant, the amount, the label …,
 * by the columns' names and by what they hold.
 *
 * A name alone is not enough: an id must be different in every row, a key must come back, an amount must be a number, a label
 * yes or no. Each column is bound once. Where no column says whose the events are the file is taken as one customer's (`*`).
 * What it cannot know: a column of another meaning under a usual name; show the guess.
 *
 * Cost: O(cells) of the columns whose names speak; a few thousand rows are enough.
 * @param table rows of the file, a sample or all
 * @example guessEventMap(table).map // { at: 'TX_DATETIME', id: 'TRANSACTION_ID', customer: 'CUSTOMER_ID', amount: 'TX_AMOUNT' }
 */
export function guessEventMap(table: Table): EventMapGuess {
  const traits = table.columns.map((column) => traitsOf(column, table.rowCount));
  const taken = new Set<string>();
  const entries: EventMapEntry[] = [];
  const candidates = nouns.flatMap((noun, order) =>
    traits
      .map((column) => ({ noun, order, column, strength: strengthOf(noun, column) }))
      .filter(({ strength }) => strength > 0),
  );
  // The surest first; among equals the order of the nouns, then of the file (a stable sort).
  for (const { noun, column } of candidates.sort((a, b) => b.strength - a.strength || a.order - b.order)) {
    if (taken.has(column.name) || entries.some(({ name }) => name === noun.name)) continue;
    taken.add(column.name);
    entries.push({ name: noun.name, column: column.name, reason: `named so, and ${noun.holds}` });
  }
  const free = (column: Traits) => !taken.has(column.name);
  const bind = (name: string, column: Traits | undefined, reason: string) => {
    if (column === undefined || entries.some((entry) => entry.name === name)) return;
    taken.add(column.name);
    entries.push({ name, column: column.name, reason });
  };
  bind(
    'at',
    traits.filter(free).find(({ isTime }) => isTime),
    'the first column that holds moments',
  );
  bind(
    'customer',
    traits.filter(free).find(({ tokens, isKey }) => isKey && tokens.includes('id')),
    'an id that comes back in other rows',
  );
  if (!entries.some(({ name }) => keyNames.has(name))) {
    entries.push({ name: 'customer', column: WHOLE_FILE, reason: "no column says whose: the file is one customer's" });
  }
  const rank = new Map(nouns.map(({ name }, index) => [name, index]));
  entries.sort((a, b) => (rank.get(a.name) ?? 0) - (rank.get(b.name) ?? 0));
  return {
    map: Object.fromEntries(entries.map(({ name, column }) => [name, column])),
    entries,
    unused: traits.filter(free).map(({ name }) => name),
  };
}

interface Traits {
  readonly name: string;
  readonly tokens: readonly string[];
  readonly isTime: boolean;
  /** Different in every row. */
  readonly isUnique: boolean;
  /** Text or whole numbers, some of them more than once. */
  readonly isKey: boolean;
  readonly isNumber: boolean;
  /** Two values at most, as yes and no are. */
  readonly isFlag: boolean;
  /** Few values, as kinds of things are. */
  readonly isCategory: boolean;
}

interface Noun {
  readonly name: string;
  /** Words of a column's name; the first are the surest. Several words in one entry must all be there. */
  readonly words: readonly string[];
  /** Words that speak against it. */
  readonly not?: readonly string[];
  readonly fits: (traits: Traits) => boolean;
  readonly holds: string;
}

const isKey = ({ isKey: fits }: Traits) => fits;
const KEY = { fits: isKey, holds: 'its values come back in other rows' };

/** The canonical names in the order in which a map is shown. */
const nouns: readonly Noun[] = [
  {
    name: 'at',
    words: ['datetime', 'timestamp', 'time', 'date', 'occurred', 'posted', 'ts'],
    not: ['birth', 'due', 'expiry', 'expires', 'known', 'seconds', 'days', 'value', 'updated'],
    fits: ({ isTime }) => isTime,
    holds: 'it holds moments',
  },
  {
    name: 'id',
    words: ['transaction id', 'trans id', 'tx id', 'event id', 'payment id', 'uuid', 'reference', 'trans num', 'id'],
    not: ['customer', 'card', 'terminal', 'merchant', 'account', 'device', 'user', 'client'],
    fits: ({ isUnique }) => isUnique,
    holds: 'it differs in every row',
  },
  {
    name: 'knownAt',
    words: ['known at', 'received at', 'arrived', 'received', 'ingested', 'loaded'],
    fits: ({ isTime }) => isTime,
    holds: 'it holds moments',
  },
  {
    name: 'customer',
    words: ['customer', 'cust', 'client', 'user', 'holder', 'member', 'person', 'payer', 'sender', 'account'],
    not: ['name', 'age', 'type', 'country', 'city', 'birth', 'to', 'balance'],
    ...KEY,
  },
  { name: 'card', words: ['card', 'cc num', 'pan', 'card number'], not: ['type', 'brand', 'present', 'name'], ...KEY },
  { name: 'terminal', words: ['terminal', 'pos', 'atm'], not: ['type', 'country', 'city'], ...KEY },
  {
    name: 'merchant',
    words: ['merchant', 'shop', 'store', 'payee', 'beneficiary', 'vendor', 'counterparty', 'description'],
    not: ['category', 'type', 'country', 'city', 'lat', 'long', 'code', 'zip'],
    ...KEY,
  },
  { name: 'device', words: ['device', 'fingerprint', 'browser'], not: ['type', 'os'], ...KEY },
  {
    name: 'amount',
    words: ['amount', 'amt', 'value', 'price', 'sum', 'total', 'spend'],
    not: ['balance', 'date', 'fee', 'tax', 'old', 'new'],
    fits: ({ isNumber, isFlag }) => isNumber && !isFlag,
    holds: 'it is a number',
  },
  { name: 'currency', words: ['currency', 'ccy'], fits: ({ isCategory }) => isCategory, holds: 'it has few values' },
  {
    name: 'category',
    words: ['category', 'mcc', 'merchant type', 'symbol', 'type', 'kind'],
    not: ['sub', 'income', 'card'],
    fits: ({ isCategory }) => isCategory,
    holds: 'it has few values',
  },
  {
    name: 'channel',
    words: ['channel', 'entry mode', 'operation', 'method', 'mode', 'use chip', 'chip'],
    fits: ({ isCategory }) => isCategory,
    holds: 'it has few values',
  },
  { name: 'country', words: ['country'], fits: ({ isCategory }) => isCategory, holds: 'it has few values' },
  { name: 'latitude', words: ['latitude', 'lat'], fits: ({ isNumber }) => isNumber, holds: 'it is a number' },
  {
    name: 'longitude',
    words: ['longitude', 'long', 'lon', 'lng'],
    fits: ({ isNumber }) => isNumber,
    holds: 'it is a number',
  },
  {
    name: 'fraud',
    words: ['fraud', 'is fraud', 'fraudulent', 'chargeback', 'label', 'class', 'target'],
    not: ['scenario', 'type', 'flagged', 'date', 'score'],
    fits: ({ isFlag }) => isFlag,
    holds: 'it says yes or no',
  },
];

const keyNames: ReadonlySet<string> = new Set(['customer', 'card', 'terminal', 'merchant', 'device']);

function strengthOf(noun: Noun, traits: Traits): number {
  const { tokens } = traits;
  if (noun.not?.some((word) => tokens.includes(word)) === true) return 0;
  const position = noun.words.findIndex((entry) => entry.split(' ').every((word) => tokens.includes(word)));
  if (position < 0 || !noun.fits(traits)) return 0;
  // A column that is nothing but the word is surer than one among whose words it is.
  return 100 - position * 4 - Math.max(0, tokens.length - (noun.words[position] as string).split(' ').length);
}

const MOST_LEVELS_OF_A_CATEGORY = 500;

function traitsOf(column: Column, rowCount: number): Traits {
  const tokens = tokensOf(column.name);
  const values = isCodedColumn(column) ? column.codes : column.values;
  const seen = new Set<number>();
  let known = 0;
  let isWhole = true;
  for (const value of values) {
    if (isCodedColumn(column) ? value < 0 : Number.isNaN(value)) continue;
    known += 1;
    seen.add(value);
    isWhole &&= Number.isInteger(value);
  }
  const isTime = looksLikeTime(column, tokens);
  return {
    name: column.name,
    tokens,
    isTime,
    isUnique: known === rowCount && seen.size === rowCount && rowCount > 1 && (isCodedColumn(column) || isWhole),
    // A key that most rows lack is somebody else's: the account on the other side of a transfer.
    isKey:
      seen.size < known &&
      known >= rowCount / 2 &&
      !isTime &&
      (isCodedColumn(column) || (isWhole && column.kind !== 'boolean')),
    isNumber: !isCodedColumn(column) && !isTime,
    isFlag:
      seen.size <= 2 &&
      seen.size > 0 &&
      (isCodedColumn(column) || [...seen].every((value) => value === 0 || value === 1)),
    isCategory:
      seen.size > 0 && seen.size <= MOST_LEVELS_OF_A_CATEGORY && (isCodedColumn(column) || isWhole) && !isTime,
  };
}

/** Words of a name: `TX_DATETIME`, `txDatetime` and `Tx datetime` give the same. `amt` of `TXAMT` stays hidden. */
function tokensOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((token) => token !== '');
}
