import { LONGEST_RECORD } from './split-record.js';

/** Takes a text's lines in order. `line` counts from 1, as an editor shows it. */
export interface LineSink {
  /** A line without its break; blank lines come too. */
  line(text: string, line: number): void;
  /** A line that is too long to be one; `text` is its start. */
  tooLong(text: string, line: number): void;
}

/** Cuts chunks of text into lines. */
export class LineReader {
  readonly #sink: LineSink;
  #rest = '';
  #line = 1;
  #skipping = false;

  constructor(sink: LineSink) {
    this.#sink = sink;
  }

  push(chunk: string): void {
    const text = this.#rest === '' ? chunk : this.#rest + chunk;
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      this.#take(text.slice(from, text.charCodeAt(end - 1) === 13 && end > from ? end - 1 : end));
      from = end + 1;
    }
    this.#rest = text.slice(from);
    if (this.#rest.length > LONGEST_RECORD) {
      if (!this.#skipping) this.#sink.tooLong(this.#rest, this.#line);
      this.#skipping = true;
      this.#rest = '';
    }
  }

  /** The text is over: what is left is its last line. */
  finish(): void {
    if (this.#rest !== '') this.#take(this.#rest);
    this.#rest = '';
  }

  #take(text: string): void {
    if (this.#skipping) this.#skipping = false;
    else if (text.length > LONGEST_RECORD) this.#sink.tooLong(text, this.#line);
    else this.#sink.line(text, this.#line);
    this.#line += 1;
  }
}
