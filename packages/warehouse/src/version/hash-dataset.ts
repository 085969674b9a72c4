import { createHash, type Hash } from 'node:crypto';
import {
  asDatasetHash,
  type CodedColumn,
  canonicalJson,
  type DatasetHash,
  type DatasetSchema,
  isCodedColumn,
  type JsonValue,
  type Table,
  withoutExpectations,
} from '@probity/domain';

const BLOCK = 1 << 16;

/**
 * Names a data set by its content: SHA-256 over the schema and the accepted cells.
 *
 * Numbers enter as float64, little-endian, NaN for missing; texts by their bytes, each once, then per row which one.
 * How the file was written (delimiter, encoding, order of levels, lines) leaves no trace.
 */
export function hashDataset(schema: DatasetSchema, table: Table): DatasetHash {
  const hash = createHash('sha256');
  putText(hash, 'probity dataset 1');
  putText(hash, canonicalJson(withoutExpectations(schema) as unknown as JsonValue));
  putText(hash, String(table.rowCount));
  for (const column of table.columns) {
    putText(hash, column.name);
    if (isCodedColumn(column)) putCoded(hash, column);
    else putNumbers(hash, table.rowCount, (row) => column.values[row] as number, 8);
  }
  return asDatasetHash(hash.digest('hex'));
}

/** Length first, so that no two lists of texts give the same bytes. */
function putText(hash: Hash, text: string): void {
  const bytes = Buffer.from(text, 'utf8');
  hash.update(`${bytes.length}:`);
  hash.update(bytes);
}

function putCoded(hash: Hash, column: CodedColumn): void {
  // Numbered by first appearance, so that the order of levels does not matter.
  const numbers = new Int32Array(column.levels.length).fill(-1);
  const texts: string[] = [];
  for (const code of column.codes) {
    if (code >= 0 && numbers[code] === -1) {
      numbers[code] = texts.length;
      texts.push(column.levels[code] as string);
    }
  }
  putText(hash, String(texts.length));
  for (const text of texts) putText(hash, text);
  putNumbers(hash, column.codes.length, (row) => numbers[column.codes[row] as number] ?? -1, 4);
}

function putNumbers(hash: Hash, count: number, at: (row: number) => number, bytesEach: 4 | 8): void {
  const block = new DataView(new ArrayBuffer(Math.min(count, BLOCK) * bytesEach));
  for (let start = 0; start < count; start += BLOCK) {
    const rows = Math.min(BLOCK, count - start);
    for (let row = 0; row < rows; row++) {
      const value = at(start + row);
      if (bytesEach === 4) block.setInt32(row * 4, value, true);
      // NaN has many bit patterns; setFloat64 writes whichever the engine holds.
      else if (Number.isNaN(value)) block.setBigUint64(row * 8, 0x7ff8000000000000n, true);
      else block.setFloat64(row * 8, value, true);
    }
    hash.update(new Uint8Array(block.buffer, 0, rows * bytesEach));
  }
}
