import type { EventColumns } from '../event/source-event.js';

/**
 * The rows of a table in the order in which they became known, ties as they stand; undefined where they stand in it already.
 *
 * A history that does not say when its rows became known is taken as known when they happened.
 *
 * @example orderOfArrival({ at: Float64Array.of(3, 1, 2) }) // Uint32Array [1, 2, 0]
 */
export function orderOfArrival({ at, knownAt = at }: Pick<EventColumns, 'at' | 'knownAt'>): Uint32Array | undefined {
  let isOrdered = true;
  for (let row = 1; row < knownAt.length && isOrdered; row++) isOrdered = !(knownAt[row]! < knownAt[row - 1]!);
  if (isOrdered) return undefined;
  const rows = Uint32Array.from(knownAt, (_, row) => row);
  return rows.sort((one, other) => knownAt[one]! - knownAt[other]! || one - other);
}

/**
 * The events of `rows`, in that order: a sort, a sample or a cut of them.
 *
 * @param rows row numbers of `events`, from 0; each may come any number of times
 * Cost: O(rows × columns); columns are copied, their texts are shared.
 * @example reorderEvents(events, Uint32Array.of(2, 0)).count // 2
 */
export function reorderEvents(events: EventColumns, rows: Uint32Array): EventColumns {
  const pick = (values: Float64Array) => Float64Array.from(rows, (row) => values[row]!);
  return {
    count: rows.length,
    at: pick(events.at),
    ...(events.knownAt === undefined ? {} : { knownAt: pick(events.knownAt) }),
    ...(events.ids === undefined ? {} : { ids: Array.from(rows, (row) => (events.ids as readonly string[])[row]!) }),
    columns: Object.fromEntries(
      Object.entries(events.columns).map(([name, column]) => [
        name,
        column instanceof Float64Array
          ? pick(column)
          : { codes: Int32Array.from(rows, (row) => column.codes[row]!), levels: column.levels },
      ]),
    ),
  };
}
