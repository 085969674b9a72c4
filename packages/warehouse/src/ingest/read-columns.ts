import { createHash } from 'node:crypto';
import { ProbityError } from '@probity/domain';
import type { Dialect, QuarantinedRow } from '@probity/training';
import { type TextColumn, TextColumnBuilder } from '../column/text-column.js';
import type { FileLayout } from '../dialect/detect-dialect.js';
import { RecordReader, type RecordSink } from '../records/record-reader.js';
import { InvalidBytesError, startDecoding } from '../source/decode-text.js';
import { readBytes } from '../source/read-bytes.js';

/** A file's cells as text, and the records that do not fit the table. */
export interface FileColumns {
  readonly columns: readonly TextColumn[];
  /** Line in the file of each row. */
  readonly lines: Uint32Array;
  /** Records with broken quotes or another number of cells than there are columns, in file order. */
  readonly misfits: readonly QuarantinedRow[];
  /** SHA-256 of the file as it lies on disk, lower-case hex. */
  readonly sourceHash: string;
  readonly encoding: Dialect['encoding'];
}

const SHOWN_CHARACTERS = 200;

/**
 * Reads a whole file into columns of text.
 *
 * @param encodingStated when true bytes that the encoding forbids are an error; otherwise the file is read again as
 *   Windows-1252, in which every byte is a character
 * @throws FILE_UNREADABLE
 */
export async function readColumns(
  file: string,
  read: { readonly gzip: boolean; readonly encoding: Dialect['encoding']; readonly encodingStated: boolean },
  layout: FileLayout,
  onProgress: (share: number) => void,
): Promise<FileColumns> {
  try {
    return await readAs(file, read.gzip, read.encoding, layout, onProgress);
  } catch (error) {
    if (!(error instanceof InvalidBytesError)) throw error;
    if (read.encodingStated) {
      throw new ProbityError('FILE_UNREADABLE', `"${file}" is not ${read.encoding}, as was stated`, { file });
    }
    return await readAs(file, read.gzip, 'windows-1252', layout, onProgress);
  }
}

async function readAs(
  file: string,
  gzip: boolean,
  encoding: Dialect['encoding'],
  layout: FileLayout,
  onProgress: (share: number) => void,
): Promise<FileColumns> {
  const digest = createHash('sha256');
  const table = new TableSink(layout);
  const reader = new RecordReader(layout.format, table);
  const decoding = startDecoding(encoding);
  for await (const { bytes, share } of readBytes(file, gzip, digest)) {
    reader.push(decoding.decode(bytes));
    onProgress(share);
  }
  reader.push(decoding.finish());
  reader.finish();
  return { ...table.finish(), sourceHash: digest.digest('hex'), encoding };
}

/** Sorts records into columns and misfits. */
class TableSink implements RecordSink {
  readonly #layout: FileLayout['layout'];
  readonly #builders: readonly TextColumnBuilder[];
  readonly #misfits: QuarantinedRow[] = [];
  #lines = new Uint32Array(1024);
  #rows = 0;

  constructor({ layout }: FileLayout) {
    this.#layout = layout;
    this.#builders = layout.names.map(() => new TextColumnBuilder());
  }

  record(cells: readonly string[], line: number): void {
    const { width, headerLine, headLines = 0 } = this.#layout;
    if (line === headerLine || line <= headLines) return;
    if (cells.length !== width) {
      const value = cells.join(' | ').slice(0, SHOWN_CHARACTERS);
      const count = cells.length === 1 ? '1 cell' : `${cells.length} cells`;
      this.#misfits.push({ line, column: '', value, rule: `${count} where there are ${width} columns` });
      return;
    }
    for (let column = 0; column < width; column++) {
      (this.#builders[column] as TextColumnBuilder).add(cells[column] as string);
    }
    if (this.#rows === this.#lines.length) {
      const grown = new Uint32Array(this.#lines.length * 2);
      grown.set(this.#lines);
      this.#lines = grown;
    }
    this.#lines[this.#rows++] = line;
  }

  fault(line: number, text: string, rule: string): void {
    if (line <= (this.#layout.headLines ?? 0)) return;
    this.#misfits.push({ line, column: '', value: text, rule });
  }

  finish(): { columns: readonly TextColumn[]; lines: Uint32Array; misfits: readonly QuarantinedRow[] } {
    return {
      columns: this.#builders.map((builder, index) => builder.finish(this.#layout.names[index] as string)),
      lines: this.#lines.slice(0, this.#rows),
      misfits: this.#misfits,
    };
  }
}
