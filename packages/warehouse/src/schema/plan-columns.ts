import { type DatasetSchema, parseDatasetSchema } from '@probity/domain';
import type { IngestOptions } from '@probity/training';
import type { TextColumn } from '../column/text-column.js';
import type { Notation } from '../dialect/detect-notation.js';
import { type BoundColumn, bindSchema, withoutFullStops } from './apply-schema.js';
import { collectRoles, overrideRoles, type StatedRoles } from './assign-roles.js';
import { inferColumns } from './infer-schema.js';
import { resolveTarget } from './resolve-target.js';

/** The schema a file will be read with, each column with its cells, and what was decided on the way. */
export interface ColumnPlan {
  readonly schema: DatasetSchema;
  readonly columns: readonly BoundColumn[];
  readonly notes: readonly string[];
}

/**
 * Decides the schema: the saved one with the caller's roles in place, or one inferred from the cells.
 * @throws COLUMN_MISSING, INVALID_ARGUMENT, SCHEMA_INVALID, TARGET_INVALID
 */
export function planColumns(
  columns: readonly TextColumn[],
  hasHeader: boolean,
  notation: Notation,
  options: IngestOptions,
): ColumnPlan {
  const bound =
    options.schema === undefined
      ? inferAll(columns, notation, options)
      : bindAll(columns, hasHeader, notation, options);
  return settleTarget(bound, notation, options);
}

interface DraftPlan {
  readonly columns: readonly BoundColumn[];
  readonly badValue?: string | undefined;
  readonly notes: readonly string[];
}

function inferAll(columns: readonly TextColumn[], notation: Notation, options: IngestOptions): DraftPlan {
  const roles = collectRoles(
    options,
    columns.map(({ name }) => name),
  );
  const inferred = inferColumns(columns, roles, notation, options.specialCodes ?? [], options.badValue);
  return { columns: pair(columns, inferred.columns), notes: inferred.notes, badValue: options.badValue };
}

function bindAll(
  columns: readonly TextColumn[],
  hasHeader: boolean,
  notation: Notation,
  options: IngestOptions,
): DraftPlan {
  const saved = parseDatasetSchema(options.schema);
  const names = new Set([...saved.columns, ...columns].map(({ name }) => name));
  const roles = collectRoles(options, [...names]);
  const schema = { ...saved, columns: overrideRoles(saved.columns, roles) };
  const needed = new Set(roles.keys());
  if (options.targetOptional === true) needed.delete(options.target ?? '');
  else for (const { name, role } of schema.columns) if (role === 'target') needed.add(name);
  const { bound, extra, notes } = bindSchema(schema, columns, hasHeader, needed);
  const asked = extra.filter(({ name }) => roles.has(name));
  const ignored = extra.filter((column) => !asked.includes(column)).map(({ name }) => name);
  const added = inferColumns(asked, roles, notation, options.specialCodes ?? [], options.badValue);
  return {
    columns: [...bound.map((column) => withCodes(column, options.specialCodes)), ...pair(asked, added.columns)],
    badValue: options.badValue ?? (targetChanged(saved, roles) ? undefined : saved.badValue),
    notes: [
      ...notes,
      ...(ignored.length > 0 ? [`not in the schema, ignored: ${ignored.join(', ')}`] : []),
      ...added.notes,
    ],
  };
}

function pair(sources: readonly TextColumn[], schemas: DatasetSchema['columns']): readonly BoundColumn[] {
  return schemas.map((schema, index) => ({ schema, source: sources[index] as TextColumn }));
}

function withCodes(column: BoundColumn, codes: readonly string[] = []): BoundColumn {
  if (codes.length === 0 || column.schema.role === 'target') return column;
  const specialCodes = [...new Set([...(column.schema.specialCodes ?? []), ...codes])];
  return { ...column, schema: { ...column.schema, specialCodes } };
}

function targetChanged(saved: DatasetSchema, roles: StatedRoles): boolean {
  return saved.columns.some(
    ({ name, role }) => role === 'target' && [...roles].some(([other, given]) => given === 'target' && other !== name),
  );
}

/** Makes sure that the target has two values and that the bad one is known, unless no outcomes are needed. */
function settleTarget(draft: DraftPlan, notation: Notation, options: IngestOptions): ColumnPlan {
  const columns = draft.columns.map(withoutFullStops);
  const index = columns.findIndex(({ schema: { role } }) => role === 'target');
  const target = columns[index];
  if (target === undefined || options.targetOptional === true) {
    return { schema: asSchema(columns, draft.badValue, options.schema), columns, notes: draft.notes };
  }
  const { kind, badValue, note } = resolveTarget(target.schema, target.source, notation, draft.badValue);
  const settled = columns.with(index, { ...target, schema: { ...target.schema, kind } });
  const notes = note === undefined ? draft.notes : [...draft.notes, note];
  return { schema: asSchema(settled, badValue, options.schema), columns: settled, notes };
}

function asSchema(
  columns: readonly BoundColumn[],
  badValue: string | undefined,
  saved: DatasetSchema | undefined,
): DatasetSchema {
  const schemas = columns.map(({ schema }) => schema);
  return {
    formatVersion: 1,
    columns: schemas,
    ...(badValue === undefined ? {} : { badValue }),
    ...(saved?.expect === undefined ? {} : { expect: saved.expect }),
  };
}
