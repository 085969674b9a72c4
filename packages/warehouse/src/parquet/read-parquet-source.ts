import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { ProbityError } from '@probity/domain';
import { type TextTable, TextTableBuilder } from '../column/text-table-builder.js';
import { filePattern, quoted, withDatabase } from '../duckdb/with-database.js';
import { readBytes } from '../source/read-bytes.js';

/**
 * Reads a Parquet file into columns of text, so that it means what the same table means as delimited text.
 *
 * The "line" of a row is its number from 1.
 *
 * @throws FILE_UNREADABLE for a damaged file, and for columns that hold lists, structures or bytes, by name
 */
export async function readParquetSource(
  file: string,
  widest: number,
  onProgress: (share: number) => void,
): Promise<{ readonly result: TextTable; readonly sourceHash: string }> {
  const sourceHash = await digestOf(file);
  const result = await withDatabase(async (connection) => {
    try {
      return await readRows(connection, file, widest, onProgress);
    } catch (error) {
      if (error instanceof ProbityError) throw error;
      throw unreadable(file, 'it is damaged, or holds what cannot be read', error);
    }
  });
  return { result, sourceHash };
}

async function readRows(
  connection: DuckDBConnection,
  file: string,
  widest: number,
  onProgress: (share: number) => void,
): Promise<TextTable> {
  const table = `read_parquet(${filePattern(resolve(file))})`;
  const columns = (await (await connection.run(`DESCRIBE SELECT * FROM ${table}`)).getRows()).map(([name, type]) => ({
    name: String(name),
    type: String(type),
  }));
  if (columns.length > widest) throw unreadable(file, `it has ${columns.length} columns; at most ${widest} are read`);
  const nested = columns.find(({ type }) => isNested(type));
  if (nested !== undefined) {
    throw unreadable(file, `column "${nested.name}" holds ${nested.type}: only plain values are read`, undefined, {
      field: nested.name,
    });
  }
  const [[total = 0] = []] = await (await connection.run(`SELECT count(*)::DOUBLE FROM ${table}`)).getRows();
  const builder = new TextTableBuilder();
  for (const [index, { name }] of columns.entries()) {
    const plain = name.trim();
    builder.addColumn(plain === '' ? `column_${index + 1}` : plain);
  }
  const list = columns.map(({ name, type }) => asText(quoted(name), type)).join(', ');
  const rows = await connection.stream(`SELECT ${list} FROM ${table}`);
  let line = 0;
  const cells: string[] = [];
  for (let chunk = await rows.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await rows.fetchChunk()) {
    const values = columns.map((_, index) => (chunk as NonNullable<typeof chunk>).getColumnValues(index));
    for (let row = 0; row < chunk.rowCount; row++) {
      for (let column = 0; column < values.length; column++) cells[column] = cellText(values[column]?.[row] ?? null);
      builder.addRow(cells, ++line);
    }
    onProgress(total === 0 ? 1 : line / Number(total));
  }
  return builder.finish();
}

function cellText(value: DuckDBValue): string {
  return value === null ? '' : (value as string).trim();
}

function isNested(type: string): boolean {
  return /\[\d*\]$|^(STRUCT|MAP|UNION|BLOB|BIT|VARIANT|GEOMETRY)\b/.test(type);
}

/** SQL for a cell as a delimited file would hold it: whole floats without ".0", moments in UTC. */
export function asText(cell: string, type: string): string {
  if (type === 'DOUBLE' || type === 'FLOAT') {
    const whole = `CAST(TRY_CAST(${cell} AS BIGINT) AS VARCHAR)`;
    return `CASE WHEN abs(${cell}) < 1e15 AND ${cell} = trunc(${cell}) THEN ${whole} ELSE CAST(${cell} AS VARCHAR) END`;
  }
  if (type === 'TIMESTAMP WITH TIME ZONE') return `CAST(make_timestamp(epoch_us(${cell})) AS VARCHAR)`;
  return `CAST(${cell} AS VARCHAR)`;
}

async function digestOf(file: string): Promise<string> {
  const digest = createHash('sha256');
  for await (const { bytes } of readBytes(file, false)) digest.update(bytes);
  return digest.digest('hex');
}

function unreadable(file: string, why: string, cause?: unknown, details: { field?: string } = {}): ProbityError {
  return new ProbityError(
    'FILE_UNREADABLE',
    `"${file}" is a Parquet file, but ${why}`,
    { file, ...details },
    { cause },
  );
}
