import { closeSync, openSync, readSync, writeSync } from 'node:fs';

/** Where a run of rows of one part lies in the file. */
export interface Extent {
  readonly part: number;
  readonly offset: number;
  readonly rows: number;
}

/** A kind of number that a column of a spill file holds. */
export type SpillType = 'uint32' | 'int32' | 'float64';
export type SpillColumn = Uint32Array | Int32Array | Float64Array;

const WIDTH = { uint32: 4, int32: 4, float64: 8 } as const satisfies Record<SpillType, number>;

/** An array of a spill column's kind, over memory of its own. */
export function spillColumn(type: SpillType, length: number): SpillColumn {
  if (type === 'uint32') return new Uint32Array(length);
  return type === 'int32' ? new Int32Array(length) : new Float64Array(length);
}

/** Rows that wait on disk, by part: written in any order of parts, read one part at a time. */
export interface ExtentWriter {
  readonly extents: Extent[];
  /** Writes rows of a part: the first `rows` of every column. */
  write(part: number, rows: number, columns: readonly SpillColumn[]): void;
  close(): void;
}

export function startExtentFile(file: string, types: readonly SpillType[]): ExtentWriter {
  const descriptor = openSync(file, 'w', 0o600);
  const extents: Extent[] = [];
  let end = 0;
  return {
    extents,
    write(part, rows, columns) {
      if (rows === 0) return;
      extents.push({ part, offset: end, rows });
      for (const [index, type] of types.entries()) {
        const { buffer, byteOffset } = columns[index] as SpillColumn;
        writeWhole(descriptor, new Uint8Array(buffer, byteOffset, rows * WIDTH[type]), end);
        end += rows * WIDTH[type];
      }
    },
    close: () => closeSync(descriptor),
  };
}

/** All rows of one part, in the order in which they were written. Cost: memory of the part. */
export function readExtents(
  file: string,
  types: readonly SpillType[],
  extents: readonly Extent[],
): readonly SpillColumn[] {
  const total = extents.reduce((sum, { rows }) => sum + rows, 0);
  const columns = types.map((type) => spillColumn(type, total));
  const descriptor = openSync(file, 'r');
  try {
    let start = 0;
    for (const { offset, rows } of extents) {
      let position = offset;
      for (const [index, type] of types.entries()) {
        const { buffer } = columns[index] as SpillColumn;
        readWhole(descriptor, new Uint8Array(buffer, start * WIDTH[type], rows * WIDTH[type]), position);
        position += rows * WIDTH[type];
      }
      start += rows;
    }
  } finally {
    closeSync(descriptor);
  }
  return columns;
}

function writeWhole(descriptor: number, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done, bytes.length - done, at + done);
}

function readWhole(descriptor: number, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.length; ) {
    const read = readSync(descriptor, bytes, done, bytes.length - done, at + done);
    if (read === 0) throw new Error('a spill file ended early');
    done += read;
  }
}
