import { type ColumnSchema, isCodedKind, MILLISECONDS_PER_DAY } from '@probity/domain';
import { isMissingMarker } from '../cell/missing-marker.js';
import { parseBoolean } from '../cell/parse-boolean.js';
import { isMidnight, parseDate } from '../cell/parse-date.js';
import { parseNumber } from '../cell/parse-number.js';
import type { TextColumn } from '../column/text-column.js';
import type { Notation } from '../dialect/detect-notation.js';

/** The engine that scores refuses numbers and texts beyond these, so a table must not hold them either. */
const LARGEST_NUMBER = 1e15;
const LONGEST_TEXT = 10_000;

/** What each distinct text of a column means under the column's schema. */
export interface CastColumn {
  readonly schema: ColumnSchema;
  readonly source: TextColumn;
  /** Per distinct text: a number (kinds held as numbers) or 0; NaN where missing. */
  readonly numbers: Float64Array;
  /** Per distinct text: true where it stands for "missing". */
  readonly missing: readonly boolean[];
  /** Per distinct text: the rule that it breaks. */
  readonly broken: readonly (string | undefined)[];
}

/** Casts every distinct text of a column once. */
export function castColumn(schema: ColumnSchema, source: TextColumn, notation: Notation): CastColumn {
  const isMissing = missingTest(schema, notation);
  const isKeptCode = keptCodeTest(schema, notation);
  const cast = castFor(schema, notation);
  const check = boundsFor(schema, notation);
  const numbers = new Float64Array(source.texts.length);
  const missing: boolean[] = [];
  // Filled, not sparse: methods such as map pass over holes.
  const broken = new Array<string | undefined>(source.texts.length).fill(undefined);
  for (const [index, text] of source.texts.entries()) {
    missing[index] = isMissing(text);
    if (missing[index]) {
      numbers[index] = Number.NaN;
      if (schema.required === true) broken[index] = 'missing where a value is required';
      continue;
    }
    const value = cast(text);
    if (typeof value === 'string' && isKeptCode(text)) {
      // A code that is no number in a column of numbers can only be missing.
      missing[index] = true;
      numbers[index] = Number.NaN;
    } else if (typeof value === 'string') broken[index] = value;
    else {
      numbers[index] = value;
      // A code has a meaning of its own: the bounds are for amounts.
      broken[index] = isKeptCode(text) ? undefined : check(value, text);
    }
  }
  return { schema, source, numbers, missing, broken };
}

/** Codes stay in the table where a model may tell them apart from missing: in numbers and categories, not in outcomes. */
function keepsCodes({ kind, role }: ColumnSchema): boolean {
  return (kind === 'numeric' || kind === 'integer' || kind === 'category') && role !== 'target';
}

function missingTest(schema: ColumnSchema, notation: Notation): (text: string) => boolean {
  const values = new Set(schema.levels);
  const isCode = codeTest(schema, notation);
  const keepsThem = keepsCodes(schema);
  return (text) => {
    if (values.has(text)) return false;
    const code = isCode(text);
    return code ? !keepsThem : isMissingMarker(text);
  };
}

function keptCodeTest(schema: ColumnSchema, notation: Notation): (text: string) => boolean {
  return keepsCodes(schema) ? codeTest(schema, notation) : () => false;
}

function codeTest(schema: ColumnSchema, notation: Notation): (text: string) => boolean {
  const codes = new Set(schema.specialCodes);
  const numbers = isCodedKind(schema.kind)
    ? new Set<number>()
    : new Set([...codes].map((code) => parseNumber(code, notation.decimal)).filter((code) => !Number.isNaN(code)));
  return (text) => codes.has(text) || (numbers.size > 0 && numbers.has(parseNumber(text, notation.decimal)));
}

/** A cast gives a number, or the rule that the text breaks. Coded kinds give 0: their texts are the values. */
function castFor({ kind }: ColumnSchema, notation: Notation): (text: string) => number | string {
  switch (kind) {
    case 'numeric':
    case 'integer':
      return (text) => castNumber(text, notation, kind === 'integer');
    case 'boolean':
      return (text) => orRule(parseBoolean(text), 'not true or false');
    case 'date':
      return (text) => {
        const milliseconds = parseDate(text, notation.dates);
        if (Number.isNaN(milliseconds)) return 'not a date';
        return isMidnight(milliseconds) ? milliseconds / MILLISECONDS_PER_DAY : 'a time where a date is expected';
      };
    case 'datetime':
      return (text) => orRule(parseDate(text, notation.dates), 'not a date or time');
    case 'category':
    case 'text':
    case 'id':
      return (text) => {
        if (text.includes('\0')) return 'holds a NUL character';
        return text.length > LONGEST_TEXT ? 'longer than 10,000 characters' : 0;
      };
  }
}

function castNumber(text: string, notation: Notation, whole: boolean): number | string {
  const value = parseNumber(text, notation.decimal);
  if (Number.isNaN(value)) return 'not a number';
  if (Math.abs(value) > LARGEST_NUMBER) return 'beyond ±1e15';
  if (whole && !Number.isInteger(value)) return 'not a whole number';
  // −0 and 0 are one amount and must hash alike.
  return value === 0 ? 0 : value;
}

function orRule(value: number, rule: string): number | string {
  return Number.isNaN(value) ? rule : value;
}

function boundsFor(schema: ColumnSchema, notation: Notation): (value: number, text: string) => string | undefined {
  const { minimum, maximum, kind } = schema;
  if (isCodedKind(kind) || (minimum === undefined && maximum === undefined)) return () => undefined;
  const low = boundNumber(minimum, schema, notation);
  const high = boundNumber(maximum, schema, notation);
  return (value) => {
    if (value < low) return `below the minimum ${minimum}`;
    return value > high ? `above the maximum ${maximum}` : undefined;
  };
}

/** A bound in the column's unit; NaN (which no value breaks) where there is none. */
function boundNumber(bound: number | string | undefined, { kind }: ColumnSchema, notation: Notation): number {
  if (bound === undefined) return Number.NaN;
  if (typeof bound === 'number') return bound;
  if (kind === 'date' || kind === 'datetime') {
    return parseDate(bound, notation.dates) / (kind === 'date' ? MILLISECONDS_PER_DAY : 1);
  }
  return parseNumber(bound, '.');
}
