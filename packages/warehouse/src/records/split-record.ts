/** What separates cells and records. */
export interface RecordFormat {
  /** One character, or " " for runs of blanks. */
  readonly delimiter: string;
  /** The quote character, or "". */
  readonly quote: string;
  /** "\\" where a backslash stands before a quote inside a cell; otherwise such a quote is doubled. */
  readonly escape?: '\\';
  /** "\r" only in files that have no "\n". */
  readonly newline: '\n' | '\r';
}

/** A record longer than this is refused: it is a quote that was never closed, or no table at all. */
export const LONGEST_RECORD = 1 << 20;

/** `more`: the record does not end in this text. `fault`: it breaks a rule, and counts as one line. */
export type SplitOutcome = 'record' | 'blank' | 'more' | 'fault';

/**
 * Splits text into records, one at a time, without a copy of what it does not keep.
 *
 * It reports how many lines each record takes, so that a cell's place in the file is exact even behind quoted line
 * breaks. After a fault the text goes on at the next line: an unclosed quote costs one line, not the file.
 */
export class RecordSplitter {
  /** Cells of the last record, trimmed, quotes undone; the array is used again. */
  readonly cells: string[] = [];
  /** For each cell whether it was quoted. */
  readonly quoted: boolean[] = [];
  /** Where the next record starts. */
  next = 0;
  /** Line breaks in the last record, its own end included. */
  lines = 0;
  /** Why the last record is a fault. */
  rule = '';
  readonly #format: RecordFormat;
  #text = '';
  #nextQuote = 0;

  constructor(format: RecordFormat) {
    this.#format = format;
  }

  setText(text: string): void {
    this.#text = text;
    this.next = 0;
    this.#nextQuote = -1;
  }

  /** Splits the record at `next`. @param last whether the text ends here for good */
  split(last: boolean): SplitOutcome {
    const text = this.#text;
    const start = this.next;
    const newlineAt = text.indexOf(this.#format.newline, start);
    const lineEnd = newlineAt < 0 ? text.length : newlineAt;
    this.lines = 1;
    if (this.#quoteFrom(start) >= lineEnd) {
      if (newlineAt < 0 && !last) return 'more';
      this.next = newlineAt < 0 ? text.length : newlineAt + 1;
      if (isBlankLine(text, start, lineEnd, this.#format.delimiter)) return 'blank';
      if (this.#format.delimiter === ' ') this.#splitAtBlanks(start, lineEnd);
      else this.#splitAtDelimiters(start, lineEnd);
      return 'record';
    }
    const outcome = this.#splitQuoted(start, last);
    if (outcome === 'fault') {
      if (newlineAt < 0 && !last) return 'more';
      this.next = newlineAt < 0 ? text.length : newlineAt + 1;
      this.lines = 1;
    }
    return outcome;
  }

  #quoteFrom(start: number): number {
    if (this.#format.quote === '') return Number.POSITIVE_INFINITY;
    if (this.#nextQuote < start) {
      const at = this.#text.indexOf(this.#format.quote, start);
      this.#nextQuote = at < 0 ? Number.POSITIVE_INFINITY : at;
    }
    return this.#nextQuote;
  }

  #splitAtDelimiters(start: number, end: number): void {
    const text = this.#text;
    const { delimiter } = this.#format;
    let count = 0;
    let from = start;
    for (;;) {
      const at = text.indexOf(delimiter, from);
      if (at < 0 || at >= end) break;
      this.#put(count++, trimmed(text, from, at), false);
      from = at + 1;
    }
    this.#put(count++, trimmed(text, from, end), false);
    this.#keep(count);
  }

  #splitAtBlanks(start: number, end: number): void {
    const text = this.#text;
    let count = 0;
    let at = start;
    for (;;) {
      while (at < end && isBlank(text.charCodeAt(at))) at += 1;
      if (at >= end) break;
      const from = at;
      while (at < end && !isBlank(text.charCodeAt(at))) at += 1;
      this.#put(count++, text.slice(from, at), false);
    }
    this.#keep(count);
  }

  /** The careful way, for a record with a quote in it. */
  #splitQuoted(start: number, last: boolean): SplitOutcome {
    const text = this.#text;
    const { delimiter, quote, newline } = this.#format;
    const blanks = delimiter === ' ';
    let count = 0;
    let at = start;
    for (;;) {
      while (at < text.length && isPadding(text.charCodeAt(at), delimiter, newline)) at += 1;
      if (blanks && count > 0 && (at >= text.length || text.startsWith(newline, at))) {
        if (at >= text.length && !last) return 'more';
        return this.#finish(count, at);
      }
      if (text.startsWith(quote, at)) {
        const cell = this.#quotedCell(at + 1);
        if (cell === undefined) {
          this.rule = 'a quote that is never closed';
          return last || text.length - start > LONGEST_RECORD ? 'fault' : 'more';
        }
        this.#put(count++, cell.text.trim(), true);
        at = cell.end;
        const blank = at;
        while (at < text.length && isPadding(text.charCodeAt(at), delimiter, newline)) at += 1;
        if (at >= text.length) return last ? this.#finish(count, at) : 'more';
        if (text.startsWith(newline, at)) return this.#finish(count, at);
        if (blanks ? at === blank : !text.startsWith(delimiter, at)) {
          this.rule = 'text after a closing quote';
          return 'fault';
        }
        if (!blanks) at += 1;
      } else {
        const from = at;
        while (at < text.length && !endsCell(text, at, delimiter, newline)) at += 1;
        if (at >= text.length && !last) return 'more';
        this.#put(count++, trimmed(text, from, at), false);
        if (at >= text.length || text.startsWith(newline, at)) return this.#finish(count, at);
        at += 1;
      }
    }
  }

  /** The inside of a quoted cell and where it ends, or undefined when the text ends first. */
  #quotedCell(from: number): { text: string; end: number } | undefined {
    const text = this.#text;
    const { quote, newline, escape: escapeSign } = this.#format;
    let inside = '';
    let at = from;
    for (;;) {
      const close = text.indexOf(quote, at);
      if (close < 0) return undefined;
      const slash = escapeSign === undefined ? -1 : text.indexOf(escapeSign, at);
      if (slash >= 0 && slash < close) {
        const next = text[slash + 1];
        // A backslash before anything else is one: C:\\loans.
        const escaped = next === quote || next === escapeSign;
        inside += text.slice(at, slash) + (escaped ? next : escapeSign);
        at = slash + (escaped ? 2 : 1);
        continue;
      }
      inside += text.slice(at, close);
      if (!text.startsWith(quote, close + 1)) {
        this.lines += countOf(text, newline, from, close);
        return { text: inside, end: close + 1 };
      }
      inside += quote;
      at = close + 2;
    }
  }

  #finish(count: number, at: number): SplitOutcome {
    this.next = Math.min(at + 1, this.#text.length);
    this.#keep(count);
    return 'record';
  }

  #put(index: number, cell: string, quoted: boolean): void {
    this.cells[index] = cell;
    this.quoted[index] = quoted;
  }

  #keep(count: number): void {
    this.cells.length = count;
    this.quoted.length = count;
  }
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 13;
}

/** White space around a cell, which is neither the delimiter nor the end of the line. */
function isPadding(code: number, delimiter: string, newline: string): boolean {
  if (code === 32) return true;
  if (code === 9) return delimiter !== '\t';
  return code === 13 && newline !== '\r';
}

function endsCell(text: string, at: number, delimiter: string, newline: string): boolean {
  if (text.startsWith(newline, at)) return true;
  return delimiter === ' ' ? isBlank(text.charCodeAt(at)) : text.startsWith(delimiter, at);
}

function isBlankLine(text: string, start: number, end: number, delimiter: string): boolean {
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code > 32 || (code === 9 && delimiter === '\t')) return false;
    if (code < 9) return false;
  }
  return true;
}

function trimmed(text: string, start: number, end: number): string {
  const cell = text.slice(start, end);
  if (cell === '') return cell;
  const first = cell.charCodeAt(0);
  const last = cell.charCodeAt(cell.length - 1);
  return first > 32 && first < 127 && last > 32 && last < 127 ? cell : cell.trim();
}

function countOf(text: string, character: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf(character, from); at >= 0 && at < to; at = text.indexOf(character, at + 1)) count += 1;
  return count;
}
