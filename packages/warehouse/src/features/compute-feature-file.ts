import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { ProbityError } from '@probity/domain';
import { checkFeatureSet, type EventMap, type FeatureSet, type SourceDefinition } from '@probity/features';
import { syncPath } from '../version/sync-path.js';
import { computeParts } from './compute-parts.js';
import { openEventSource } from './event-source.js';
import { partitionEvents } from './partition-events.js';
import { splitByEntity } from './split-by-entity.js';
import { type StagedFile, stageFile } from './stage-file.js';
import { writeBlocks } from './write-blocks.js';

export interface FeatureFileSettings {
  /** Events: Parquet, or any format that is known (then read into Parquet first). */
  readonly input: string;
  /** Where the file with the features goes; a file that is there is replaced when the new one is whole. */
  readonly output: string;
  readonly set: FeatureSet;
  /** Which column holds what; a name that is not in it is looked for as it is. */
  readonly map?: EventMap;
  /** Threads that compute; no value depends on it. Default: the machine's, at most 8. */
  readonly threads?: number;
  /** Memory that DuckDB may take, in mebibytes; default 1,024. What is more goes to disk. */
  readonly databaseMemoryMib?: number;
  /** Rows that are computed and written at a time, a power of two; no value depends on it. Default 1,048,576. */
  readonly blockRows?: number;
  readonly progress?: (share: number, what: string) => void;
  /** When it is aborted the work ends with CANCELLED and leaves nothing behind. */
  readonly signal?: AbortSignal;
}

/** What was done. */
export interface FeatureFileReport {
  readonly rows: number;
  /** Rows that the reader set aside; they are in no output. Parquet files have none. */
  readonly rowsQuarantined: number;
  readonly features: readonly string[];
  readonly seconds: number;
}

/**
 * Features of every event of a file, written beside the event's own columns: Parquet to Parquet, for files that do not fit in memory.
 *
 * The rows stay in their order. A feature that is missing is NULL. The values are those of the live engine, byte for byte, whatever
 * the threads, the memory and the size of blocks (test: features-are-the-engines.test.ts).
 *
 * How: one scan puts the rows into buckets by entity on disk; buckets are computed whole, by threads; the values come back in
 * the order of the file, block by block. Disk: 8 bytes a feature and row beside the output, given back at the end.
 *
 * @throws FEATURES_INVALID, COLUMN_MISSING, COLUMN_DUPLICATED where a feature has the name of a column, WRONG_TYPE, MISSING_FIELD for a
 *   row without time or id, FILE_NOT_FOUND, FILE_UNREADABLE, CANCELLED
 * Cost: 50 M rows and 20 features: see docs/methods/feature-history.md.
 * @example
 * await computeFeatureFile({ input: 'payments.parquet', output: 'features.parquet', set, map: { at: 'when', card: 'card_no' } });
 */
export async function computeFeatureFile(settings: FeatureFileSettings): Promise<FeatureFileReport> {
  const started = performance.now();
  const { output, progress = () => {}, signal, blockRows = 2 ** 20 } = settings;
  if (!Number.isInteger(Math.log2(blockRows)) || blockRows < 1) {
    throw new ProbityError(
      'INVALID_ARGUMENT',
      `\`blockRows\` of \`computeFeatureFile\` must be a power of two; got ${blockRows}`,
      {
        field: 'blockRows',
      },
    );
  }
  const set = checkFeatureSet(settings.set);
  const source = onlySource(set);
  const threads = settings.threads ?? Math.min(8, availableParallelism());
  const refuseWhenAborted = () => {
    if (signal?.aborted === true)
      throw new ProbityError('CANCELLED', `computing "${output}" was stopped; nothing was written`);
  };
  refuseWhenAborted();
  if (!existsSync(settings.input))
    throw new ProbityError('FILE_NOT_FOUND', `there is no file "${settings.input}"`, { file: settings.input });
  const folder = `${resolve(output)}.${process.pid}.partial`;
  await mkdir(dirname(folder), { recursive: true });
  await mkdir(folder, { mode: 0o700 });
  try {
    const staged = await stageFile(settings.input, folder, (share, what) => progress(share * SHARE.staged, what));
    refuseWhenAborted();
    const target = join(folder, 'output.parquet');
    const rows = await run(staged, target);
    await syncPath(target);
    await rename(target, output);
    progress(1, 'done');
    return {
      ...{ rows, rowsQuarantined: staged.rowsQuarantined, features: set.features.map(({ name }) => name) },
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }

  async function run(staged: StagedFile, target: string): Promise<number> {
    const instance = await openInstance(folder, threads, settings.databaseMemoryMib ?? 1_024);
    try {
      const connection = await instance.connect();
      const events = await openEventSource(
        connection,
        staged.file,
        source,
        completeMap(settings.map ?? {}, source),
      ).catch((error) => {
        throw readable(error, settings.input);
      });
      refuseTakenNames(set, events.names);
      if (events.rowCount >= 2 ** 31)
        throw new ProbityError(
          'VALUE_OUT_OF_RANGE',
          `"${settings.input}" has ${events.rowCount} rows; at most 2,147,483,647 are taken`,
        );
      const parts = splitByEntity(set, source);
      // A power of two, so that a bucket holds about a block's rows on average.
      const buckets = 2 ** Math.max(0, Math.ceil(Math.log2(events.rowCount / Math.min(blockRows, ROWS_OF_A_BUCKET))));
      let read = 0;
      const partitions = await partitionEvents(connection, events, parts, {
        ...{ folder, buckets },
        checkpoint: (count) => {
          refuseWhenAborted();
          read += count;
          progress(SHARE.staged + (SHARE.read - SHARE.staged) * (read / events.rowCount), 'reading events');
        },
      });
      let done = 0;
      const values = await computeParts(events, partitions, {
        ...{ folder, buckets, blockRows, threads, signal },
        checkpoint: () => {
          refuseWhenAborted();
          done += 1;
          progress(
            SHARE.read + (SHARE.computed - SHARE.read) * Math.min(1, done / (buckets * parts.length)),
            'computing features',
          );
        },
      });
      connection.closeSync();
      for (const { file } of partitions) await rm(file);
      progress(SHARE.computed, 'writing');
      let written = 0;
      await writeBlocks(instance, events, values, {
        ...{ folder, input: staged.file, target, blockRows, names: set.features.map(({ name }) => name), lanes: 2 },
        checkpoint: (count) => {
          refuseWhenAborted();
          written += count;
          progress(SHARE.computed + (1 - SHARE.computed) * (written / events.rowCount), 'writing');
        },
      });
      return events.rowCount;
    } finally {
      instance.closeSync();
    }
  }
}

/** How far the work is after each of its parts, roughly by time. */
const SHARE = { staged: 0.05, read: 0.2, computed: 0.55 } as const;

/** Rows of a bucket, about: what a thread holds in memory with its features. */
const ROWS_OF_A_BUCKET = 2 ** 20;

async function openInstance(folder: string, threads: number, memoryMib: number) {
  // Loaded on first use: commands that read no data should not wait for a native library.
  const { DuckDBInstance } = await import('@duckdb/node-api');
  return await DuckDBInstance.create(':memory:', {
    ...{ threads: String(threads), memory_limit: `${memoryMib}MiB`, temp_directory: join(folder, 'database') },
    ...{ autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' },
  });
}

function onlySource(set: FeatureSet): SourceDefinition {
  const [source, ...others] = set.sources;
  const used = new Set(set.features.map((feature) => feature.source ?? source?.name));
  if (source === undefined || used.size > 1 || !used.has(source.name)) {
    throw new ProbityError(
      'FEATURES_INVALID',
      `a file holds events of one source; the features of "${set.name}" look at ${[...used].join(', ')}`,
      { field: 'sources', others: others.length },
    );
  }
  return source;
}

/** Names that the map leaves out stand for columns of the same name. */
function completeMap(map: EventMap, source: SourceDefinition): EventMap {
  return { ...Object.fromEntries(['at', ...Object.keys(source.columns)].map((name) => [name, name])), ...map };
}

function refuseTakenNames(set: FeatureSet, names: readonly string[]): void {
  const taken = new Set(names.map((name) => name.toLowerCase()));
  const twice = set.features.find(({ name }) => taken.has(name.toLowerCase()));
  if (twice === undefined) return;
  throw new ProbityError(
    'COLUMN_DUPLICATED',
    `feature "${twice.name}" has the name of a column of the file; rename one`,
    {
      field: twice.name,
    },
  );
}

function readable(error: unknown, file: string): unknown {
  if (error instanceof ProbityError) return error;
  return new ProbityError(
    'FILE_UNREADABLE',
    `"${file}" cannot be read as events: ${firstLine(error)}`,
    { file },
    { cause: error },
  );
}

/** DuckDB's own words may quote cells; the first line of them names the trouble. */
function firstLine(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? '').replace(/'[^']*'/g, "'…'") : 'unknown trouble';
}
