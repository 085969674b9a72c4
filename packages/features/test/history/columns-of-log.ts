import type { EventColumns, EventValue } from '../../src/index.js';
import type { Arrival } from '../evaluate/arbitrary-log.js';

const named = ['customer', 'terminal', 'category'];
const numeric = ['amount', 'present', 'latitude', 'longitude', 'fraud'];

/** A log as columns, in order of arrival; amendments are rows that are marked. */
export function columnsOfLog(log: readonly Arrival[]): EventColumns {
  const rows = log.flatMap((arrival) => (arrival.kind === 'kill' ? [] : [arrival]));
  const said = rows.map((row) => (row.kind === 'event' ? row.event.values : row.amendment.values));
  const number = (value: EventValue | undefined) => (value === null || value === undefined ? NaN : Number(value));
  const coded = (name: string) => {
    const levels = [
      ...new Set(said.map((values) => values[name]).filter((value) => typeof value === 'string')),
    ] as string[];
    return { levels, codes: Int32Array.from(said, (values) => levels.indexOf(values[name] as string)) };
  };
  return {
    count: rows.length,
    at: Float64Array.from(rows, (row) => (row.kind === 'event' ? row.event.at : 0)),
    knownAt: Float64Array.from(rows, (row) => (row.kind === 'event' ? row.event.knownAt : row.amendment.knownAt)),
    ids: rows.map((row) => (row.kind === 'event' ? row.event.id : row.amendment.id)),
    amendments: Uint8Array.from(rows, (row) => (row.kind === 'amendment' ? 1 : 0)),
    columns: Object.fromEntries([
      ...named.map((name) => [name, coded(name)] as const),
      ...numeric.map((name) => [name, Float64Array.from(said, (values) => number(values[name]))] as const),
    ]),
  };
}
