import { LONGEST_RECORD, type RecordFormat, RecordSplitter } from './split-record.js';

/** Takes what a file holds, in order. `line` counts from 1, as an editor shows it. */
export interface RecordSink {
  /** `cells` is used again for the next record. */
  record(cells: readonly string[], line: number, quoted: readonly boolean[]): void;
  fault(line: number, text: string, rule: string): void;
}

const SHOWN_CHARACTERS = 200;

/** Feeds chunks of text through a splitter; blank lines are counted and passed over. */
export class RecordReader {
  readonly #splitter: RecordSplitter;
  readonly #newline: string;
  readonly #sink: RecordSink;
  #rest = '';
  #line = 1;
  /** Line of a record too long to keep, while its end is being looked for. */
  #skipping = false;

  constructor(format: RecordFormat, sink: RecordSink) {
    this.#splitter = new RecordSplitter(format);
    this.#newline = format.newline;
    this.#sink = sink;
  }

  push(text: string): void {
    this.#read(text, false);
  }

  /** The file is over: what is left is its last record. */
  finish(): void {
    this.#read('', true);
  }

  #read(chunk: string, last: boolean): void {
    let text = this.#rest + chunk;
    if (this.#skipping) {
      const end = text.indexOf(this.#newline);
      if (end < 0) {
        this.#rest = '';
        return;
      }
      this.#skipping = false;
      this.#line += 1;
      text = text.slice(end + 1);
    }
    const splitter = this.#splitter;
    splitter.setText(text);
    while (splitter.next < text.length) {
      const start = splitter.next;
      const outcome = splitter.split(last);
      if (outcome === 'more') {
        if (text.length - start <= LONGEST_RECORD) {
          this.#rest = text.slice(start);
          return;
        }
        this.#sink.fault(
          this.#line,
          text.slice(start, start + SHOWN_CHARACTERS),
          'a line of more than 1,048,576 characters',
        );
        this.#skipping = true;
        this.#rest = '';
        return;
      }
      if (outcome === 'record') this.#sink.record(splitter.cells, this.#line, splitter.quoted);
      if (outcome === 'fault') {
        const end = Math.min(splitter.next, start + SHOWN_CHARACTERS);
        this.#sink.fault(this.#line, text.slice(start, end).trimEnd(), splitter.rule);
      }
      this.#line += splitter.lines;
    }
    this.#rest = '';
  }
}

/** All records of a text. @param complete false leaves out a last record that the text's end may have cut */
export function splitRecords(text: string, format: RecordFormat, complete: boolean): SplitText {
  const records: { cells: readonly string[]; quoted: readonly boolean[]; line: number }[] = [];
  let faults = 0;
  const reader = new RecordReader(format, {
    record: (cells, line, quoted) => records.push({ cells: [...cells], quoted: [...quoted], line }),
    fault: () => {
      faults += 1;
    },
  });
  reader.push(text);
  if (complete) reader.finish();
  return { records, faults };
}

export interface SplitText {
  readonly records: readonly {
    readonly cells: readonly string[];
    readonly quoted: readonly boolean[];
    readonly line: number;
  }[];
  readonly faults: number;
}
