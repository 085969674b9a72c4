/** One record of delimited text. */
export interface DelimitedRecord {
  readonly cells: string[];
  /** Line it starts on, from 1. */
  readonly line: number;
  /** Where it begins in the text, and ends without its line break. */
  readonly start: number;
  readonly end: number;
  /** How many line breaks stand inside it. */
  readonly lineBreaks: number;
  /** A quote was opened and never closed: `cells` are then those of the first line, the quote being a character. */
  readonly isOpen: boolean;
}

export interface SplitPosition {
  /** Where to go on reading. */
  readonly offset: number;
  readonly line: number;
}

/** A quoted cell longer than this is taken for a quote that nobody closed. */
const LONGEST_QUOTED = 65_536;
const QUOTE = 34;

/**
 * Goes through delimited text record by record: double quotes as RFC 4180 has them, LF, CR LF or CR, blank lines left out.
 *
 * A quote inside an unquoted cell is a character like any other. A quote that is never closed costs one line, not the
 * rest of the file: the record is passed with `isOpen` and reading goes on with the next line. So does it when `visit`
 * answers 'first-line': then only the first line of a record of several was it.
 *
 * @param isWhole false where more text follows: a last record without a line break is then left for later
 * @returns where reading stopped: the start of what is left for later
 * Cost: one pass; lines without quotes are split by the runtime.
 */
export function splitDelimited(
  text: string,
  delimiter: string,
  visit: (record: DelimitedRecord) => 'first-line' | undefined,
  { isWhole = true, from = { offset: 0, line: 1 } }: { readonly isWhole?: boolean; readonly from?: SplitPosition } = {},
): SplitPosition {
  const hasQuotes = text.indexOf('"', from.offset) >= 0;
  // Only a file without any line feed ends its lines with carriage returns.
  const mark = isWhole && text.indexOf('\n', from.offset) < 0 ? '\r' : '\n';
  let { offset, line } = from;
  while (offset < text.length) {
    const found = text.indexOf(mark, offset);
    if (found < 0 && !isWhole) break;
    const next = found < 0 ? text.length : found + 1;
    const end =
      found < 0 ? text.length : mark === '\n' && text[found - 1] === '\r' && found > offset ? found - 1 : found;
    const plain = text.slice(offset, end);
    if (!hasQuotes || plain.indexOf('"') < 0) {
      if (plain !== '') {
        visit({ cells: plain.split(delimiter), line, start: offset, end, lineBreaks: 0, isOpen: false });
      }
      offset = next;
      line += 1;
      continue;
    }
    const record = quotedRecord(text, offset, delimiter, mark);
    if (record === undefined && !isWhole && text.length - offset <= LONGEST_QUOTED) break;
    if (record === undefined) {
      visit({ cells: plain.split(delimiter), line, start: offset, end, lineBreaks: 0, isOpen: true });
    } else {
      if (record.end === text.length && !isWhole) break;
      const answer = visit({
        cells: record.cells,
        end: record.end,
        lineBreaks: record.lineBreaks,
        line,
        start: offset,
        isOpen: false,
      });
      if (answer !== 'first-line' || record.lineBreaks === 0) {
        offset = record.next;
        line += 1 + record.lineBreaks;
        continue;
      }
    }
    offset = next;
    line += 1;
  }
  return { offset, line };
}

/** undefined where a quote is not closed. */
function quotedRecord(
  text: string,
  start: number,
  delimiter: string,
  mark: string,
): { cells: string[]; end: number; next: number; lineBreaks: number } | undefined {
  const cells: string[] = [];
  let lineBreaks = 0;
  let at = start;
  for (;;) {
    let cell = '';
    if (text.charCodeAt(at) === QUOTE) {
      const opened = at;
      at += 1;
      for (;;) {
        const close = text.indexOf('"', at);
        if (close < 0 || close - opened > LONGEST_QUOTED) return undefined;
        cell += text.slice(at, close);
        at = close + 1;
        if (text.charCodeAt(at) !== QUOTE) break;
        cell += '"';
        at += 1;
      }
      lineBreaks += breaksIn(cell, mark);
    }
    // What follows a closing quote up to the delimiter belongs to the cell: banks do write "12" EUR.
    const rest = at;
    while (at < text.length && text[at] !== delimiter && text[at] !== mark) at += 1;
    const isLast = text[at] !== delimiter;
    const end = isLast && mark === '\n' && text[at] === mark && text[at - 1] === '\r' && at > rest ? at - 1 : at;
    cells.push(rest === end ? cell : cell + text.slice(rest, end));
    if (isLast) return { cells, end, next: at + 1, lineBreaks };
    at += 1;
  }
}

function breaksIn(cell: string, mark: string): number {
  let count = 0;
  for (let at = cell.indexOf(mark); at >= 0; at = cell.indexOf(mark, at + 1)) count += 1;
  return count;
}
