import { ProbityError } from '@probity/domain';
import type { FieldDef } from 'pg';

/** Object ids of built-in types, as pg_type.dat of PostgreSQL has them. */
const NUMBERS = new Set([20, 21, 23, 26, 700, 701, 1700]);
const BOOLEAN = 16;
const BYTES = 17;
const JSON_TYPES = new Set([114, 3802]);
const MOMENT_WITH_ZONE = 1184;
const NUMBER = /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/;

/**
 * Makes the function that writes a row as one line of JSON.
 *
 * @throws COLUMN_DUPLICATED, SOURCE_INVALID for a query without columns or with one of bytes
 */
export function rowWriter(fields: readonly FieldDef[]): (row: readonly (string | null)[]) => string {
  if (fields.length === 0) throw invalid('`query` of the source file returns no columns: it must be a SELECT');
  const seen = new Set<string>();
  for (const { name, dataTypeID } of fields) {
    if (seen.has(name)) {
      const sentence = `\`query\` of the source file returns two columns named "${name}"`;
      throw new ProbityError('COLUMN_DUPLICATED', sentence, { field: name });
    }
    seen.add(name);
    if (dataTypeID === BYTES) throw invalid(`column "${name}" of \`query\` holds bytes: only plain values are read`);
  }
  const keys = fields.map(({ name }, index) => `${index === 0 ? '{' : ','}${JSON.stringify(name)}:`);
  const writers = fields.map(({ dataTypeID }) => cellWriter(dataTypeID));
  return (row) => {
    let line = '';
    for (let index = 0; index < keys.length; index++) {
      const text = row[index] as string | null;
      line += keys[index] as string;
      line += text === null ? 'null' : (writers[index] as (text: string) => string)(text);
    }
    return `${line}}\n`;
  };
}

function cellWriter(type: number): (text: string) => string {
  if (NUMBERS.has(type)) return (text) => (NUMBER.test(text) ? text : JSON.stringify(text));
  if (type === BOOLEAN) return (text) => (text === 't' ? 'true' : 'false');
  // Line breaks stand between the parts of a JSON text only, never inside its strings.
  if (JSON_TYPES.has(type)) return (text) => text.replace(/[\r\n]+/g, ' ');
  if (type === MOMENT_WITH_ZONE) return (text) => JSON.stringify(text.replace(/\+00$/, 'Z'));
  return (text) => JSON.stringify(text);
}

function invalid(sentence: string): ProbityError {
  return new ProbityError('SOURCE_INVALID', sentence, { field: 'query' });
}
