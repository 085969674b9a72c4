import { type FileHandle, open } from 'node:fs/promises';
import { ProbityError } from '@probity/domain';
import { readThrift, ThriftList, type ThriftStruct, writeThrift } from './thrift-compact.js';

const MAGIC = Buffer.from('PAR1', 'latin1');
/** What follows the footer: its length and the magic. */
const TAIL_BYTES = 8;
const COPY_BYTES = 4 * 2 ** 20;

// Field numbers of Parquet's metadata: https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift
const NUM_ROWS = 3;
const ROW_GROUPS = 4;
const GROUP = { columns: 1, fileOffset: 5, ordinal: 7 } as const;
const CHUNK = { fileOffset: 2, metadata: 3, offsetIndex: 4, columnIndex: 6 } as const;
const COLUMN = { dataPage: 9, indexPage: 10, dictionaryPage: 11, bloomFilter: 14 } as const;

/** One Parquet file made of others of the same columns, without reading their pages. */
export interface ParquetJoiner {
  /** Puts a file's rows after those that are there. */
  append(part: string): Promise<void>;
  /** Writes the footer, and waits until the disk has it. @throws INTERNAL when nothing was appended */
  finish(): Promise<void>;
  /** Closes the file as it is. */
  abandon(): Promise<void>;
}

/**
 * Starts a Parquet file from the row groups of others: their bytes are copied, and only the places in the footer change.
 *
 * So parts can be encoded side by side and still end as one file in order. Cost: the time of copying the bytes.
 */
export async function startParquetJoiner(file: string): Promise<ParquetJoiner> {
  const out = await open(file, 'w');
  await out.write(MAGIC);
  let end = MAGIC.length;
  let footer: ThriftStruct | undefined;
  return {
    async append(part) {
      const handle = await open(part, 'r');
      try {
        const { size } = await handle.stat();
        const added = await readFooter(handle, part, size);
        const bodyEnd = size - TAIL_BYTES - added.length;
        shiftGroups(
          added.metadata,
          BigInt(end - MAGIC.length),
          footer === undefined ? 0 : groupsOf(footer).items.length,
        );
        end = await copyBytes(handle, MAGIC.length, bodyEnd, out, end);
        if (footer === undefined) footer = added.metadata;
        else {
          footer.shift(NUM_ROWS, added.metadata.get(NUM_ROWS) as bigint);
          for (const group of groupsOf(added.metadata).items) groupsOf(footer).items.push(group);
        }
      } finally {
        await handle.close();
      }
    },
    async finish() {
      if (footer === undefined) throw new ProbityError('INTERNAL', 'a joined Parquet file needs at least one part');
      const bytes = writeThrift(footer);
      const length = Buffer.alloc(4);
      length.writeUInt32LE(bytes.length);
      await out.write(Buffer.concat([bytes, length, MAGIC]), 0, null, end);
      await out.sync();
      await out.close();
    },
    abandon: () => out.close(),
  };
}

async function readFooter(
  handle: FileHandle,
  part: string,
  size: number,
): Promise<{ metadata: ThriftStruct; length: number }> {
  const tail = Buffer.alloc(TAIL_BYTES);
  await handle.read(tail, 0, TAIL_BYTES, size - TAIL_BYTES);
  const length = tail.readUInt32LE(0);
  const bytes = Buffer.alloc(Math.min(length, size));
  await handle.read(bytes, 0, bytes.length, size - TAIL_BYTES - bytes.length);
  try {
    return { metadata: readThrift(bytes), length };
  } catch (error) {
    throw new ProbityError('INTERNAL', `the part "${part}" cannot be joined`, { file: part }, { cause: error });
  }
}

function groupsOf(metadata: ThriftStruct): ThriftList {
  const groups = metadata.get(ROW_GROUPS);
  return groups instanceof ThriftList ? groups : new ThriftList(12);
}

function shiftGroups(metadata: ThriftStruct, by: bigint, groupsBefore: number): void {
  for (const group of groupsOf(metadata).items as ThriftStruct[]) {
    group.shift(GROUP.fileOffset, by);
    group.shift(GROUP.ordinal, BigInt(groupsBefore));
    for (const chunk of (group.get(GROUP.columns) as ThriftList).items as ThriftStruct[]) {
      for (const field of [CHUNK.fileOffset, CHUNK.offsetIndex, CHUNK.columnIndex]) {
        // Writers that have nothing to say leave 0 there.
        if (chunk.get(field) !== 0n) chunk.shift(field, by);
      }
      const column = chunk.get(CHUNK.metadata) as ThriftStruct;
      for (const field of Object.values(COLUMN)) column.shift(field, by);
    }
  }
}

async function copyBytes(from: FileHandle, start: number, stop: number, to: FileHandle, at: number): Promise<number> {
  const buffer = Buffer.allocUnsafe(Math.min(COPY_BYTES, Math.max(1, stop - start)));
  let target = at;
  for (let position = start; position < stop; ) {
    const { bytesRead } = await from.read(buffer, 0, Math.min(buffer.length, stop - position), position);
    if (bytesRead === 0) throw new ProbityError('INTERNAL', 'a part of a Parquet file ended early');
    await to.write(buffer, 0, bytesRead, target);
    position += bytesRead;
    target += bytesRead;
  }
  return target;
}
