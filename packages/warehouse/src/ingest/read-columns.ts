import type { QuarantinedRow } from '@probity/training';
import { type TextTable, TextTableBuilder } from '../column/text-table-builder.js';
import type { FileLayout } from '../dialect/detect-dialect.js';
import { RecordReader, type RecordSink } from '../records/record-reader.js';
import { type ReadText, readText, type TextReader, type TextSource } from '../source/read-text.js';

/**
 * Reads a whole delimited file into columns of text.
 * @throws FILE_UNREADABLE
 */
export async function readColumns(
  file: string,
  source: TextSource,
  layout: FileLayout,
  onProgress: (share: number) => void,
): Promise<ReadText<TextTable>> {
  return await readText(file, source, () => new DelimitedReader(layout), onProgress);
}

/** Sorts records into columns and misfits: broken quotes, or another number of cells than there are columns. */
export class DelimitedReader implements TextReader<TextTable>, RecordSink {
  readonly #layout: FileLayout['layout'];
  readonly #reader: RecordReader;
  #table: TextTableBuilder;

  constructor({ layout, format }: FileLayout) {
    this.#layout = layout;
    this.#reader = new RecordReader(format, this);
    this.#table = emptyTable(layout);
  }

  /** Rows gathered since the last piece was taken, misfits counted. */
  get rowCount(): number {
    return this.#table.rowCount;
  }

  /** What was gathered since the last piece was taken; the reader goes on with an empty table. */
  takePiece(): TextTable {
    const piece = this.#table.finish();
    this.#table = emptyTable(this.#layout);
    return piece;
  }

  push(text: string): void {
    this.#reader.push(text);
  }

  finish(): TextTable {
    this.endInput();
    return this.#table.finish();
  }

  /** The file is over: what is left is its last record. */
  endInput(): void {
    this.#reader.finish();
  }

  record(cells: readonly string[], line: number): void {
    const { width, headerLine, headLines = 0 } = this.#layout;
    if (line === headerLine || line <= headLines) return;
    if (cells.length === width) this.#table.addRow(cells, line);
    else {
      const count = cells.length === 1 ? '1 cell' : `${cells.length} cells`;
      this.#table.refuse(line, '', cells.join(' | '), `${count} where there are ${width} columns`);
    }
  }

  fault(line: number, text: string, rule: QuarantinedRow['rule']): void {
    if (line > (this.#layout.headLines ?? 0)) this.#table.refuse(line, '', text, rule);
  }
}

function emptyTable({ names }: FileLayout['layout']): TextTableBuilder {
  const table = new TextTableBuilder();
  for (const name of names) table.addColumn(name);
  return table;
}
