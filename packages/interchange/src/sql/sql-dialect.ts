import { type ColumnKind, ProbityError } from '@probity/domain';
import { printExponent } from '../card/print-number.js';

export type SqlDialectName = 'postgresql' | 'duckdb' | 'ansi';

/** How one dialect of SQL writes what a scorecard needs. */
export interface SqlDialect {
  readonly name: SqlDialectName;
  /** A double-precision literal, exact to the last bit. */
  double(value: number): string;
  text(value: string): string;
  identifier(name: string): string;
  /** A column as the number the card was trained on. */
  numberOf(column: string, kind: ColumnKind): string;
  /** A column as a text that is compared character by character. */
  textOf(column: string): string;
}

const sqlDialects: Readonly<Record<SqlDialectName, SqlDialect>> = {
  postgresql: {
    name: 'postgresql',
    // An unquoted literal would be `numeric`, and so would every sum with it.
    double: (value) => `'${printExponent(value)}'::float8`,
    // With a backslash the meaning of '…' hangs on a setting of the server; E'…' does not.
    text: (value) => (value.includes('\\') ? `E${quote(value.replaceAll('\\', '\\\\'))}` : quote(value)),
    identifier,
    numberOf(column, kind) {
      if (kind === 'boolean') return `CASE WHEN ${column} THEN 1 WHEN NOT ${column} THEN 0 END::float8`;
      if (kind === 'date') return `(${column}::date - DATE '1970-01-01')::float8`;
      if (kind === 'datetime') return `(EXTRACT(EPOCH FROM ${column}) * 1000)::float8`;
      return `${column}::float8`;
    },
    textOf: (column) => `${column}::text COLLATE "C"`,
  },
  duckdb: {
    name: 'duckdb',
    double: (value) => `${printExponent(value)}::DOUBLE`,
    text: quote,
    identifier,
    numberOf(column, kind) {
      if (kind === 'date') return `(${column}::DATE - DATE '1970-01-01')::DOUBLE`;
      if (kind === 'datetime') return `epoch_ms(${column})::DOUBLE`;
      return `${column}::DOUBLE`;
    },
    textOf: (column) => `${column}::VARCHAR`,
  },
  ansi: {
    name: 'ansi',
    double: (value) => `CAST(${printExponent(value).toUpperCase()} AS DOUBLE PRECISION)`,
    text: quote,
    identifier,
    numberOf(column, kind) {
      if (kind === 'boolean')
        return `CAST(CASE WHEN ${column} THEN 1 WHEN NOT ${column} THEN 0 END AS DOUBLE PRECISION)`;
      return `CAST(${column} AS DOUBLE PRECISION)`;
    },
    textOf: (column) => column,
  },
};

/** @throws INVALID_ARGUMENT for another name */
export function sqlDialect(name: string): SqlDialect {
  if (Object.hasOwn(sqlDialects, name)) return sqlDialects[name as SqlDialectName];
  const known = Object.keys(sqlDialects).join(', ');
  throw new ProbityError('INVALID_ARGUMENT', `\`dialect\` of SQL must be one of ${known}; got "${name}"`, {
    field: 'dialect',
  });
}

function quote(value: string): string {
  refuseNul(value);
  return `'${value.replaceAll("'", "''")}'`;
}

function identifier(name: string): string {
  refuseNul(name);
  if (name !== '') return `"${name.replaceAll('"', '""')}"`;
  throw new ProbityError('INVALID_ARGUMENT', 'a name in SQL must not be empty', { field: 'table' });
}

function refuseNul(text: string): void {
  if (!text.includes('\u0000')) return;
  throw new ProbityError('INVALID_ARGUMENT', 'SQL has no way to write the NUL character in a name or level', {});
}
