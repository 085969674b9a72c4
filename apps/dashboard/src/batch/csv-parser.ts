/**
 * Splits a CSV that comes in pieces into records: commas, double quotes, CR LF or LF.
 *
 * The server's answers are written that way; what a person drops is never parsed here, only counted.
 */
export class CsvParser {
  #rest = '';

  /** The records that are complete so far. */
  push(text: string): string[][] {
    const all = this.#rest + text;
    const end = lastRecordEnd(all);
    this.#rest = all.slice(end);
    return recordsOf(all.slice(0, end));
  }

  /** The record that no line break ended, if there is one. */
  finish(): string[][] {
    const records = this.#rest === '' ? [] : recordsOf(`${this.#rest}\n`);
    this.#rest = '';
    return records;
  }
}

/** Behind the last line break that stands outside quotes. */
function lastRecordEnd(text: string): number {
  let quoted = false;
  let end = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === 34) quoted = !quoted;
    else if (character === 10 && !quoted) end = at + 1;
  }
  return end;
}

function recordsOf(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let at = 0;
  while (at < text.length) {
    const cell = text[at] === '"' ? quotedCell(text, at) : plainCell(text, at);
    record.push(cell.text);
    at = cell.end;
    if (text[at] === ',') {
      at += 1;
      continue;
    }
    if (text[at] === '\r') at += 1;
    at += 1;
    records.push(record);
    record = [];
  }
  return records;
}

function plainCell(text: string, from: number): { text: string; end: number } {
  let end = from;
  while (end < text.length && text[end] !== ',' && text[end] !== '\n' && text[end] !== '\r') end += 1;
  return { text: text.slice(from, end), end };
}

function quotedCell(text: string, from: number): { text: string; end: number } {
  let inside = '';
  let at = from + 1;
  for (;;) {
    const close = text.indexOf('"', at);
    if (close < 0) return { text: inside + text.slice(at), end: text.length };
    inside += text.slice(at, close);
    if (text[close + 1] !== '"') return { text: inside, end: close + 1 };
    inside += '"';
    at = close + 2;
  }
}
