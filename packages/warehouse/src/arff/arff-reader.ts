import { ProbityError } from '@probity/domain';
import type { Dialect } from '@probity/training';
import { type TextTable, TextTableBuilder } from '../column/text-table-builder.js';
import { LineReader, type LineSink } from '../records/line-reader.js';
import type { TextReader } from '../source/read-text.js';
import { type ArffAttribute, parseArffAttribute } from './arff-attribute.js';
import { splitArffRow } from './split-arff-row.js';

const START = /^(?:\s*(?:%.*)?\r?\n)*\s*@relation\s/i;

/** An ARFF file's table, and the order of its dates where its head states one. */
export interface ArffTable extends TextTable {
  readonly dates: Dialect['dates'] | undefined;
}

/** True for a text that starts as ARFF files (Weka's format) do: comments, then `@relation`. */
export function isArff(text: string): boolean {
  return START.test(text);
}

/** Reads the head of an ARFF file, then its rows by what the head declares. */
export class ArffReader implements TextReader<ArffTable>, LineSink {
  readonly #file: string;
  readonly #widest: number;
  readonly #table = new TextTableBuilder();
  readonly #reader = new LineReader(this);
  readonly #attributes: ArffAttribute[] = [];
  /** Per nominal column the values it may take. */
  readonly #domains: (ReadonlySet<string> | undefined)[] = [];
  #inData = false;

  constructor(file: string, widest: number) {
    this.#file = file;
    this.#widest = widest;
  }

  push(text: string): void {
    this.#reader.push(text);
  }

  finish(): ArffTable {
    this.#reader.finish();
    if (!this.#inData) throw this.#unreadable('its head does not end in @data');
    return { ...this.#table.finish(), dates: this.#attributes.find(({ dates }) => dates !== undefined)?.dates };
  }

  line(text: string, line: number): void {
    const trimmed = text.trim();
    if (trimmed === '' || trimmed.startsWith('%')) return;
    if (this.#inData) this.#row(text, line);
    else if (/^@attribute\s/i.test(trimmed)) this.#declare(text, line);
    else if (/^@data\s*$/i.test(trimmed)) this.#startData();
  }

  tooLong(text: string, line: number): void {
    if (!this.#inData) throw this.#unreadable(`line ${line} of its head has more than 1,048,576 characters`);
    this.#table.refuse(line, '', text, 'a line of more than 1,048,576 characters');
  }

  #declare(text: string, line: number): void {
    const attribute = parseArffAttribute(text);
    if (typeof attribute === 'string') throw this.#unreadable(`line ${line} of its head has ${attribute}`);
    if (this.#attributes.length === this.#widest) throw this.#unreadable(`it has more than ${this.#widest} columns`);
    this.#attributes.push(attribute);
  }

  #startData(): void {
    if (this.#attributes.length === 0) throw this.#unreadable('its head declares no attribute');
    this.#inData = true;
    for (const { name, declared } of this.#attributes) {
      this.#table.addColumn(name, declared);
      this.#domains.push(declared.levels === undefined ? undefined : new Set(declared.levels));
    }
  }

  #row(text: string, line: number): void {
    const row = splitArffRow(text, this.#attributes);
    if ('rule' in row) {
      this.#table.refuse(line, row.column, text, row.rule);
      return;
    }
    for (const [index, domain] of this.#domains.entries()) {
      const cell = row.cells[index] as string;
      if (domain === undefined || cell === '?' || domain.has(cell)) continue;
      this.#table.refuse(line, this.#attributes[index]?.name ?? '', cell, 'not one of the declared values');
      return;
    }
    this.#table.addRow(row.cells, line);
  }

  #unreadable(why: string): ProbityError {
    return new ProbityError('FILE_UNREADABLE', `"${this.#file}" is an ARFF file, but ${why}`, { file: this.#file });
  }
}
