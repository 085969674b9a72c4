import { ProbityError } from '@probity/domain';
import { checkField, type EnrichmentFields } from './enrichment-field.js';
import type { EnrichmentPolicy } from './guard-look-up.js';

/** What rows and applications are enriched with, as a JSON file or `enrichment` of the configuration says it. */
export interface EnrichmentDefinition {
  /** Column with the moment of the decision; default the schema's column with the role `time`. Live decisions take the clock. */
  readonly asOf?: string;
  readonly sources: readonly EnrichmentSource[];
}

export type EnrichmentSource = SeriesSource | ReferenceSource | BureauSource;

/** Figures of months or days, the same for everybody: an economic series. */
export interface SeriesSource {
  readonly kind: 'series';
  readonly name: string;
  /** A table: CSV, Parquet, …, or a `*.source.json` for HTTP and PostgreSQL. Relative to the definition. */
  readonly file: string;
  /** Column with the day that a figure is about. */
  readonly at: string;
  /** Column with the day on which the figure, or this revision of it, was published. */
  readonly knownAt?: string;
  /** Without such a column: how long after `at` it was published, e.g. "38d". */
  readonly publishedAfter?: string;
  /** New column → column of the table. */
  readonly columns: Readonly<Record<string, string>>;
  /** A figure about a time further back is not used, e.g. "120d". */
  readonly ageAtMost?: string;
}

/** A table looked up by a key of the row; with `at`, each record from when it was known. */
export interface ReferenceSource {
  readonly kind: 'reference';
  readonly name: string;
  readonly file: string;
  /** Column of the table with the key. */
  readonly key: string;
  /** Column of the row, or field of the application, with the key; default the same name. */
  readonly by?: string;
  readonly at?: string;
  readonly knownAt?: string;
  readonly publishedAfter?: string;
  readonly columns: Readonly<Record<string, string>>;
  readonly ageAtMost?: string;
}

/** A credit bureau that is asked over HTTP; see docs/reference/bureau-contract.md. */
export interface BureauSource extends Omit<EnrichmentPolicy, 'ttlMs' | 'staleAtMostMs' | 'breakForMs'> {
  readonly kind: 'bureau';
  readonly name: string;
  readonly url: string;
  readonly tokenFrom?: string;
  readonly allowPlainHttp?: boolean;
  /** Column of the row, or field of the application, with the reference of the person. */
  readonly by: string;
  readonly fields: EnrichmentFields;
  /** How long an answer serves, e.g. "24h"; default not at all. */
  readonly ttl?: string;
  /** An earlier answer up to this age stands in when the bureau fails, e.g. "7d". */
  readonly staleAtMost?: string;
  /** How long the bureau is left alone after too many failures; default "30s". */
  readonly breakFor?: string;
  /** Questions under way at a time, in batches; default 8. */
  readonly together?: number;
}

const DURATION_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** "38d" in milliseconds. @throws CONFIG_INVALID naming the entry */
export function durationMs(text: unknown, at: string): number {
  const [, amount, unit] = (typeof text === 'string' ? /^(\d{1,9})(ms|s|m|h|d|w)$/.exec(text) : null) ?? [];
  if (amount === undefined) throw refused(at, 'must be a stretch of time such as 30s, 24h or 38d');
  return Number(amount) * DURATION_MS[unit as keyof typeof DURATION_MS];
}

const TEXT = ['name', 'file', 'at', 'key', 'by', 'knownAt', 'url', 'tokenFrom'] as const;
const TIME = ['publishedAfter', 'ageAtMost', 'ttl', 'staleAtMost', 'breakFor'] as const;
const WHOLE = ['timeoutMs', 'retries', 'retryPauseMs', 'keysAtMost', 'breakAfter', 'together'] as const;
const TABLE = ['kind', 'name', 'file', 'at', 'knownAt', 'publishedAfter', 'columns', 'ageAtMost'] as const;
const KNOWN = {
  series: TABLE,
  reference: [...TABLE, 'key', 'by'],
  bureau: [
    'kind',
    'name',
    'url',
    'tokenFrom',
    'allowPlainHttp',
    'by',
    'fields',
    'fallback',
    'ttl',
    'staleAtMost',
    'breakFor',
    ...WHOLE,
  ],
} as const;
const NEEDED = {
  series: ['name', 'file', 'at', 'columns'],
  reference: ['name', 'file', 'key', 'columns'],
  bureau: ['name', 'url', 'by', 'fields'],
} as const;

/**
 * Checks a definition that came from a file.
 * @throws CONFIG_INVALID naming the entry, e.g. `sources[0].publishedAfter`
 */
export function checkEnrichment(value: unknown): EnrichmentDefinition {
  const definition = asRecord(value, 'enrichment');
  refuseOthers(definition, '', ['asOf', 'sources']);
  if (definition['asOf'] !== undefined) checkText(definition['asOf'], 'asOf');
  const { sources } = definition;
  if (!Array.isArray(sources) || sources.length === 0) throw refused('sources', 'must be a list that is not empty');
  const names = new Set<string>();
  const made = new Set<string>();
  for (const [index, source] of sources.entries()) {
    const at = `sources[${index}]`;
    checkSource(asRecord(source, at), at);
    const { name, columns, fields } = source as { name: string; columns?: object; fields?: object };
    if (names.has(name)) throw refused(`${at}.name`, 'stands twice');
    names.add(name);
    for (const column of Object.keys(columns ?? fields ?? {})) {
      if (made.has(column))
        throw refused(`${at}.${columns === undefined ? 'fields' : 'columns'}.${column}`, 'stands twice');
      made.add(column);
    }
  }
  return value as EnrichmentDefinition;
}

/** The columns that a source adds. */
export function fieldsOf(source: EnrichmentSource): readonly string[] {
  return Object.keys(source.kind === 'bureau' ? source.fields : source.columns);
}

function checkSource(source: Record<string, unknown>, at: string): void {
  const kind = source['kind'] as keyof typeof KNOWN;
  if (!Object.hasOwn(KNOWN, String(kind))) throw refused(`${at}.kind`, 'must be series, reference or bureau');
  refuseOthers(source, `${at}.`, KNOWN[kind]);
  for (const key of NEEDED[kind]) if (source[key] === undefined) throw refused(`${at}.${key}`, 'is missing');
  for (const key of TEXT) if (source[key] !== undefined) checkText(source[key], `${at}.${key}`);
  for (const key of TIME) if (source[key] !== undefined) durationMs(source[key], `${at}.${key}`);
  for (const key of WHOLE) {
    const number = source[key];
    if (number !== undefined && !(Number.isInteger(number) && (number as number) >= 0)) {
      throw refused(`${at}.${key}`, 'must be a whole number ≥ 0');
    }
  }
  if (kind === 'bureau') {
    const fields = asRecord(source['fields'], `${at}.fields`);
    if (Object.keys(fields).length === 0) throw refused(`${at}.fields`, 'must not be empty');
    for (const [name, field] of Object.entries(fields)) checkField(field, `${at}.fields.${name}`);
    if (source['fallback'] !== undefined) asRecord(source['fallback'], `${at}.fallback`);
    return;
  }
  const columns = asRecord(source['columns'], `${at}.columns`);
  if (Object.keys(columns).length === 0) throw refused(`${at}.columns`, 'must not be empty');
  for (const [name, column] of Object.entries(columns)) checkText(column, `${at}.columns.${name}`);
  const hasKnown = source['knownAt'] !== undefined || source['publishedAfter'] !== undefined;
  if (source['at'] !== undefined && !hasKnown) {
    throw refused(
      `${at}.publishedAfter`,
      'must say how long after `at` a figure was published (or name a column in `knownAt`)',
    );
  }
}

function refuseOthers(record: Record<string, unknown>, prefix: string, known: readonly string[]): void {
  for (const key of Object.keys(record)) {
    if (known.includes(key)) continue;
    const hint = /^(token|password)$/i.test(key) ? '; secrets stay in the environment' : '';
    throw refused(`${prefix}${key}`, `is not known; there are: ${known.join(', ')}${hint}`);
  }
}

function checkText(value: unknown, at: string): void {
  if (typeof value !== 'string' || value.trim() === '') throw refused(at, 'must be a text that is not empty');
}

function asRecord(value: unknown, at: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw refused(at, 'must be an object');
}

function refused(field: string, rule: string): ProbityError {
  return new ProbityError('CONFIG_INVALID', `\`${field}\` of the enrichment ${rule}`, { field });
}
