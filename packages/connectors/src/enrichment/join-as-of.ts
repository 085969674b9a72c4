import { type Column, isCodedColumn, ProbityError } from '@probity/domain';
import type { CodedValues } from '@probity/features';

/** Records of which each became known at a moment: figures of months with their revisions, reports about persons. */
export interface KnownRecords {
  /** Whom a record is about; absent where all are about the same (a national series). */
  readonly keys?: CodedValues;
  /** What stretch of time a record is about: the later, the newer the news. Milliseconds since 1970. */
  readonly at: Float64Array;
  /** When it became known, publication lag included. Milliseconds since 1970. */
  readonly knownAt: Float64Array;
}

/** Rows that ask. */
export interface AsOfRows {
  readonly keys?: CodedValues;
  /** Moments of the decisions, in milliseconds since 1970. */
  readonly asOf: Float64Array;
}

/**
 * The record that each row may see: of those of its key that were known *before* its moment, the one about the latest time, in
 * its latest revision.
 *
 * What becomes known at the very moment is not seen: of two things on one day nobody can tell which came first.
 *
 * @returns indices of records, −1 where none was known; the first of records that tie in everything
 * @throws SHAPE_MISMATCH for arrays of other lengths, or keys on one side only
 * Cost: O((n + m) log(n + m)) time, O(n + m) memory.
 * @example
 * joinAsOf({ asOf: Float64Array.of(15) }, { at: Float64Array.of(1, 2), knownAt: Float64Array.of(10, 20) }) // Int32Array [0]
 */
export function joinAsOf(rows: AsOfRows, records: KnownRecords): Int32Array {
  const n = rows.asOf.length;
  const m = records.at.length;
  checkLengths(rows, records);
  const keyOf = matchKeys(rows.keys, records.keys);
  const byKnown = ascending(records.knownAt);
  const byAsOf = ascending(rows.asOf);
  /** Key of the record → best record so far. */
  const best = new Int32Array(Math.max(1, records.keys?.levels.length ?? 1)).fill(-1);
  const found = new Int32Array(n).fill(-1);
  let next = 0;
  for (let position = 0; position < n; position++) {
    const row = byAsOf[position] as number;
    const asOf = rows.asOf[row] as number;
    if (Number.isNaN(asOf)) break;
    for (; next < m && (records.knownAt[byKnown[next] as number] as number) < asOf; next++) {
      const record = byKnown[next] as number;
      const key = records.keys === undefined ? 0 : (records.keys.codes[record] as number);
      if (key < 0 || Number.isNaN(records.at[record])) continue;
      const held = best[key] as number;
      if (held < 0 || isNewer(records, record, held)) best[key] = record;
    }
    const key = keyOf(row);
    if (key >= 0) found[row] = best[key] as number;
  }
  return found;
}

/** Values of a column for the found records; missing where none was found. */
export function takeColumn(name: string, column: Column, found: Int32Array): Column {
  return isCodedColumn(column)
    ? { ...column, name, codes: found.map((record) => (record < 0 ? -1 : (column.codes[record] as number))) }
    : {
        ...column,
        name,
        values: Float64Array.from(found, (record) => (record < 0 ? Number.NaN : (column.values[record] as number))),
      };
}

/** Records come in order of `knownAt`, so that a later one about the same time is its revision. */
function isNewer({ at, knownAt }: KnownRecords, record: number, held: number): boolean {
  const [a, b] = [at[record] as number, at[held] as number];
  return a > b || (a === b && (knownAt[record] as number) > (knownAt[held] as number));
}

function matchKeys(asking: CodedValues | undefined, known: CodedValues | undefined): (row: number) => number {
  if (asking === undefined || known === undefined) return () => 0;
  const codes = new Map(known.levels.map((level, code) => [level, code]));
  const translated = asking.levels.map((level) => codes.get(level) ?? -1);
  return (row) => translated[asking.codes[row] as number] ?? -1;
}

function checkLengths(rows: AsOfRows, records: KnownRecords): void {
  const n = rows.asOf.length;
  const m = records.at.length;
  if (records.knownAt.length !== m || (records.keys !== undefined && records.keys.codes.length !== m)) {
    throw new ProbityError('SHAPE_MISMATCH', `the records of \`joinAsOf\` must have ${m} times of knowledge and keys`);
  }
  if (rows.keys !== undefined && rows.keys.codes.length !== n) {
    throw new ProbityError('SHAPE_MISMATCH', `the rows of \`joinAsOf\` must have ${n} keys`);
  }
  if ((rows.keys === undefined) !== (records.keys === undefined)) {
    throw new ProbityError('SHAPE_MISMATCH', 'either both or neither of rows and records of `joinAsOf` have keys');
  }
}

/** Indices in ascending order of the values, ties in their order, NaN last. */
function ascending(values: Float64Array): Uint32Array {
  const order = Uint32Array.from(values, (_, index) => index);
  return order.sort((one, other) => {
    const [a, b] = [values[one] as number, values[other] as number];
    if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b)) || one - other;
    return a - b || one - other;
  });
}
