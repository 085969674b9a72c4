import { type Column, columnsWithRole, isCodedColumn } from '@probity/domain';
import type { Dataset } from '@probity/training';

/**
 * How many rows of a data set stand in another too, compared cell by cell over the columns both have.
 *
 * Ids are left out (a file may number its rows anew) unless nothing else is shared. Rows are compared by a 53-bit
 * fingerprint, so among 10⁶ rows a chance match is expected once in ten thousand comparisons of whole files.
 *
 * @returns rows of `data` found in `known`; 0 when they share no column. Cost: O(cells).
 * @example countSharedRows(training, test) // 0
 */
export function countSharedRows(known: Dataset, data: Dataset): number {
  const ids = new Set([known, data].flatMap(({ schema }) => columnsWithRole(schema, 'id').map(({ name }) => name)));
  const names = data.table.columns
    .filter((column) => {
      const other = known.table.columns.find(({ name }) => name === column.name);
      // Read as a number here and as a text there, cells cannot be compared.
      return !ids.has(column.name) && other !== undefined && isCodedColumn(other) === isCodedColumn(column);
    })
    .map(({ name }) => name);
  if (names.length === 0) return 0;
  const prints = new Set(fingerprints(known, names));
  let shared = 0;
  for (const print of fingerprints(data, names)) if (prints.has(print)) shared += 1;
  return shared;
}

function fingerprints({ table }: Dataset, names: readonly string[]): Float64Array {
  const high = new Int32Array(table.rowCount).fill(0x3ade68b1);
  const low = new Int32Array(table.rowCount).fill(0x1b873593);
  for (const name of names) {
    const column = table.columns.find((candidate) => candidate.name === name);
    if (column === undefined) continue;
    const hash = cellHasher(column);
    for (let row = 0; row < table.rowCount; row++) {
      const cell = hash(row);
      high[row] = Math.imul((high[row] ?? 0) ^ cell, 0x9e3779b1) ^ ((low[row] ?? 0) >>> 15);
      low[row] = Math.imul((low[row] ?? 0) ^ Math.imul(cell, 0x85ebca6b), 0xc2b2ae35) ^ ((high[row] ?? 0) >>> 13);
    }
  }
  return Float64Array.from(high, (value, row) => (value & 0x1fffff) * 4294967296 + ((low[row] ?? 0) >>> 0));
}

function cellHasher(column: Column): (row: number) => number {
  if (isCodedColumn(column)) {
    const hashes = column.levels.map(hashText);
    return (row) => hashes[column.codes[row] ?? -1] ?? 0;
  }
  const bits = new DataView(new ArrayBuffer(8));
  return (row) => {
    const value = column.values[row] ?? Number.NaN;
    if (Number.isNaN(value)) return 0;
    bits.setFloat64(0, value + 0);
    return Math.imul(bits.getInt32(0) ^ 0x27d4eb2f, 0x165667b1) ^ bits.getInt32(4);
  };
}

function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}
