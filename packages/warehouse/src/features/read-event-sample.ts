import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Table } from '@probity/domain';
import { filePattern, literal, withDatabase } from '../duckdb/with-database.js';
import { ingestFile } from '../ingest/ingest-file.js';
import { isParquet } from '../source/sample-file.js';

/** Rows of a file of events, and how many it has in all. */
export interface EventSample {
  readonly table: Table;
  readonly rowCount: number;
  readonly rowsQuarantined: number;
}

/**
 * The last rows of a file of events: all of it where it is no Parquet file, for those are read whole anyway.
 *
 * @throws FILE_NOT_FOUND, FILE_EMPTY, FILE_UNREADABLE, DIALECT_UNCLEAR
 * @example const { table } = await readEventSample('payments.parquet', 10_000);
 */
export async function readEventSample(
  file: string,
  rows: number,
  onProgress: (share: number, what: string) => void = () => {},
): Promise<EventSample> {
  // Kept nowhere: the rows are looked at and let go.
  const folder = await mkdtemp(join(tmpdir(), 'probity-sample-'));
  try {
    const cut = (await isParquet(file)) ? await cutParquet(file, rows, join(folder, 'sample.parquet')) : undefined;
    const { table, quarantined } = await ingestFile(
      join(folder, 'datasets'),
      cut?.file ?? file,
      { onProgress },
      () => 0,
    );
    return { table, rowCount: cut?.rowCount ?? table.rowCount, rowsQuarantined: quarantined.count };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function cutParquet(file: string, rows: number, target: string): Promise<{ file: string; rowCount: number }> {
  return await withDatabase(async (connection) => {
    const relation = `read_parquet(${filePattern(resolve(file))}, file_row_number = true)`;
    const [[count = 0] = []] = await (await connection.run(`SELECT count(*)::DOUBLE FROM ${relation}`)).getRows();
    const rowCount = Number(count);
    if (rowCount <= rows) return { file, rowCount };
    await connection.run(
      `COPY (SELECT * EXCLUDE (file_row_number) FROM ${relation} WHERE file_row_number >= ${rowCount - rows}) TO ${literal(target)} (FORMAT parquet)`,
    );
    return { file: target, rowCount };
  });
}
