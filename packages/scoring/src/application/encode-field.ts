import { type ColumnSchema, type FieldValue, MILLISECONDS_PER_DAY, ProbityError } from '@probity/domain';

/** Beyond this no amount, count or ratio of an application is real: it is a mistake or an attack. */
const LARGEST_NUMBER = 1e15;
const LONGEST_TEXT = 10_000;
const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const ISO_DATETIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

/** A checked field: the value as it will be recorded and the number the model sees (NaN = missing). */
export interface EncodedField {
  readonly value: FieldValue;
  readonly encoded: number;
  /** Set when a category's value was not seen in training and so counts as missing. */
  readonly unseen?: true;
}

const missing: EncodedField = { value: null, encoded: Number.NaN };

/**
 * Checks one field of an application against its column and turns it into the number a model sees.
 *
 * @param levelIndex for categories: index of each level, as the model's feature has them
 * @param keepsCodes for numbers: whether the model tells special codes apart; otherwise they are missing to it
 * @throws MISSING_FIELD, WRONG_TYPE, VALUE_OUT_OF_RANGE
 */
export function encodeField(
  column: ColumnSchema,
  value: unknown,
  levelIndex: ReadonlyMap<string, number> | undefined,
  keepsCodes = false,
): EncodedField {
  if (value === null) {
    if (column.required === true) {
      throw new ProbityError('MISSING_FIELD', `\`${column.name}\` is required; got null`, { field: column.name });
    }
    return missing;
  }
  switch (column.kind) {
    case 'numeric':
    case 'integer':
      return encodeNumber(column, value, keepsCodes);
    case 'boolean':
      if (typeof value !== 'boolean') throw wrongType(column, 'true or false', value);
      return { value, encoded: value ? 1 : 0 };
    case 'date':
    case 'datetime':
      return encodeDate(column, value);
    case 'category':
    case 'text':
    case 'id':
      return encodeText(column, value, levelIndex);
  }
}

function encodeNumber(column: ColumnSchema, value: unknown, keepsCodes: boolean): EncodedField {
  const whole = column.kind === 'integer';
  if (typeof value !== 'number') throw wrongType(column, whole ? 'a whole number' : 'a number', value);
  if (!Number.isFinite(value) || Math.abs(value) > LARGEST_NUMBER) {
    throw outOfRange(column, `between -${LARGEST_NUMBER} and ${LARGEST_NUMBER}`, value);
  }
  if (whole && !Number.isInteger(value)) throw wrongType(column, 'a whole number', value);
  // −0 and 0 are one amount, but not one bit pattern: JSON keeps only one of them, so neither may the record.
  const amount = value === 0 ? 0 : value;
  // "-7.0" in the schema and -7 in the application are one code; bounds are for amounts.
  if (column.specialCodes?.some((code) => Number(code) === amount) === true) {
    return { value: amount, encoded: keepsCodes ? amount : Number.NaN };
  }
  checkBounds(column, amount, (bound) => (typeof bound === 'number' ? bound : Number(bound)));
  return { value: amount, encoded: amount };
}

function encodeDate(column: ColumnSchema, value: unknown): EncodedField {
  const dayOnly = column.kind === 'date';
  const wanted = dayOnly ? 'a date such as "2026-03-31"' : 'a time such as "2026-03-31T12:00:00Z"';
  if (typeof value !== 'string') throw wrongType(column, wanted, value);
  const encoded = dayOnly ? parseIsoDate(value) : parseIsoDatetime(value);
  if (Number.isNaN(encoded)) throw wrongType(column, wanted, value);
  checkBounds(column, encoded, (bound) => {
    if (typeof bound === 'number') return bound;
    return dayOnly ? parseIsoDate(bound) : parseIsoDatetime(bound);
  });
  return { value, encoded };
}

function encodeText(
  column: ColumnSchema,
  value: unknown,
  levelIndex: ReadonlyMap<string, number> | undefined,
): EncodedField {
  if (typeof value !== 'string') throw wrongType(column, 'a text', value);
  if (value.length > LONGEST_TEXT)
    throw outOfRange(column, `at most ${LONGEST_TEXT} characters long`, `${value.length} characters`);
  const index = levelIndex?.get(value);
  if (index === undefined && column.specialCodes?.includes(value) === true) return { value, encoded: Number.NaN };
  if (index === undefined) return { value, encoded: Number.NaN, unseen: true };
  return { value, encoded: index };
}

/** Days since 1970-01-01; NaN when the text is no date. */
export function parseIsoDate(text: string): number {
  const parts = ISO_DATE.exec(text);
  if (parts === null) return Number.NaN;
  const milliseconds = Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]));
  // 2026-02-31 would roll over into March: it is refused, not moved.
  return new Date(milliseconds).toISOString().startsWith(text) ? milliseconds / MILLISECONDS_PER_DAY : Number.NaN;
}

function parseIsoDatetime(text: string): number {
  if (!ISO_DATETIME.test(text) || Number.isNaN(parseIsoDate(text.slice(0, 10)))) return Number.NaN;
  return Date.parse(text);
}

function checkBounds(column: ColumnSchema, encoded: number, read: (bound: number | string) => number): void {
  const { minimum, maximum } = column;
  const above = minimum === undefined || encoded >= read(minimum);
  const below = maximum === undefined || encoded <= read(maximum);
  if (above && below) return;
  throw outOfRange(column, describeBounds(minimum, maximum), encoded);
}

function describeBounds(minimum: number | string | undefined, maximum: number | string | undefined): string {
  if (minimum === undefined) return `at most ${maximum}`;
  return maximum === undefined ? `at least ${minimum}` : `between ${minimum} and ${maximum}`;
}

function wrongType(column: ColumnSchema, wanted: string, got: unknown): ProbityError {
  return new ProbityError('WRONG_TYPE', `\`${column.name}\` must be ${wanted}; got ${describe(got)}`, {
    field: column.name,
  });
}

function outOfRange(column: ColumnSchema, wanted: string, got: unknown): ProbityError {
  return new ProbityError('VALUE_OUT_OF_RANGE', `\`${column.name}\` must be ${wanted}; got ${describe(got)}`, {
    field: column.name,
  });
}

/** What was got, short enough for a message: its type for structures, else the first characters. */
function describe(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
