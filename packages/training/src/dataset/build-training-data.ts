import {
  type Column,
  type ColumnSchema,
  columnNamed,
  columnsWithRole,
  type DatasetSchema,
  featureColumns,
  isCodedColumn,
  ProbityError,
  type Table,
} from '@probity/domain';
import type { Feature, FeatureMatrix, TrainingData } from '@probity/learn';

/** Texts that stand for "true" where a column was read as a boolean. */
const TRUE_TEXTS = new Set(['1', 'true', 't', 'yes', 'y']);

/**
 * The features a model of this schema learns from, in the schema's order.
 * @throws SCHEMA_INVALID when a free text or an id is marked as a feature, or when there is none at all
 */
export function featuresOf(schema: DatasetSchema): readonly Feature[] {
  const columns = featureColumns(schema);
  if (columns.length === 0)
    throw new ProbityError('SCHEMA_INVALID', 'the schema has no column with the role "feature"');
  return columns.map((column) => {
    if (column.kind === 'text' || column.kind === 'id') {
      throw new ProbityError(
        'SCHEMA_INVALID',
        `"${column.name}" is of kind ${column.kind}: make it a category or exclude it`,
        {
          field: column.name,
        },
      );
    }
    return featureOf(column);
  });
}

/** Special codes of a category come as its last levels. */
function featureOf({ name, kind, levels = [], specialCodes = [] }: ColumnSchema): Feature {
  if (kind !== 'category') {
    const codes = kind === 'numeric' || kind === 'integer' ? specialCodes.map(Number).filter(Number.isFinite) : [];
    return { name, kind: 'numeric', ...(codes.length === 0 ? {} : { specialCodes: codes }) };
  }
  const codes = specialCodes.filter((code) => !levels.includes(code));
  if (codes.length === 0) return { name, kind, levels };
  return { name, kind, levels: [...levels, ...codes], specialCodes: codes.map((_, index) => levels.length + index) };
}

/**
 * A table's features as models take them: numbers as they are, categories as indexes into the feature's levels;
 * a value that is not among the levels counts as missing, and so does a special code that the feature does not tell apart.
 * @param schema the one that names the table's special codes
 * @throws COLUMN_MISSING
 */
export function buildFeatureMatrix(table: Table, schema: DatasetSchema, features: readonly Feature[]): FeatureMatrix {
  const codesOf = new Map(schema.columns.map(({ name, specialCodes = [] }) => [name, specialCodes.map(Number)]));
  const columns = features.map((feature) => {
    const column = columnNamed(table, feature.name);
    if (isCodedColumn(column)) return recode(column, feature.levels ?? []);
    const codes = codesOf.get(feature.name) ?? [];
    if (codes.length === 0 || feature.specialCodes !== undefined) return column.values;
    return column.values.map((value) => (codes.includes(value) ? Number.NaN : value));
  });
  return { rowCount: table.rowCount, features, columns };
}

function recode(column: Extract<Column, { codes: Int32Array }>, levels: readonly string[]): Float64Array {
  const positions = new Map(levels.map((level, index) => [level, index]));
  const targets = column.levels.map((level) => positions.get(level) ?? Number.NaN);
  return Float64Array.from(column.codes, (code) => targets[code] ?? Number.NaN);
}

/**
 * Outcomes of a table's rows: 1 where the target holds the schema's bad value.
 * @throws TARGET_INVALID when the schema names no target or bad value, or one outcome never occurs
 */
export function buildLabels(table: Table, schema: DatasetSchema): Uint8Array {
  const target = columnsWithRole(schema, 'target')[0];
  if (target === undefined || schema.badValue === undefined) {
    throw new ProbityError('TARGET_INVALID', 'the schema names no target column with its bad value');
  }
  const labels = labelsOf(columnNamed(table, target.name), target, schema.badValue);
  const bads = labels.reduce((count, label) => count + label, 0);
  if (bads === 0 || bads === labels.length) {
    throw new ProbityError(
      'TARGET_INVALID',
      `target "${target.name}" needs both outcomes; ${bads} of ${labels.length} rows are bad ("${schema.badValue}")`,
      { field: target.name },
    );
  }
  return labels;
}

function labelsOf(column: Column, target: ColumnSchema, badValue: string): Uint8Array {
  if (isCodedColumn(column)) {
    const bad = column.levels.indexOf(badValue);
    return Uint8Array.from(column.codes, (code) => (code === bad && bad >= 0 ? 1 : 0));
  }
  const bad = target.kind === 'boolean' ? Number(TRUE_TEXTS.has(badValue.toLowerCase())) : Number(badValue);
  return Uint8Array.from(column.values, (value) => (value === bad ? 1 : 0));
}

/**
 * Features, outcomes, weights, groups and times of a table: whatever splits inside a fit must respect.
 * @throws as `featuresOf`, `buildLabels`, `buildWeights`
 */
export function buildTrainingData(table: Table, schema: DatasetSchema): TrainingData {
  const weights = buildWeights(table, schema);
  const group = columnsWithRole(schema, 'group')[0];
  const time = columnsWithRole(schema, 'time')[0];
  const times = time === undefined ? undefined : columnNamed(table, time.name);
  return {
    matrix: buildFeatureMatrix(table, schema, featuresOf(schema)),
    labels: buildLabels(table, schema),
    ...(weights === undefined ? {} : { weights }),
    ...(group === undefined ? {} : { groups: groupCodes(columnNamed(table, group.name)) }),
    ...(times === undefined || isCodedColumn(times) ? {} : { times: times.values }),
  };
}

/** Weights of a table's rows; undefined when the schema names none. @throws SCHEMA_INVALID unless all are ≥ 0 */
export function buildWeights(table: Table, schema: DatasetSchema): Float64Array | undefined {
  const weightColumn = columnsWithRole(schema, 'weight')[0];
  if (weightColumn === undefined) return undefined;
  const column = columnNamed(table, weightColumn.name);
  if (isCodedColumn(column) || column.values.some((weight) => !(weight >= 0))) {
    throw new ProbityError(
      'SCHEMA_INVALID',
      `weight column "${weightColumn.name}" must hold a number ≥ 0 in every row`,
      {
        field: weightColumn.name,
      },
    );
  }
  return column.values;
}

/** One number per row that tells groups apart. */
export function groupCodes(column: Column): Int32Array {
  if (isCodedColumn(column)) return column.codes;
  const codes = new Map<number, number>();
  return Int32Array.from(column.values, (value) => {
    const code = codes.get(value) ?? codes.size;
    codes.set(value, code);
    return code;
  });
}
