import { ProbityError } from '../errors/probity-error.js';
import type { ColumnKind } from '../table/column.js';

/**
 * What a column is for. Only `feature` columns are learned from.
 *
 * `protected` columns (sex, age where the law says so, …) are kept for fairness reports: never a feature, never a reason.
 */
export type ColumnRole = 'feature' | 'target' | 'id' | 'time' | 'group' | 'weight' | 'protected' | 'excluded';

export const columnKinds: readonly ColumnKind[] = [
  'numeric',
  'integer',
  'boolean',
  'date',
  'datetime',
  'category',
  'text',
  'id',
];
export const columnRoles: readonly ColumnRole[] = [
  'feature',
  'target',
  'id',
  'time',
  'group',
  'weight',
  'protected',
  'excluded',
];

/** One column as a person may describe it. The words in `label`, `levelLabels` and `reasons` are what applicants read. */
export interface ColumnSchema {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly role: ColumnRole;
  /** Words for the column, e.g. "Months in current job"; default: the name, spaced out. */
  readonly label?: string;
  readonly description?: string;
  /** The values a category may take, in the order they are shown. */
  readonly levels?: readonly string[];
  readonly levelLabels?: Readonly<Record<string, string>>;
  /** Inclusive bounds; a value outside is refused. Dates as ISO text. */
  readonly minimum?: number | string;
  readonly maximum?: number | string;
  /** When true a missing value is refused. */
  readonly required?: boolean;
  /** When true a repeated value is refused. */
  readonly unique?: boolean;
  /** Codes that stand for "missing" in this column besides the common ones, e.g. ["-7", "-8", "-9"]. */
  readonly specialCodes?: readonly string[];
  /** Sentences for a reason that names this column; defaults are made from the label. */
  readonly reasons?: { readonly high?: string; readonly low?: string; readonly missing?: string };
}

/** A data set's schema: inferred at ingest, printed, saved as JSON that a person can edit. */
export interface DatasetSchema {
  readonly formatVersion: 1;
  readonly columns: readonly ColumnSchema[];
  /** The target's value that means a bad outcome, as text as it stands in the file. */
  readonly badValue?: string;
}

export function columnsWithRole(schema: DatasetSchema, role: ColumnRole): readonly ColumnSchema[] {
  return schema.columns.filter((column) => column.role === role);
}

/** The columns a model learns from, in schema order. */
export function featureColumns(schema: DatasetSchema): readonly ColumnSchema[] {
  return columnsWithRole(schema, 'feature');
}

/** Words for a column: its label, else its name spaced out ("monthlyIncome" → "Monthly income"). */
export function columnLabel(column: Pick<ColumnSchema, 'name' | 'label'>): string {
  if (column.label !== undefined) return column.label;
  const spaced = column.name
    .replace(/[_.]+/g, ' ')
    .replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .trim();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** Words for one of a column's values. */
export function levelLabel(column: Pick<ColumnSchema, 'levelLabels'>, level: string): string {
  return column.levelLabels?.[level] ?? level;
}

/**
 * Checks a schema that came from a file or a person and returns it typed.
 * @throws SCHEMA_INVALID naming the entry
 */
export function parseDatasetSchema(value: unknown): DatasetSchema {
  const schema = asRecord(value, 'schema');
  if (schema['formatVersion'] !== 1) refuse('formatVersion', 'must be 1', schema['formatVersion']);
  const columns = schema['columns'];
  if (!Array.isArray(columns) || columns.length === 0) refuse('columns', 'must be a non-empty list', columns);
  const names = new Set<string>();
  let targets = 0;
  for (const [index, entry] of (columns as unknown[]).entries()) {
    const at = `columns[${index}]`;
    const column = asRecord(entry, at);
    const name = column['name'];
    if (typeof name !== 'string' || name === '') refuse(`${at}.name`, 'must be a non-empty text', name);
    if (names.has(name as string)) refuse(`${at}.name`, 'must be unique', name);
    names.add(name as string);
    if (!columnKinds.includes(column['kind'] as ColumnKind)) {
      refuse(`${at}.kind`, `must be one of ${columnKinds.join(', ')}`, column['kind']);
    }
    if (!columnRoles.includes(column['role'] as ColumnRole)) {
      refuse(`${at}.role`, `must be one of ${columnRoles.join(', ')}`, column['role']);
    }
    if (column['role'] === 'target') targets += 1;
    for (const list of ['levels', 'specialCodes'] as const) {
      const texts = column[list];
      if (texts !== undefined && !(Array.isArray(texts) && texts.every((text) => typeof text === 'string'))) {
        refuse(`${at}.${list}`, 'must be a list of texts', texts);
      }
    }
    for (const bound of ['minimum', 'maximum'] as const) {
      const limit = column[bound];
      if (limit !== undefined && typeof limit !== 'number' && typeof limit !== 'string') {
        refuse(`${at}.${bound}`, 'must be a number, or an ISO date', limit);
      }
    }
    for (const flag of ['required', 'unique'] as const) {
      if (column[flag] !== undefined && typeof column[flag] !== 'boolean') {
        refuse(`${at}.${flag}`, 'must be true or false', column[flag]);
      }
    }
    for (const text of ['label', 'description'] as const) {
      if (column[text] !== undefined && typeof column[text] !== 'string') {
        refuse(`${at}.${text}`, 'must be a text', column[text]);
      }
    }
    for (const words of ['levelLabels', 'reasons'] as const) {
      if (column[words] !== undefined) {
        for (const [key, word] of Object.entries(asRecord(column[words], `${at}.${words}`))) {
          if (typeof word !== 'string') refuse(`${at}.${words}.${key}`, 'must be a text', word);
        }
      }
    }
  }
  if (targets > 1) refuse('columns', 'must have at most one target', `${targets} targets`);
  const badValue = schema['badValue'];
  if (badValue !== undefined && typeof badValue !== 'string') refuse('badValue', 'must be a text', badValue);
  return value as DatasetSchema;
}

function asRecord(value: unknown, at: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(at, 'must be an object', value);
  return value as Record<string, unknown>;
}

function refuse(field: string, rule: string, got: unknown): never {
  throw new ProbityError('SCHEMA_INVALID', `\`${field}\` of the schema ${rule}; got ${JSON.stringify(got)}`, { field });
}
