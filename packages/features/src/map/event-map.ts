import { ProbityError } from '@probity/domain';

/**
 * Which column of a file holds what: canonical name → the file's column.
 *
 * `at` is the time of the event, `id` its identity, `knownAt` when it became known; the other names are columns of the
 * source, as in `customer`, `card`, `terminal`, `merchant`, `amount`, `category`, `fraud`. The column `*` stands for "the
 * whole file": all of its events belong to one entity.
 *
 * @example const map: EventMap = { at: 'TX_DATETIME', customer: 'CUSTOMER_ID', amount: 'TX_AMOUNT' };
 */
export type EventMap = Readonly<Record<string, string>>;

/** The file's column for a key that every event shares: a ledger without a column that says whose it is. */
export const WHOLE_FILE = '*';

/** Names of a map that are not columns of the source. */
export const EVENT_NAMES: ReadonlySet<string> = new Set(['at', 'id', 'knownAt']);

/**
 * Reads a map as it is typed: `customer=CUSTOMER_ID,amount=TX_AMOUNT`.
 *
 * @throws INVALID_ARGUMENT naming the entry that is not `name=column`, or the name that stands twice
 * @example parseEventMap('customer=CUSTOMER_ID') // { customer: 'CUSTOMER_ID' }
 */
export function parseEventMap(text: string): EventMap {
  const map: Record<string, string> = {};
  for (const entry of text.split(',')) {
    if (entry.trim() === '') continue;
    const split = entry.indexOf('=');
    const name = entry.slice(0, Math.max(0, split)).trim();
    const column = entry.slice(split + 1).trim();
    if (split < 0 || !/^[A-Za-z][A-Za-z0-9_]*$/.test(name) || column === '') {
      throw wrong(`an entry of \`--map\` must be name=column, as in customer=CUSTOMER_ID; got "${entry.trim()}"`);
    }
    if (Object.hasOwn(map, name)) throw wrong(`\`--map\` names "${name}" twice`);
    map[name] = column;
  }
  return map;
}

function wrong(message: string): ProbityError {
  return new ProbityError('INVALID_ARGUMENT', message, { field: '--map' });
}
