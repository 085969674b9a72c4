import type { DuckDBConnection } from '@duckdb/node-api';
import type { Column, NumericKind, Table } from '@probity/domain';
import { ProbityError } from '@probity/domain';
import { filePattern, quoted, withDatabase } from '../duckdb/with-database.js';

const SAMPLE_ROWS = 20_000;

/** Columns of a Parquet file with their DuckDB types. */
export async function parquetTypes(connection: DuckDBConnection, file: string): Promise<ReadonlyMap<string, string>> {
  try {
    const described = await connection.run(`DESCRIBE SELECT * FROM read_parquet(${filePattern(file)})`);
    return new Map((await described.getRows()).map(([name, type]) => [String(name), String(type)]));
  } catch (cause) {
    throw new ProbityError('FILE_UNREADABLE', `"${file}" is not a Parquet file that can be read`, { file }, { cause });
  }
}

/**
 * The first rows of a Parquet file as a table, to guess its columns by; columns of other than plain values are left out.
 *
 * @throws FILE_UNREADABLE
 */
export function sampleParquet(file: string, rows = SAMPLE_ROWS): Promise<Table> {
  return withDatabase(async (connection) => {
    const types = await parquetTypes(connection, file);
    const plain = [...types].flatMap(([name, type]) => {
      const reading = readingOf(name, type);
      return reading === undefined ? [] : [{ name, ...reading }];
    });
    const list = plain.map(({ sql }) => sql).join(', ');
    const result = await connection.run(`SELECT ${list} FROM read_parquet(${filePattern(file)}) LIMIT ${rows}`);
    const cells = await result.getColumns();
    const columns = plain.map(({ name, kind }, index): Column => {
      const values = cells[index] ?? [];
      if (kind !== 'category') {
        return {
          name,
          kind,
          values: Float64Array.from(values, (cell) => (cell === null ? Number.NaN : (cell as number))),
        };
      }
      const levels = [...new Set(values.filter((cell) => cell !== null))] as string[];
      const codes = new Map(levels.map((level, code) => [level, code]));
      return { name, kind, levels, codes: Int32Array.from(values, (cell) => codes.get(cell as string) ?? -1) };
    });
    return { rowCount: cells[0]?.length ?? 0, columns };
  });
}

function readingOf(
  name: string,
  type: string,
): { readonly sql: string; readonly kind: NumericKind | 'category' } | undefined {
  const cell = quoted(name);
  if (type.startsWith('TIMESTAMP')) return { sql: `CAST(epoch_ms(${cell}) AS DOUBLE)`, kind: 'datetime' };
  if (type === 'DATE') return { sql: `CAST(${cell} - DATE '1970-01-01' AS DOUBLE)`, kind: 'date' };
  if (type === 'BOOLEAN') return { sql: `CAST(${cell} AS DOUBLE)`, kind: 'boolean' };
  if (/^(U?(BIG|SMALL|TINY|HUGE)?INT|U?INTEGER)$/.test(type))
    return { sql: `CAST(${cell} AS DOUBLE)`, kind: 'integer' };
  if (/^(DOUBLE|FLOAT|DECIMAL)/.test(type)) return { sql: `CAST(${cell} AS DOUBLE)`, kind: 'numeric' };
  return type === 'VARCHAR' ? { sql: cell, kind: 'category' } : undefined;
}
