import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { type Column, type DatasetSchema, isCodedColumn, isCodedKind, type Table } from '@probity/domain';
import { filePattern, literal, quoted, withDatabase } from '../duckdb/with-database.js';

const CHUNK_ROWS = 2048;

/** Accepted rows and their lines, as a Parquet file holds them. */
export interface StoredTable {
  readonly table: Table;
  readonly lines: Uint32Array;
}

/** Writes a table as Parquet (zstd) with natural types; the last column holds each row's line in the source. */
export async function writeParquet(file: string, { table, lines }: StoredTable): Promise<void> {
  const columns = [...table.columns, lineColumn(table, lines)];
  await withDatabase(async (connection) => {
    const types = columns.map((column) => (isCodedColumn(column) ? 'VARCHAR' : 'DOUBLE'));
    await connection.run(`CREATE TABLE cells (${types.map((type, index) => `c${index} ${type}`).join(', ')})`);
    await appendCells(connection, columns, table.rowCount);
    const list = columns.map((column, index) => `${stored(column, `c${index}`)} AS ${quoted(column.name)}`);
    // Keeping the order of rows is what lets the table be read back as it was; it is DuckDB's default, said aloud.
    await connection.run('SET preserve_insertion_order = true');
    await connection.run(
      `COPY (SELECT ${list.join(', ')} FROM cells) TO ${literal(file)} (FORMAT parquet, COMPRESSION zstd)`,
    );
  });
}

/** Reads back what `writeParquet` wrote. */
export async function readParquet(file: string, schema: DatasetSchema): Promise<StoredTable> {
  return await withDatabase(async (connection) => {
    const names = [...schema.columns.map(({ name }) => name), lineName(schema.columns.map(({ name }) => name))];
    const kinds = [...schema.columns.map(({ kind }) => kind), 'integer' as const];
    const list = names.map((name, index) => loaded(kinds[index] as Column['kind'], quoted(name)));
    const result = await connection.stream(`SELECT ${list.join(', ')} FROM read_parquet(${filePattern(file)})`);
    const cells: DuckDBValue[][] = names.map(() => []);
    for (
      let chunk = await result.fetchChunk();
      chunk !== null && chunk.rowCount > 0;
      chunk = await result.fetchChunk()
    ) {
      chunk.appendToColumns(cells);
    }
    const columns = schema.columns.map(({ name, kind, levels }, index) =>
      toColumn(name, kind, cells[index] as DuckDBValue[], levels ?? []),
    );
    const lines = Uint32Array.from(cells[names.length - 1] as number[]);
    return { table: { rowCount: lines.length, columns }, lines };
  });
}

async function appendCells(connection: DuckDBConnection, columns: readonly Column[], rowCount: number): Promise<void> {
  const { DOUBLE, DuckDBDataChunk, VARCHAR } = await import('@duckdb/node-api');
  const types = columns.map((column) => (isCodedColumn(column) ? VARCHAR : DOUBLE));
  const appender = await connection.createAppender('cells');
  for (let start = 0; start < rowCount; start += CHUNK_ROWS) {
    const end = Math.min(start + CHUNK_ROWS, rowCount);
    const chunk = DuckDBDataChunk.create(types, end - start);
    for (const [index, column] of columns.entries()) {
      chunk.setColumnValues(
        index,
        isCodedColumn(column)
          ? Array.from(column.codes.subarray(start, end), (code) => column.levels[code] ?? null)
          : Array.from(column.values.subarray(start, end), (value) => (Number.isNaN(value) ? null : value)),
      );
    }
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

/** SQL that turns a cell as it lies in memory into the type a reader of the Parquet file expects, and back. */
function stored({ kind }: Column, cell: string): string {
  if (kind === 'integer') return `CAST(${cell} AS BIGINT)`;
  if (kind === 'boolean') return `CAST(${cell} AS BOOLEAN)`;
  if (kind === 'date') return `DATE '1970-01-01' + CAST(${cell} AS INTEGER)`;
  if (kind === 'datetime') return `epoch_ms(CAST(${cell} AS BIGINT))`;
  return cell;
}

function loaded(kind: Column['kind'], cell: string): string {
  if (kind === 'date') return `CAST(${cell} - DATE '1970-01-01' AS DOUBLE)`;
  if (kind === 'datetime') return `CAST(epoch_ms(${cell}) AS DOUBLE)`;
  return isCodedKind(kind) ? cell : `CAST(${cell} AS DOUBLE)`;
}

function toColumn(
  name: string,
  kind: Column['kind'],
  cells: readonly DuckDBValue[],
  stated: readonly string[],
): Column {
  if (!isCodedKind(kind)) {
    return { name, kind, values: Float64Array.from(cells, (cell) => (cell === null ? Number.NaN : (cell as number))) };
  }
  const levels = [...stated];
  const index = new Map(levels.map((level, position) => [level, position]));
  const codes = Int32Array.from(cells, (cell) => {
    if (cell === null) return -1;
    const known = index.get(cell as string);
    if (known !== undefined) return known;
    index.set(cell as string, levels.length);
    return levels.push(cell as string) - 1;
  });
  return { name, kind, codes, levels };
}

function lineColumn(table: Table, lines: Uint32Array): Column {
  const name = lineName(table.columns.map((column) => column.name));
  return { name, kind: 'integer', values: Float64Array.from(lines) };
}

/** A name that no column of the data has, whatever its case: Parquet's readers compare without case. */
function lineName(names: readonly string[]): string {
  const taken = new Set(names.map((name) => name.toLowerCase()));
  let name = 'source_line';
  while (taken.has(name)) name += '_';
  return name;
}
