import {
  type Column,
  cellValue,
  columnNamed,
  type FieldValue,
  isCodedColumn,
  MILLISECONDS_PER_DAY,
  ProbityError,
  type Table,
} from '@probity/domain';
import type { CodedValues } from '@probity/features';
import type { Enricher } from './enricher.js';
import { type KnownRecords, takeColumn } from './join-as-of.js';

/** A table of things that were known: an economic series, reference data. */
export interface RecordTable {
  readonly name: string;
  readonly table: Table;
  /** Names the state of the table: a hash of its content. */
  readonly version: string;
  /** New column → column of the table. */
  readonly columns: Readonly<Record<string, string>>;
  /** Column with the key; absent where all records are about the same. */
  readonly key?: string;
  /** Column with the day or time that a record is about; absent where there is one record a key, known ever since. */
  readonly at?: string;
  /** Column that says when a record became known; or how long after `at` it did, in milliseconds. One of them goes with `at`. */
  readonly knownAt?: string;
  readonly publishedAfterMs?: number;
  /** A record about a time further back than this from the decision is not used; default: any is. */
  readonly ageAtMostMs?: number;
}

/** Records in the form that `joinAsOf` takes. */
export interface BoundRecords {
  readonly records: KnownRecords;
  readonly columns: readonly Column[];
}

/** @throws COLUMN_MISSING, WRONG_TYPE naming the column, CONFIG_INVALID where nothing says when a record became known */
export function bindRecords(source: RecordTable): BoundRecords {
  const { name, table, key, at, knownAt, publishedAfterMs } = source;
  const columns = Object.entries(source.columns).map(([to, from]) => ({ ...columnNamed(table, from), name: to }));
  const keys = key === undefined ? {} : { keys: codesOf(columnNamed(table, key)) };
  if (at === undefined) {
    const always = new Float64Array(table.rowCount).fill(Number.NEGATIVE_INFINITY);
    return { records: { ...keys, at: always, knownAt: always }, columns };
  }
  const times = momentsOf(columnNamed(table, at));
  if (knownAt !== undefined) {
    return { records: { ...keys, at: times, knownAt: momentsOf(columnNamed(table, knownAt)) }, columns };
  }
  if (publishedAfterMs === undefined) {
    const rule = `must say when its figures became known: \`knownAt\`, a column, or \`publishedAfter\`, such as 38d`;
    throw new ProbityError('CONFIG_INVALID', `the enrichment "${name}" ${rule}`, { field: 'publishedAfter' });
  }
  return { records: { ...keys, at: times, knownAt: times.map((time) => time + publishedAfterMs) }, columns };
}

/**
 * A table as an enricher: the records are held in memory, sorted by key and by when they became known.
 *
 * @example
 * const economy = tableEnricher({ name: 'economy', table, version, at: 'date', publishedAfterMs: 38 * 86_400_000, columns });
 * await economy.enrich(null, Date.parse('2020-05-01')); // what was published before that day
 */
export function tableEnricher(source: RecordTable): Enricher {
  const { records, columns } = bindRecords(source);
  const { name, version, ageAtMostMs = Number.POSITIVE_INFINITY } = source;
  const byKey = latestByKey(records);
  const fields = columns.map((column) => column.name);
  const nothing = Object.fromEntries(fields.map((field): [string, FieldValue] => [field, null]));
  return {
    name,
    fields,
    async enrich(key, asOf) {
      const frame = { asOf, source: name, version, cached: false } as const;
      if (source.key !== undefined && key === null) {
        const cause = { code: 'key-missing', reason: `the key that ${name} is asked by is not known` } as const;
        return { ...frame, values: nothing, outcome: 'fallback', cause };
      }
      const steps = byKey.get(source.key === undefined ? '' : (key as string));
      const record = steps === undefined ? -1 : latestBefore(steps, asOf);
      if (record < 0 || asOf - (records.at[record] as number) > boundOf(records, record, ageAtMostMs)) {
        return { ...frame, values: nothing, outcome: 'not-found' };
      }
      const values = Object.fromEntries(columns.map((column) => [column.name, cellValue(column, record)]));
      return { ...frame, values, outcome: 'found' };
    },
  };
}

/** Forgets found records that are about a time too far back. */
export function dropAged(
  found: Int32Array,
  asOf: Float64Array,
  records: KnownRecords,
  ageAtMostMs = Number.POSITIVE_INFINITY,
): Int32Array {
  return found.map((record, row) =>
    record >= 0 && (asOf[row] as number) - (records.at[record] as number) > boundOf(records, record, ageAtMostMs)
      ? -1
      : record,
  );
}

/** Columns of the found records. */
export function takeColumns(columns: readonly Column[], found: Int32Array): Column[] {
  return columns.map((column) => takeColumn(column.name, column, found));
}

/** Days and times in milliseconds since 1970. @throws WRONG_TYPE */
export function momentsOf(column: Column): Float64Array {
  if (column.kind === 'date') return column.values.map((days) => days * MILLISECONDS_PER_DAY);
  if (column.kind === 'datetime') return column.values;
  const sentence = `column "${column.name}" must hold dates or times; it holds ${column.kind}`;
  throw new ProbityError('WRONG_TYPE', sentence, { field: column.name });
}

/** A column of keys as codes into texts; numbers by their decimal text. */
export function codesOf(column: Column): CodedValues {
  if (isCodedColumn(column)) return { codes: column.codes, levels: column.levels };
  const levels = new Map<string, number>();
  const codes = Int32Array.from(column.values, (_, row) => {
    const value = cellValue(column, row);
    if (value === null) return -1;
    const text = String(value);
    if (!levels.has(text)) levels.set(text, levels.size);
    return levels.get(text) as number;
  });
  return { codes, levels: [...levels.keys()] };
}

interface Step {
  readonly knownAt: number;
  readonly record: number;
}

/** For each key, from which moment on which record is the one to see. */
function latestByKey({ keys, at, knownAt }: KnownRecords): ReadonlyMap<string, readonly Step[]> {
  const order = Array.from(at, (_, record) => record).filter(
    (record) => !Number.isNaN(knownAt[record]) && !Number.isNaN(at[record]),
  );
  const moment = (record: number) => knownAt[record] as number;
  order.sort((one, other) => (moment(one) === moment(other) ? one - other : moment(one) - moment(other)));
  const steps = new Map<string, Step[]>();
  for (const record of order) {
    const key = keys === undefined ? '' : keys.levels[keys.codes[record] as number];
    if (key === undefined) continue;
    const own = steps.get(key) ?? [];
    const held = own.at(-1);
    const time = at[record] as number;
    const isNewer =
      held === undefined ||
      time > (at[held.record] as number) ||
      (time === at[held.record] && moment(record) > held.knownAt);
    if (isNewer) own.push({ knownAt: moment(record), record });
    steps.set(key, own);
  }
  return steps;
}

function latestBefore(steps: readonly Step[], asOf: number): number {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle] as Step).knownAt < asOf) low = middle + 1;
    else high = middle;
  }
  return steps[low - 1]?.record ?? -1;
}

/** Reference data are about no time, so they do not age. */
function boundOf({ at }: KnownRecords, record: number, ageAtMostMs: number): number {
  return Number.isFinite(at[record]) ? ageAtMostMs : Number.POSITIVE_INFINITY;
}
