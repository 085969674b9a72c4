import { type FieldValue, ProbityError } from '@probity/domain';

/** What a value of an answer must be. */
export interface EnrichmentField {
  readonly kind: 'numeric' | 'integer' | 'boolean' | 'category';
  readonly min?: number;
  readonly max?: number;
  /** Of categories; default any text. */
  readonly levels?: readonly string[];
}

export type EnrichmentFields = Readonly<Record<string, EnrichmentField>>;

/** Says how a value breaks its field, or undefined where it keeps it. Null, not known, is always allowed. Nothing is coerced. */
export function breaksField(value: unknown, { kind, min, max, levels }: EnrichmentField): string | undefined {
  if (value === null) return undefined;
  if (kind === 'boolean') return typeof value === 'boolean' ? undefined : 'must be true, false or null';
  if (kind === 'category') {
    if (typeof value !== 'string') return 'must be a text or null';
    return levels === undefined || levels.includes(value) ? undefined : 'is none of the values it may be';
  }
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'must be a number or null';
  if (kind === 'integer' && !Number.isInteger(value)) return 'must be a whole number or null';
  if (min !== undefined && value < min) return `must be ≥ ${min}`;
  if (max !== undefined && value > max) return `must be ≤ ${max}`;
  return undefined;
}

/** Nothing known of any field. */
export function nothingKnown(fields: readonly string[]): Record<string, FieldValue> {
  return Object.fromEntries(fields.map((field) => [field, null]));
}

/** @throws CONFIG_INVALID naming the entry */
export function checkField(value: unknown, at: string): EnrichmentField {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refused(at, 'must be an object');
  const { kind, min, max, levels, ...others } = value as Record<string, unknown>;
  const [other] = Object.keys(others);
  if (other !== undefined) throw refused(`${at}.${other}`, 'is not known; there are: kind, min, max, levels');
  if (!['numeric', 'integer', 'boolean', 'category'].includes(kind as string)) {
    throw refused(`${at}.kind`, 'must be numeric, integer, boolean or category');
  }
  for (const [name, bound] of Object.entries({ min, max })) {
    if (bound !== undefined && typeof bound !== 'number') throw refused(`${at}.${name}`, 'must be a number');
  }
  if (levels !== undefined && !(Array.isArray(levels) && levels.every((level) => typeof level === 'string'))) {
    throw refused(`${at}.levels`, 'must be a list of texts');
  }
  return value as EnrichmentField;
}

function refused(field: string, rule: string): ProbityError {
  return new ProbityError('CONFIG_INVALID', `\`${field}\` ${rule}`, { field });
}
