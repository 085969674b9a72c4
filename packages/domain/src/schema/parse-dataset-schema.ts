import { ProbityError } from '../errors/probity-error.js';
import type { ColumnKind } from '../table/column.js';
import { MILLISECONDS_PER_DAY } from '../table/table.js';
import { checkColumnExpectation, checkDatasetExpectation } from './check-expectation.js';
import {
  type ColumnRole,
  type ColumnSchema,
  columnChanges,
  columnKinds,
  columnRoles,
  type DatasetSchema,
} from './dataset-schema.js';

/** Roles that one column at most may have. */
const SINGLE_ROLES: readonly ColumnRole[] = ['target', 'id', 'time', 'group', 'weight'];
const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/;
const ISO_MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

/**
 * Checks a schema that came from a file or a person and returns it typed.
 *
 * An entry that is not known is refused, not ignored: `"requried": true` would else be a rule that nobody applies.
 *
 * @throws SCHEMA_INVALID naming the entry that is off, e.g. `columns[3].kind`
 * @example parseDatasetSchema(JSON.parse(text)).columns
 */
export function parseDatasetSchema(value: unknown): DatasetSchema {
  const schema = asRecord(value, 'schema');
  if (schema['formatVersion'] !== 1) refuse('formatVersion', 'must be 1', schema['formatVersion']);
  refuseStrangers(schema, '', ['formatVersion', 'columns', 'badValue', 'expect']);
  const { columns, badValue } = schema;
  if (!Array.isArray(columns) || columns.length === 0) refuse('columns', 'must be a non-empty list', columns);
  const entries: readonly unknown[] = columns as unknown[];
  for (const [index, entry] of entries.entries())
    checkColumn(asRecord(entry, `columns[${index}]`), `columns[${index}]`);
  checkTogether(entries as readonly ColumnSchema[]);
  if (badValue !== undefined && typeof badValue !== 'string') refuse('badValue', 'must be a text', badValue);
  const kinds = new Map((entries as readonly ColumnSchema[]).map(({ name, kind }) => [name, kind]));
  if (schema['expect'] !== undefined) checkDatasetExpectation(schema['expect'], 'expect', kinds);
  return value as DatasetSchema;
}

type Check = (value: unknown, at: string, column: Record<string, unknown>) => void;

/** What each entry of a column must be where it is given; the compiler sees to it that none is forgotten. */
const entryChecks: Readonly<Record<keyof ColumnSchema, Check>> = {
  name: (value, at) => {
    if (typeof value !== 'string' || value === '') refuse(at, 'must be a non-empty text', value);
  },
  kind: (value, at) => checkOneOf(value, at, columnKinds),
  role: (value, at) => checkOneOf(value, at, columnRoles),
  label: checkText,
  description: checkText,
  levels: (value, at) => {
    checkTexts(value, at);
    const seen = new Set<string>();
    for (const level of value as string[]) {
      if (seen.has(level)) refuse(at, 'must not name a value twice', level);
      seen.add(level);
    }
  },
  levelLabels: (value, at) => {
    for (const [level, words] of Object.entries(asRecord(value, at))) checkText(words, `${at}.${level}`);
  },
  minimum: checkBound,
  maximum: (value, at, column) => {
    checkBound(value, at, column);
    const { minimum } = column;
    if (boundNumber(value, column) < boundNumber(minimum, column)) {
      refuse(at, `must be at least the minimum, ${JSON.stringify(minimum)}`, value);
    }
  },
  required: checkFlag,
  unique: checkFlag,
  specialCodes: checkTexts,
  change: (value, at) => checkOneOf(value, at, columnChanges),
  reasons: (value, at) => {
    const reasons = asRecord(value, at);
    refuseStrangers(reasons, `${at}.`, ['high', 'low', 'missing']);
    for (const [key, words] of Object.entries(reasons)) if (words !== undefined) checkText(words, `${at}.${key}`);
  },
  expect: (value, at, { kind }) => checkColumnExpectation(value, at, kind as ColumnKind),
};

const NEEDED: readonly string[] = ['name', 'kind', 'role'];

function checkColumn(column: Record<string, unknown>, at: string): void {
  refuseStrangers(column, `${at}.`, Object.keys(entryChecks));
  for (const [entry, check] of Object.entries(entryChecks)) {
    const value = column[entry];
    if (value !== undefined || NEEDED.includes(entry)) check(value, `${at}.${entry}`, column);
  }
}

function checkTogether(columns: readonly ColumnSchema[]): void {
  const names = new Set<string>();
  const roles = new Map<ColumnRole, string>();
  for (const [index, { name, role }] of columns.entries()) {
    if (names.has(name)) refuse(`columns[${index}].name`, 'must be unique', name);
    names.add(name);
    const holder = roles.get(role);
    if (holder !== undefined) refuse(`columns[${index}].role`, `must not be "${role}", which "${holder}" has`, role);
    if (SINGLE_ROLES.includes(role)) roles.set(role, name);
  }
}

/** A bound that could not be read would be a rule that is never applied, or one that refuses everybody. */
function checkBound(value: unknown, at: string, { kind }: Record<string, unknown>): void {
  const isNumber = typeof value === 'number' && Number.isFinite(value);
  switch (kind as ColumnKind) {
    case 'numeric':
    case 'integer':
    case 'boolean':
      if (!isNumber) refuse(at, 'must be a number', value);
      break;
    case 'date':
      if (!isNumber && !isMoment(value, ISO_DAY)) refuse(at, 'must be a date such as "2026-03-31"', value);
      break;
    case 'datetime':
      if (!isNumber && !isMoment(value, ISO_MOMENT)) refuse(at, 'must be a time such as "2026-03-31T12:00:00Z"', value);
      break;
    default:
      if (!isNumber && typeof value !== 'string') refuse(at, 'must be a number, or an ISO date', value);
  }
}

function isMoment(value: unknown, form: RegExp): boolean {
  if (typeof value !== 'string' || !form.test(value)) return false;
  const day = new Date(`${value.slice(0, 10)}T00:00:00Z`);
  // Some engines take 31 February for 3 March.
  return (
    !Number.isNaN(Date.parse(value)) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value.slice(0, 10))
  );
}

/** A bound in the column's unit; NaN, which no bound is below, where there is none. */
function boundNumber(bound: unknown, { kind }: Record<string, unknown>): number {
  if (typeof bound === 'number') return bound;
  return Date.parse(String(bound)) / (kind === 'date' ? MILLISECONDS_PER_DAY : 1);
}

function checkOneOf(value: unknown, at: string, allowed: readonly string[]): void {
  if (typeof value !== 'string' || !allowed.includes(value)) refuse(at, `must be one of ${allowed.join(', ')}`, value);
}

function checkText(value: unknown, at: string): void {
  if (typeof value !== 'string') refuse(at, 'must be a text', value);
}

function checkTexts(value: unknown, at: string): void {
  if (!Array.isArray(value) || !value.every((text) => typeof text === 'string'))
    refuse(at, 'must be a list of texts', value);
}

function checkFlag(value: unknown, at: string): void {
  if (typeof value !== 'boolean') refuse(at, 'must be true or false', value);
}

function refuseStrangers(record: Record<string, unknown>, prefix: string, known: readonly string[]): void {
  const stranger = Object.keys(record).find((key) => !known.includes(key));
  if (stranger !== undefined) refuse(`${prefix}${stranger}`, `is not known; there are: ${known.join(', ')}`);
}

function asRecord(value: unknown, at: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(at, 'must be an object', value);
  return value as Record<string, unknown>;
}

const LONGEST_QUOTE = 100;

function refuse(field: string, rule: string, ...got: readonly unknown[]): never {
  throw new ProbityError('SCHEMA_INVALID', `\`${field}\` of the schema ${rule}${got.map(quote).join('')}`, { field });
}

function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return `; got ${text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE - 1)}…` : text}`;
}
