import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { filePattern, literal, quoted } from '../duckdb/with-database.js';
import { startParquetJoiner } from '../parquet/parquet-joiner.js';
import type { SpilledFeatures } from './compute-parts.js';
import type { EventSource } from './event-source.js';
import { readExtents, type SpillType } from './extent-file.js';

const CHUNK_ROWS = 2_048;

export interface BlockSettings {
  readonly folder: string;
  /** The Parquet file that the rows come from. */
  readonly input: string;
  readonly target: string;
  readonly blockRows: number;
  readonly names: readonly string[];
  /** Blocks that are written side by side. */
  readonly lanes: number;
  /** Called after each block with its rows. @throws CANCELLED */
  readonly checkpoint: (rows: number) => void;
}

/**
 * Writes the file's rows with their features beside them, block by block, as one Parquet file (zstd).
 *
 * Each lane fills and encodes every n-th block; the finished parts are joined in order.
 */
export async function writeBlocks(
  instance: DuckDBInstance,
  source: EventSource,
  spilled: readonly SpilledFeatures[],
  settings: BlockSettings,
): Promise<void> {
  const blocks = Math.max(1, Math.ceil(source.rowCount / settings.blockRows));
  const joiner = await startParquetJoiner(settings.target);
  const finished = new Map<number, string>();
  let joined = 0;
  let joining: Promise<void> = Promise.resolve();
  const join = async () => {
    for (let part = finished.get(joined); part !== undefined; part = finished.get(joined)) {
      finished.delete(joined++);
      await joiner.append(part);
      await rm(part);
    }
  };
  let next = 0;
  const lane = async (number: number) => {
    const connection = await instance.connect();
    try {
      for (let block = next++; block < blocks; block = next++) {
        const part = await writeBlock(connection, source, spilled, block, number, settings);
        finished.set(block, part);
        joining = joining.then(join);
        await joining;
        settings.checkpoint(Math.min(settings.blockRows, source.rowCount - block * settings.blockRows));
      }
    } catch (error) {
      next = blocks;
      throw error;
    } finally {
      connection.closeSync();
    }
  };
  const lanes = await Promise.allSettled(
    Array.from({ length: Math.min(settings.lanes, blocks) }, (_, number) => lane(number)),
  );
  const failed = lanes.find((result) => result.status === 'rejected');
  if (failed !== undefined) {
    await joiner.abandon();
    throw failed.reason;
  }
  await joiner.finish();
}

async function writeBlock(
  connection: DuckDBConnection,
  source: EventSource,
  spilled: readonly SpilledFeatures[],
  block: number,
  lane: number,
  { folder, input, blockRows, names }: BlockSettings,
): Promise<string> {
  const start = block * blockRows;
  const rows = Math.min(blockRows, source.rowCount - start);
  const table = `block_${lane}`;
  const cells = names.map((name, index) => `f${index} AS ${quoted(name)}`);
  await connection.run(`CREATE TEMP TABLE ${table} (${names.map((_, index) => `f${index} DOUBLE`).join(', ')})`);
  await appendFeatures(connection, table, gatherBlock(spilled, block, rows, names.length), rows);
  const part = join(folder, `part-${block}.parquet`);
  const own = source.names.map(quoted).join(', ');
  await connection.run(
    `COPY (SELECT ${own}, ${cells.join(', ')} FROM
       (SELECT ${own} FROM read_parquet(${filePattern(input)}, file_row_number = true)
        WHERE file_row_number >= ${start} AND file_row_number < ${start + rows}) AS events
       POSITIONAL JOIN ${table})
     TO ${literal(part)} (FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2, ROW_GROUP_SIZE 131072)`,
  );
  await connection.run(`DROP TABLE ${table}`);
  return part;
}

/** The block's features in the order of its rows. */
function gatherBlock(spilled: readonly SpilledFeatures[], block: number, rows: number, count: number): Float64Array[] {
  const features = Array.from({ length: count }, () => new Float64Array(rows));
  for (const { file, extents, positions } of spilled) {
    const mine = extents.filter(({ part }) => part === block);
    if (mine.length === 0) continue;
    const types: SpillType[] = ['uint32', ...positions.map(() => 'float64' as const)];
    // An extent at a time, so that the block lies in memory once.
    for (const extent of mine) {
      const [within, ...values] = readExtents(file, types, [extent]) as [Uint32Array, ...Float64Array[]];
      for (const [index, column] of values.entries()) {
        const target = features[positions[index] as number] as Float64Array;
        for (let row = 0; row < within.length; row++) target[within[row] as number] = column[row] as number;
      }
    }
  }
  return features;
}

async function appendFeatures(
  connection: DuckDBConnection,
  table: string,
  features: readonly Float64Array[],
  rows: number,
): Promise<void> {
  const { DOUBLE, DuckDBDataChunk } = await import('@duckdb/node-api');
  const types = features.map(() => DOUBLE);
  const appender = await connection.createAppender(table, null, 'temp');
  for (let start = 0; start < rows; start += CHUNK_ROWS) {
    const end = Math.min(rows, start + CHUNK_ROWS);
    const chunk = DuckDBDataChunk.create(types, end - start);
    for (const [index, values] of features.entries()) {
      const vector = chunk.getColumnVector(index) as unknown as DoubleVector;
      for (let row = start; row < end; row++) {
        const value = values[row] as number;
        if (Number.isNaN(value)) vector.setItem(row - start, null);
        else vector.items[row - start] = value;
      }
      vector.flush();
    }
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

interface DoubleVector {
  readonly items: Float64Array;
  setItem(row: number, value: null): void;
  flush(): void;
}
