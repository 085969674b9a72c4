import { DuckDBInstance } from '@duckdb/node-api';

/** Writes the rows of a query as a Parquet file, by way of DuckDB itself. */
export async function writeParquetFile(file: string, query: string): Promise<string> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run('SET preserve_insertion_order = true');
  await connection.run(`COPY (${query}) TO '${file.replaceAll("'", "''")}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
  return file;
}

export function sqlText(value: string | null): string {
  return value === null ? 'NULL::VARCHAR' : `'${value.replaceAll("'", "''")}'`;
}
