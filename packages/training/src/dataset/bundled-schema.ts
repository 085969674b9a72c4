import type { DatasetSchema } from '@probity/domain';
import type { Model } from '@probity/learn';

/**
 * The schema as a bundle carries it: values of columns that are not features are nobody's business there, and features that
 * were dropped are not asked for.
 */
export function bundledSchema(schema: DatasetSchema, model: Model): DatasetSchema {
  const used = new Set(model.features.map(({ name }) => name));
  return {
    ...schema,
    columns: schema.columns.map((column) => {
      if (column.role === 'feature' && used.has(column.name)) return column;
      const { levels: _levels, levelLabels: _labels, ...rest } = column;
      return column.role === 'feature' ? { ...rest, role: 'excluded' } : rest;
    }),
  };
}
