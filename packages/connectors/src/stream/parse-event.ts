import { ProbityError } from '@probity/domain';
import type { EventColumn, EventValue, SourceEvent } from '@probity/features';

/** How a record becomes an event. */
export interface EventMapping {
  /**
   * Column of the event, or `id`, `at`, `knownAt`, `source` → name in the record: { customer: 'CUSTOMER_ID', at: 'TX_DATETIME' }.
   * What is not named here is looked for under its own name.
   */
  readonly map?: Readonly<Record<string, string>>;
  /** The columns that are wanted, as a feature set names them; default all that the record has. */
  readonly columns?: Readonly<Record<string, EventColumn>>;
}

const FRAME = ['id', 'at', 'knownAt', 'source'] as const;
/** 1973-03-03: a number below it is far more likely a count of seconds. */
const EARLIEST_MS = 100_000_000_000;
const LATEST_MS = 8_640_000_000_000_000;
const TIME = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * Makes an event of a record: of `{ id, at, knownAt?, source?, values: { … } }`, or of a flat record with a map.
 *
 * Times are whole milliseconds since 1970 or ISO 8601; without an offset they are UTC. A number for a key or category is taken
 * as its text, 0 and 1 for a flag as false and true; all else is left as it is.
 *
 * @param knownAt when the record reached us; counts where the record does not say
 * @throws MISSING_FIELD, WRONG_TYPE, VALUE_OUT_OF_RANGE naming the field
 * @example
 * parseEvent({ TX: 7, WHEN: '2018-07-25T10:00:00Z', WHO: 596, SUM: 12.5 }, 0, {
 *   map: { id: 'TX', at: 'WHEN', customer: 'WHO', amount: 'SUM' },
 *   columns: { customer: { kind: 'key' }, amount: { kind: 'number' } },
 * }); // { id: '7', at: 1532512800000, knownAt: 1532512800000, values: { customer: '596', amount: 12.5 } }
 */
export function parseEvent(record: unknown, knownAt: number, mapping: EventMapping = {}): SourceEvent {
  if (!isRecord(record)) throw new ProbityError('WRONG_TYPE', 'an event must be an object');
  const { map = {}, columns } = mapping;
  const nested = record['values'];
  if (nested !== undefined && !isRecord(nested)) throw wrong('values', 'an object');
  const named = (field: string) => map[field] ?? field;
  const pick = (field: string) =>
    own(record, named(field)) ?? (nested === undefined ? undefined : own(nested, named(field)));
  const id = pick('id');
  if (id === undefined || id === null || id === '') throw missing(named('id'));
  if (typeof id !== 'string' && !(typeof id === 'number' && Number.isSafeInteger(id))) {
    throw wrong(named('id'), 'a text or a whole number');
  }
  const at = parseTime(pick('at'), named('at'));
  const stated = pick('knownAt');
  const known = stated === undefined || stated === null ? Math.max(at, knownAt) : parseTime(stated, named('knownAt'));
  const source = pick('source');
  if (source !== undefined && source !== null && typeof source !== 'string') throw wrong(named('source'), 'a text');
  const held = nested ?? record;
  // Entries, as a column may be called __proto__.
  const values: [string, EventValue][] = [];
  if (columns !== undefined) {
    for (const [column, definition] of Object.entries(columns)) {
      const value = own(held, named(column));
      if (value !== undefined) values.push([column, asColumn(plain(value, named(column)), definition.kind)]);
    }
  } else {
    const frame = new Set(nested === undefined ? FRAME.map(named) : []);
    const renamed = new Map(Object.entries(map).map(([column, name]) => [name, column]));
    for (const [name, value] of Object.entries(held)) {
      if (!frame.has(name)) values.push([renamed.get(name) ?? name, plain(value, name)]);
    }
  }
  return {
    ...(typeof source === 'string' ? { source } : {}),
    id: String(id),
    at,
    knownAt: known,
    values: Object.fromEntries(values),
  };
}

function parseTime(value: unknown, field: string): number {
  if (value === undefined || value === null || value === '') throw missing(field);
  if (typeof value === 'number') {
    if (!Number.isInteger(value) || value < EARLIEST_MS || value > LATEST_MS) {
      throw new ProbityError(
        'VALUE_OUT_OF_RANGE',
        `\`${field}\` must be whole milliseconds since 1970-01-01 UTC${value < EARLIEST_MS ? ', not seconds' : ''}`,
        { field },
      );
    }
    return value;
  }
  const parts = typeof value === 'string' ? TIME.exec(value.trim()) : null;
  if (parts === null) throw wrong(field, 'milliseconds since 1970-01-01 UTC or a time such as 2018-07-25T10:00:00Z');
  const [, date, clock = '00:00', offset = 'Z'] = parts;
  const time = Date.parse(`${date}T${clock.replace(',', '.')}${offset.toUpperCase()}`);
  if (Number.isNaN(time))
    throw new ProbityError('VALUE_OUT_OF_RANGE', `\`${field}\` is no time that exists`, { field });
  return Math.floor(time);
}

function asColumn(value: EventValue, kind: EventColumn['kind']): EventValue {
  if (typeof value === 'number' && (kind === 'key' || kind === 'category')) return String(value);
  if (kind === 'flag' && (value === 0 || value === 1)) return value === 1;
  return value;
}

function plain(value: unknown, field: string): EventValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw wrong(field, 'a text, a number, true, false or null');
}

function own(record: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function missing(field: string): ProbityError {
  return new ProbityError('MISSING_FIELD', `\`${field}\` of the event is missing`, { field });
}

function wrong(field: string, form: string): ProbityError {
  return new ProbityError('WRONG_TYPE', `\`${field}\` of the event must be ${form}`, { field });
}
