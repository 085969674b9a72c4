import {
  type Application,
  type ColumnSchema,
  type DatasetSchema,
  type FieldValue,
  ProbityError,
} from '@probity/domain';
import type { Feature } from '@probity/learn';
import { encodeField } from './encode-field.js';

/** An application, checked: as it is recorded, and as the model sees it. */
export interface EncodedApplication {
  /** Every feature of the model, and whatever else of the schema was sent. */
  readonly application: Application;
  /** One value per feature of the model; NaN = missing. */
  readonly row: Float64Array;
  readonly warnings: readonly string[];
}

export type ApplicationEncoder = (application: unknown) => EncodedApplication;

/**
 * Makes the function that checks applications against a schema and encodes them for a model.
 *
 * Every feature must be named; null says that it is not known. Other columns of the schema (id, date, protected, …)
 * may be sent: they are checked and recorded, never scored. The target and anything else is refused.
 *
 * The returned function throws BODY_INVALID, UNKNOWN_FIELD, MISSING_FIELD, WRONG_TYPE, VALUE_OUT_OF_RANGE.
 */
export function createApplicationEncoder(schema: DatasetSchema, features: readonly Feature[]): ApplicationEncoder {
  const positions = new Map(features.map((feature, index) => [feature.name, index]));
  const columns = new Map<string, ColumnSchema>();
  for (const column of schema.columns) if (column.role !== 'target') columns.set(column.name, column);
  const levelIndexes = new Map(
    features.map((feature) => [feature.name, new Map((feature.levels ?? []).map((level, index) => [level, index]))]),
  );
  const codeKeepers = new Set(features.filter((feature) => feature.specialCodes !== undefined).map(({ name }) => name));

  return (application) => {
    if (typeof application !== 'object' || application === null || Array.isArray(application)) {
      throw new ProbityError('BODY_INVALID', '`application` must be an object of fields', { field: 'application' });
    }
    const fields = application as Record<string, unknown>;
    for (const name of Object.keys(fields)) {
      if (!columns.has(name)) throw unknownField(name, columns);
    }
    const row = new Float64Array(features.length).fill(Number.NaN);
    const recorded: Record<string, FieldValue> = {};
    const warnings: string[] = [];
    for (const [name, column] of columns) {
      const position = positions.get(name);
      if (!Object.hasOwn(fields, name)) {
        if (position === undefined) continue;
        throw new ProbityError('MISSING_FIELD', `\`${name}\` is missing; send null where it is not known`, {
          field: name,
        });
      }
      const field = encodeField(column, fields[name], levelIndexes.get(name), codeKeepers.has(name));
      recorded[name] = field.value;
      if (position === undefined) continue;
      row[position] = field.encoded;
      if (field.unseen) warnings.push(`\`${name}\` holds a value the model never saw; it counts as not known.`);
    }
    return { application: recorded, row, warnings };
  };
}

function unknownField(name: string, columns: ReadonlyMap<string, ColumnSchema>): ProbityError {
  const folded = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  const near = [...columns.keys()].find((known) => known.toLowerCase().replace(/[^a-z0-9]/g, '') === folded);
  const shown = name.length > 60 ? `${name.slice(0, 57)}…` : name;
  const hint = near === undefined ? '' : `; did you mean \`${near}\`?`;
  return new ProbityError('UNKNOWN_FIELD', `\`${shown}\` is not a field of this model${hint}`, { field: shown });
}
