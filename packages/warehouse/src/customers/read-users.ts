import { ProbityError } from '@probity/domain';
import { filePattern, quoted, withDatabase } from '../duckdb/with-database.js';
import { parquetTypes } from './customer-source.js';

/** Customers as their file has them: ids, and the columns that were asked for as numbers, NaN where missing. */
export interface UserColumns {
  readonly ids: readonly string[];
  readonly columns: Readonly<Record<string, Float64Array>>;
  /** Rows left out: without an id, or with one that came before. */
  readonly withoutId: number;
  readonly repeated: number;
}

/**
 * Reads customers from a Parquet file by a map of names to columns; of an id that comes twice the last row counts.
 *
 * @param map must name `user_id`
 * @throws FILE_UNREADABLE, COLUMN_MISSING, WRONG_TYPE for a column that holds no numbers
 * @example readUsers('users.parquet', { user_id: 'id', annual_income: 'income' })
 */
export function readUsers(file: string, map: Readonly<Record<string, string>>): Promise<UserColumns> {
  return withDatabase(async (connection) => {
    const types = await parquetTypes(connection, file);
    for (const [name, column] of Object.entries(map)) {
      const type = types.get(column);
      if (type === undefined) {
        const message = `"${file}" has no column "${column}", which the map binds to "${name}"`;
        throw new ProbityError('COLUMN_MISSING', message, { field: column });
      }
      if (name !== 'user_id' && !/INT|DOUBLE|FLOAT|DECIMAL/.test(type)) {
        throw new ProbityError('WRONG_TYPE', `"${column}" must hold numbers to be "${name}"; it holds ${type}`, {
          field: name,
        });
      }
    }
    const id = map['user_id'];
    if (id === undefined) {
      const message = 'nothing says which column names the customer; add --map-users user_id=<column>';
      throw new ProbityError('COLUMN_MISSING', message, { field: 'user_id' });
    }
    const names = Object.keys(map).filter((name) => name !== 'user_id');
    const list = names.map((name) => `CAST(${quoted(map[name] as string)} AS DOUBLE)`);
    const source = `read_parquet(${filePattern(file)}, file_row_number = true)`;
    const result = await connection.run(
      `SELECT ${[`CAST(${quoted(id)} AS VARCHAR)`, ...list].join(', ')} FROM ${source} ORDER BY file_row_number`,
    );
    const [ids = [], ...cells] = await result.getColumns();
    const last = new Map<string, number>();
    let withoutId = 0;
    for (const [row, value] of ids.entries()) {
      if (value === null) withoutId++;
      else last.set(value as string, row);
    }
    const kept = [...last.values()];
    const columns = names.map((name, index) => {
      const column = cells[index] ?? [];
      return [name, Float64Array.from(kept, (row) => (column[row] ?? Number.NaN) as number)] as const;
    });
    return {
      ids: [...last.keys()],
      columns: Object.fromEntries(columns),
      ...{ withoutId, repeated: ids.length - withoutId - last.size },
    };
  });
}
