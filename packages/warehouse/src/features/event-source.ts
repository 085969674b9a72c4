import { resolve } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { ProbityError } from '@probity/domain';
import { type EventColumn, type EventMap, type SourceDefinition, WHOLE_FILE } from '@probity/features';
import { filePattern, quoted } from '../duckdb/with-database.js';
import { asText } from '../parquet/read-parquet-source.js';

/** Events of a Parquet file as SQL reads them: numbers, and codes into texts. */
export interface EventSource {
  /** What SQL reads from; it has the column `file_row_number`. */
  readonly relation: string;
  readonly rowCount: number;
  /** The file's own columns, in its order. */
  readonly names: readonly string[];
  /** Milliseconds since 1970, as DOUBLE. */
  readonly at: string;
  readonly knownAt: string | undefined;
  /** The id's number among those that come more than once, −1 for others; undefined where every row is an event of its own. */
  readonly repeatedId: string | undefined;
  readonly columns: Readonly<Record<string, SourceColumn>>;
}

/** How a column of the source is read: a DOUBLE with NaN for missing, or an INTEGER code with −1 for missing. */
export interface SourceColumn {
  readonly sql: string;
  readonly type: 'float64' | 'int32';
  /** Codes lie in [0, levelCount). */
  readonly levelCount: number;
  /** The texts behind the codes; asked for only where conditions name texts. */
  readonly readLevels: () => Promise<readonly string[]>;
}

/**
 * Finds out how SQL reads the columns that a set of features needs.
 *
 * @throws COLUMN_MISSING naming the entry of the map or the file's column, WRONG_TYPE, MISSING_FIELD for rows without time or id
 */
export async function openEventSource(
  connection: DuckDBConnection,
  file: string,
  definition: SourceDefinition,
  map: EventMap,
): Promise<EventSource> {
  const relation = `read_parquet(${filePattern(resolve(file))}, file_row_number = true)`;
  const described = await rowsOf(connection, `DESCRIBE SELECT * EXCLUDE (file_row_number) FROM ${relation}`);
  const types = new Map(described.map(([name, type]) => [String(name), String(type)]));
  const columnOf = (name: string): { cell: string; type: string } => {
    const column = map[name];
    if (column === undefined) throw missing(`the map binds no column to "${name}"; add ${name}=<column>`, name);
    const type = types.get(column);
    if (type === undefined)
      throw missing(`"${name}" is bound to column "${column}", which the file does not have`, column);
    return { cell: quoted(column), type };
  };
  const [[rowCount = 0] = []] = await rowsOf(connection, `SELECT count(*)::DOUBLE FROM ${relation}`);
  const at = await timeOf(connection, relation, columnOf('at'), map['at'] as string);
  const columns: Record<string, SourceColumn> = {};
  for (const [name, column] of Object.entries(definition.columns)) {
    columns[name] =
      map[name] === WHOLE_FILE
        ? { sql: '0::INTEGER', type: 'int32', levelCount: 1, readLevels: async () => [WHOLE_FILE] }
        : await columnSource(connection, relation, columnOf(name), column, name, Number(rowCount));
  }
  return {
    ...{ relation, rowCount: Number(rowCount), names: [...types.keys()], at, columns },
    knownAt:
      map['knownAt'] === undefined
        ? undefined
        : await timeOf(connection, relation, columnOf('knownAt'), map['knownAt']),
    repeatedId: map['id'] === undefined ? undefined : await repeatedIdOf(connection, relation, columnOf('id')),
  };
}

const INTEGERS = /^(TINYINT|SMALLINT|INTEGER|BIGINT|UTINYINT|USMALLINT|UINTEGER)$/;

async function columnSource(
  connection: DuckDBConnection,
  relation: string,
  { cell, type }: { cell: string; type: string },
  { kind }: EventColumn,
  name: string,
  rowCount: number,
): Promise<SourceColumn> {
  if (kind === 'key' || kind === 'category') return await codedSource(connection, relation, cell, type, name, rowCount);
  const isNumber = /^(DECIMAL|DOUBLE|FLOAT|HUGEINT|UBIGINT)/.test(type) || INTEGERS.test(type);
  const isFlag = kind === 'flag' && (type === 'BOOLEAN' || type === 'VARCHAR');
  if (!isNumber && !isFlag) {
    throw new ProbityError('WRONG_TYPE', `column ${cell} holds ${type}; "${name}" must be a ${kind}`, { field: name });
  }
  const value = isFlag ? `CAST(CAST(${cell} AS BOOLEAN) AS INTEGER)` : cell;
  return {
    ...{ sql: `coalesce(CAST(${value} AS DOUBLE), 'nan'::DOUBLE)`, type: 'float64', levelCount: 0 },
    readLevels: async () => [],
  };
}

/** Whole numbers that lie close are their own codes; other values are numbered in an ENUM of the connection. */
async function codedSource(
  connection: DuckDBConnection,
  relation: string,
  cell: string,
  type: string,
  name: string,
  rowCount: number,
): Promise<SourceColumn> {
  if (INTEGERS.test(type)) {
    const [[least = 0, most = 0] = []] = await rowsOf(
      connection,
      `SELECT coalesce(min(${cell}), 0)::DOUBLE, coalesce(max(${cell}), 0)::DOUBLE FROM ${relation}`,
    );
    const first = Number(least);
    const levelCount = Number(most) - first + 1;
    if (levelCount <= Math.min(2 ** 31 - 1, 4 * rowCount + 65_536)) {
      return {
        ...{ sql: `coalesce(CAST(${cell} - ${first} AS INTEGER), -1)`, type: 'int32', levelCount },
        readLevels: async () => Array.from({ length: levelCount }, (_, code) => String(first + code)),
      };
    }
  }
  const text = asText(cell, type);
  const level = `level_of_${name}`;
  await connection.run(
    `CREATE TYPE ${quoted(level)} AS ENUM (SELECT DISTINCT ${text} FROM ${relation} WHERE ${cell} IS NOT NULL ORDER BY 1)`,
  );
  const readLevels = async () =>
    (await rowsOf(connection, `SELECT unnest(enum_range(NULL::${quoted(level)}))::VARCHAR`)).map(([value]) =>
      String(value),
    );
  const [[count = 0] = []] = await rowsOf(connection, `SELECT len(enum_range(NULL::${quoted(level)}))::DOUBLE`);
  return {
    sql: `coalesce(CAST(enum_code(CAST(${text} AS ${quoted(level)})) AS INTEGER), -1)`,
    type: 'int32',
    levelCount: Number(count),
    readLevels,
  };
}

/** Milliseconds since 1970 of a time column, by the rules of `eventTimes`. */
async function timeOf(
  connection: DuckDBConnection,
  relation: string,
  { cell, type }: { cell: string; type: string },
  column: string,
): Promise<string> {
  const refuse = (why: string) =>
    new ProbityError('WRONG_TYPE', `column "${column}" must hold dates or times to be the time of events; ${why}`, {
      field: column,
    });
  const missingRows = await rowsOf(
    connection,
    `SELECT file_row_number::DOUBLE FROM ${relation} WHERE ${cell} IS NULL LIMIT 1`,
  );
  if (missingRows.length > 0) {
    const row = Number(missingRows[0]?.[0]) + 1;
    throw new ProbityError('MISSING_FIELD', `column "${column}" has no time in row ${row}`, { field: column, row });
  }
  if (/^(TIMESTAMP|DATE)/.test(type)) {
    const moment = type === 'TIMESTAMP WITH TIME ZONE' ? cell : `CAST(${cell} AS TIMESTAMP)`;
    return `CAST(epoch_ms(${moment}) AS DOUBLE)`;
  }
  if (type === 'VARCHAR') {
    const odd = await rowsOf(
      connection,
      `SELECT file_row_number::DOUBLE FROM ${relation} WHERE TRY_CAST(${cell} AS TIMESTAMP) IS NULL LIMIT 1`,
    );
    if (odd.length > 0)
      throw refuse(`the text of row ${Number(odd[0]?.[0]) + 1} is none of the form 2020-01-31 12:00:00`);
    return `CAST(epoch_ms(CAST(${cell} AS TIMESTAMP)) AS DOUBLE)`;
  }
  if (!INTEGERS.test(type) && type !== 'DOUBLE') throw refuse(`it holds ${type}`);
  const whole = `CAST(${cell} AS BIGINT)`;
  const digits = (text: string) => `epoch_ms(try_strptime(${text}, '%Y%m%d'))`;
  const century = `CASE WHEN ${whole} < 500000 THEN '20' ELSE '19' END`;
  const readings = [
    `CASE WHEN ${whole} BETWEEN 19000101 AND 21001231 THEN ${digits(`CAST(${whole} AS VARCHAR)`)} END`,
    `CASE WHEN ${whole} BETWEEN 101 AND 991231 THEN ${digits(`${century} || lpad(CAST(${whole} AS VARCHAR), 6, '0')`)} END`,
    `CASE WHEN ${whole} >= 100000000 AND ${whole} < 5000000000 THEN ${whole} * 1000 END`,
    `CASE WHEN ${whole} >= 100000000000 AND ${whole} < 5000000000000 THEN ${whole} END`,
  ];
  for (const reading of readings) {
    const [[unread = 1] = []] = await rowsOf(
      connection,
      `SELECT count(*)::DOUBLE FROM (SELECT 1 FROM ${relation} WHERE (${reading}) IS NULL LIMIT 1)`,
    );
    if (unread === 0) return `CAST(${reading} AS DOUBLE)`;
  }
  throw refuse('its numbers are neither days (yyyymmdd, yymmdd) nor seconds or milliseconds since 1970');
}

async function repeatedIdOf(
  connection: DuckDBConnection,
  relation: string,
  { cell }: { cell: string },
): Promise<string | undefined> {
  const missingRows = await rowsOf(
    connection,
    `SELECT file_row_number::DOUBLE FROM ${relation} WHERE ${cell} IS NULL LIMIT 1`,
  );
  if (missingRows.length > 0) {
    const row = Number(missingRows[0]?.[0]) + 1;
    throw new ProbityError('MISSING_FIELD', `column ${cell} has no id in row ${row}`, { row });
  }
  await connection.run(
    `CREATE TYPE repeated_id AS ENUM (SELECT CAST(${cell} AS VARCHAR) FROM ${relation} GROUP BY 1 HAVING count(*) > 1 ORDER BY 1)`,
  );
  const [[count = 0] = []] = await rowsOf(connection, 'SELECT len(enum_range(NULL::repeated_id))::DOUBLE');
  return count === 0
    ? undefined
    : `coalesce(CAST(enum_code(TRY_CAST(CAST(${cell} AS VARCHAR) AS repeated_id)) AS INTEGER), -1)`;
}

/** The rows of a small answer. */
export async function rowsOf(connection: DuckDBConnection, sql: string) {
  return await (await connection.run(sql)).getRows();
}

function missing(message: string, field: string): ProbityError {
  return new ProbityError('COLUMN_MISSING', message, { field });
}
