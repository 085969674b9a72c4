import type { DuckDBConnection } from '@duckdb/node-api';

/** Opens a database in memory for the length of `use`. It loads no extension from anywhere. */
export async function withDatabase<Result>(use: (connection: DuckDBConnection) => Promise<Result>): Promise<Result> {
  // Loaded on first use: commands that read no data should not wait for a native library.
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '2',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  try {
    const connection = await instance.connect();
    try {
      return await use(connection);
    } finally {
      connection.closeSync();
    }
  } finally {
    instance.closeSync();
  }
}

/** A name as SQL writes it. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as SQL writes it. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** The path of one Parquet file as SQL writes it: in a bare path `*`, `?` and `[` would stand for any file. */
export function filePattern(file: string): string {
  return literal(file.replace(/[*?[]/g, (character) => `[${character}]`));
}
