// Reads the data sets that the area writes: meta.json, x.bin (float32 or float64, column by column), y.bin, and fold.bin where there is one.
import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';

const CHUNK_VALUES = 1 << 20;

/**
 * The rows from `start` up to `end` of a data set; columns are read in pieces, so that nothing but them stays in memory.
 * @returns {{matrix: object, labels: Uint8Array, rawBytes: number}}
 */
export function readRows(folder, start = 0, end = undefined) {
  const { rows, bytesPerValue, features } = JSON.parse(readFileSync(join(folder, 'meta.json'), 'utf8'));
  const last = end ?? rows;
  const rowCount = last - start;
  const file = openSync(join(folder, 'x.bin'), 'r');
  const piece = new (bytesPerValue === 4 ? Float32Array : Float64Array)(Math.min(CHUNK_VALUES, rowCount));
  const bytes = new Uint8Array(piece.buffer);
  const columns = features.map((_, feature) => {
    const column = new Float64Array(rowCount);
    for (let done = 0; done < rowCount; done += piece.length) {
      const count = Math.min(piece.length, rowCount - done);
      readSync(file, bytes, 0, count * bytesPerValue, (feature * rows + start + done) * bytesPerValue);
      column.set(piece.subarray(0, count), done);
    }
    return column;
  });
  closeSync(file);
  const labels = new Uint8Array(readFileSync(join(folder, 'y.bin')).subarray(start, last));
  return { matrix: { rowCount, features, columns }, labels, rawBytes: 8 * rowCount * features.length };
}

/** The number of the fold in which each row is tested. */
export function readFolds(folder) {
  const file = join(folder, 'fold.bin');
  return existsSync(file) ? new Uint8Array(readFileSync(file)) : undefined;
}

/** Rows of a matrix as a model's `margin` takes them. */
export function rowsOf(matrix, count) {
  return Array.from({ length: Math.min(count, matrix.rowCount) }, (_, row) =>
    Float64Array.from(matrix.columns, (column) => column[row]),
  );
}
