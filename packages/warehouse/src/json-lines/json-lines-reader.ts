import { ProbityError } from '@probity/domain';
import { type TextTable, TextTableBuilder } from '../column/text-table-builder.js';
import { LineReader, type LineSink } from '../records/line-reader.js';
import type { TextReader } from '../source/read-text.js';
import { parseJsonLine } from './parse-json-line.js';

/**
 * One JSON object a line, as a table: its columns are all keys that occur, in order of first appearance, and a key that
 * a line leaves out is missing there. A line that is no flat object is set aside with its number.
 */
export class JsonLinesReader implements TextReader<TextTable>, LineSink {
  readonly #table = new TextTableBuilder();
  readonly #places = new Map<string, number>();
  readonly #reader = new LineReader(this);
  readonly #file: string;
  readonly #widest: number;
  /** Per column the last line that had its key. */
  readonly #lastSeen: number[] = [];
  readonly #cells: string[] = [];

  constructor(file: string, widest: number) {
    this.#file = file;
    this.#widest = widest;
  }

  push(text: string): void {
    this.#reader.push(text);
  }

  finish(): TextTable {
    this.#reader.finish();
    return this.#table.finish();
  }

  line(text: string, line: number): void {
    if (/^\s*$/.test(text)) return;
    const read = parseJsonLine(text);
    if (!read.ok) {
      this.#table.refuse(line, read.column, read.value, read.rule);
      return;
    }
    this.#cells.fill('');
    for (const [index, key] of read.keys.entries()) {
      const place = this.#placeOf(key);
      if (this.#lastSeen[place] === line) {
        this.#table.refuse(line, key, text, 'a repeated key');
        return;
      }
      this.#lastSeen[place] = line;
      this.#cells[place] = read.cells[index] as string;
    }
    this.#table.addRow(this.#cells, line);
  }

  tooLong(text: string, line: number): void {
    this.#table.refuse(line, '', text, 'a line of more than 1,048,576 characters');
  }

  #placeOf(key: string): number {
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    if (this.#table.width === this.#widest) {
      throw new ProbityError(
        'FILE_UNREADABLE',
        `"${this.#file}" has more than ${this.#widest} different keys: is a value written as a key?`,
        { file: this.#file },
      );
    }
    const place = this.#table.addColumn(key === '' ? `column_${this.#table.width + 1}` : key);
    this.#places.set(key, place);
    return place;
  }
}
