import type { QuarantinedRow } from '@probity/training';
import { type DeclaredColumn, type TextColumn, TextColumnBuilder } from './text-column.js';

/** A source's cells as text, and the rows that do not fit the table. */
export interface TextTable {
  readonly columns: readonly TextColumn[];
  /** Line in the file of each row. */
  readonly lines: Uint32Array;
  /** Rows that do not fit the table, in file order. */
  readonly misfits: readonly QuarantinedRow[];
}

const SHOWN_CHARACTERS = 200;

/** Gathers rows of text cells; columns may join while rows come in. */
export class TextTableBuilder {
  readonly #columns: {
    readonly name: string;
    readonly cells: TextColumnBuilder;
    readonly declared?: DeclaredColumn;
  }[] = [];
  readonly #misfits: QuarantinedRow[] = [];
  #lines = new Uint32Array(1024);
  #rows = 0;

  get width(): number {
    return this.#columns.length;
  }

  /** Rows so far, misfits counted. */
  get rowCount(): number {
    return this.#rows + this.#misfits.length;
  }

  /** Adds a column, empty in the rows so far. @returns its place */
  addColumn(name: string, declared?: DeclaredColumn): number {
    const cells = new TextColumnBuilder();
    for (let row = 0; row < this.#rows; row++) cells.add('');
    return this.#columns.push({ name, cells, ...(declared === undefined ? {} : { declared }) }) - 1;
  }

  /** Adds a row; `cells` may be used again by the caller. A cell that is not there is empty. */
  addRow(cells: readonly string[], line: number): void {
    // An index, not an iterator: this runs once per cell.
    const columns = this.#columns;
    for (let index = 0; index < columns.length; index++) {
      (columns[index] as (typeof columns)[number]).cells.add(cells[index] ?? '');
    }
    if (this.#rows === this.#lines.length) {
      const grown = new Uint32Array(this.#lines.length * 2);
      grown.set(this.#lines);
      this.#lines = grown;
    }
    this.#lines[this.#rows++] = line;
  }

  /** Sets a row aside: `rule` says why, `column` is "" where it is the row as a whole. */
  refuse(line: number, column: string, value: string, rule: string): void {
    this.#misfits.push({ line, column, value: value.slice(0, SHOWN_CHARACTERS), rule });
  }

  finish(): TextTable {
    return {
      columns: this.#columns.map(({ name, cells, declared }) => ({
        ...cells.finish(name),
        ...(declared === undefined ? {} : { declared }),
      })),
      lines: this.#lines.slice(0, this.#rows),
      misfits: this.#misfits,
    };
  }
}
