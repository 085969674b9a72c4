import { type ColumnSchema, type DatasetSchema, ProbityError } from '@probity/domain';
import type { Feature, Model } from '@probity/learn';

/**
 * A data set's schema as a finished model needs it: its features by name and kind, categories with the model's levels, every
 * other feature excluded.
 *
 * A number may be read as a category where the model has one (codes); a category or text can be no number.
 *
 * @throws COLUMN_MISSING naming every feature that the schema lacks, SCHEMA_INVALID naming features of another kind or role
 */
export function schemaForModel(schema: DatasetSchema, { features }: Pick<Model, 'features'>): DatasetSchema {
  const columns = new Map(schema.columns.map((column) => [column.name, column]));
  const missing = features.filter(({ name }) => !columns.has(name)).map(({ name }) => name);
  if (missing.length > 0) {
    const message = `the data lack ${missing.length} of the model's ${features.length} features: ${listed(missing)}`;
    throw new ProbityError('COLUMN_MISSING', message, { field: missing[0] ?? '' });
  }
  const odd = features.flatMap((feature) => {
    const column = columns.get(feature.name);
    const why = column === undefined ? undefined : oddness(column, feature);
    return why === undefined ? [] : [`"${feature.name}" ${why}`];
  });
  if (odd.length > 0) {
    const message = `the data do not hold the model's features as it knows them: ${listed(odd)}`;
    throw new ProbityError('SCHEMA_INVALID', message, { field: 'schema' });
  }
  const used = new Map(features.map((feature) => [feature.name, feature]));
  return { ...schema, columns: schema.columns.map((column) => asUsed(column, used.get(column.name))) };
}

function oddness(column: ColumnSchema, feature: Feature): string | undefined {
  if (column.role !== 'feature' && column.role !== 'excluded') return `has the role ${column.role}`;
  const isCoded = column.kind === 'category' || column.kind === 'text' || column.kind === 'id';
  if (feature.kind === 'numeric' && isCoded) return `is a ${column.kind} here and a number there`;
  const isDate = column.kind === 'date' || column.kind === 'datetime';
  return feature.kind === 'category' && isDate ? `is a ${column.kind} here and a category there` : undefined;
}

function asUsed(column: ColumnSchema, feature: Feature | undefined): ColumnSchema {
  if (feature === undefined) return column.role === 'feature' ? { ...column, role: 'excluded' } : column;
  if (feature.kind === 'numeric') return { ...column, role: 'feature' };
  const { minimum: _least, maximum: _most, ...rest } = column;
  return { ...rest, kind: 'category', role: 'feature', levels: feature.levels ?? [] };
}

const MOST_LISTED = 8;

function listed(items: readonly string[]): string {
  const rest = items.length - MOST_LISTED;
  return `${items.slice(0, MOST_LISTED).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
