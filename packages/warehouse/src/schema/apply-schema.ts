import { type ColumnSchema, type DatasetSchema, ProbityError } from '@probity/domain';
import type { TextColumn } from '../column/text-column.js';

/** A column of the schema with the column of the file that fills it. */
export interface BoundColumn {
  readonly schema: ColumnSchema;
  readonly source: TextColumn;
}

/** Which file column fills which schema column, and what was left over. */
export interface BoundSchema {
  readonly bound: readonly BoundColumn[];
  readonly extra: readonly TextColumn[];
  readonly notes: readonly string[];
}

/**
 * Finds a saved schema's columns in a file: by name, or by position where the file names none.
 *
 * Columns that are neither features nor asked for by the caller may be absent (a file to score has no target).
 *
 * @param needed names besides the features that must be there
 * @throws COLUMN_MISSING naming the column
 */
export function bindSchema(
  schema: DatasetSchema,
  columns: readonly TextColumn[],
  hasHeader: boolean,
  needed: ReadonlySet<string>,
): BoundSchema {
  const byName = new Map(columns.map((column) => [column.name, column]));
  const known = schema.columns.filter(({ name }) => byName.has(name)).length;
  const sources = hasHeader || known > 0 ? byName : bindByPosition(schema, columns);
  const bound: BoundColumn[] = [];
  const absent: string[] = [];
  for (const column of schema.columns) {
    const source = sources.get(column.name);
    if (source !== undefined) bound.push({ schema: column, source: { ...source, name: column.name } });
    else if (column.role === 'feature' || needed.has(column.name)) throw missing(column.name, columns);
    else absent.push(column.name);
  }
  const used = new Set(bound.map(({ schema: { name } }) => sources.get(name)));
  const extra = columns.filter((column) => !used.has(column));
  return { bound, extra, notes: absent.length > 0 ? [`not in the file, and not needed: ${absent.join(', ')}`] : [] };
}

function bindByPosition(schema: DatasetSchema, columns: readonly TextColumn[]): ReadonlyMap<string, TextColumn> {
  const withoutTarget = schema.columns.filter(({ role }) => role !== 'target');
  const wanted = [schema.columns, withoutTarget].find((candidates) => candidates.length === columns.length);
  if (wanted === undefined) {
    throw new ProbityError(
      'COLUMN_MISSING',
      `the file names no columns and has ${columns.length}, where the schema has ${schema.columns.length}`,
      { columns: columns.length },
    );
  }
  return new Map(wanted.map((column, index) => [column.name, columns[index] as TextColumn]));
}

function missing(name: string, columns: readonly TextColumn[]): ProbityError {
  const shown = columns.slice(0, 20).map((column) => column.name);
  return new ProbityError(
    'COLUMN_MISSING',
    `column "${name}" of the schema is not in the file; it has: ${shown.join(', ')}${columns.length > 20 ? ', …' : ''}`,
    { field: name },
  );
}

/**
 * Reads ">50K." as ">50K" where only the latter is a known value of the target: one of the classic files has it so.
 */
export function withoutFullStops(bound: BoundColumn): BoundColumn {
  const { schema, source } = bound;
  const levels = new Set(schema.levels);
  if (schema.role !== 'target' || levels.size === 0) return bound;
  const texts = source.texts.map((text) =>
    !levels.has(text) && text.endsWith('.') && levels.has(text.slice(0, -1)) ? text.slice(0, -1) : text,
  );
  return { schema, source: { ...source, texts } };
}
