import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { EventSource } from './event-source.js';
import { rowsOf } from './event-source.js';
import { type Extent, type SpillColumn, type SpillType, spillColumn, startExtentFile } from './extent-file.js';
import type { EntityPart } from './split-by-entity.js';

/** Rows gathered for a bucket before they go to disk. */
const BUFFER_ROWS = 8_192;
/** Set in a row's number where it stands in a bucket only so that another version of its event is understood. */
export const FOREIGN = 2 ** 31;

/** The events of one entity key on disk, all events of an entity in the same bucket, in the order of the file. */
export interface PartitionedEvents {
  readonly part: EntityPart;
  readonly file: string;
  /** The columns of the spill file: row, at, knownAt and repeated id where there are any, then those of the part. */
  readonly types: readonly SpillType[];
  readonly extents: readonly Extent[];
}

/**
 * Reads the file once and puts its rows into buckets by entity, for every entity key at once.
 *
 * Cost: one scan; memory of the buffers (keys × buckets × 8,192 rows).
 */
export async function partitionEvents(
  connection: DuckDBConnection,
  source: EventSource,
  parts: readonly EntityPart[],
  { folder, buckets, checkpoint }: { folder: string; buckets: number; checkpoint: (rows: number) => void },
): Promise<readonly PartitionedEvents[]> {
  const moved = await movedEvents(connection, source, parts, buckets);
  const names = [...new Set(parts.flatMap(({ columns }) => columns))];
  const clocks = [source.at, ...(source.knownAt === undefined ? [] : [source.knownAt])];
  const ids = source.repeatedId === undefined ? [] : [source.repeatedId];
  const head = ['CAST(file_row_number AS DOUBLE)', ...clocks, ...ids];
  const list = [...head, ...names.map((name) => source.columns[name]?.sql as string)];
  const headTypes: SpillType[] = [
    'uint32',
    ...clocks.map(() => 'float64' as const),
    ...ids.map(() => 'int32' as const),
  ];
  const sorters = parts.map((part, index) => {
    const types = [...headTypes, ...part.columns.map((name) => source.columns[name]?.type as SpillType)];
    const positions = [...headTypes.keys(), ...part.columns.map((name) => head.length + names.indexOf(name))];
    const key = head.length + names.indexOf(part.entity);
    const file = join(folder, `events-${index}.spill`);
    return {
      part,
      file,
      ...startSorter(
        file,
        types,
        positions,
        key,
        buckets,
        moved[index] as ReadonlyMap<number, number[]>,
        ids.length > 0 ? head.length - 1 : -1,
      ),
    };
  });
  try {
    const result = await connection.stream(`SELECT ${list.join(', ')} FROM ${source.relation}`);
    for (
      let chunk = await result.fetchChunk();
      chunk !== null && chunk.rowCount > 0;
      chunk = await result.fetchChunk()
    ) {
      const { rowCount } = chunk;
      const columns = list.map((_, index) => itemsOf((chunk as NonNullable<typeof chunk>).getColumnVector(index)));
      for (const { add } of sorters) add(columns, rowCount);
      checkpoint(rowCount);
    }
    for (const { flush } of sorters) flush();
  } finally {
    for (const { close } of sorters) close();
  }
  return sorters.map(({ part, file, types, extents }) => ({ part, file, types, extents }));
}

/** A cheap spread of codes over buckets: Fibonacci hashing (Knuth, The Art of Computer Programming 3, 6.4). */
export function bucketOf(code: number, buckets: number): number {
  return (Math.imul(code + 1, 0x9e3779b1) >>> 8) % buckets;
}

function startSorter(
  file: string,
  types: readonly SpillType[],
  positions: readonly number[],
  key: number,
  buckets: number,
  moved: ReadonlyMap<number, number[]>,
  idColumn: number,
) {
  const writer = startExtentFile(file, types);
  const buffers = Array.from({ length: buckets }, () => types.map((type) => spillColumn(type, BUFFER_ROWS)));
  const filled = new Uint32Array(buckets);
  const place = new Uint32Array(2_048);
  const target = new Uint16Array(2_048);
  const flushBucket = (bucket: number) => {
    writer.write(bucket, filled[bucket] as number, buffers[bucket] as readonly SpillColumn[]);
    filled[bucket] = 0;
  };
  const put = (columns: readonly SpillColumn[], row: number, bucket: number, mark: number) => {
    if (filled[bucket] === BUFFER_ROWS) flushBucket(bucket);
    const at = filled[bucket] as number;
    const buffer = buffers[bucket] as readonly SpillColumn[];
    for (let index = 0; index < positions.length; index++) {
      (buffer[index] as SpillColumn)[at] = (columns[positions[index] as number] as SpillColumn)[row] as number;
    }
    (buffer[0] as SpillColumn)[at] = ((columns[0] as SpillColumn)[row] as number) + mark;
    filled[bucket] = at + 1;
  };
  /** Column by column, which the compiler turns into tight loops. */
  const addColumns = (columns: readonly SpillColumn[], rowCount: number) => {
    const codes = columns[key] as Int32Array;
    for (let row = 0; row < rowCount; row++) {
      const bucket = bucketOf(codes[row] as number, buckets);
      if (filled[bucket] === BUFFER_ROWS) return row;
      target[row] = bucket;
      place[row] = filled[bucket] as number;
      filled[bucket] = (filled[bucket] as number) + 1;
    }
    return rowCount;
  };
  const scatter = (columns: readonly SpillColumn[], start: number, stop: number) => {
    for (let index = 0; index < positions.length; index++) {
      const from = columns[positions[index] as number] as SpillColumn;
      for (let row = start; row < stop; row++) {
        ((buffers[target[row] as number] as SpillColumn[])[index] as SpillColumn)[place[row] as number] = from[
          row
        ] as number;
      }
    }
  };
  return {
    types,
    extents: writer.extents,
    add(columns: readonly SpillColumn[], rowCount: number) {
      if (idColumn < 0) {
        // A bucket that fills up in the middle is written, and the rest of the chunk goes on from there.
        for (let start = 0; start < rowCount; ) {
          const rest = start === 0 ? columns : columns.map((column) => column.subarray(start) as SpillColumn);
          const taken = addColumns(rest, rowCount - start);
          scatter(rest, 0, taken);
          start += taken;
          if (start < rowCount) {
            for (let bucket = 0; bucket < buckets; bucket++) if (filled[bucket] === BUFFER_ROWS) flushBucket(bucket);
          }
        }
        return;
      }
      const codes = columns[key] as Int32Array;
      const ids = columns[idColumn] as Int32Array;
      for (let row = 0; row < rowCount; row++) {
        const home = bucketOf(codes[row] as number, buckets);
        put(columns, row, home, 0);
        for (const bucket of moved.get(ids[row] as number) ?? []) {
          if (bucket !== home) put(columns, row, bucket, FOREIGN);
        }
      }
    },
    flush() {
      for (let bucket = 0; bucket < buckets; bucket++) flushBucket(bucket);
    },
    close: () => writer.close(),
  };
}

/**
 * Events whose versions name different entities, and the buckets of all of them: where an event left an entity by a correction,
 * that entity's features must see it go.
 */
async function movedEvents(
  connection: DuckDBConnection,
  source: EventSource,
  parts: readonly EntityPart[],
  buckets: number,
): Promise<readonly ReadonlyMap<number, number[]>[]> {
  if (source.repeatedId === undefined) return parts.map(() => new Map());
  const moved: Map<number, number[]>[] = [];
  for (const { entity } of parts) {
    const key = source.columns[entity]?.sql as string;
    const rows = await rowsOf(
      connection,
      `SELECT id, list(DISTINCT key) FROM (SELECT ${source.repeatedId} AS id, ${key} AS key FROM ${source.relation}) WHERE id >= 0 GROUP BY id HAVING count(DISTINCT key) > 1`,
    );
    moved.push(
      new Map(
        rows.map(([id, keys]) => [
          Number(id),
          [...new Set((keys as { items: readonly unknown[] }).items.map((code) => bucketOf(Number(code), buckets)))],
        ]),
      ),
    );
  }
  return moved;
}

function itemsOf(vector: unknown): SpillColumn {
  return (vector as { items: SpillColumn }).items;
}
