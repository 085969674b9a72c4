import { ProbityError } from '@probity/domain';
import type { EventValue, FeatureSet } from '@probity/features';

/** A transaction as it was sent, in one form: the same content gives the same text. */
export interface ReadTransaction {
  readonly source: string;
  readonly id: string;
  readonly at: number;
  /** Only where the caller stated it. */
  readonly knownAt?: number;
  readonly values: Readonly<Record<string, EventValue>>;
  /** JSON of time and values, in the order of the set's columns. */
  readonly content: string;
}

const LONGEST_ID = 200;
const LONGEST_TEXT = 1_000;
const UNUSABLE = /[\p{Cc}\p{Cs}]/u;
const LONE_SURROGATE = /\p{Cs}/u;
const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;
const FIELDS = new Set(['source', 'id', 'at', 'knownAt', 'values']);

/** Reads transactions of a feature set's sources. */
export interface TransactionReader {
  /**
   * Types of columns are the engine's to check; names, id and time are checked here.
   * @throws WRONG_TYPE, MISSING_FIELD, UNKNOWN_FIELD, VALUE_OUT_OF_RANGE naming the field
   */
  read(input: unknown): ReadTransaction;
  /** Values that became known later, of columns of the source. @throws as `read` */
  readValues(source: string, input: unknown): Readonly<Record<string, EventValue>>;
  /** The source that is meant where none is named. */
  readonly defaultSource: string;
  /** The entities that an event of the source names, e.g. `terminal=17`. */
  entitiesOf(source: string, values: Readonly<Record<string, EventValue>>): string[];
  /** Whose the event is: the value of `customer`, else of the first key; the id where there is none. */
  subjectOf(source: string, id: string, values: Readonly<Record<string, EventValue>>): string;
  /** The same event under the columns that this set knows. */
  adopt(
    content: { readonly at: number; readonly values: Readonly<Record<string, EventValue>> },
    source: string,
  ): {
    readonly values: Readonly<Record<string, EventValue>>;
    readonly content: string;
  };
}

export function createTransactionReader(set: FeatureSet): TransactionReader {
  const sources = new Map(
    set.sources.map(({ name, columns }) => {
      const names = Object.keys(columns);
      const keys = names.filter((column) => columns[column]?.kind === 'key');
      return [name, { names, known: new Set(names), keys, person: keys.includes('customer') ? 'customer' : keys[0] }];
    }),
  );
  const defaultSource = set.sources[0]?.name ?? '';
  const find = (source: string) => {
    const found = sources.get(source);
    if (found !== undefined) return found;
    throw new ProbityError('VALUE_OUT_OF_RANGE', `\`source\` must be one of ${[...sources.keys()].join(', ')}`, {
      field: 'source',
    });
  };
  const ordered = (names: readonly string[], values: Readonly<Record<string, EventValue>>) => {
    const result: Record<string, EventValue> = {};
    for (const name of names) {
      const value = values[name];
      if (value !== undefined) result[name] = value === 0 ? 0 : value;
    }
    return result;
  };
  const readValues = (source: string, input: unknown) => {
    const { names, known } = find(source);
    if (!isObject(input)) throw wrongType('values', 'an object of columns');
    for (const name of Object.keys(input)) {
      if (!known.has(name)) {
        const shown = name.length > 60 ? `${name.slice(0, 57)}…` : name;
        throw new ProbityError('UNKNOWN_FIELD', `\`${shown}\` is not a column of the source`, { field: shown });
      }
      checkValue(name, input[name]);
    }
    return ordered(names, input as Record<string, EventValue>);
  };

  return {
    defaultSource,
    read(input) {
      if (!isObject(input)) throw wrongType('transaction', 'an object');
      for (const name of Object.keys(input)) {
        if (!FIELDS.has(name)) {
          const shown = name.length > 60 ? `${name.slice(0, 57)}…` : name;
          throw new ProbityError(
            'UNKNOWN_FIELD',
            `\`${shown}\` is not a field of a transaction; columns stand in \`values\``,
            {
              field: shown,
            },
          );
        }
      }
      const source = input['source'] ?? defaultSource;
      if (typeof source !== 'string') throw wrongType('source', 'a text');
      const id = readId(input['id']);
      const at = readTime('at', input['at']);
      if (input['values'] === undefined) throw missing('values');
      const values = readValues(source, input['values']);
      const knownAt = input['knownAt'];
      return {
        source,
        id,
        at,
        ...(knownAt === undefined || knownAt === null ? {} : { knownAt: readTime('knownAt', knownAt) }),
        values,
        content: contentOf(at, values),
      };
    },
    readValues,
    entitiesOf(source, values) {
      const entities: string[] = [];
      for (const key of sources.get(source)?.keys ?? []) {
        const value = values[key];
        if (value !== null && value !== undefined) entities.push(`${key}=${value}`);
      }
      return entities;
    },
    subjectOf(source, id, values) {
      const person = sources.get(source)?.person;
      const value = person === undefined ? undefined : values[person];
      return value === undefined || value === null ? id : String(value);
    },
    adopt({ at, values }, source) {
      const kept = ordered(sources.get(source)?.names ?? [], values);
      return { values: kept, content: contentOf(at, kept) };
    },
  };
}

function contentOf(at: number, values: Readonly<Record<string, EventValue>>): string {
  return ['{"at":', at, ',"values":', JSON.stringify(values), '}'].join('');
}

/** @throws MISSING_FIELD, WRONG_TYPE, VALUE_OUT_OF_RANGE */
export function readId(id: unknown): string {
  if (id === undefined || id === null) throw missing('id');
  if (typeof id === 'number' && Number.isSafeInteger(id)) return String(id);
  if (typeof id !== 'string') throw wrongType('id', 'a text or a whole number');
  if (id.length >= 1 && id.length <= LONGEST_ID && !UNUSABLE.test(id)) return id;
  throw new ProbityError(
    'VALUE_OUT_OF_RANGE',
    `\`id\` must be 1 to ${LONGEST_ID} characters without control characters`,
    {
      field: 'id',
    },
  );
}

/** @throws MISSING_FIELD, WRONG_TYPE, VALUE_OUT_OF_RANGE */
export function readTime(field: string, value: unknown): number {
  if (value === undefined || value === null) throw missing(field);
  const time = typeof value === 'string' && ISO_TIME.test(value) ? Date.parse(value) : value;
  if (typeof time !== 'number' || Number.isNaN(time)) {
    throw wrongType(field, 'whole milliseconds since 1970 or a time such as "2026-03-31T12:00:00Z"');
  }
  if (Number.isSafeInteger(time) && time >= 0 && time < 8_640_000_000_000_000) return time;
  throw new ProbityError('VALUE_OUT_OF_RANGE', `\`${field}\` must be whole milliseconds from 1970 on`, { field });
}

function checkValue(name: string, value: unknown): void {
  if (value === null || typeof value === 'boolean') return;
  if (typeof value === 'number' && Number.isFinite(value)) return;
  if (typeof value === 'string') {
    if (value.length <= LONGEST_TEXT && !LONE_SURROGATE.test(value)) return;
    throw new ProbityError(
      'VALUE_OUT_OF_RANGE',
      `\`${name}\` must be well-formed text of at most ${LONGEST_TEXT} characters`,
      {
        field: name,
      },
    );
  }
  throw wrongType(name, 'a text, a number, true, false or null');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function missing(field: string): ProbityError {
  return new ProbityError('MISSING_FIELD', `\`${field}\` is missing`, { field });
}

function wrongType(field: string, wanted: string): ProbityError {
  return new ProbityError('WRONG_TYPE', `\`${field}\` must be ${wanted}`, { field });
}
